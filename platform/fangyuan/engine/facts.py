"""Everything that a condition may test about a case, as one nested tree of plain values.

Answers stand at the root; what the platform derives stands under `case`, `task`, `tasks`, `slot`, `clock`, `actor`,
`unit`, `tenant` and `subject`. Dates are `2026-02-10`; instants are written with the calendar's offset, so that their
first ten characters are the date there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import is_not
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.engine.owing import duties
from fangyuan.engine.placement import SHELF, subject_of
from fangyuan.model.calendars import USUAL_CALENDAR, Calendar
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType, SlotKind
from fangyuan.model.state import BY_HAND, CaseState, ClockRun, LetterState, TaskState
from fangyuan.model.world import Person, Unit, World

Facts = dict[str, Any]

AWAY = "_away"
"""The units and people that the case is kept from, as a fact for the engine alone; absent where it is open."""

KIND_OF = "kind_of"
"""Under this name stand the kinds of the units that the answers name, in the shape of the answers."""

UNIT = "unit"
PEOPLE = "persons"
"""The list of a case that `case.people` counts."""


def zone_of(world: World) -> ZoneInfo:
    """The zone whose dates count in a world."""
    return zone_among(world.calendars)


def zone_among(calendars: Mapping[str, Calendar]) -> ZoneInfo:
    """The zone whose dates count: that of the usual calendar, else of the first one, else a calendar's default."""
    first = next(iter(calendars.values()), None)
    calendar = calendars.get(USUAL_CALENDAR, first)
    return ZoneInfo(calendar.zone if calendar else Calendar("", "", {}).zone)


def today_of(world: World, now: datetime) -> date:
    """The date that an instant has in the calendar's zone."""
    return now.astimezone(zone_of(world)).date()


class Parts:
    """What was told of a case before: most of it stays as it is from one event of an act to the next.

    A part is told anew where anything that it is told of was replaced; a case is never changed in place.
    """

    def __init__(self) -> None:
        """Nothing was told yet."""
        self._told: dict[tuple[str, str], tuple[tuple[object, ...], Facts]] = {}

    def told(self, name: tuple[str, str], of: tuple[object, ...], tell: Callable[[], Facts]) -> Facts:
        """The part of this name and subject, which is told of these things alone."""
        held = self._told.get(name)
        if held is None or any(map(is_not, held[0], of)):
            held = self._told[name] = (of, tell())
        return held[1]


def facts_of(
    case: CaseState,
    world: World,
    now: datetime,
    actor: Person | None = None,
    *,
    case_type: CaseType | None = None,
    subject: str = "",
    parts: Parts | None = None,
) -> Facts:
    """The whole tree. `case_type` adds what never happened yet (`task.x.done` is false before x was opened).

    With a `subject` the entries of tasks and the runs of clocks are those of this subject alone. `parts` are those that
    were told of the same case earlier in the same act, with the same world, instant and case type.
    """
    zone = zone_of(world)
    told = (parts or Parts()).told
    return {
        **told(
            ("standing", subject),
            (case.answers, case.tasks, case.slots, case.unit),
            lambda: standing_facts(case, world, subject),
        ),
        "case": _case_facts(case, world, now.astimezone(zone).date(), zone),
        "task": told(("task", subject), (case.tasks,), lambda: _task_facts(case, case_type, zone, subject)),
        "slot": _slot_facts(case, case_type),
        KIND_OF: told((KIND_OF, ""), (case.answers, case.slots), lambda: _kinds(case, world, case_type)),
        "clock": told(("clock", subject), (case.clocks,), lambda: _clock_facts(case, now, subject, zone)),
        "letter": told(("letter", subject), (case.letters,), lambda: _letter_facts(case, case_type, subject)),
        "actor": _actor_facts(actor),
    }


def standing_facts(case: CaseState, world: World, subject: str = "") -> Facts:
    """What does not change with time: the answers, the slots, the owning unit, the tenant, the subject."""
    answers = {name: value for name, value in case.answers.items() if name != SHELF}
    entries = {task: entries_of(case, task, subject) for task in case.answers.get(SHELF, {})}
    return {
        **answers,
        SHELF: entries,
        "slot": {slot: list(holders) for slot, holders in case.slots.items() if holders},
        "unit": _unit_facts(case, world),
        "tenant": {"title": world.tenant.title, "code": world.tenant.code, "level": world.tenant.level},
        **({"subject": subject} if subject else {}),
    }


