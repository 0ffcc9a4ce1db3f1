"""A case as a scenario: its world, its steps, what came of it; played once before it is given out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.answering import registering_form
from fangyuan.casework.office import Office
from fangyuan.casework.recording_cases.disguising import Disguise, officials
from fangyuan.casework.recording_cases.numbering import limits_of
from fangyuan.casework.recording_cases.steps import Steps
from fangyuan.casework.rehearsing.testing import run_scenario
from fangyuan.engine.clocks.calendars import due_on
from fangyuan.engine.facts import zone_among
from fangyuan.kinds import Kinds
from fangyuan.model.durations import Duration
from fangyuan.model.events import AnswersSubmitted, CaseRegistered, ClockEscalated, Event, LetterIssued, Recorded
from fangyuan.model.pack import Pack, Parameter
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.world import Delegation, Directory, Person, Tenant, Unit
from fangyuan.packs.yaml_writing import write_yaml

_CHOSEN = ("enum", "oneOf", "const", "pattern", "format", "x-fangyuan-code-list", "x-fangyuan-kind", "kind")
"""A parameter with one of these holds a choice, not words of the jurisdiction's own."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A scenario file, and the short texts in it that nobody but a reader can judge: (path, text)."""

    text: str
    left: tuple[tuple[str, str], ...] = ()


def record(office: Office, tenant: str, number: str) -> Saved:
    """The scenario file of a case, by its id or its number; raises Refused where it cannot be played again."""
    with office.database.read() as uow:
        case = uow.cases.by_number(tenant, number) or number
        stored = uow.cases.load(tenant, case)
        if stored is None:
            raise Refused(Problem("not-found", f"没有找到事项“{number}”。", advice="请核对编号与所属机关。"))
        history = uow.cases.events(tenant, case)
        pack, directory = office.pack_of(uow, stored.state), office.directory(uow, tenant)
    disguise = disguise_of(pack, stored.state, history, directory)
    data = scenario_of(pack, stored.state, history, directory, disguise)
    check(pack, data, office.kinds)
    return Saved(write_yaml(data), tuple(disguise.left))


def check(pack: Pack, data: Mapping[str, Any], kinds: Kinds) -> None:
    """Plays the scenario; raises Refused with every difference."""
    wrong = run_scenario(pack, "scenarios/recorded.yaml", data, kinds).mismatches
    if wrong:
        told = "；".join(f"第 {one.step + 1} 步：{one.message}" for one in wrong)
        raise Refused(
            Problem(
                "not-repeatable",
                f"这件事项按现在的定义包重演，结果不同：{told}。",
                advice="多半是人员、日历或上下级往来与当时不同；请另选一件。",
            )
        )


def disguise_of(pack: Pack, state: CaseState, history: Sequence[Recorded], directory: Directory) -> Disguise:
    """What stands for whatever is real in a case: every name in it is known before the first text is read."""
    ids, words = officials(directory, *_met(history, state, directory))
    kind = pack.case_types[state.case_type]
    disguise = Disguise(ids, limits_of(kind, _parameters(pack, history)))
    disguise.know({**words, **_titles(directory.tenants.values())})
    _learn(disguise, history, kind)
    return disguise


def scenario_of(
    pack: Pack, state: CaseState, history: Sequence[Recorded], directory: Directory, disguise: Disguise
) -> dict[str, Any]:
    """The scenario as data: nothing in it names a person, a unit or a place that exists."""
    people, units = _met(history, state, directory)
    ids = disguise.ids
    kind, zone = pack.case_types[state.case_type], zone_among(pack.calendars)
    walk = Steps(kind, disguise, zone, acted=history[0].at)
    steps = list(walk.of(history))
    begun = history[0].event
    received = begun.received_on if isinstance(begun, CaseRegistered) else None
    first = next(step for step in steps if "do" in step)
    begun_at = history[0].at.astimezone(zone)
    if received and received != begun_at.date():
        first["received-on"] = received.isoformat()
    return {
        "scenario": f"{kind.title}：录自 {begun_at:%Y-%m-%d %H:%M:%S} 登记的一件",
        "case-type": state.case_type.rpartition("/")[2],
        "start": begun_at.isoformat(timespec="seconds"),
        **_told_parameters(pack, begun, disguise),
        "world": _world(directory, state, ids, people, units),
        "steps": [*steps, *_passing(history, walk.acted, zone), {"expect": _outcome(state, history, disguise, zone)}],
    }


def _parameters(pack: Pack, history: Sequence[Recorded]) -> dict[str, Any]:
    """The value of each parameter as the case has it."""
    begun = history[0].event
    pinned = begun.parameters if isinstance(begun, CaseRegistered) else {}
    return {**{name: own.default for name, own in pack.parameters.items()}, **pinned}


def _told_parameters(pack: Pack, begun: Event, disguise: Disguise) -> dict[str, Any]:
    """The pinned parameters; a text that is the jurisdiction's own is replaced like a sensitive one."""
    pinned = begun.parameters if isinstance(begun, CaseRegistered) else {}
    told = {name: _parameter(pack.parameters.get(name), value, disguise) for name, value in pinned.items()}
    return {"parameters": told} if told else {}


def _parameter(own: Parameter | None, value: Any, disguise: Disguise) -> Any:
    if not isinstance(value, str) or own is None or value == own.default:
        return value
    stays = any(word in own.schema for word in _CHOSEN) or _is_duration(value)
    return disguise.named(value) if stays else disguise.replaced(value)


def _is_duration(value: str) -> bool:
    try:
        Duration.parse(value)
    except ValueError:
        return False
    return True


