"""Ties that officers make between cases by hand, and undo: repeats, joint matters, related ones.

A tie stands in both cases. All other ties follow from what happens to the cases, and nobody makes or undoes them by hand.
"""

from collections.abc import Iterator

from fangyuan.engine.dispatching import tell
from fangyuan.engine.entitlement import may_link
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import LinkCase, UnlinkCase
from fangyuan.model.events import CasesLinked, CasesUnlinked, Cause
from fangyuan.model.state import BY_HAND, CaseState, LinkState
from fangyuan.model.world import CLOCKWORK


def tie_by_hand(round_: Round, command: LinkCase) -> None:
    """Ties a case to this one; the other is told. Raises Refused for other relations than officers may say."""
    _check_right(round_)
    if command.relation not in BY_HAND:
        refuse("unknown-relation", "没有这种关联", "请从重复、联名、相关中选择一种", "relation")
    if command.case == round_.case.case:
        refuse("same-case", "事项不能与自己关联", "请另选一件", "into")
    if any(tie.case == command.case for tie in round_.case.links):
        refuse("already-linked", "这两件事项已经关联", "要改为另一种关联的，请先解除原来的关联", "into")
    cause = Cause("act", "link")
    round_.emit(CasesLinked(relation=command.relation, case=command.case, number=command.number), cause)
    here = round_.case
    tell(round_, command.case, LinkCase(relation=command.relation, case=here.case, number=here.number))


def untie(round_: Round, command: UnlinkCase) -> None:
    """Undoes a tie that was made by hand, with a reason; the other case is told, and says nothing back."""
    found = list(_ties(round_.case, command.case))
    by_platform = command.actor.person == CLOCKWORK.person
    if not by_platform:
        _check_right(round_)
        if not found:
            refuse("not-linked", "没有可以解除的关联", "由转送、交办、并案产生的关联不能解除；其他的请刷新页面查看")
    reason = needed(command.reason, "reason-missing", "请写明解除的理由", "reason")
    cause = Cause("command", command.case) if by_platform else Cause("act", "unlink")
    for tie in found:
        round_.emit(CasesUnlinked(relation=tie.relation, case=tie.case, number=tie.number, reason=reason), cause)
    if found and not by_platform:
        tell(round_, command.case, UnlinkCase(case=round_.case.case, reason=reason))


def tied_by_hand(case: CaseState) -> tuple[LinkState, ...]:
    """The ties that officers made."""
    return tuple(tie for tie in case.links if tie.relation in BY_HAND)


def _ties(case: CaseState, other: str) -> Iterator[LinkState]:
    return (tie for tie in tied_by_hand(case) if tie.case == other)


def _check_right(round_: Round) -> None:
    if not may_link(round_, round_.acting):
        refuse("not-yours", "您不能为这件事项建立或者解除关联", "请由经办人办理")
