"""What one cell holds: a value of a pack as text, and the text as a value again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from unicodedata import category, normalize

from fangyuan.casework.workbooks.names import Titles, Unfit
from fangyuan.packs.trees import Pointer

Read = Callable[[str], Any]
"""Text of a cell -> value; raises Unfit with what to write instead."""

UNITS: Mapping[str, str] = {
    "minutes": "分钟", "hours": "小时", "days": "天", "workdays": "工作日", "weeks": "周", "months": "个月",
}  # fmt: skip
ENDS: Mapping[str, str] = {"roll-forward": "顺延", "roll-back": "提前", "as-it-falls": "不变"}
LIGHTS: Mapping[str, str] = {"yellow": "黄", "orange": "橙"}
SCOPES: Mapping[str, str] = {"own": "本人", "unit": "本单位", "subtree": "本单位及下级", "tenant": "全机关"}
PERIODS: Mapping[str, str] = {"month": "月", "quarter": "季", "half-year": "半年", "year": "年"}
FIRST_DAYS: Mapping[str, str] = {"excluded": "不计入", "included": "计入"}
YES_NO: Mapping[str, str] = {"true": "是", "false": "否"}


_MOST = 120
"""As words.schema.json has it for titles."""
SEE_FILE = "见文件"
"""Stands where the pack says more than a cell can."""
_NO_LENGTH = ("这里没有时长，要写请直接改文件", "has no length of time; to give it one change the file itself")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that may be changed: where its value stands, what it shows now, how it is read.

    `part` says which part of a duration or of a column it is, or that it is the place in a list; `choices` are the only texts
    it may have. A cell that is `locked` is only shown.
    """

    at: Pointer
    shown: str
    read: Read
    part: str = ""
    choices: tuple[str, ...] = ()
    locked: bool = False


def words(at: Pointer, value: Any) -> Cell:
    """A text of one line that must not be blank."""
    return Cell(at, str(value), read_text)


def title(at: Pointer, value: Any) -> Cell:
    """A title."""
    return Cell(at, str(value), read_title)


def whole(at: Pointer, value: Any) -> Cell:
    """A whole number, blank where nothing is written."""
    return Cell(at, "" if value is None else str(value), read_whole)


def number(at: Pointer, value: Any) -> Cell:
    """A number."""
    return Cell(at, str(value), _number)


def chosen(at: Pointer, value: Any, among: Mapping[str, str], usual: str = "") -> Cell:
    """One of a few words, shown in Chinese; blank where nothing is written."""
    key = str(value).lower() if isinstance(value, bool) else str(value)
    texts = {text: word for word, text in among.items()}
    return Cell(at, usual if value is None else among.get(key, key), _one_of(texts), choices=tuple(texts))


def duration(at: Pointer, value: Any, why: tuple[str, str] = _NO_LENGTH) -> tuple[Cell, Cell]:
    """How many, and of what; both blank, and `why`, where nothing is written or something else says it."""
    if not isinstance(value, str) or value.count(" ") != 1:
        return fixed(at, "", why), fixed(at, "", why)
    amount, unit = value.split(" ")
    return _halves(at, amount, UNITS.get(unit if unit.endswith("s") else unit + "s", unit))


def blank_duration(at: Pointer) -> tuple[Cell, Cell]:
    """A length of time that is not written yet and may be."""
    return _halves(at, "", "")


def _halves(at: Pointer, amount: str, unit: str) -> tuple[Cell, Cell]:
    texts = {text: word for word, text in UNITS.items()}
    return (
        Cell(at, amount, _amount, part="amount"),
        Cell(at, unit, _one_of(texts), part="unit", choices=tuple(texts)),
    )


def within(key: str, cell: Cell) -> Cell:
    """A cell whose value is written into a mapping that is not there yet, under a key of it."""
    return replace(cell, read=lambda text: {key: cell.read(text)})


def joined(amount: int, unit: str) -> str:
    """A duration as packs write it: `1 day`, `15 days`."""
    return f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


def roles(at: Pointer, who: Any, named: Titles) -> Cell:
    """A who that is nothing but roles, by their titles; what says more is left to the file."""
    listed = who if isinstance(who, list) else [who] if who else []
    if not all(isinstance(one, dict) and set(one) == {"role"} for one in listed):
        return fixed(at, SEE_FILE, ("这里写的不只是角色，请直接改文件", "says more than roles; change the file itself"))
    return Cell(at, "、".join(named.label(one["role"]) for one in listed), read_roles(named))


