"""Matters that were sent on and are called back by whoever sent them, before they are finished there."""

from fangyuan.engine.dispatching import hands, tell, tell_outcome
from fangyuan.engine.entitlement import may_recall
from fangyuan.engine.moving import final_stage, move
from fangyuan.engine.office import office_people
from fangyuan.engine.owing import OWED, RECALLED, duties, heirs
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import HearRecall, Recall
from fangyuan.model.events import Cause, DispatchRecalled, MatterRecalled, Notified
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import MERGED, CaseState, LinkState


def recall(round_: Round, command: Recall) -> None:
    """Calls a matter back that was sent on: nobody waits for it any more, and the receiver is told."""
    tie = next((tie for tie in round_.case.links if tie.key == command.key and tie.relation == "child"), None)
    if tie is None:
        refuse("not-sent-on", "没有发出过这件事项", "请刷新页面，看看本件现在发出了哪些")
    if not may_recall(round_, round_.acting):
        refuse("not-yours", "您不能收回发出的事项", "请由本阶段有权决定的人或登记人办理")
    if problem := why_not(round_.case, tie):
        raise Refused(problem)
    reason = needed(command.reason, "reason-missing", "请写明收回的理由", "reason")
    take_back(round_, tie, reason, Cause("act", "recall"))


def why_not(case: CaseState, tie: LinkState) -> Problem | None:
    """Why a matter that was sent on cannot be called back now; None where it can."""
    if tie.recalled:
        return Problem("already-recalled", "这件事项已经收回", advice="请刷新页面查看")
    if tie.closed:
        return Problem("closed", "对方已经办结，不能再收回", advice="对结果有不同意见的，请在本件中另行办理")
    if case.closed:
        return Problem("closed", "本件已经办结，不能再收回发出的事项", advice="确需收回的，请先重新办理本件")
    return None


def recallable(case: CaseState) -> tuple[LinkState, ...]:
    """What was sent on and can be called back now."""
    return tuple(tie for tie in case.links if tie.relation == "child" and why_not(case, tie) is None)


def heard(round_: Round, command: HearRecall) -> None:
    """Whoever sent the matter here calls it back: the case ends, and what it sent on itself comes back too.

    It goes on where others still wait for it, or other cases went into it: then the sender alone waits no more. One that
    has closed already says so once more; one that went into another passes it on.
    """
    tie = next((tie for tie in duties(round_.case) if tie.key == command.key), None)
    if tie is None:
        return
    if round_.case.closed:
        _answer(round_, tie, command)
        return
    cause = Cause("command", tie.case)
    round_.emit(MatterRecalled(key=tie.key, case=tie.case, reason=command.reason), cause)
    if _has_other_grounds(round_.case, tie):
        _notify(
            round_, f"交办单位收回了交办，不再等待本件的报告：{command.reason}。本件还有其他来源，请继续办理", cause
        )
        return
    _notify(round_, f"交办单位收回了本件，不再办理：{command.reason}", cause)
    for sent in recallable(round_.case):
        take_back(round_, sent, command.reason, cause)
    move(round_, final_stage(round_), cause, RECALLED)


def tell_late(round_: Round, tie: LinkState) -> None:
    """A case that is opened, or takes over, after its matter was called back is told as soon as it says who it is."""
    if tie.recalled and not tie.closed:
        tell(round_, tie.case, HearRecall(key=tie.key, reason=tie.recalled))


def take_back(round_: Round, tie: LinkState, reason: str, cause: Cause) -> None:
    """Waits no more, and tells the receiver; a case that is not there yet is told when it comes."""
    round_.emit(DispatchRecalled(key=tie.key, to=tie.to, reason=reason, case=tie.case, number=tie.number), cause)
    if tie.case:
        tell(round_, tie.case, HearRecall(key=tie.key, reason=reason))


def _answer(round_: Round, tie: LinkState, command: HearRecall) -> None:
    """What the sender asks of a case that is over."""
    if round_.case.outcome == MERGED and (into := heirs(round_.case)):
        for heir in into:
            tell(round_, heir, command)
    else:
        tell_outcome(round_, tie.case, round_.case.outcome)


def _has_other_grounds(case: CaseState, tie: LinkState) -> bool:
    """Whether the case was not there for this sender alone: it began here, others wait for it, or others went into it."""
    return tie.relation == OWED or bool(duties(case)) or any(one.relation == MERGED for one in case.links)


def _notify(round_: Round, text: str, cause: Cause) -> None:
    """Those who work on the case, and those who look after it."""
    office = (one.person for one in office_people(round_.pack, round_.case, round_.world))
    people = tuple(dict.fromkeys((*hands(round_), *office)))
    if people:
        round_.emit(Notified(to=people, text=text), cause)
