"""Actions of the present stage, and the reopening of a closed case."""

from fangyuan.engine.acting import take
from fangyuan.engine.acts.completing import write_root
from fangyuan.engine.entitlement import may_reopen, may_take
from fangyuan.engine.moving import enter
from fangyuan.engine.offering import problem_of, unfilled
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.reopening import reopen_case
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import Reopen, TakeAction
from fangyuan.model.events import Cause
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import Action


def step(round_: Round, command: TakeAction) -> None:
    """Takes an action: its form's answers first, then what it does."""
    action = _action(round_, command.action)
    problem = problem_of(round_, action, command.answers)
    if problem:
        raise Refused(problem)
    cause = Cause("act", action.action, round_.seen(action.condition))
    if action.form:
        write_root(round_, action.form, command.answers, cause)
    wanting = unfilled(round_, action)
    if wanting:
        raise Refused(wanting)
    take(round_, action, cause)


def reopen(round_: Round, command: Reopen) -> None:
    """Makes a closed case go on in a stage that is not final."""
    stages = {stage.stage: stage for stage in round_.case_type.stages}
    if not round_.case.closed:
        refuse("not-closed", "这件事项还没有办结，不需要重新启动", "请直接办理")
    if not may_reopen(round_, round_.acting):
        refuse("not-yours", "您不能重新启动已办结的事项", "请由登记人或管理员办理")
    if command.stage not in stages or stages[command.stage].final:
        refuse("not-in-stage", "请选择一个未办结的阶段继续办理", path="stage")
    reason = needed(command.reason, "reason-missing", "请写明重新启动的理由", "reason")
    cause = Cause("act", "reopen")
    reopen_case(round_, command.stage, reason, cause)
    enter(round_, command.stage, cause)


def _action(round_: Round, name: str) -> Action:
    known = [action for action in round_.case_type.actions if action.action == name]
    if not known:
        refuse("not-in-stage", f"没有名为“{name}”的操作", "请刷新页面")
    action = known[0]
    if round_.case.stage not in action.source:
        stage = round_.case_type.stage(round_.case.stage).title
        refuse("not-in-stage", f"事项现在处于“{stage}”，不能“{action.title}”", "请刷新页面查看现在能做什么")
    if not may_take(round_, action, round_.acting):
        refuse("not-yours", f"“{action.title}”不由{round_.acting.name}办理", "请由有权的人办理")
    return action
