"""Why, and why not: the verdicts on rules as sentences made of the form's titles."""

from collections.abc import Mapping

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import WhyBlock, WhyLine
from fangyuan.casework.reading.timeline import Cover
from fangyuan.forms.paths import plain
from fangyuan.forms.sentences import failed_sentence, sentence
from fangyuan.model.conditions import Atom, Condition, atoms
from fangyuan.model.effects import Rule
from fangyuan.model.events import Verdict
from fangyuan.model.state import CaseState, Weighing

EVENTS: Mapping[str, str] = {
    "answers-submitted": "填写了表单",
    "action-taken": "进行了操作",
    "case-closed": "办结",
    "case-dispatched": "转往其他单位",
    "case-objected": "对方提出异议",
    "case-registered": "登记",
    "case-reopened": "重新办理",
    "cases-linked": "关联案件",
    "charge-taken": "确定了负责人",
    "child-closed": "转出的案件办结",
    "clock-cancelled": "时限终止",
    "clock-due": "时限到期",
    "clock-escalated": "逐级提醒",
    "clock-extended": "延长时限",
    "clock-moved": "时限调整",
    "clock-paused": "时限中止",
    "clock-resumed": "时限继续",
    "clock-started": "时限开始",
    "clock-stopped": "时限内事项完成",
    "clock-warned": "时限临近",
    "day-began": "新的一天",
    "draft-approved": "意见获批",
    "draft-made": "提出意见",
    "draft-refused": "意见未获批",
    "duty-opened": "定期工作开始",
    "extension-asked": "申请延期",
    "extension-refused": "不同意延期",
    "flag-raised": "作了标记",
    "letter-delivered": "文书送达",
    "letter-issued": "制发文书",
    "letter-rendered": "文书生成",
    "nobody-matched": "没有合适的人",
    "obligation-met": "完成本期工作",
    "rated": "作了评价",
    "signed": "签字",
    "stage-entered": "进入阶段",
    "stage-left": "离开阶段",
    "task-claimed": "认领任务",
    "task-completed": "完成任务",
    "task-opened": "任务开始",
    "task-reassigned": "任务改由他人办理",
    "task-returned": "任务退回",
    "task-withdrawn": "任务撤销",
}
"""How the platform's own events are called; a word of a pack's own is told by the task or action that says it."""


def event_title(word: str, names: Names) -> str:
    """What an event is called."""
    if word in EVENTS:
        return EVENTS[word]
    case_type = names.case_type
    sayers = [task.title for task in case_type.tasks.values() if task.emits == word]
    sayers += [action.title for action in case_type.actions if action.emits == word]
    return "、".join(f"“{title}”" for title in dict.fromkeys(sayers)) or word


def why_blocks(case: CaseState, names: Names, cover: Cover) -> tuple[WhyBlock, ...]:
    """The newest first; events on which no rule was weighed are left out."""
    rules = {rule.rule: rule for rule in names.case_type.rules}
    titles = names.paths
    return tuple(_block(weighing, names, rules, titles, cover) for weighing in reversed(case.weighings) if weighing.verdicts)


def _block(
    weighing: Weighing, names: Names, rules: Mapping[str, Rule], titles: Mapping[str, str], cover: Cover
) -> WhyBlock:
    """The rules of one event."""
    lines = tuple(_line(verdict, names, rules.get(verdict.rule), titles, cover) for verdict in weighing.verdicts)
    return WhyBlock(weighing.seq, event_title(weighing.on, names), weighing.at, lines)


def _line(verdict: Verdict, names: Names, rule: Rule | None, titles: Mapping[str, str], cover: Cover) -> WhyLine:
    """One rule: what it asked where it fired, the first test that failed where it did not."""
    if rule is None:
        return WhyLine(verdict.rule, verdict.rule, "", verdict.fired, "")
    return WhyLine(
        rule=rule.rule,
        title=rule.title,
        because=rule.because,
        fired=verdict.fired,
        sentence=cover(sentence(rule.condition, titles) if verdict.fired else _failed(verdict, rule.condition, titles)),
        overruled_by=names.rule(verdict.overruled_by) if verdict.overruled_by else "",
    )


def _failed(verdict: Verdict, condition: Condition, titles: Mapping[str, str]) -> str:
    """What the first failed test asked, and what it saw; the whole condition where no single test is known."""
    atom = failed_atom(condition, verdict.failed)
    return failed_sentence(atom, verdict.saw, titles) if atom else f"要求{sentence(condition, titles)}"


def failed_atom(condition: Condition, path: str) -> Atom | None:
    """The first test of a condition on a path."""
    return next((atom for atom in atoms(condition) if path and plain(atom.path) == plain(path)), None)
