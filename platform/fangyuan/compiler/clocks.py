"""Clocks of a case type."""

from fangyuan.compiler import words
from fangyuan.compiler.citing import basis
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.clocks import (
    Address,
    Clock,
    Counting,
    Extension,
    FirstDay,
    LastDay,
    Light,
    Rung,
    Until,
    Warning,
)
from fangyuan.model.durations import Duration, DurationUnit


def clocks(spot: Spot | None, names: TypeNames) -> tuple[Clock, ...]:
    """Every clock, in file order."""
    return tuple(_clock(row, names) for row in spot.rows()) if spot else ()


def _clock(spot: Spot, names: TypeNames) -> Clock:
    _one_length(spot)
    _sane_lengths(spot)
    pause, subject = spot.get("pause"), spot.get("per")
    return Clock(
        clock=spot.text("clock"),
        title=spot.text("title"),
        start=words.events(spot.get("start"), names),
        stop=words.events(spot.get("stop"), names),
        cancel=words.events(spot.get("cancel"), names),
        restart=words.events(spot.get("restart"), names),
        resume=words.events(spot.get("resume"), names),
        law=basis(spot),
        per=listing(subject, names),
        within=words.length(spot.get("within"), names),
        until=_until(spot.get("until"), names),
        every=spot.duration("every"),
        met_by=words.events(spot.get("met-by"), names),
        start_if=words.condition(spot.get("if"), names),
        counting=_counting(spot.get("counting"), names),
        at_most=spot.duration("at-most"),
        warn=warnings(spot, names),
        extend=_extension(spot.get("extend"), names),
        pause_while=words.condition(pause.get("while"), names) if pause else None,
        escalate=ladder(spot, names),
        once=spot.flag("once"),
        from_occurred_on=spot.text("from") == "occurred-on",
    )


def warnings(spot: Spot, names: TypeNames) -> tuple[Warning, ...]:
    """What is said before the due date."""
    return tuple(_warning(row, names) for row in spot.rows("warn"))


def ladder(spot: Spot, names: TypeNames) -> tuple[Rung, ...]:
    """The rungs from the due date on."""
    return tuple(_rung(row, names) for row in spot.rows("escalate"))


def _one_length(spot: Spot) -> None:
    given = [key for key in ("within", "until", "every") if spot.get(key)]
    if not given:
        spot.say("clock-needs-length", clock=spot.text("clock"))
    elif len(given) > 1:
        spot.say("clock-two-lengths", clock=spot.text("clock"), given="、".join(given))


def _sane_lengths(spot: Spot) -> None:
    """No period outlives everybody, and no obligation comes back more often than hourly: after a downtime each is a firing."""
    for key in ("within", "every", "at-most"):
        length = spot.get(key)
        if length and isinstance(length.value, str) and _too_long(Duration.parse(length.value)):
            length.say("duration-too-long", value=length.value)
    again, every = spot.get("every"), spot.duration("every")
    if again and every and every.unit is DurationUnit.MINUTES and every.amount < _AN_HOUR:
        again.say("every-too-short", clock=spot.text("clock"), value=str(every))


def _too_long(length: Duration) -> bool:
    return length.amount > _A_HUNDRED_YEARS.get(length.unit, length.amount)


_AN_HOUR = 60
_A_HUNDRED_YEARS = {
    DurationUnit.DAYS: 36525,
    DurationUnit.WORKDAYS: 26000,
    DurationUnit.WEEKS: 5218,
    DurationUnit.MONTHS: 1200,
}


def listing(spot: Spot | None, names: TypeNames) -> str:
    """The slot or the field whose units or people get one each; a finding for anything that holds only one."""
    if spot is None:
        return ""
    many = [name for name, slot in names.slots.items() if slot.many]
    known = [*many, *(path for path, field in names.fields.items() if field.many)]
    rows = names.fields.get(name := spot.itself("unknown-list", known))
    if rows and rows.children and not _IDENTITIES & {child.name for child in rows.children}:
        spot.say("rows-without-id", name=name)
    return name


_IDENTITIES = frozenset({"id", "person_id"})
"""What a row keeps when others are put before it or taken out."""


_DATED = frozenset({"date", "birth-date", "date-time", "date-range", "computed", "hidden"})
"""The kinds whose answers name a day, or may."""


def _until(spot: Spot | None, names: TypeNames) -> Until | None:
    if spot is None:
        return None
    field = spot.get("field")
    path = words.fact(field, names) if field else ""
    known = names.fields.get(path)
    if field and known and known.kind not in _DATED:
        dated = [name for name, one in names.fields.items() if one.kind in _DATED]
        field.say("until-no-date", field=path, near="、".join(dated[:3]) or "—")
    return Until(path, words.length(spot.get("else"), names))


def _counting(spot: Spot | None, names: TypeNames) -> Counting:
    usual = Counting()
    if spot is None:
        return usual
    return Counting(
        calendar=spot.text("calendar", usual.calendar),
        first_day=FirstDay(spot.text("first-day", usual.first_day.value)),
        end=LastDay(spot.text("end", usual.end.value)),
    )


def _warning(spot: Spot, names: TypeNames) -> Warning:
    before = Duration.parse(spot.text("before"))
    return Warning(before, Light(spot.text("light")), words.whos(spot.get("inform"), names))


def _extension(spot: Spot | None, names: TypeNames) -> Extension | None:
    if spot is None:
        return None
    return Extension(
        up_to=Duration.parse(spot.text("up-to")),
        approver=words.whos(spot.get("approver"), names),
        times=spot.whole("times", 1),
        reason_required=spot.text("reason", "required") == "required",
        letter=spot.named("letter", "unknown-letter", names.pack.letters),
        asked_by=words.whos(spot.get("asked-by"), names),
        after_due=spot.flag("after-due"),
    )


def _rung(spot: Spot, names: TypeNames) -> Rung:
    at, after = spot.get("at"), spot.get("after")
    if (at is None) == (after is None):
        spot.say("rung-when")
    return Rung(
        after=Duration.parse(after.word) if after else None,
        inform=words.whos(spot.get("inform"), names),
        propose=spot.named("propose", "unknown-task", [*names.instruments, *names.tasks]),
        decided_by=words.whos(spot.get("decided-by"), names),
        to=_address(spot.get("to"), names),
        copy=words.whos(spot.get("copy"), names),
    )


def _address(spot: Spot | None, names: TypeNames) -> Address:
    if spot is None:
        return Address()
    if spot.node.value == "subject":
        return Address(subject=True)
    slot = spot.text("slot")
    if slot and names.slots.get(slot) and names.slots[slot].kind.value == "unit":
        return Address(slot=slot)
    return Address(whos=words.whos(spot, names))
