"""What one cell holds: a value of a pack as text, and the text as a value again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fangyuan.packs.trees import Pointer

Read = Callable[[str], Any]
"""Text of a cell -> value; raises ValueError with what to write instead."""

UNITS: Mapping[str, str] = {
    "minutes": "分钟", "hours": "小时", "days": "天", "workdays": "工作日", "weeks": "周", "months": "个月",
}  # fmt: skip
ENDS: Mapping[str, str] = {"roll-forward": "顺延", "roll-back": "提前", "as-it-falls": "不变"}
LIGHTS: Mapping[str, str] = {"yellow": "黄", "orange": "橙"}
SCOPES: Mapping[str, str] = {"own": "本人", "unit": "本单位", "subtree": "本单位及下级", "tenant": "全机关"}
YES_NO: Mapping[str, str] = {"true": "是", "false": "否"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that may be changed: where its value stands, what it shows now, how it is read.

    `part` says which part of a duration or of a column it is; `choices` are the only texts it may have.
    """

    at: Pointer
    shown: str
    read: Read
    part: str = ""
    choices: tuple[str, ...] = ()


def words(at: Pointer, value: Any) -> Cell:
    """A text of one line that must not be blank."""
    return Cell(at, str(value), _words)


def whole(at: Pointer, value: Any) -> Cell:
    """A whole number, blank where nothing is written."""
    return Cell(at, "" if value is None else str(value), _whole)


def number(at: Pointer, value: Any) -> Cell:
    """A number."""
    return Cell(at, str(value), _number)


def chosen(at: Pointer, value: Any, among: Mapping[str, str], usual: str = "") -> Cell:
    """One of a few words, shown in Chinese; blank where nothing is written."""
    key = str(value).lower() if isinstance(value, bool) else str(value)
    texts = {text: word for word, text in among.items()}
    return Cell(at, usual if value is None else among.get(key, key), _one_of(texts), choices=tuple(texts))


def duration(at: Pointer, value: Any) -> tuple[Cell, Cell]:
    """How many, and of what; both blank where a parameter or an answer says it."""
    if not isinstance(value, str) or value.count(" ") != 1:
        return Cell(at, "", _nothing), Cell(at, "", _nothing)
    amount, unit = value.split(" ")
    plural = unit if unit.endswith("s") else unit + "s"
    texts = {text: word for word, text in UNITS.items()}
    return (
        Cell(at, amount, _amount, part="amount"),
        Cell(at, UNITS.get(plural, unit), _one_of(texts), part="unit", choices=tuple(texts)),
    )


def joined(amount: int, unit: str) -> str:
    """A duration as packs write it: `1 day`, `15 days`."""
    return f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


def read_roles(text: str) -> list[dict[str, str]]:
    """Roles by their ids, as a who of a pack."""
    names = [name.strip() for name in re.split("[、,，;；]", text)]
    if not all(re.fullmatch("[a-z][a-z0-9-]*", name) for name in names):
        raise ValueError("写岗位的编号，几个之间用顿号，如 clerk、office-head")
    return [{"role": name} for name in names]


def shown_roles(who: Any) -> str:
    """A who that is nothing but roles, as `read_roles` takes it; else that the file says it."""
    listed = who if isinstance(who, list) else [who] if who else []
    if all(isinstance(one, dict) and set(one) == {"role"} for one in listed):
        return "、".join(str(one["role"]) for one in listed)
    return "见文件"


def read_day(text: str) -> str:
    """A date as packs write it."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("应是日期，如 2026-05-01") from None


def read_id(text: str) -> str:
    """The id of something new."""
    if not re.fullmatch("[a-z][a-z0-9_-]{0,63}", text):
        raise ValueError("应是编号：小写字母开头，只用小写字母、数字、连字符与下划线")
    return text


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("不能是空的")
    if any(ord(sign) < 32 for sign in text):
        raise ValueError("不能换行")
    return text


def _whole(text: str) -> int:
    if not text.isdecimal() or not text.isascii():
        raise ValueError("应是一个整数")
    return int(text)


def _amount(text: str) -> int:
    found = _whole(text)
    if found < 1 or found > 9999:
        raise ValueError("应在 1 到 9999 之间")
    return found


def _number(text: str) -> int | float:
    try:
        found = float(text)
    except ValueError:
        raise ValueError("应是一个数") from None
    if not abs(found) < 1e12:
        raise ValueError("数太大")
    return int(found) if found.is_integer() and "." not in text else found


def _one_of(texts: Mapping[str, str]) -> Read:
    def read(text: str) -> Any:
        if text not in texts:
            raise ValueError(f"只能写{'、'.join(texts)}")
        word = texts[text]
        return word == "true" if set(texts.values()) == {"true", "false"} else word

    return read


def _nothing(text: str) -> Any:
    raise ValueError("这里由参数或答案决定，不能在表里改")
