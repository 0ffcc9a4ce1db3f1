"""A confidential case is worked on by nobody it is kept from: not asked, not timed, not written to (Regulation 2022,
Art. 30, 46(5)).

Who is named by an act is refused with it. Who had been named before the case was known to be confidential loses what
they were asked for, and the office is told; what had been sent on to them as a case of its own is called back.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from fangyuan.engine.acts.recalling import recallable, take_back
from fangyuan.engine.clocks.running import cancel
from fangyuan.engine.facts import AWAY
from fangyuan.engine.letter_paths import shield_letters
from fangyuan.engine.names import listed
from fangyuan.engine.office import office_people
from fangyuan.engine.opening import shield_places, withdraw
from fangyuan.engine.people import ids_at
from fangyuan.engine.placement import split_place
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.clocks import Clock
from fangyuan.model.commands import CompleteTask, Sign
from fangyuan.model.effects import Dispatch
from fangyuan.model.events import AnswersSubmitted, Cause, Notified, SlotFilled
from fangyuan.model.once import once_each
from fangyuan.model.procedure import CaseType, Task
from fangyuan.model.who import UnitRef, Who
from fangyuan.model.world import CLOCKWORK

_ADVICE = "请改选有权处理的其他机关或者其上级"
WITHDRAWN = "本件不得由其办理"
RECALLED = "本件改由其他机关办理"
"""Told to whoever must not know why."""


def check_reach(round_: Round) -> None:
    """Refuses an act of a person that names, where the procedure reaches people, somebody whom the case is kept from."""
    away = round_.facts().get(AWAY) if round_.away else None
    if not away or round_.command.actor.person == CLOCKWORK.person:
        return
    _check_subject(round_, away)
    reaching = {*reaching_paths(round_.case_type), *round_.case_type.slots} - _named_as_subject(round_.case_type)
    for event in (one.event for one in round_.happened if isinstance(one.event, AnswersSubmitted)):
        for path in sorted(reaching):
            named = [one for one in ids_at(_inside(path, event), dict(event.answers)) if one in away]
            if named:
                _refuse(round_, path, named)


def _check_subject(round_: Round, away: Collection[str]) -> None:
    """Refuses an entry, an instrument above all, that is made about somebody whom the case is kept from."""
    command = round_.command
    if isinstance(command, CompleteTask | Sign) and command.subject in away:
        name = listed(round_.outside.directory, [command.subject])
        refuse(
            "kept-from",
            f"{name}是被反映的单位（人员），或者由被反映的人负责，本件保密，不得就此找其办理，也不得让其知悉",
            _ADVICE,
            "subject",
        )


def check_kept_apart(round_: Round, away: Collection[str]) -> None:
    """Refuses that a case goes into one which is open to somebody whom it is kept from; `away` are those of the other."""
    if round_.away.difference(away):
        refuse(
            "kept-from",
            "本件保密，那一件没有同样保密：并入以后，被反映的单位（人员）就能知悉",
            "请分别办理，可以改为关联；确需并案的，请把那一件并入本件",
            "into",
        )


def shield(round_: Round) -> None:
    """Takes away what had been asked of those whom the case is kept from, as soon as it is; calls back what they hold."""
    if not round_.away:
        return
    away = round_.facts()[AWAY]
    held = [*_work(round_, away), *_slots(round_, away), *_sent(round_, away)]
    held += shield_letters(round_, away, WITHDRAWN)
    shield_places(round_)
    if held:
        _tell_office(round_, held)


def _work(round_: Round, away: Collection[str]) -> Iterator[str]:
    """Ends the tasks and the clocks that run for one of those; gives whom they were for."""
    for state in round_.case.open_tasks():
        if state.subject in away:
            withdraw(round_, state, WITHDRAWN, cause=_CAUSE)
            yield state.subject
    for run in round_.case.open_clocks():
        if run.subject in away:
            round_.emit(replace(cancel(run), left=True), _CAUSE)
            yield run.subject


def _slots(round_: Round, away: Collection[str]) -> Iterator[str]:
    for slot, holders in round_.case.slots.items():
        left = tuple(holder for holder in holders if holder not in away)
        if left != holders:
            round_.emit(SlotFilled(slot=slot, holders=left), _CAUSE)
            yield from (holder for holder in holders if holder in away)


def _sent(round_: Round, away: Collection[str]) -> Iterator[str]:
    for tie in recallable(round_.case):
        if tie.to in away:
            take_back(round_, tie, RECALLED, _CAUSE)
            yield tie.to


_CAUSE = Cause("confidential")


@once_each
def reaching_paths(case_type: CaseType) -> frozenset[str]:
    """The paths of a procedure at which whom it reaches is named: once each, by whom, to whom; and where one of those is
    chosen (`among`), such as which of the units leads.
    """
    parts = (case_type.tasks, case_type.actions, case_type.clocks, case_type.rules)
    reached = frozenset(path for part in parts for path in _paths(part) if path)
    offering = [one for form in case_type.forms.values() for one in form.walk() if one.offer]
    lists = {*reached, *case_type.slots}
    return reached | {one.path for one in offering if one.offer and one.offer.among in lists}


def _paths(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        yield from (path for one in part.values() for path in _paths(one))
    elif isinstance(part, tuple):
        yield from (path for one in part for path in _paths(one))
    elif is_dataclass(part):
        yield from _own_paths(part)
        yield from (path for one in fields(part) for path in _paths(getattr(part, one.name)))


def _own_paths(part: Any) -> tuple[str, ...]:
    match part:
        case Task() | Clock():
            return (part.per,)
        case Who():
            return (part.field, part.slot)
        case UnitRef():
            return (part.path,)
        case Dispatch():
            return (part.to_field, part.lead_field)
    return ()


def _named_as_subject(case_type: CaseType) -> frozenset[str]:
    """Where those are named whom the case is about: to name them there is what makes it confidential."""
    return frozenset(case_type.confidential.away_from if case_type.confidential else ())


def _inside(path: str, event: AnswersSubmitted) -> str:
    """The path inside the answers of an event, that of an entry being read inside the entry; else one that is not there."""
    if not event.at:
        return path
    task, _ = split_place(event.at)
    head = f"tasks.{task}."
    return path.removeprefix(head) if path.startswith(head) else ""


def _refuse(round_: Round, path: str, named: list[str]) -> None:
    names = listed(round_.outside.directory, named)
    title = _title(round_, path)
    refuse(
        "kept-from",
        f"“{title}”中的{names}是被反映的单位（人员），或者由被反映的人负责，本件保密，不得交其办理，也不得让其知悉",
        _ADVICE,
        path,
    )


def _title(round_: Round, path: str) -> str:
    case_type = round_.case_type
    found = [one for form in case_type.forms.values() for one in form.walk() if path.endswith(one.path)]
    field = case_type.fields.get(path) or next((one for one in found if f".{path}".endswith(f".{one.path}")), None)
    slot = case_type.slots.get(path)
    return (field.title if field else "") or (slot.title if slot else "") or path


def _tell_office(round_: Round, held: list[str]) -> None:
    names = listed(round_.outside.directory, dict.fromkeys(held))
    people = tuple(one.person for one in office_people(round_.pack, round_.case, round_.world))
    text = f"本件保密，不得让{names}知悉：原交其办理的任务、时限已经撤销，发往的件已经收回，请另定承办单位"
    if people:
        round_.emit(Notified(to=people, text=text), _CAUSE)