def read_roles(named: Titles) -> Read:
    """Roles by title or id, as a who of a pack."""
    return lambda text: [{"role": role} for role in named.read_several(text)]


def several(at: Pointer, names: Any, named: Titles) -> Cell:
    """Names of one sort, by their titles."""
    return Cell(at, "、".join(map(named.label, names or ())), named.read_several)


def fixed(at: Pointer, shown: str, why: tuple[str, str]) -> Cell:
    """A cell that shows something and cannot be changed here; `why` says where it can."""

    def refuse(text: str) -> Any:
        raise Unfit(*why)

    return Cell(at, shown, refuse, locked=True)


def by_parameter(label: str) -> tuple[str, str]:
    """Why a value cannot be changed where it is used: a parameter says it."""
    return (
        f"由参数“{label}”定，请在“参数”表里改默认值",
        f"is said by the parameter “{label}”; change its default on the sheet “参数”",
    )


def order(at: Pointer) -> Cell:
    """The place of an item in its list, counted from one; another number moves it."""
    return Cell(at, str(at[-1] + 1), read_order, part="order")  # type: ignore[operator]


def read_order(text: str) -> float:
    """A place, also one between two."""
    found = float(_number(text))
    if not 0 <= found < 10_000:
        raise Unfit(
            "应是次序，如 3；排到第 3 和第 4 之间写 3.5",
            "must be a place such as 3; between the third and the fourth, 3.5",
        )
    return found


def read_day(text: str) -> str:
    """A date as packs write it."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unfit("应是日期，如 2026-05-01", "must be a date such as 2026-05-01") from None


def read_id(text: str) -> str:
    """The id of something new."""
    if not re.fullmatch("[a-z][a-z0-9_-]{0,63}", text):
        raise Unfit(
            "应是编号：小写字母开头，只用小写字母、数字、连字符与下划线",
            "must be an id: a small letter first, then small letters, digits, hyphens and underscores",
        )
    return text


def read_text(text: str) -> str:
    """A text of one line that is not blank, without blanks around it and without signs that nobody sees."""
    text = "".join(sign for sign in text if category(sign) != "Cf").strip()
    if not text:
        raise Unfit("不能是空的", "must not be blank")
    if any(ord(sign) < 32 for sign in text):
        raise Unfit("不能换行", "must be one line")
    return text


def read_whole(text: str) -> int:
    """A whole number, with the digits of any keyboard."""
    text = _plain(text).removesuffix(".0")
    if not text.isdecimal() or not text.isascii():
        raise Unfit("应是一个整数", "must be a whole number")
    return int(text)


def _amount(text: str) -> int:
    found = read_whole(text)
    if found < 1 or found > 9999:
        raise Unfit("应在 1 到 9999 之间", "must be between 1 and 9999")
    return found


def _number(text: str) -> int | float:
    text = _plain(text)
    try:
        found = float(text)
    except ValueError:
        raise Unfit("应是一个数", "must be a number") from None
    if not abs(found) < 1e12:
        raise Unfit("数太大", "is too large")
    return int(found) if found.is_integer() and "." not in text else found


def read_title(text: str) -> str:
    """A title: a text no longer than titles are."""
    title = read_text(text)
    if len(title) > _MOST:
        raise Unfit(
            f"不能超过 {_MOST} 个字，现有 {len(title)} 个", f"has {len(title)} characters; at most {_MOST} are allowed"
        )
    return title


def _plain(text: str) -> str:
    """Digits as ASCII has them: ６ is typed by Chinese input methods."""
    return normalize("NFKC", text).strip()


def read_flag(text: str) -> bool:
    """Yes or no."""
    return bool(_one_of({said: word for word, said in YES_NO.items()})(text))


def _one_of(texts: Mapping[str, str]) -> Read:
    def read(text: str) -> Any:
        if text not in texts:
            raise Unfit(f"只能写{'、'.join(texts)}", f"must be one of “{'”, “'.join(texts)}”")
        word = texts[text]
        return word == "true" if set(texts.values()) == {"true", "false"} else word

    return read


read_amount, read_unit = (cell.read for cell in blank_duration(()))
read_light, read_scope = (chosen((), None, among).read for among in (LIGHTS, SCOPES))
