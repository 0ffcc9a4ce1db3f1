"""A case as a scenario: its world, its steps, what came of it; played once before it is given out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.answering import registering_form
from fangyuan.casework.office import Office
from fangyuan.casework.recording_cases.disguising import Disguise, officials, places
from fangyuan.casework.recording_cases.families import Member, family_of
from fangyuan.casework.recording_cases.numbering import limits_of
from fangyuan.casework.recording_cases.steps import Done, Steps, second
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
from fangyuan.store.database import UnitOfWork

_CHOSEN = ("enum", "oneOf", "const", "pattern", "format", "x-fangyuan-code-list", "x-fangyuan-kind", "kind")
"""A parameter with one of these holds a choice, not words of the jurisdiction's own."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A scenario file, and the short texts in it that nobody but a reader can judge: (path, text)."""

    text: str
    left: tuple[tuple[str, str], ...] = ()


def record(office: Office, tenant: str, number: str) -> Saved:
    """The scenario file of a case and of those that it was sent on to, came from or is tied to, by its id or its number.

    Raises Refused where it cannot be played again.
    """
    with office.database.read() as uow:
        case = uow.cases.by_number(tenant, number) or number
        first = _member(office, uow, tenant, case)
        if first is None:
            told = f"There is no case {number}. Look the number and the jurisdiction up again."
            raise Refused(
                Problem(
                    "not-found", f"没有找到事项“{number}”。", advice="请核对编号与所属机关。", detail={"english": told}
                )
            )
        tenants = [tenant, *(one for one in uow.directory.tenants() if one != tenant)]

        def find(other: str) -> Member | None:
            return next((one for each in tenants if (one := _member(office, uow, each, other))), None)

        family = family_of(first, find)
        pack = office.pack_of(uow, first.state)
    disguise = disguise_of(pack, family)
    data = scenario_of(pack, family, disguise)
    check(pack, data, office.kinds)
    return Saved(write_yaml(data), tuple(disguise.left))


def _member(office: Office, uow: UnitOfWork, tenant: str, case: str) -> Member | None:
    stored = uow.cases.load(tenant, case)
    if stored is None:
        return None
    return Member(stored.state, uow.cases.events(tenant, case), office.directory(uow, tenant))


def check(pack: Pack, data: Mapping[str, Any], kinds: Kinds) -> None:
    """Plays the scenario; raises Refused with every difference."""
    wrong = run_scenario(pack, "scenarios/recorded.yaml", data, kinds).mismatches
    if wrong:
        told = "；".join(f"第 {one.step + 1} 步：{one.message}" for one in wrong)
        en = "; ".join(f"step {one.step + 1}: {one.english}" for one in wrong)
        raise Refused(
            Problem(
                "not-repeatable",
                f"这件事项按现在的定义包重演，结果不同：{told}。",
                advice="多半是人员、日历或上下级往来与当时不同；请另选一件。",
                detail={"english": f"Played again, this case comes to another end: {en}. Choose another one."},
            )
        )


def disguise_of(pack: Pack, family: Sequence[Member]) -> Disguise:
    """What stands for whatever is real in some cases: every name in them is known before the first text is read."""
    directory = _known(family)
    ids, words = officials(directory, *_met(family, directory))
    limits: dict[str, set[float]] = {}
    for one in family:
        for path, numbers in limits_of(one.kind(pack), _parameters(pack, one.history)).items():
            limits.setdefault(path, set()).update(numbers)
    disguise = Disguise(ids, limits)
    titles = [*_titles(directory.tenants.values()), *(unit.title for unit in directory.units.values())]
    disguise.know({**places(titles), **words, **_titles(directory.tenants.values())})
    for one in family:
        _learn(disguise, one.history, one.kind(pack))
    return disguise


def scenario_of(pack: Pack, family: Sequence[Member], disguise: Disguise) -> dict[str, Any]:
    """The scenario as data: nothing in it names a person, a unit or a place that exists."""
    directory, first = _known(family), family[0]
    people, units = _met(family, directory)
    zone = zone_among(pack.calendars)
    begun, begun_at = first.history[0].event, first.history[0].at.astimezone(zone)
    steps = list(_steps(pack, family, disguise, zone))
    ends = [{**_called(one), "expect": _outcome(one, disguise, zone)} for one in family if one.last]
    return {
        "scenario": f"{first.kind(pack).title}：录自 {begun_at:%Y-%m-%d %H:%M:%S} 登记的一件",
        "case-type": first.state.case_type.rpartition("/")[2],
        "start": begun_at.isoformat(timespec="seconds"),
        **_told_parameters(pack, begun, disguise),
        "world": _world(directory, first.state, disguise.ids, people, units),
        "steps": [*steps, *ends],
    }


