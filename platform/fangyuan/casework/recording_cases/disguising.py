"""Replaces personal data: the same person, unit, number or address gets the same invented one everywhere.

What a field is (its kind, its sensitive mark) says how it is replaced; free text is replaced whole, since nobody can
know who is named in it. Choices, numbers, dates and truth values stay: the procedure turns on them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.kinds.identity import check_digit
from fangyuan.model.fields import Field
from fangyuan.model.world import Directory

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
_NUMBER = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dXx]|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)", re.ASCII)
_FREE_TEXT = "（内容已替换）"
REASON = "（理由已替换）"
REMARK = "（留言已替换）"
_LEFT_OUT = frozenset({"signature", "geolocation"})
_ID = "person_id"


def _name(number: int) -> str:
    """王某, 李某 … 王某2, 李某2 …"""
    turn, place = divmod(number - 1, len(_SURNAMES))
    return f"{_SURNAMES[place]}某{turn + 1 if turn else ''}"


def _identity(number: int) -> str:
    """The form of an identity number, with a check digit that no card has."""
    start = f"11010119900101{number:03d}"
    return start + ("1" if check_digit(start) != "1" else "2")


_INVENTED: Mapping[str, Callable[[int], str]] = {
    "name": _name,
    "phone": lambda number: f"13800000{number:03d}",
    "id-card": _identity,
    "identity-document": _identity,
    "address": lambda number: f"某镇某村{number}号",
    "email": lambda number: f"someone{number}@example.com",
    "birth-date": lambda number: "1990-01-01",
    "text": lambda number: f"某某{number}",
}
"""What stands for the n-th value of a kind."""


@dataclass(slots=True)
class Disguise:
    """What stands for what. `ids` leads from people and units to their names in the scenario."""

    ids: Mapping[str, str]
    words: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def know(self, words: Mapping[str, str]) -> None:
        """Takes further words that must not stay, with what stands for them."""
        self.words |= {word: other for word, other in words.items() if word}

    def answers(self, fields: Iterable[Field], answers: Mapping[str, Any], *, person: bool = False) -> dict[str, Any]:
        """The answers of a form, or of a row of it."""
        by_name = {own.name: own for own in fields}
        told = {name: self._answer(by_name.get(name), value, person) for name, value in answers.items() if name != _ID}
        return {name: value for name, value in told.items() if value is not None}

    def named(self, value: str) -> str:
        """An id, or a text in which known words and numbers are replaced."""
        return self.ids.get(value) or self.text(value)

    def text(self, value: str) -> str:
        """A short text: names, addresses and numbers that are known give way, and every other number of that form."""
        for word in sorted(self.words, key=len, reverse=True):
            value = value.replace(word, self.words[word])
        return _NUMBER.sub(lambda found: self._stand_in("id-card" if len(found[0]) == 18 else "phone", found[0]), value)

    def _answer(self, own: Field | None, value: Any, person: bool) -> Any:
        if isinstance(value, (list, tuple)):
            told = [self._answer(own, one, person) for one in value]
            return [one for one in told if one is not None]
        if isinstance(value, Mapping):
            return self._row(own, value)
        return value if not isinstance(value, str) or own is None else self._text_answer(own, value, person)

    def _row(self, own: Field | None, value: Mapping[str, Any]) -> Any:
        if own is None or own.kind in _LEFT_OUT:
            return None
        if own.kind == "attachment":
            return {name: self._file_part(name, part) for name, part in value.items()}
        is_person = own.kind == "person" or any(child.name == _ID for child in own.children)
        return self.answers(own.children, value, person=is_person)

    def _file_part(self, name: str, part: Any) -> Any:
        if name != "name" or not isinstance(part, str):
            return part
        return "附件" + part[part.rfind(".") :] if "." in part else "附件"

    def _text_answer(self, own: Field, value: str, person: bool) -> str | None:
        if own.options or own.code_list:
            return value
        if value in self.ids:
            return self.ids[value]
        if own.kind in _LEFT_OUT:
            return None
        if own.kind in ("long-text", "rich-text"):
            return _fitting(_FREE_TEXT, own)
        if sort := self._sort(own, person):
            return _fitting(self._stand_in(sort, value), own)
        return self.text(value) if own.kind == "text" else value

    def _sort(self, own: Field, person: bool) -> str:
        """How a field is replaced; the empty text where it may stay."""
        if own.kind in _INVENTED and own.kind != "text":
            return own.kind
        if own.name == "name" and person:
            return "name"
        return "text" if own.sensitive and own.kind == "text" else ""

    def _stand_in(self, sort: str, value: str) -> str:
        if value not in self.words:
            self.counts[sort] = self.counts.get(sort, 0) + 1
            self.words[value] = _INVENTED[sort](self.counts[sort])
        return self.words[value]


def _fitting(text: str, own: Field) -> str:
    """A text as short and as long as the field asks."""
    least, most = own.schema.get("minLength", 0), own.schema.get("maxLength", len(text) + 10_000)
    repeated = text * (least // len(text) + 1) if least > len(text) else text
    return repeated[:most]


def officials(
    directory: Directory, people: Iterable[str], units: Iterable[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Ids -> names in the scenario, and the real names and titles that must not stay -> what stands for them."""
    ids: dict[str, str] = {}
    words: dict[str, str] = {}
    for number, unit in enumerate(units, start=1):
        ids[unit] = f"U{number}"
        words[directory.units[unit].title] = f"单位{number}"
    taken: dict[str, int] = {}
    for person in people:
        role = next((post.role for post in directory.people[person].posts), "person")
        taken[role] = taken.get(role, 0) + 1
        ids[person] = role if taken[role] == 1 else f"{role}-{taken[role]}"
        words[directory.people[person].name] = ids[person]
    return ids, words
