"""Rules read aloud: 当…如果…那么…, with the titles that officers know."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import RuleSentence
from fangyuan.casework.reading.why import event_title
from fangyuan.forms.sentences import sentence
from fangyuan.kinds.duration import in_words
from fangyuan.model import effects
from fangyuan.model.conditions import ALWAYS
from fangyuan.model.who import EventPattern, EventPatterns, Text, UnitFrom, UnitRef, Who, Whos

_TURNS: Mapping[effects.ClockAct, str] = {
    effects.ClockAct.START: "开始计算",
    effects.ClockAct.STOP: "结束",
    effects.ClockAct.PAUSE: "中止",
    effects.ClockAct.RESUME: "恢复计算",
    effects.ClockAct.CANCEL: "终止",
}
_SENDING: Mapping[effects.DispatchKind, str] = {
    effects.DispatchKind.FORWARD: "转送",
    effects.DispatchKind.ASSIGN: "交办",
    effects.DispatchKind.SUPERVISE: "督办",
}


def rule_sentences(speaker: "Speaker", rules: Iterable[effects.Rule]) -> tuple[RuleSentence, ...]:
    """The rules of a case type in the order in which they are weighed."""
    ordered = sorted(rules, key=lambda rule: -rule.priority)
    return tuple(speaker.rule(rule) for rule in ordered)


class Speaker:
    """Says in Chinese what a pack says in words of its language."""

    language = "zh"

    def __init__(self, names: Names) -> None:
        """Speaks of one case type."""
        self._names = names
        self._titles = names.paths

    def rule(self, rule: effects.Rule) -> RuleSentence:
        """One rule; a condition that always holds is left out."""
        condition = "" if rule.condition == ALWAYS else sentence(rule.condition, self._titles, self.language)
        return RuleSentence(rule, self.when(rule.on), condition, tuple(self.effect(effect) for effect in rule.then))

    def when(self, patterns: EventPatterns) -> str:
        """Any of several events."""
        return "，或者".join(self._event(pattern) for pattern in patterns)

    def who(self, whos: Whos) -> str:
        """People, in any of several descriptions."""
        return "、".join(self._one(who) for who in whos) or "登记人"

    def effect(self, effect: Any) -> str:
        """What happens; an effect of a plugin is told by its word."""
        say = _SAY.get(type(effect))
        return say(self, effect) if say else f"执行“{effect.word}”"

    def text(self, text: Text) -> str:
        """A text with the titles of its holes in brackets."""
        return "".join(part if isinstance(part, str) else f"〔{self.path(part.path)}〕" for part in text.parts)

    def path(self, path: str) -> str:
        """The title of a field or a fact."""
        return self._titles.get(path, path)

    def task(self, task: str) -> str:
        """A task in quotation marks."""
        return f"“{self._names.task(task)}”"

    def clock(self, clock: str) -> str:
        """A clock in quotation marks."""
        return f"“{self._names.clock(clock)}”"

    def stage(self, stage: str) -> str:
        """A stage in quotation marks."""
        return f"“{self._names.stage(stage).title}”"

    def letter(self, letter: str) -> str:
        """A letter in the brackets of titles."""
        return f"《{self._names.letter(letter)}》"

    def value(self, path: str, value: Any) -> str:
        """A value as the field's own options call it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        return self._titles.get(f"{path}={value}", "空" if value is None else str(value))

    def _event(self, pattern: EventPattern) -> str:
        narrowed = "、".join(self._narrowed(name, value) for name, value in pattern.narrowed.items())
        return event_title(pattern.word, self._names) + (f"（{narrowed}）" if narrowed else "")

    def _narrowed(self, name: str, value: str) -> str:
        """A property that narrows an event, by its title."""
        say = _NARROW.get(name)
        return say(self, value) if say else value

    def _one(self, who: Who) -> str:
        """One description."""
        base = self._names.role(who.role) if who.role else self.path(f"slot.{who.slot}" if who.slot else who.field)
        level = f"（{who.level}）" if who.level else ""
        covers = f"分管“{self.path(who.covers)}”的" if who.covers else ""
        return f"{self._unit(who.unit) if who.unit else ''}{covers}{base}{level}"

    def _unit(self, unit: UnitRef) -> str:
        """Of which unit."""
        match unit.source:
            case UnitFrom.SUBJECT:
                return "该单位的"
            case UnitFrom.OWNER:
                return "主办单位的"
            case UnitFrom.EACH:
                return f"“{self.path(unit.path)}”各单位的"
            case UnitFrom.FIELD:
                return f"“{self.path(unit.path)}”的"


