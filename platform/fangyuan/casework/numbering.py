"""Numbers that only the commit can draw: put where a decision left placeholders."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import partial
from operator import is_
from typing import Any

from fangyuan.model.decisions import Decision, NumberWanted
from fangyuan.model.once import once_each_of
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.who import Hole, Text
from fangyuan.model.world import Tenant

AS_ON_PAPER = "请核对纸上的文号"
AS_IT_IS = "写错的请改；纸上就是这样的，勾选“照原样登记”再提交"
MOST_BACK = 50
"""How many years ago a letter may have been numbered on paper; an earlier year is a slip of the hand."""

MOST_AHEAD = 1000
"""How far a number that was given on paper may lie beyond the last: so many letters were never numbered on paper alone."""

OF_LETTERS = "letter:"
"""How the kinds of the counters of letters begin."""

MOST_KINDS = 1024
"""Of so many classes the fields are known: more than there are events, and values in them."""

_NUMBERLESS = frozenset({int, float, bool, type(None), date, datetime})


@dataclass(frozen=True, slots=True)
class Given:
    """A number that a paper has: of which counter and year, and where in it; `seq` is 0 where it follows another pattern.

    `path` is where it was given; one that was looked at is to be set down `as_written`. Of one that is `bare` nothing but
    digits was typed.
    """

    number: str
    kind: str
    year: int
    seq: int = 0
    path: str = "number"
    as_written: bool = False
    bare: bool = False


Draw = Callable[[str, int], int]
"""Takes the kind of a counter and gives its next number, from 1."""

Take = Callable[[Given], None]
"""Sets a number that was given on paper down as used; raises Refused for one that cannot be."""


IsTaken = Callable[[str], bool]
"""Whether a letter has a number already, off a paper or from another counter, so that it is not drawn once more."""


def _nowhere(number: str) -> bool:
    return False


def numbered(
    decision: Decision, tenant: Tenant, year: int, draw: Draw, take: Take,
    is_taken: IsTaken = _nowhere, is_borne: IsTaken = _nowhere,
) -> Decision:  # fmt: skip
    """The decision with every placeholder replaced by the number that was drawn for it, or that it has on paper.

    `is_borne` says whether any letter has a number, and is asked only where two counters write alike.
    """
    drawn = dict[str, str]()

    def is_free(one: NumberWanted, number: str) -> bool:
        return not is_taken(number) and not (one.shared and (number in drawn.values() or is_borne(number)))

    for one in decision.numbers:
        if one.given:
            drawn[one.placeholder] = _given(one, tenant, year, take)
        else:
            drawn[one.placeholder] = _drawn(one, tenant, year, draw, partial(is_free, one))
    if not drawn:
        return decision
    return replace(
        decision,
        events=_swapped(decision.events, drawn),
        outgoing=_swapped(decision.outgoing, drawn),
        messages=_swapped(decision.messages, drawn),
    )


def _drawn(one: NumberWanted, tenant: Tenant, year: int, draw: Draw, is_free: IsTaken) -> str:
    """The next number; for a letter the next that none has off a paper, or from another counter that writes alike."""
    of_year = one.year or year
    number = written(one, tenant, of_year, draw(one.kind, of_year))
    for _ in range(MOST_AHEAD if one.kind.startswith(OF_LETTERS) else 0):
        if is_free(number):
            break
        number = written(one, tenant, of_year, draw(one.kind, of_year))
    return number


def _given(one: NumberWanted, tenant: Tenant, year: int, take: Take) -> str:
    found = replace(given_number(one, tenant, one.year or year), path=one.path, as_written=one.as_written)
    if not found.seq and not one.as_written:
        told = f"“{found.number}”不是这种文书的写法（例如“{written(one, tenant, found.year, 12)}”）"
        raise _refused("number-foreign", told, one.path, AS_IT_IS)
    if found.year > year:
        raise _refused("number-to-come", f"“{found.number}”是{found.year}年的文号，现在是{year}年", one.path)
    if found.year < year - MOST_BACK:
        raise _refused(
            "number-long-past", f"“{found.number}”是{found.year}年的文号，早于{year - MOST_BACK}年", one.path
        )
    take(found)
    return found.number


def _refused(code: str, message: str, path: str, advice: str = AS_ON_PAPER) -> Refused:
    return Refused(Problem(code, message, path, advice=advice))


def check_given(given: Given, last: int, is_taken: bool) -> None:
    """Refuses a number that another letter has, and one that lies far beyond the `last` that was given, which may be a slip
    of the hand, until somebody has looked at it. A year alone is none, however often it is confirmed.
    """
    if is_taken:
        advice = "请在发文登记簿里查是哪一份；没有编过的留空，由系统编号"
        raise _refused("number-taken", f"“{given.number}”已经编给了别的文书", given.path, advice)
    if given.seq > last + MOST_AHEAD and given.bare and given.year - MOST_BACK <= given.seq <= given.year + 1:
        advice = f"请写全文号，或者只写流水号；流水号真是{given.seq}的，写成“{given.seq}号”"
        raise _refused("number-a-year", f"“{given.seq}”像是年份，不是流水号", given.path, advice)
    if given.seq > last + MOST_AHEAD and not given.as_written:
        told = f"“{given.number}”比现在编到的{last}号多出{MOST_AHEAD}号以上"
        raise _refused("number-far", told, given.path, AS_IT_IS)


def given_number(wanted: NumberWanted, tenant: Tenant, year: int) -> Given:
    """A number as its pattern writes it, however much of it was typed and however brackets, blanks and noughts were.

    What stands before the year, the year, the brackets, 第 and 号 may be left out; the running number may not. One of
    another pattern, as of a register that counts several kinds together, stays as it was typed. Refuses a nought.
    """
    typed = alike(wanted.given)
    before, counted = _expressions(wanted, tenant)
    found = re.fullmatch(before + counted, typed) or re.fullmatch(before + _RUNNING, typed)
    if found is None:
        return Given(wanted.given.strip(), wanted.kind, year)
    said = found.groupdict()
    of_year, seq = int(said.get("year") or year), int(said["seq"])
    if not seq:
        raise _refused("number-unreadable", f"“{wanted.given.strip()}”不是文号，流水号从1号起", wanted.path)
    known = {**wanted.known, **({"month": said["month"]} if said.get("month") else {})}
    number = written(replace(wanted, known=known), tenant, of_year, seq)
    return Given(number, wanted.kind, of_year, seq, bare=typed.isdigit())


_ALIKE = str.maketrans("[［【（(]］】）)", "〔〔〔〔〔〕〕〕〕〕")
_BRACKETS = ("〔〕", "［］", "[]", "【】", "（）", "()")
_RUNNING = r"第?(?P<seq>\d{1,6})号?"
_DIGITS = {"year": r"\d{4}", "month": r"\d{1,2}", "seq": r"\d{1,6}"}
_OPTIONAL = frozenset("〔〕第号")


def alike(text: str) -> str:
    """A text without blanks, with one sort of brackets, letters and digits of one width."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())


