"""Conditions as sentences, Chinese or English: what is asked, and why it does not hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fangyuan.forms.paths import plain
from fangyuan.kinds.choices import written
from fangyuan.kinds.dates import is_date
from fangyuan.kinds.duration import CHINESE
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, Today, atoms
from fangyuan.model.durations import Duration

Titles = Mapping[str, str]

_PHRASES: dict[Op, tuple[str, str]] = {
    Op.CONST: ("{0}为“{1}”", "{0} is “{1}”"),
    Op.ENUM: ("{0}为{1}之一", "{0} is one of {1}"),
    Op.MINIMUM: ("{0}不小于 {1}", "{0} is at least {1}"),
    Op.MAXIMUM: ("{0}不大于 {1}", "{0} is at most {1}"),
    Op.EXCLUSIVE_MINIMUM: ("{0}大于 {1}", "{0} is more than {1}"),
    Op.EXCLUSIVE_MAXIMUM: ("{0}小于 {1}", "{0} is less than {1}"),
    Op.PATTERN: ("{0}符合格式 {1}", "{0} has the form {1}"),
    Op.CONTAINS: ("{0}中有“{1}”", "{0} contains “{1}”"),
    Op.MIN_ITEMS: ("{0}至少有 {1} 项", "{0} has at least {1} entries"),
    Op.MAX_ITEMS: ("{0}最多有 {1} 项", "{0} has at most {1} entries"),
    Op.BEFORE: ("{0}早于{1}", "{0} is before {1}"),
    Op.AFTER: ("{0}晚于{1}", "{0} is after {1}"),
    Op.OLDER_THAN: ("{0}距今超过{1}", "{0} is more than {1} ago"),
    Op.NEWER_THAN: ("{0}距今不到{1}", "{0} is less than {1} ago"),
}


def sentence(condition: Condition, titles: Titles, lang: str = "zh") -> str:
    """What the condition asks, in words; an empty `all` is always true, an empty `any` never."""
    english = lang.startswith("en")
    match condition:
        case Atom():
            return _atom(condition, titles, english)
        case Not(part):
            inner = sentence(part, titles, lang)
            return f"not ({inner})" if english else f"并非（{inner}）"
        case AllOf(()):
            return "always" if english else "总是"
        case AnyOf(()):
            return "never" if english else "从不"
        case AllOf(parts):
            return (" and " if english else "，并且").join(_part(part, titles, lang) for part in parts)
        case AnyOf(parts):
            return (" or " if english else "，或者").join(_part(part, titles, lang) for part in parts)


def failed_sentence(
    atom: Atom, saw: Any, titles: Titles, lang: str = "zh", *, within: Condition | None = None
) -> str:  # fmt: skip
    """Why not: what was asked, and what the atom saw that failed (None where nothing was answered).

    `within` is what is required as a whole where that is more than the atom: alternatives, or that it does not hold.
    """
    english = lang.startswith("en")
    required = atom if within is None else within
    asked = sentence(required, titles, lang)
    if isinstance(required, AnyOf) and len(required.parts) > 1:
        asked = f"at least one of these holds: {asked}" if english else f"至少符合一项：{asked}"
    about = "" if isinstance(required, Atom) or _lone(required) else _title(atom.path, titles)
    if saw is None:
        return (
            f"It is asked that {asked}; {about or 'nothing'} is {'not ' * bool(about)}filled in yet"
            if english
            else (f"要求{asked}，{about}现在还没有填写")
        )
    now = _value(saw, atom.path, titles, english)
    return f"It is asked that {asked}; now {about or 'it'} is {now}" if english else f"要求{asked}，{about}现在是{now}"


def _lone(condition: Condition) -> bool:
    """Whether a condition is about one test alone."""
    return len(list(atoms(condition))) == 1


def _part(part: Condition, titles: Titles, lang: str) -> str:
    said = sentence(part, titles, lang)
    grouped = isinstance(part, (AllOf, AnyOf)) and len(part.parts) > 1
    if not grouped:
        return said
    return f"({said})" if lang.startswith("en") else f"（{said}）"


def _title(path: str, titles: Titles) -> str:
    found = titles.get(path) or titles.get(plain(path))
    return found if found and found.startswith(("“", "”")) else f"“{found or path}”"


def _atom(atom: Atom, titles: Titles, english: bool) -> str:
    title = _title(atom.path, titles)
    if atom.op is Op.ABSENT:
        return _absence(title, bool(atom.operand), english)
    if isinstance(atom.operand, bool) and atom.op is Op.CONST:
        return _truth(title, atom.operand, english)
    operand = _operand(atom, titles, english)
    return _PHRASES[atom.op][english].format(title, operand)


def _absence(title: str, absent: bool, english: bool) -> str:
    if english:
        return f"{title} is {'empty' if absent else 'filled in'}"
    return f"{title}{'未填写' if absent else '已填写'}"


def _truth(title: str, wanted: bool, english: bool) -> str:
    if english:
        return f"{title}: {'yes' if wanted else 'no'}"
    return f"{title}：{'是' if wanted else '否'}"


def _operand(atom: Atom, titles: Titles, english: bool) -> str:
    match atom.operand:
        case Today():
            return "today" if english else "今天"
        case Param(name):
            return titles.get(f"${name}", name)
        case FieldRef(path):
            return _title(path, titles)
        case Duration() as length:
            return str(length) if english else f"{length.amount}{CHINESE[length.unit]}"
        case tuple() as values:
            quoted = [f"“{_value(each, atom.path, titles, english)}”" for each in values]
            return (", " if english else "、").join(quoted)
        case value:
            return _value(value, atom.path, titles, english)


def _value(value: Any, path: str, titles: Titles, english: bool) -> str:
    match value:
        case bool():
            return ("yes" if value else "no") if english else ("是" if value else "否")
        case date():
            return _date(value, english)
        case str() if is_date(value):
            return _date(date.fromisoformat(value), english)
        case list() | tuple():
            return (", " if english else "、").join(_value(each, path, titles, english) for each in value)
        case Mapping():
            return str(value.get("name", "…"))
        case _:
            return titles.get(f"{plain(path)}={written(value)}", str(value))


def _date(value: date, english: bool) -> str:
    return value.isoformat()[:10] if english else f"{value.year}年{value.month}月{value.day}日"
