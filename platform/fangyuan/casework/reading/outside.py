"""A case as whoever it is of may read it: what its pack says in plain words, and nothing about anybody else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.acting import load
from fangyuan.casework.answering import moment_of
from fangyuan.casework.office import Office
from fangyuan.casework.reading.choices import choices
from fangyuan.casework.reading.dues import ClockReader, clock_view
from fangyuan.casework.reading.forming import empty_form
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import FormPage, PublicAct, PublicClock, PublicPage, PublicStep
from fangyuan.casework.reading.prefilling import prefilled
from fangyuan.engine.facts import facts_of
from fangyuan.engine.rights import ActionChoice, outside
from fangyuan.forms.paths import values_at
from fangyuan.forms.texts import text
from fangyuan.kinds import Kinds
from fangyuan.model.events import Recorded, StageEntered
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType, Public
from fangyuan.model.state import CaseState
from fangyuan.model.world import OUTSIDER, World

NOT_FOUND = Problem("not-found", "没有找到这个页面。")


@dataclass(frozen=True, slots=True)
class Seen:
    """A case that answers outside, and what may be done with it there."""

    state: CaseState
    pack: Pack
    case_type: CaseType
    public: Public
    world: World
    names: Names
    may: tuple[ActionChoice, ...]
    events: tuple[Recorded, ...]


MERGED = "这件事项与更早的一件相同，已经并在一起办理，结果一并答复您。"
"""What is said of a case that went on in another."""


def answers(office: Office, tenant: str, case: str, now: datetime) -> bool:
    """Whether a case answers at all."""
    return _seen(office, tenant, case, now) is not None


def public_page(office: Office, tenant: str, case: str, now: datetime) -> PublicPage:
    """How it stands; raises Refused (`not-found`) where it does not answer."""
    seen = _needed(office, tenant, case, now)
    state, unit = seen.state, seen.world.directory.units.get(seen.state.unit)
    return PublicPage(
        number=state.number,
        case_type=seen.case_type.title,
        tenant=seen.world.tenant.title,
        unit=unit.title if unit else "",
        phone=unit.phone if unit else "",
        received_on=state.received_on,
        registered_at=state.registered_at,
        closed_at=state.closed_at,
        outcome=seen.names.outcome(state.outcome),
        note=seen.public.note,
        steps=tuple(_steps(seen)),
        clocks=tuple(_clocks(seen, now)),
        answers=tuple(_answers(seen, office.kinds)),
        acts=() if _is_merged(seen) else tuple(_act(choice) for choice in seen.may),
    )


def public_form(office: Office, tenant: str, case: str, action: str, now: datetime) -> FormPage:
    """The form of a public action; it begins with what the person said before, and with nothing that the office wrote."""
    seen = _needed(office, tenant, case, now)
    choice = next((one for one in seen.may if one.action.action == action), None)
    if choice is None:
        raise Refused(NOT_FOUND)
    if choice.problem:
        raise Refused(choice.problem)
    form = seen.case_type.forms.get(choice.action.form) or empty_form(choice.action.title)
    tree = facts_of(seen.state, seen.world, now, OUTSIDER, case_type=seen.case_type)
    own = {name: value for name, value in seen.state.answers.items() if name in _own(seen.case_type)}
    begun = prefilled(form, own, {}, moment_of(seen.world, now))
    return FormPage(form, seen.case_type, begun, tree, choices(form, seen.world, frozenset(), tree), seen.pack.hash)


def _own(case_type: CaseType) -> frozenset[str]:
    """The root fields that public forms alone ask for."""
    public = {action.form for action in case_type.actions if action.public}
    asked = {action.form for action in case_type.actions if not action.public}
    asked |= {task.form for task in case_type.tasks.values()}
    return _names(case_type, public) - _names(case_type, asked)


def _names(case_type: CaseType, forms: Iterable[str]) -> frozenset[str]:
    known = (case_type.forms[name] for name in forms if name in case_type.forms)
    return frozenset(field.name for form in known for field in form.fields)


def _needed(office: Office, tenant: str, case: str, now: datetime) -> Seen:
    seen = _seen(office, tenant, case, now)
    if seen is None:
        raise Refused(NOT_FOUND)
    return seen


def _seen(office: Office, tenant: str, case: str, now: datetime) -> Seen | None:
    """The case, where it answers."""
    with office.database.read() as uow:
        state = load(uow, tenant, case).state
        pack = office.pack_of(uow, state)
        world = office.world_of(uow, tenant, pack, state, now)
        events = tuple(uow.cases.events(tenant, case))
    case_type = pack.case_types[state.case_type]
    may = outside(pack, state, world, now)
    if may is None or case_type.public is None:
        return None
    names = Names(pack, case_type, world.directory, state.parameters)
    return Seen(state, pack, case_type, case_type.public, world, names, may, events)


def _steps(seen: Seen) -> Iterator[PublicStep]:
    """The stages that have words, in the order in which the case came to them; the last is that in which it stands."""
    told = list(_told(seen.events, seen.public))
    if told and (words := _end(seen)):
        told[-1] = (words, told[-1][1])
    for place, (words, at) in enumerate(told, 1):
        yield PublicStep(words, at, now=place == len(told) and not seen.state.closed)


def _end(seen: Seen) -> str:
    """How a case that has ended is said to have ended, where its pack says more than its last stage does."""
    if not seen.state.closed:
        return ""
    return MERGED if _is_merged(seen) else seen.public.outcomes.get(seen.state.outcome, "")


def _is_merged(seen: Seen) -> bool:
    """Whether the case goes on in another: one that was reopened since stands for itself again."""
    return bool(seen.state.into)


def _told(events: Iterable[Recorded], public: Public) -> Iterator[tuple[str, datetime]]:
    """(words, since): stages that mean the same one after the other are one step."""
    before = ""
    for one in events:
        words = public.stages.get(one.event.stage, "") if isinstance(one.event, StageEntered) else ""
        if words and words != before:
            before = words
            yield words, one.at


def _clocks(seen: Seen, now: datetime) -> Iterator[PublicClock]:
    """The last run of each clock that the pack shows, of each unit where it runs for several."""
    reader = ClockReader(seen.case_type, seen.names, seen.world, OUTSIDER.person, now)
    runs = {(run.clock, run.subject): run for run in seen.state.clocks.values() if run.clock in seen.public.clocks}
    for run in sorted(runs.values(), key=lambda run: run.started_at):
        view, unit = clock_view(run, reader), seen.world.directory.units.get(run.subject)
        named = unit.title if unit else ""
        yield PublicClock(view.title, view.law, named, view.due, view.status, view.stopped_on, view.late)


def _answers(seen: Seen, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """The answers that the pack shows, under their titles."""
    for path in seen.public.answers:
        known = seen.case_type.fields.get(path)
        values = values_at(seen.state.answers, path) if known else ()
        told = "、".join(text(known, value, seen.names.book, kinds) for value in values) if known else ""
        if known and told:
            yield known.title, told


def _act(choice: ActionChoice) -> PublicAct:
    action, problem = choice.action, choice.problem
    why_not = f"{problem.message} {problem.advice}".strip() if problem else ""
    return PublicAct(action.action, action.title, action.hint, action.law, why_not)
