"""What other cases say to this one, and ties that an officer makes."""

from typing import Any

from fangyuan.engine.dispatching import link_to
from fangyuan.engine.entitlement import is_of_the_office, works_in_stage
from fangyuan.engine.folds.trees import at_path, merged
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model.commands import LinkCase, ReportClosed
from fangyuan.model.effects import Dispatch
from fangyuan.model.events import CasesLinked, Cause, ChildClosed
from fangyuan.model.world import CLOCKWORK


def link(round_: Round, command: LinkCase) -> None:
    """Ties another case to this one; the same tie twice is one event."""
    person = round_.acting
    by_platform = person.person == CLOCKWORK.person
    if not (by_platform or is_of_the_office(round_, person) or works_in_stage(round_, person)):
        refuse("not-yours", "您不能为这件事项建立关联", "请由经办人办理")
    if command.case == round_.case.case:
        refuse("same-case", "事项不能与自己关联", "请另选一件", "case")
    if any((tie.relation, tie.case) == (command.relation, command.case) for tie in round_.case.links):
        return
    event = CasesLinked(relation=command.relation, case=command.case, number=command.number, key=command.key)
    round_.emit(event, Cause("command" if by_platform else "act", command.relation))


def child_closed(round_: Round, command: ReportClosed) -> None:
    """A case that was sent on has closed. Only an assignment owes a report; of any other nothing is kept."""
    tie = link_to(round_, command.case)
    if tie is None or tie.closed or not tie.report:
        return
    answers = _under_our_names(round_, command.answers)
    event = ChildClosed(case=command.case, outcome=command.outcome, answers=answers)
    round_.emit(event, Cause("command", command.case))


def _under_our_names(round_: Round, theirs: Any) -> dict[str, Any]:
    """The report's answers under the names that the dispatches of the type gave them; others keep theirs."""
    dispatches: list[Dispatch] = [action.dispatch for action in round_.case_type.actions if action.dispatch]
    names = {their: our for dispatch in dispatches for their, our in dispatch.answers.items()}
    told: dict[str, Any] = {}
    for name in theirs:
        for value in values_at(theirs, name):
            told = merged(told, at_path(names.get(name, name), value))
    return told