def entries_of(case: CaseState, task: str, subject: str = "") -> list[Facts]:
    """The entries of one task, each with its `_subject`; only those of a subject where one is given."""
    subjects = {state.subject for state in case.tasks.values() if state.task == task}
    shelf = case.answers.get(SHELF, {}).get(task, {})
    told = [{**answers, "_subject": subject_of(entry, subjects)} for entry, answers in shelf.items()]
    return [entry for entry in told if _about(entry["_subject"], subject)]


def current(case: CaseState, task: str, *, keep: bool = False) -> tuple[TaskState, ...]:
    """The task's places in its latest visit (every visit for a task that is kept), without the withdrawn ones."""
    return latest_of([state for state in case.tasks.values() if state.task == task], keep=keep)


def latest_of(places: Iterable[TaskState], *, keep: bool) -> tuple[TaskState, ...]:
    """The same of all places that one task ever had."""
    states = [state for state in places if state.status != "withdrawn"]
    latest = max((state.visit for state in states if not state.instrument), default=0)
    return tuple(state for state in states if keep or state.instrument or state.visit == latest)


def is_done(states: Sequence[TaskState]) -> bool:
    """Whether a task with these states is done: it was opened, and every one of them is."""
    return bool(states) and all(_done(state) for state in states)


def _done(state: TaskState) -> bool:
    return state.status == "done"


def _case_facts(case: CaseState, world: World, today: date, zone: ZoneInfo) -> Facts:
    people = case.answers.get(PEOPLE)
    waiting = [link for link in case.links if link.awaited]
    return {
        "people": len(people) if isinstance(people, list) else 1,
        **world.facts,
        "number": case.number,
        "stage": case.stage,
        "visit": case.visit,
        "age_days": (today - case.received_on).days,
        "flags": list(case.flags),
        "received_on": case.received_on.isoformat(),
        "registered_at": _written(case.registered_at, zone),
        "closed": case.closed,
        "unit": case.unit,
        "children": sum(link.relation == "child" and not link.came_back for link in case.links),
        "waiting": len(waiting),
        "owed": bool(duties(case)),
        "related": sum(link.relation in BY_HAND for link in case.links),
        **({"closed_at": _written(case.closed_at, zone)} if case.closed_at else {}),
        **_said({"leader": case.leader, "outcome": case.outcome, "parent": case.parent or ""}),
    }


def _task_facts(case: CaseState, case_type: CaseType | None, zone: ZoneInfo, subject: str) -> Facts:
    """`task.x` speaks of the whole case: done means that everybody is. `done_here` speaks of the subject looked at."""
    known = case_type.tasks if case_type else {}
    opened: dict[str, list[TaskState]] = {}
    for state in case.tasks.values():
        opened.setdefault(state.task, []).append(state)
    return {
        name: _one_task(latest_of(opened[name], keep=_kept(known, name)), zone, subject)
        if name in opened
        else dict(_NEVER_OPENED)
        for name in {**known, **opened}
    }


def _one_task(states: Sequence[TaskState], zone: ZoneInfo, subject: str) -> Facts:
    """`count` counts the entries of a repeated task, the places of any other."""
    repeated = any(state.repeat for state in states)
    last = max((state.last_at for state in states if state.last_at), default=None)
    return {
        "done": is_done(states),
        "done_here": is_done([state for state in states if _about(state.subject, subject)]),
        "_done_by": sorted(
            {state.subject for state in states} - {state.subject for state in states if not _done(state)}
        ),
        "opened": bool(states),
        "open": any(state.open for state in states),
        "count": sum(state.count for state in states) if repeated else len(states),
        "done_count": sum(state.count if state.repeat else _done(state) for state in states),
        **({"last": _written(last, zone)} if last else {}),
    }


_NEVER_OPENED: Facts = _one_task((), ZoneInfo("UTC"), "")
"""What is told of a task that was not opened yet: of most of them, most of the time."""


def _slot_facts(case: CaseState, case_type: CaseType | None) -> Facts:
    """A slot for one holder is a word, a slot for many a list; an empty slot is absent."""
    single = {name for name, slot in (case_type.slots if case_type else {}).items() if not slot.many} | {"leader"}
    return {name: holders[0] if name in single else list(holders) for name, holders in case.slots.items() if holders}


def _kinds(case: CaseState, world: World, case_type: CaseType | None) -> Facts:
    """What kind of unit each field of a unit names; a unit slot that no answer fills stands among them."""
    if case_type is None:
        return {}
    units = world.directory.units
    held = {slot.slot: case.slots.get(slot.slot) for slot in case_type.slots.values() if slot.kind is SlotKind.UNIT}
    slots = {
        name: _kind(list(ids) if case_type.slots[name].many else ids[0], units) for name, ids in held.items() if ids
    }
    roots = [case_type.fields[name] for name in case.answers if name in case_type.fields]
    return {**slots, **_kinds_in(roots, case.answers, units)}


