"""Why, and why not: the verdicts on rules as sentences made of the form's titles."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import WhyBlock, WhyLine
from fangyuan.engine.masking import FieldSight, Veil
from fangyuan.engine.why import Explanation, weighings
from fangyuan.forms.conditions import required_part
from fangyuan.forms.sentences import failed_sentence, sentence
from fangyuan.forms.texts import masked
from fangyuan.model.conditions import Condition, atoms
from fangyuan.model.effects import Rule
from fangyuan.model.events import Recorded
from fangyuan.model.state import CaseState

EVENTS: Mapping[str, str] = {
    "action-taken": "进行了操作",
    "answers-corrected": "更正了登记的内容",
    "answers-submitted": "填写了表单",
    "appointment-cancelled": "预约取消",
    "appointment-kept": "预约到场",
    "appointment-made": "预约登记",
    "appointment-missed": "预约未到",
    "case-closed": "办结",
    "case-dispatched": "转往其他单位",
    "case-merged": "另一件并入本件",
    "case-objected": "对方提出异议",
    "case-registered": "登记",
    "case-reopened": "重新办理",
    "cases-linked": "关联案件",
    "cases-unlinked": "解除关联",
    "charge-taken": "确定了负责人",
    "charges-handed-over": "交接了承办的事项",
    "child-closed": "转出的案件办结",
    "child-progressed": "转出的案件有进展",
    "clock-cancelled": "时限终止",
    "clock-due": "时限到期",
    "clock-escalated": "逐级提醒",
    "clock-extended": "延长时限",
    "clock-moved": "时限调整",
    "clock-paused": "时限中止",
    "clock-recounted": "时限重新计算",
    "clock-resumed": "时限继续",
    "clock-started": "时限开始",
    "clock-stopped": "时限内事项完成",
    "clock-warned": "时限临近",
    "comment-made": "留言",
    "day-began": "新的一天",
    "dispatch-recalled": "收回了转出的案件",
    "draft-approved": "意见获批",
    "draft-lapsed": "意见不再审批",
    "draft-made": "提出意见",
    "draft-reassigned": "意见另指定审批人",
    "draft-refused": "意见未获批",
    "duty-opened": "定期工作开始",
    "extension-asked": "申请延期",
    "extension-reassigned": "延期申请改由他人审批",
    "extension-refused": "不同意延期",
    "flag-raised": "作了标记",
    "gathering-spoke": "会议、听证等告知了决定",
    "letter-awaited": "文书等待办理",
    "letter-came-back": "文书没有送到",
    "letter-corrected": "文书修改",
    "letter-delivered": "文书送达",
    "letter-drafted": "文书拟稿",
    "letter-issued": "制发文书",
    "letter-passed": "文书办过一步",
    "letter-rendered": "文书生成",
    "letter-returned": "文书退回",
    "letter-sealed": "文书用印",
    "letter-withdrawn": "文书撤回或作废",
    "matter-recalled": "转来的案件被收回",
    "nobody-matched": "没有合适的人",
    "notified": "提醒了人员",
    "objection-decided": "异议有了答复",
    "objection-made": "提出异议",
    "obligation-met": "完成本期工作",
    "officer-recused": "人员回避",
    "private-data-seen": "查看了敏感内容",
    "rated": "作了评价",
    "receipt-corrected": "更正收到日期",
    "sender-spoke": "交办单位告知",
    "signed": "签字",
    "signer-added": "增加签字人",
    "slip-printed": "打印了登记凭条",
    "slot-filled": "确定了人员",
    "stage-entered": "进入阶段",
    "stage-left": "离开阶段",
    "task-claimed": "认领任务",
    "task-completed": "完成任务",
    "task-opened": "任务开始",
    "task-reassigned": "任务改由他人办理",
    "task-returned": "任务退回",
    "task-withdrawn": "任务撤销",
    "unit-succeeded": "单位由另一单位承接",
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


@dataclass(frozen=True, slots=True)
class Explainer:
    """What it takes to explain rules to one person: titles, and what they may not see."""

    names: Names
    sight: FieldSight
    veil: Veil

    def line(self, told: Explanation) -> WhyLine:
        """One rule: what it asked where it fired, the first test that failed where it did not."""
        rule = next((one for one in self.names.case_type.rules if one.rule == told.rule), None)
        if rule is None:
            return WhyLine(told.rule, told.rule, "", told.fired, "")
        return WhyLine(
            rule=rule.rule,
            title=rule.title,
            because=rule.because,
            fired=told.fired,
            sentence=self.veil.cover(self._sentence(rule, told)),
            saw=self.facts(told.facts),
            overruled_by=self.names.rule(told.overruled_by) if told.overruled_by else "",
        )

    def facts(self, facts: Mapping[str, Any]) -> str:
        """Facts that something looked at, each under its title."""
        return self.veil.cover("；".join(self._seen(path, value) for path, value in facts.items()))

    def _sentence(self, rule: Rule, told: Explanation) -> str:
        """What was asked; where it failed also what was seen. The whole condition where no single test is known."""
        titles = self.names.paths
        if told.fired:
            return sentence(rule.condition, titles)
        if told.overruled_by:
            return sentence(rule.condition, titles)
        return failed_text(rule.condition, told.test, lambda path: self._shown(path, told.saw), titles)

    def _seen(self, path: str, value: Any) -> str:
        """A fact that a rule saw: `金额：300`."""
        return f"{self.names.paths.get(path, path)}：{self._said(path, self._shown(path, value))}"

    def _shown(self, path: str, value: Any) -> Any:
        """The value, masked where the reader may not see it."""
        return value if value is None or self.sight.sees(path) else masked(str(value))

    def _said(self, path: str, value: Any) -> str:
        """A value in words."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list | tuple):
            return "、".join(self._said(path, each) for each in value)
        named = self.names.paths.get(f"{path}={value}")
        return named or self.names.book.get(str(value), str(value))


def why_blocks(
    case: CaseState, events: Iterable[Recorded], explainer: Explainer, untold: Collection[int]
) -> tuple[WhyBlock, ...]:
    """The newest first; events on which no rule was weighed are left out, and those of which the reader is told nothing."""
    blocks: dict[int, WhyBlock] = {}
    for told in (one for one in weighings(case, events) if one.of not in untold):
        empty = WhyBlock(told.seq, event_title(told.on, explainer.names), told.at, (), told.of, told.pack or case.pack)
        block = blocks.get(told.seq, empty)
        blocks[told.seq] = replace(block, lines=(*block.lines, explainer.line(told)))
    return tuple(blocks.values())


def failed_text(condition: Condition, place: int, saw: Callable[[str], Any], titles: Mapping[str, str]) -> str:
    """What was asked and what the test at a place saw; the whole condition where no single test is known.

    `saw` says by the path of the test what stood there.
    """
    within = required_part(condition, place)
    if within is None:
        return f"要求{sentence(condition, titles)}"
    atom = list(atoms(condition))[place]
    return failed_sentence(atom, saw(atom.path), titles, within=within)
