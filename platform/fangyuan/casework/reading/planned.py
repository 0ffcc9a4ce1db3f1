"""Recurring work in the days to come, and what it opened in those that have passed."""

from collections.abc import Iterator, Mapping
from datetime import date

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.pages import DiaryEntry, Named
from fangyuan.casework.reading.rota import visible
from fangyuan.casework.reading.sittings import sittings
from fangyuan.casework.reading.whose import Whose
from fangyuan.engine.clocks.calendars import date_of, end_of, instant
from fangyuan.engine.recurring import calendar_for, occurrences
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.store.duties import Opened


def of_duties(desk: Desk, first: date, last: date, whose: Whose) -> Iterator[DiaryEntry]:
    """What recurring work opened in these days, as far as the officer may see it, and what it will open."""
    opened = _opened(desk, first, last)
    for key, (pack, _) in desk.types_in_force().items():
        for duty in pack.duties.values():
            if duty.opens == key and duty.rrule and (duty.rota or duty.appointments):
                yield from _sat(desk, pack, duty, first, last, whose)
            elif duty.opens == key and duty.rrule and _concerns(desk, duty, whose):
                yield from _past(desk, pack, duty, opened)
                yield from _coming(desk, pack, duty, first, last)


def _opened(desk: Desk, first: date, last: date) -> Mapping[str, list[Opened]]:
    """By duty what was opened in these days."""
    begin, end = instant(desk.calendar, first), end_of(desk.calendar, last)
    found: dict[str, list[Opened]] = {}
    for one in desk.uow.duties.between(desk.tenant.tenant, begin, end):
        found.setdefault(one.duty, []).append(one)
    return found


def _past(desk: Desk, pack: Pack, duty: Duty, opened: Mapping[str, list[Opened]]) -> Iterator[DiaryEntry]:
    """The cases that were opened, as far as the officer may see them."""
    own = {one.case: one for one in opened.get(f"{pack.name}/{duty.duty}", ())}
    for sight in desk.sights if own else ():
        lines = desk.uow.cases.lines(desk.tenant.tenant, list(own), desk.moment(), sight)
        for case, line in lines.items():
            one = own.pop(case)
            yield DiaryEntry(
                "duty", date_of(desk.calendar, one.at), duty.title, case, line.number, people=_roles(pack, duty),
                duty=duty.duty,
            )  # fmt: skip


def _sat(desk: Desk, pack: Pack, duty: Duty, first: date, last: date, whose: Whose) -> Iterator[DiaryEntry]:
    """The days of a rota, each with whoever's it is; the case of one that has opened only for those who may see it."""
    found = [one for one in sittings(desk, pack, duty, first, last) if _is_of(desk, duty, one.person, whose)]
    seen = visible(desk, [one.case for one in found if one.case])
    for one in found:
        people = (Named(one.person, desk.directory.name(one.person)),) if one.person else _roles(pack, duty)
        case, number = (one.case, one.number) if one.case in seen else ("", "")
        at = duty.appointments.since if duty.appointments else ""
        day = f"{one.name}/{one.occurs_on}" if duty.appointments else ""
        yield DiaryEntry("duty", one.on, duty.title, case, number, at=at, people=people, duty=duty.duty, day=day)


def _is_of(desk: Desk, duty: Duty, person: str, whose: Whose) -> bool:
    return not whose.written or person in whose.people or (not duty.rota and _concerns(desk, duty, whose))


def _coming(desk: Desk, pack: Pack, duty: Duty, first: date, last: date) -> Iterator[DiaryEntry]:
    """What has not been opened yet."""
    calendar = calendar_for(duty, desk.world(pack))
    begin, end = max(instant(calendar, first), desk.now), end_of(calendar, last)
    for one in occurrences(duty, calendar, begin, end) if begin < end else ():
        if first <= one.on <= last:
            yield DiaryEntry("duty", one.on, duty.title, people=_roles(pack, duty), duty=duty.duty)


def _concerns(desk: Desk, duty: Duty, whose: Whose) -> bool:
    """Whether a duty is one of whoever was chosen; one's own diary shows those of the whole jurisdiction."""
    if not whose.written:
        return True
    roles = {who.role for who in duty.who}
    chosen = (desk.directory.people[one] for one in whose.people)
    return any(roles & person.roles for person in chosen)


def _roles(pack: Pack, duty: Duty) -> tuple[Named, ...]:
    """The roles that do it."""
    found = dict.fromkeys(pack.roles[who.role].title for who in duty.who if who.role in pack.roles)
    return tuple(Named(title, title) for title in found)