def _kinds_in(fields: Iterable[Field], answers: Any, units: Mapping[str, Unit]) -> Facts:
    """The answers with each unit's kind in its place, and nothing else; rows of lists keep their places."""
    found: Facts = {}
    if not isinstance(answers, Mapping):
        return found
    for field in fields:
        value = answers.get(field.name)
        if field.kind == UNIT and value:
            found[field.name] = _kind(value, units)
        elif value and field.children and _names_units(field):
            rows = value if isinstance(value, list) else [value]
            told = [_kinds_in(field.children, row, units) for row in rows]
            found[field.name] = told if isinstance(value, list) else told[0]
    return found


def _kind(value: Any, units: Mapping[str, Unit]) -> Any:
    if isinstance(value, list):
        return [_kind(one, units) for one in value]
    return units[value].kind if isinstance(value, str) and value in units else ""


def _names_units(field: Field) -> bool:
    return any(one.kind == UNIT for one in field.walk())


def _clock_facts(case: CaseState, now: datetime, subject: str, zone: ZoneInfo) -> Facts:
    """One mapping a clock; a list of them where the clock runs once a subject. Only the latest run of each counts."""
    latest: dict[str, dict[str, ClockRun]] = {}
    for run in sorted(case.clocks.values(), key=lambda run: run.number):
        if _about(run.subject, subject):
            latest.setdefault(run.clock, {})[run.subject] = run
    return {
        clock: _one_run(runs[""], now, zone) if set(runs) == {""} else [_one_run(r, now, zone) for r in runs.values()]
        for clock, runs in latest.items()
    }


def _one_run(run: ClockRun, now: datetime, zone: ZoneInfo) -> Facts:
    light = run.light(now)
    last_day = run.history[-1].reckoning.due if run.history else run.due_at
    return {
        "_subject": run.subject,
        "light": light.value,
        "due": _written(last_day, zone) if isinstance(last_day, datetime) else last_day.isoformat(),
        "overdue": light.value == "red",
        "running": run.open,
        "status": run.status,
    }


def _letter_facts(case: CaseState, case_type: CaseType | None, subject: str) -> Facts:
    """What has become of each letter: of one that does not exist yet nothing has. What was withdrawn does not count."""
    found = {name: _letter_fact(()) for name in (case_type.letters if case_type else ())}
    valid = [one for one in case.letters.values() if not one.withdrawn and subject in ("", one.subject)]
    for name in {one.letter for one in valid}:
        found[name] = _letter_fact([one for one in valid if one.letter == name])
    return found


def _letter_fact(letters: Sequence[LetterState]) -> Facts:
    """Of several the last one counts; `count` are those that were issued."""
    last = letters[-1] if letters else None
    return {
        "drafted": last is not None,
        "issued": last is not None and last.is_issued,
        "sealed": last is not None and any(one.step == "seal" for one in last.passed),
        "delivered": last is not None and bool(last.delivered),
        "count": sum(one.is_issued for one in letters),
    }


def _actor_facts(actor: Person | None) -> Facts:
    if actor is None:
        return {}
    return {"role": sorted(actor.roles), "unit": list(actor.units), "person": actor.person, "name": actor.name}


def _unit_facts(case: CaseState, world: World) -> Facts:
    unit = world.directory.units.get(case.unit)
    if unit is None:
        return {"unit": case.unit}
    said = {"level": unit.level or world.tenant.level, "kind": unit.kind, "title": unit.title, "phone": unit.phone}
    return {"unit": unit.unit, **_said(said)}


def _about(own: str, subject: str) -> bool:
    return not subject or own in ("", subject)


def _kept(known: Mapping[str, Any], name: str) -> bool:
    return name in known and bool(known[name].keep)


def _said(values: Mapping[str, str]) -> Facts:
    """Blank is absent."""
    return {name: value for name, value in values.items() if value}


def _written(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def plain(values: Iterable[Any]) -> list[str]:
    """The ids that values name: words as they are, lists opened, blanks left out, each once."""
    found: dict[str, None] = {}
    for value in values:
        found.update(dict.fromkeys(plain(value)) if isinstance(value, list | tuple) else {})
        found.update({value: None} if isinstance(value, str) and value else {})
    return list(found)