def _met(history: Sequence[Recorded], state: CaseState, directory: Directory) -> tuple[list[str], list[str]]:
    """The people and the units that the case names anywhere, and the units above them, in the order they came up."""
    named = list(_words([*(one.event for one in history), *(one.actor for one in history), state.slots]))
    named += [one.on_behalf_of or "" for one in history]
    people = list(dict.fromkeys(word for word in named if word in directory.people))
    units = [post.unit for person in people for post in directory.people[person].posts]
    units += [word for word in (state.unit, *named) if word in directory.units]
    whole = [over for unit in units for over in _with_parents(unit, directory)]
    return people, list(dict.fromkeys(whole))


def _with_parents(unit: str, directory: Directory) -> Iterator[str]:
    seen: set[str] = set()
    while unit in directory.units and unit not in seen:
        seen.add(unit)
        yield unit
        unit = directory.units[unit].parent or ""


def _words(value: Any) -> Iterator[str]:
    """Every text in events, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _words(inner)
    elif is_dataclass(value):
        for own in fields(value):
            yield from _words(getattr(value, own.name))


def _titles(tenants: Iterable[Tenant]) -> dict[str, str]:
    return {tenant.title: "本级" for tenant in tenants}


def _learn(disguise: Disguise, history: Sequence[Recorded], kind: CaseType) -> None:
    """Meets every name once, so that one which a later form brings is known where an earlier text has it."""
    for one in history:
        form = (
            kind.forms.get(one.event.form or registering_form(kind))
            if isinstance(one.event, AnswersSubmitted)
            else None
        )
        if form is not None and isinstance(one.event, AnswersSubmitted):
            disguise.answers(form.fields, one.event.answers)
    disguise.left.clear()


def _world(
    directory: Directory, state: CaseState, ids: Mapping[str, str], people: Iterable[str], units: Iterable[str]
) -> dict[str, Any]:
    home = directory.tenants.get(state.tenant)
    lent = [one for one in directory.delegations if one.person in ids and one.to in ids]
    return {
        **({"tenant": {"title": "本级", "code": "T", "level": home.level}} if home else {}),
        "units": [_unit(directory.units[unit], ids) for unit in units],
        "people": [_person(directory.people[person], ids) for person in people],
        **({"delegations": [_delegation(one, ids) for one in lent]} if lent else {}),
    }


def _delegation(lent: Delegation, ids: Mapping[str, str]) -> dict[str, str]:
    days = {"since": lent.since.isoformat(), "until": lent.until.isoformat()}
    return {"person": ids[lent.person], "to": ids[lent.to], **days}


def _unit(unit: Unit, ids: Mapping[str, str]) -> dict[str, Any]:
    told = {
        "unit": ids[unit.unit],
        "title": f"单位{ids[unit.unit][1:]}",
        "kind": unit.kind,
        "level": unit.level,
        "parent": ids.get(unit.parent or "", ""),
        "remit": sorted(unit.remit),
    }
    return {name: value for name, value in told.items() if value}


def _person(person: Person, ids: Mapping[str, str]) -> dict[str, Any]:
    """A scenario gives a person one unit; whoever sits in several is told by the first."""
    roles = list(dict.fromkeys(post.role for post in person.posts))
    remit = sorted({value for post in person.posts for value in post.remit})
    told: dict[str, Any] = {ids[person.person]: roles[0] if len(roles) == 1 else roles}
    if person.units:
        told["unit"] = ids[person.units[0]]
    return {**told, **({"remit": remit} if remit else {})}


def _passing(history: Sequence[Recorded], acted: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """A wait for what happened by itself after the last act."""
    last = max(one.at for one in history)
    return [{"wait-until": last.astimezone(zone).isoformat(timespec="seconds")}] if last > acted else []


def _outcome(state: CaseState, history: Sequence[Recorded], disguise: Disguise, zone: ZoneInfo) -> dict[str, Any]:
    """What came of the case: where it stands, what was issued, what the clocks and the rules did."""
    happened = [one.event for one in history]
    letters = list(dict.fromkeys(event.letter for event in happened if isinstance(event, LetterIssued)))
    climbed = [
        {"clock": _run(event.clock, event.subject, disguise), "rung": event.rung}
        for event in happened
        if isinstance(event, ClockEscalated)
    ]
    fired = [verdict.rule for weighing in state.weighings for verdict in weighing.verdicts if verdict.fired]
    told = {
        "stage": state.stage,
        "closed": state.closed,
        "outcome": state.outcome if state.closed else "",
        "leader": disguise.ids.get(state.leader, ""),
        "flags": list(state.flags),
        "tasks": list(dict.fromkeys(task.task for task in state.open_tasks())) or "none",
        "letters": letters,
        "escalated": climbed,
        "why": list(dict.fromkeys(fired)),
        "clocks": _clocks(state, disguise, zone),
    }
    return {name: value for name, value in told.items() if value not in ("", [], {})}


def _clocks(state: CaseState, disguise: Disguise, zone: ZoneInfo) -> dict[str, Any]:
    """The last run of each clock."""
    runs = sorted(state.clocks.values(), key=lambda run: run.number)
    return {_run(run.clock, run.subject, disguise): _clock(run, zone) for run in runs}


def _clock(run: ClockRun, zone: ZoneInfo) -> dict[str, Any]:
    due = due_on(run.due_at, zone)
    return {"status": str(run.status), "late": run.late, **({"due": due.isoformat()} if due else {})}


def _run(clock: str, subject: str, disguise: Disguise) -> str:
    return f"{clock}[{disguise.ids.get(subject, subject)}]" if subject else clock