def spellings(number: str) -> tuple[str, ...]:
    """A number as it stands, and with each sort of brackets."""
    plain = alike(number)
    return tuple(dict.fromkeys([number, *(plain.translate(str.maketrans("〔〕", one)) for one in _BRACKETS)]))


def _expressions(wanted: NumberWanted, tenant: Tenant) -> tuple[str, str]:
    """What stands before the digits of the pattern, and the digits: year, month, running number, each once for itself."""
    before, counted, seen = "", "", set[str]()
    parts = [_part(part, wanted, tenant) for part in _parts(wanted.pattern)]
    for n, (name, text) in enumerate(parts):
        if name:
            counted += f"(?P={name})" if name in seen else f"(?P<{name}>{_DIGITS[name]})"
            seen.add(name)
        elif not seen:
            before += text
        else:
            more = any(other for other, _ in parts[n:])
            counted += _between(text) if more else _loosely(text)
    opening = len(before) - len(before.rstrip("〔第"))
    front = before[: len(before) - opening]
    return f"(?:{_loosely(front)})?", _loosely(before[len(front) :]) + counted


def _part(part: str | Hole, wanted: NumberWanted, tenant: Tenant) -> tuple[str, str]:
    """One part of a pattern: the name of its digits, or its text."""
    name = "" if isinstance(part, str) else part.path.partition(":")[0]
    if name in _DIGITS:
        return name, ""
    return "", alike(part if isinstance(part, str) else _hole(part, _known(wanted, tenant)))


def _between(text: str) -> str:
    """What stands between digits: something must, a bracket may be 年 or a dash."""
    if text[:1] in ("〕", "年"):
        return r"[〕年\-]" + _loosely(text[1:]) + "第?"
    return re.escape(text)


def _loosely(text: str) -> str:
    """A text of which brackets, 第 and 号 may be missing."""
    return "".join(re.escape(sign) + ("?" if sign in _OPTIONAL else "") for sign in text)


def written(wanted: NumberWanted, tenant: Tenant, year: int, seq: int) -> str:
    """A number by its pattern: `{year}`, `{seq}` or `{seq:05}`, `{tenant.code}`, and what is known of the unit."""
    known = {"year": year, "seq": seq, **_known(wanted, tenant)}
    return "".join(part if isinstance(part, str) else _hole(part, known) for part in _parts(wanted.pattern))


def _known(wanted: NumberWanted, tenant: Tenant) -> dict[str, Any]:
    return {"tenant.code": tenant.code, "tenant.title": tenant.title, **wanted.known}


def _parts(pattern: Text) -> tuple[str | Hole, ...]:
    """The pattern's parts; a pattern that says nothing counts by year."""
    return pattern.parts or (Hole("year"), "-", Hole("seq"))


def _hole(hole: Hole, known: Mapping[str, Any]) -> str:
    """One hole, with its width where it has one (`seq:05`)."""
    name, _, width = hole.path.partition(":")
    return format(known[name], width) if name in known else ""


def _swapped(value: Any, drawn: Mapping[str, str]) -> Any:
    """The same value with every placeholder in its texts replaced; whatever holds none is given back itself.

    What is met most often is asked for first: a case that is registered has some three hundred values.
    """
    if isinstance(value, str):
        for placeholder, number in drawn.items():
            value = value.replace(placeholder, number) if placeholder in value else value
        return value
    if type(value) in _NUMBERLESS:
        return value
    if type(value) is dict or isinstance(value, Mapping):
        changed = {key: new for key, item in value.items() if (new := _swapped(item, drawn)) is not item}
        return {**value, **changed} if changed else value
    if is_dataclass(value) and not isinstance(value, type):
        return _swapped_in(value, drawn)
    if isinstance(value, list) or (isinstance(value, tuple) and not hasattr(value, "_fields")):
        items = [_swapped(item, drawn) for item in value]
        return value if all(map(is_, items, value)) else type(value)(items)
    return value


def _swapped_in(value: Any, drawn: Mapping[str, str]) -> Any:
    """A dataclass with the placeholders in its fields replaced; most have none, and are not made anew."""
    changed = {}
    for name in _names(type(value)):
        old = getattr(value, name)
        new = _swapped(old, drawn)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


@once_each_of(MOST_KINDS)
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.init)