def _steps(pack: Pack, family: Sequence[Member], disguise: Disguise, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """What people did in all the cases, in the order of time, with waits between, and a wait for what came by itself."""
    names = {one.state.case: one.name for one in family}
    done = {one.state.case: list(_of(one, pack, disguise, zone, names)) for one in family}
    acted = family[0].history[0].at
    for one, step in _in_order(family, done):
        if step.stage:
            yield {**_called(one), "expect": {"stage": step.stage}}
        if second(step.at, zone) != second(acted, zone):
            yield {"wait-until": second(step.at, zone)}
        acted = step.at
        yield step.made
    last = max(each.at for one in family for each in one.history)
    if last > acted:
        yield {"wait-until": second(last, zone)}


def _in_order(family: Sequence[Member], done: Mapping[str, list[Done]]) -> Iterator[tuple[Member, Done]]:
    """All steps in the order of time; of two at one instant what had to be done first for the other to hear of it."""
    waiting = {one.state.case: list(done[one.state.case]) for one in family}
    members = {one.state.case: one for one in family}
    while any(waiting.values()):
        heads = [(case, steps[0]) for case, steps in waiting.items() if steps]
        free = [head for head in heads if not _unheard(head[1], waiting, members)] or heads
        case, step = min(free, key=lambda head: head[1].at)
        waiting[case].pop(0)
        yield members[case], step


def _unheard(step: Done, waiting: Mapping[str, list[Done]], members: Mapping[str, Member]) -> bool:
    """Whether a case that had told of its progress by a step has still something to do before it gets there."""
    for case, stage in set(step.heard):
        told = members[case].told(stage)[: step.heard.count((case, stage))] if case in members else []
        if told and any(other.seq <= told[-1] for other in waiting[case]):
            return True
    named = {step.made.get("link"), step.made.get("merge-into")}
    return any(one.name in named and _unopened(one, waiting) for one in members.values() if one.name)


def _unopened(one: Member, waiting: Mapping[str, list[Done]]) -> bool:
    """Whether the first step of a case that somebody registers is still to come."""
    return not one.parent and any("case-type" in step.made for step in waiting[one.state.case])


def _of(one: Member, pack: Pack, disguise: Disguise, zone: ZoneInfo, names: Mapping[str, str]) -> Iterator[Done]:
    """The steps of one case; the first of one that somebody registered says what it is and when it came."""
    kind, sent = one.kind(pack), bool(one.parent)
    steps = list(Steps(kind, disguise, zone, one.name, names, registered=sent).of(one.history))
    begun = one.history[0].event
    if not sent and isinstance(begun, CaseRegistered) and steps:
        begun_on = one.history[0].at.astimezone(zone).date()
        if one.name:
            steps[0].made["case-type"] = one.state.case_type.rpartition("/")[2]
        if begun.received_on and begun.received_on != begun_on:
            steps[0].made["received-on"] = begun.received_on.isoformat()
    return iter(steps)


def _called(one: Member) -> dict[str, str]:
    return {"case": one.name} if one.name else {}


def _known(family: Sequence[Member]) -> Directory:
    """Everybody whom one of the cases may name."""
    every = [one.directory for one in family]
    return Directory.of(
        {unit.unit: unit for one in every for unit in one.units.values()}.values(),
        {person.person: person for one in every for person in one.people.values()}.values(),
        {tenant.tenant: tenant for one in every for tenant in one.tenants.values()}.values(),
        dict.fromkeys(lent for one in every for lent in one.delegations),
    )


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


def _met(family: Sequence[Member], directory: Directory) -> tuple[list[str], list[str]]:
    """The people and the units that the cases name anywhere, and the units above them, in the order they came up."""
    history = [each for one in family for each in one.history]
    named = list(_words([*(one.event for one in history), *(one.actor for one in history)]))
    named += [word for one in family for word in (*_words(one.state.slots), one.state.unit)]
    named += [one.on_behalf_of or "" for one in history]
    people = list(dict.fromkeys(word for word in named if word in directory.people))
    units = [post.unit for person in people for post in directory.people[person].posts]
    units += [word for word in (family[0].state.unit, *named) if word in directory.units]
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


def _outcome(one: Member, disguise: Disguise, zone: ZoneInfo) -> dict[str, Any]:
    """What came of a case: where it stands, what was issued, what the clocks and the rules did."""
    state, history = one.state, one.history
    happened = [each.event for each in history]
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