def _draft(speaker: Speaker, effect: effects.MakeDraft) -> str:
    then = "；".join(speaker.effect(inner) for inner in effect.if_approved)
    said = f"提出意见“{speaker.text(effect.opinion)}”，由{speaker.who(effect.approver)}审批"
    return f"{said}；批准后：{then}" if then else said


def _fill(speaker: Speaker, effect: effects.FillSlot) -> str:
    to = speaker._unit(effect.unit).removesuffix("的") if effect.unit else speaker.who(effect.who)
    return f"“{speaker.path(f'slot.{effect.slot}')}”定为{to}"


def _extend(speaker: Speaker, effect: effects.ExtendClock) -> str:
    by = "同样的时间" if effect.by is None else in_words(effect.by)
    return f"{speaker.clock(effect.clock)}延长{by}，理由：{speaker.text(effect.reason)}"


def _letter(speaker: Speaker, effect: effects.IssueLetter) -> str:
    return f"制发{speaker.letter(effect.letter)}" + (f"，发给{speaker.who(effect.to)}" if effect.to else "")


def _dispatch(speaker: Speaker, effect: effects.Dispatch) -> str:
    to = f"“{speaker.path(effect.to_field)}”" if effect.to_field else f"“{effect.to_unit}”"
    report, wait = "，要求报告结果" if effect.report else "", "，办结前不能离开本阶段" if effect.wait else ""
    return f"{_SENDING[effect.kind]}{to}{report}{wait}"


_SAY: dict[type, Callable[[Speaker, Any], str]] = {
    effects.SetAnswer: lambda s, e: f"“{s.path(e.path)}”填为“{s.value(e.path, e.value)}”",
    effects.Derive: lambda s, e: f"认定“{s.path(e.fact)}”为“{s.value(e.fact, e.value)}”",
    effects.MakeDraft: _draft,
    effects.TakeCharge: lambda s, e: f"由{s.who(e.who)}牵头负责",
    effects.FillSlot: _fill,
    effects.OpenTask: lambda s, e: f"增加任务{s.task(e.task)}",
    effects.Move: lambda s, e: f"转入{s.stage(e.stage)}阶段",
    effects.TurnClock: lambda s, e: f"{s.clock(e.clock)}{_TURNS[e.act]}",
    effects.ExtendClock: _extend,
    effects.Notify: lambda s, e: f"告知{s.who(e.to)}：{s.text(e.text)}",
    effects.IssueLetter: _letter,
    effects.Flag: lambda s, e: f"标记“{s._names.flags((e.flag,))[0]}”",
    effects.Block: lambda s, e: f"不予办理，并提示：{s.text(e.message)}",
    effects.Require: lambda s, e: f"必须先填写{'、'.join(f'“{s.path(path)}”' for path in e.fields)}",
    effects.Dispatch: _dispatch,
    effects.TellListed: lambda s, e: f"告知列入本件的各件案件：{s.text(e.text)}",
    effects.TellSent: lambda s, e: f"告知交办出去的案件：{s.text(e.text)}",
}
"""How each effect is said."""

_NARROW: dict[str, Callable[[Speaker, str], str]] = {
    "task": lambda s, value: s.task(value),
    "stage": lambda s, value: s.stage(value),
    "clock": lambda s, value: s.clock(value),
    "letter": lambda s, value: s.letter(value),
    "action": lambda s, value: f"“{s._names.action(value)}”",
    "rule": lambda s, value: f"“{s._names.rule(value)}”",
    "role": lambda s, value: s._names.role(value),
    "outcome": lambda s, value: s._names.outcome(value),
    "rung": lambda s, value: f"第 {value} 级",
    "duty": lambda s, value: f"“{s._names.duty(value)}”",
    "form": lambda s, value: (
        f"“{s._names.case_type.forms[value].title}”" if value in s._names.case_type.forms else value
    ),
}
"""How each property that narrows an event is said."""
