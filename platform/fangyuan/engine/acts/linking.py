"""What other cases say to this one, ties that an officer makes, and cases that go into another."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fangyuan.engine.acts.joining_lists import carried_lists, joined
from fangyuan.engine.acts.recalling import tell_late
from fangyuan.engine.acts.tying import tie_by_hand
from fangyuan.engine.dispatching import SUPERVISED, hands, introduce, link_to, tell, tell_outcome
from fangyuan.engine.entitlement import may_merge
from fangyuan.engine.folds.trees import at_path, merged
from fangyuan.engine.moving import final_stage, move
from fangyuan.engine.office import office_people
from fangyuan.engine.owing import OWED, creditors, duties, heirs
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.engine.shielding import check_kept_apart
from fangyuan.forms.paths import values_at
from fangyuan.model.commands import LinkCase, MergeCase, ReportClosed, ReportProgress
from fangyuan.model.effects import Dispatch
from fangyuan.model.events import (
    AnswersSubmitted,
    CaseMerged,
    CasesLinked,
    Cause,
    ChildClosed,
    ChildProgressed,
    GatheringSpoke,
    Notified,
    SenderSpoke,
)
from fangyuan.model.fields import Field
from fangyuan.model.level_commands import HearGathering, HearSender
from fangyuan.model.state import MERGED, MERGED_INTO, LinkState
from fangyuan.model.world import CLOCKWORK

_JSON: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def link(round_: Round, command: LinkCase) -> None:
    """Ties another case to this one, as the platform says or an officer by hand.

    The same tie twice is one event, but who supervises twice is heard twice.
    """
    if command.actor.person != CLOCKWORK.person:
        tie_by_hand(round_, command)
        return
    if command.case == round_.case.case:
        refuse("same-case", "事项不能与自己关联", "请另选一件", "case")
    if any(_says(tie, command) for tie in round_.case.links):
        return
    event = CasesLinked(
        relation=command.relation, case=command.case, number=command.number, key=command.key, asks=command.asks
    )
    round_.emit(event, Cause("command", command.relation))
    tie = link_to(round_, command.case)
    if command.relation == "child" and tie is not None:
        tell_late(round_, tie)
        introduce(round_, tie)
    elif command.relation == SUPERVISED:
        _tell_handlers(round_, command)
    elif command.relation == MERGED and not round_.case.closed:
        _take_in(round_, command)
    elif command.relation == OWED:
        _owe(round_, command)


def merge(round_: Round, command: MergeCase) -> None:
    """Ends a case that repeats another; the other is told, and what was sent on from here must have come back first."""
    if not may_merge(round_, round_.acting):
        refuse("not-yours", "您不能决定并案", "请由本阶段有权决定的人或登记人办理")
    if command.into == round_.case.case:
        refuse("same-case", "事项不能并入自己", "请另选一件", "into")
    if round_.case.closed:
        refuse("closed", "这件事项已经办结，不能再并案", "确需并案的，请先重新办理")
    if any(tie.relation == "child" and tie.wait and not tie.closed for tie in round_.case.links):
        refuse(
            "waiting",
            "发出的交办件还没有办结，不能并案",
            "请等待承办单位报告；交办有误的，请先收回",
        )
    check_kept_apart(round_, command.away)
    reason = needed(command.reason, "reason-missing", "请写明并案的理由", "reason")
    cause = Cause("act", "merge")
    round_.emit(CasesLinked(relation=MERGED_INTO, case=command.into, number=command.number), cause)
    round_.emit(CaseMerged(into=command.into, reason=reason, number=command.number), cause)
    lists = carried_lists(round_.case_type, round_.case.answers)
    told = LinkCase(relation=MERGED, case=round_.case.case, number=round_.case.number, answers=lists)
    tell(round_, command.into, told)
    _pass_on_duties(round_, command.into, [tie for tie in duties(round_.case) if tie.case not in command.circular])
    for waiting in creditors(round_.case):
        if waiting in command.circular and waiting != command.into:
            tell_outcome(round_, waiting, MERGED)
    move(round_, final_stage(round_), cause, MERGED)


def _pass_on_duties(round_: Round, into: str, ties: Iterable[LinkState]) -> None:
    """Whoever waits for a report of this case gets it from the other; the other owes none to itself."""
    for tie in ties:
        if tie.case != into:
            tell(round_, into, LinkCase(relation=OWED, case=tie.case, number=tie.number, key=tie.key, asks=tie.asks))


def _owe(round_: Round, command: LinkCase) -> None:
    """This case reports for one that went into it, and says so to whoever waits; at once where nothing is to be awaited.

    A case that was sent on from here must not wait for this one, which waits for it.
    """
    case = round_.case
    if case.closed and case.outcome == MERGED:
        for heir in heirs(case):
            _pass_on_duties(round_, heir, [tie for tie in duties(case) if tie.key == command.key])
        return
    tell(round_, command.case, LinkCase(relation="child", case=case.case, number=case.number, key=command.key))
    if case.closed:
        tell_outcome(round_, command.case, case.outcome)
    elif link_to(round_, command.case):
        tell_outcome(round_, command.case, MERGED)


def _take_in(round_: Round, command: LinkCase) -> None:
    """People and requests of a case that went into this one come along; those that are here already are not doubled."""
    held = round_.case.answers
    known = carried_lists(round_.case_type, command.answers)
    fresh = {name: joined(held.get(name), rows) for name, rows in known.items()}
    changed = {name: rows for name, rows in fresh.items() if rows != (held.get(name) or [])}
    if changed:
        round_.emit(AnswersSubmitted(form="", answers=changed), Cause("command", command.case))


def child_progressed(round_: Round, command: ReportProgress) -> None:
    """A case that was sent on has come to another stage. Only an assignment reports; the same stage twice is one event.

    One that goes on after its report is waited for again, and those who look after this case hear of it.
    """
    tie = link_to(round_, command.case)
    cause = Cause("command", command.case)
    if tie is not None and command.reopened:
        if tie.closed and not tie.came_back:
            round_.emit(replace(_progressed(command), reopened=True), cause)
            people = [one.person for one in office_people(round_.pack, round_.case, round_.world)]
            text = f"转出的案件{tie.number}报告以后又重新办理，原来的报告不再作数"
            round_.emit(Notified(to=tuple(people) or hands(round_), text=text), cause)
        return
    if tie is not None and tie.report and not (tie.closed or tie.recalled) and tie.stage != command.title:
        # What came back stands in the answers before a rule hears that it has come.
        _write(round_, tie, command.answers, cause)
        round_.emit(_progressed(command), cause)


def _progressed(command: ReportProgress) -> ChildProgressed:
    return ChildProgressed(case=command.case, reached=command.stage, title=command.title, answered=command.answered)


def child_closed(round_: Round, command: ReportClosed) -> None:
    """A case that was sent on has closed. Only an assignment owes a report, or what comes back undone."""
    tie = link_to(round_, command.case)
    if tie is None or tie.closed or not (tie.report or tie.came_back):
        return
    cause = Cause("command", command.case)
    answers = _under_our_names(round_, command.answers, tie)
    round_.emit(ChildClosed(case=command.case, outcome=command.outcome, answers=answers), cause)
    if not tie.came_back:
        _write(round_, tie, command.answers, cause)


def hear_sender(round_: Round, command: HearSender) -> None:
    """Whoever assigned the matter here says a word about it; a case that went into another leaves that to the other.

    What comes along is written before the word is heard. A case that is over, or was called back, hears nothing.
    """
    case = round_.case
    if case.closed:
        for heir in heirs(case) if case.outcome == MERGED else ():
            tell(round_, heir, command)
        return
    if command.case not in (tie.case for tie in duties(case)):
        return
    cause = Cause("command", command.case)
    _take_along(round_, command.answers, cause)
    round_.emit(SenderSpoke(case=command.case, said=command.said, text=command.text), cause)


def hear_gathering(round_: Round, command: HearGathering) -> None:
    """A case that gathers this one says a word about it; one that went into another leaves that to the other."""
    case = round_.case
    if case.closed:
        for heir in heirs(case) if case.outcome == MERGED else ():
            tell(round_, heir, command)
        return
    cause = Cause("command", command.case)
    _take_along(round_, command.answers, cause)
    spoke = GatheringSpoke(case=command.case, number=command.number, said=command.said, text=command.text)
    round_.emit(spoke, cause)


def _take_along(round_: Round, answers: Mapping[str, Any], cause: Cause) -> None:
    """Writes what another case gave along, as far as there is a place for it."""
    fields = {path: round_.case_type.fields.get(path) for path in answers}
    fitting = {path: _fitting(field, answers[path], ()) for path, field in fields.items() if field}
    if written := {path: value for path, value in fitting.items() if value is not None}:
        round_.emit(AnswersSubmitted(form="", answers=written), cause)


def _says(tie: LinkState, command: LinkCase) -> bool:
    """Whether a tie says the same; of a supervision each word counts, of what was sent each key."""
    same = (tie.relation, tie.case) == (command.relation, command.case)
    return same and (command.relation not in (SUPERVISED, OWED, "child") or tie.key == command.key)


def _tell_handlers(round_: Round, command: LinkCase) -> None:
    """Those who work on the case, and who leads it, hear that it is supervised."""
    people = hands(round_)
    if people:
        text = f"本件被督办（{command.number}），请抓紧办理并按要求报告"
        round_.emit(Notified(to=people, text=text), Cause("command", command.case))


def _write(round_: Round, tie: LinkState, theirs: Mapping[str, Any], cause: Cause) -> None:
    """Writes what came back into our answers, that of whoever leads alone; the same again is no event."""
    written = {} if round_.case.closed or tie.lead not in ("", tie.to) else _written(round_, tie, theirs)
    if {path: value for path, value in written.items() if round_.case.answers.get(path) != value}:
        round_.emit(AnswersSubmitted(form="", answers=written), cause)


def _written(round_: Round, tie: LinkState, theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What of a report is written into our answers; a value of another type than ours stays in the report alone.

    Of a case that had answered before it ended, a list that gathers holds the result already.
    """
    found: dict[str, Any] = {}
    for ours, path in tie.returns.items():
        field = round_.case_type.fields.get(ours)
        for value in values_at(theirs, path)[:1] if field else ():
            held = values_at(round_.case.answers, ours)
            known = tie.answered and any(value in one for one in held if isinstance(one, list))
            kept = _fitting(field, value, held) if field and not known else None
            found = merged(found, at_path(ours, kept)) if kept is not None else found
    return found


def _fitting(field: Field, value: Any, present: tuple[Any, ...]) -> Any:
    """The value as our field holds it: a list gathers what several reports say; nothing where the types differ."""
    if field.json_type == "array" and not isinstance(value, list):
        before = [one for held in present for one in (held if isinstance(held, list) else [held])]
        return [*before, value]
    wanted = _JSON.get(field.json_type, object)
    is_number = isinstance(value, bool) and field.json_type in ("integer", "number")
    return value if isinstance(value, wanted) and not is_number else None


def _under_our_names(round_: Round, theirs: Any, tie: LinkState) -> dict[str, Any]:
    """The report's answers under the names that the dispatches of the type gave them; others keep theirs."""
    dispatches: list[Dispatch] = [action.dispatch for action in round_.case_type.actions if action.dispatch]
    names = {their: our for dispatch in dispatches for their, our in dispatch.answers.items()}
    names |= {their: our for our, their in tie.returns.items()}
    told: dict[str, Any] = {}
    for name in theirs:
        for value in values_at(theirs, name):
            told = merged(told, at_path(names.get(name, name), value))
    return told
