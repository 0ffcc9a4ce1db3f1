"""Matters that were sent to the wrong place: the receiver objects, the sender decides, the matter comes back (Art. 23)."""

from collections.abc import Iterator
from dataclasses import replace

from fangyuan.engine.dispatching import hands, link_to, tell
from fangyuan.engine.entitlement import fits, is_of_the_office, may_decide_objection, works_in_stage
from fangyuan.engine.moving import final_stage, move
from fangyuan.engine.office import office_people
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.engine.terms import too_late
from fangyuan.model.commands import DecideObjection, HearDecision, Object, ReportObjection
from fangyuan.model.events import CaseObjected, Cause, Notified, ObjectionDecided, ObjectionMade
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState, LinkState
from fangyuan.model.world import Person

RETURNED = "returned"
"""The outcome of a case that went back to where it came from."""

ON_PAPER = "已在期限内书面提出的，请填写当时的日期；否则请与交办单位协商"

WAITING, AGREED, REFUSED = "waiting", "agreed", "refused"


def object_to(round_: Round, command: Object) -> None:
    """Objects to a matter that was sent here; whoever sent it is told, and decides."""
    problem = why_not(round_)
    if problem:
        raise Refused(problem)
    if not may_object(round_, round_.acting):
        refuse("not-yours", "您不能对交办提出异议", "请由本件的承办人或单位负责人提出")
    reason = needed(command.reason, "reason-missing", "请写明异议的理由和依据", "reason")
    round_.emit(ObjectionMade(reason=reason), Cause("act", "object"))
    tell(round_, round_.case.parent or "", ReportObjection(case=round_.case.case, reason=reason))


def objected(round_: Round, command: ReportObjection) -> None:
    """A receiver objects: those who look after the case are told, so that they decide."""
    tie = link_to(round_, command.case)
    if tie is None or tie.closed or tie.objection or tie.recalled:
        return
    cause = Cause("command", command.case)
    round_.emit(CaseObjected(key=tie.key, reason=command.reason, case=command.case), cause)
    unit = round_.outside.directory.name(tie.to)
    _tell(round_, f"{unit}对交办提出异议：{command.reason}。请答复是否同意退回", cause)


def decide(round_: Round, command: DecideObjection) -> None:
    """Agrees that a matter comes back, or insists; a refusal says why."""
    tie = link_to(round_, command.case)
    if tie is None or tie.objection != WAITING or tie.recalled:
        refuse("not-open", "没有等待答复的异议", "请刷新页面查看处理结果")
    if not may_decide_objection(round_, round_.acting):
        refuse("not-yours", "对异议的答复不由您决定", "请由本阶段有权决定的人或登记人答复")
    reason = command.reason.strip()
    if not command.agreed:
        reason = needed(reason, "reason-missing", "请写明不同意退回的理由", "reason")
    result = AGREED if command.agreed else REFUSED
    round_.emit(ObjectionDecided(result=result, case=tie.case, reason=reason), Cause("act", "decide-objection"))
    tell(round_, tie.case, HearDecision(agreed=command.agreed, reason=reason))


def heard(round_: Round, command: HearDecision) -> None:
    """The sender has decided: the matter goes back, and this case ends; or it stays, and those who work on it are told."""
    tie = sent_by(round_)
    if tie is None or tie.objection != WAITING:
        return
    cause = Cause("command", tie.case)
    result = AGREED if command.agreed else REFUSED
    round_.emit(ObjectionDecided(result=result, case=tie.case, reason=command.reason), cause)
    _tell(round_, "交办单位同意退回" if command.agreed else f"交办单位不同意退回：{command.reason}", cause)
    if command.agreed and not round_.case.closed:
        move(round_, final_stage(round_), cause, RETURNED)


def waiting(case: CaseState) -> Iterator[LinkState]:
    """The objections of receivers that wait for an answer."""
    yield from (k for k in case.links if k.relation == "child" and k.objection == WAITING and not k.recalled)


def sent_by(round_: Round) -> LinkState | None:
    """The tie to the case that sent the matter here."""
    return next((tie for tie in round_.case.links if tie.relation == "parent"), None)


def may_object(round_: Round, person: Person) -> bool:
    """Whom the case type names, else whoever works on the case or looks after it."""
    named = round_.case_type.objection.who
    return (
        fits(round_, named, person) if named else (works_in_stage(round_, person) or is_of_the_office(round_, person))
    )


def why_not(round_: Round) -> Problem | None:
    """Why nobody may object now; None where somebody may."""
    tie = sent_by(round_)
    if tie is None or tie.recalled:
        return Problem("not-sent", "这件事项不是上级或者其他单位转来的", advice="管辖有误的，请直接转往有权处理的单位")
    if round_.case.closed:
        return Problem("closed", "这件事项已经办结，不能再提出异议", advice="请与交办单位联系")
    if tie.objection:
        told = "正在等待交办单位答复" if tie.objection == WAITING else "交办单位已经答复过"
        return Problem("already-objected", f"对本件已经提出过异议，{told}", advice="请与交办单位联系")
    late = too_late(round_, round_.case_type.objection.clock, round_.command.occurred_on)
    return replace(late, message=f"{late.message}，不能再提出异议", advice=ON_PAPER) if late else None


def _tell(round_: Round, text: str, cause: Cause) -> None:
    """Tells those who look after the case; where nobody does, those who work on it."""
    office = office_people(round_.pack, round_.case, round_.world)
    people = tuple(one.person for one in office) or hands(round_)
    if people:
        round_.emit(Notified(to=people, text=text), cause)
