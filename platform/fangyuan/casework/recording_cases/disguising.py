"""Replaces personal data: the same person, unit, number or address gets the same invented one everywhere.

What a field is (its kind, its sensitive mark, its name and title) says how it is replaced; free text is replaced whole,
since nobody can know who is named in it. Choices, truth values, and the numbers and dates that no mark calls sensitive
stay: the procedure turns on them. A short text that stays is remembered, so that somebody reads it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.casework.recording_cases.numbering import Limits, same_side
from fangyuan.casework.recording_cases.sorting import is_person, sort_of
from fangyuan.kinds.identity import check_digit
from fangyuan.kinds.personal_numbers import luhn, personal_numbers
from fangyuan.model.fields import Field
from fangyuan.model.world import Directory

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
_LONG_NUMBER = re.compile(r"\d{4}(?:[ -]\d{4}){2,}(?:[ -]?\d+)?|\d{7,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_DAY = re.compile(r"^(\d{4})-\d{2}(?:(-)\d{2})?")
_PLACE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,5}?(自治区|省|市|县|区|镇|乡|街道|村)(?=[\u4e00-\u9fff]|$)")
_FREE_TEXT = "（内容已替换）"
REASON = "（理由已替换）"
REMARK = "（留言已替换）"
_NO_WORDS = frozenset(
    (
        "date",
        "time",
        "date-time",
        "month",
        "date-range",
        "duration",
        "money",
        "decimal",
        "integer",
        "boolean",
        "unit",
        "officer",
        "row",
        "region",
        "sex",
    )
)
"""Kinds whose answers are no words: days, lengths, amounts, and ids of what the directory knows."""
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


def _card(number: int) -> str:
    """The form of a bank card's number, with a check digit that no card has."""
    start = f"62000000000{number:04d}"
    return next(start + end for end in "01" if not luhn(start + end))


_INVENTED: Mapping[str, Callable[[int], str]] = {
    "name": _name,
    "phone": lambda number: f"13800000{number:03d}",
    "id-card": _identity,
    "identity-document": _identity,
    "address": lambda number: f"某镇某村{number}号",
    "email": lambda number: f"someone{number}@example.com",
    "bank-card": _card,
    "birth-date": lambda number: "1990-01-01",
    "landline": lambda number: f"0000-2000{number:03d}",
    "plate": lambda number: f"某A{number:05d}",
    "number": lambda number: f"{1_000_000 + number}",
    "text": lambda number: f"某某{number}",
    "place": lambda number: f"某地{number}",
    "organ": lambda number: f"某机关{number}",
}
"""What stands for the n-th value of a kind."""


@dataclass(slots=True)
class Disguise:
    """What stands for what. `ids` leads from people and units to their names in the scenario.

    `limits` are the numbers by which the procedure tells answers apart; `left` the short texts that stayed, each with its
    path.
    """

    ids: Mapping[str, str]
    limits: Limits = field(default_factory=dict)
    left: dict[tuple[str, str], None] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def know(self, words: Mapping[str, str]) -> None:
        """Takes further words that must not stay, with what stands for them."""
        self.words |= {word: other for word, other in words.items() if word}

    def answers(self, fields: Iterable[Field], answers: Mapping[str, Any], *, person: bool = False) -> dict[str, Any]:
        """The answers of a form, or of a row of it."""
        by_name = {own.name: own for own in fields}
        told = {
            name if name in by_name else self._kept_text("", name): self._answer(by_name.get(name), value, person)
            for name, value in answers.items()
            if name != _ID
        }
        return {name: value for name, value in told.items() if value is not None}

    def named(self, value: str) -> str:
        """An id, or a text in which known words and numbers are replaced."""
        return self.ids.get(value) or self.text(value)

    def replaced(self, value: str) -> str:
        """What stands for a text of which nothing may stay."""
        return self.ids.get(value) or self._stand_in("text", value)

    def text(self, value: str) -> str:
        """A short text: names, addresses and numbers that are known give way, and every other number of a person."""
        value = self._without_numbers(value)
        for word in sorted(self.words, key=len, reverse=True):
            value = value.replace(word, self.words[word])
        value = _MAIL.sub(lambda found: self._other("email", found[0]), value)
        return _LONG_NUMBER.sub(lambda found: self._other("number", found[0]), value)

    def _without_numbers(self, value: str) -> str:
        told, reached = "", 0
        for found in personal_numbers(value):
            known = found.plain in self.words.values()
            told += value[reached : found.start] + (found.plain if known else self._stand_in(found.sort, found.plain))
            reached = found.end
        return told + value[reached:]

    def _other(self, sort: str, found: str) -> str:
        """What stands for a find; what this disguise itself invented stays."""
        return found if found in self.words.values() else self._stand_in(sort, found)

    def _answer(self, own: Field | None, value: Any, person: bool) -> Any:
        if isinstance(value, (list, tuple)):
            told = [self._answer(own, one, person) for one in value]
            return [one for one in told if one is not None]
        if isinstance(value, Mapping):
            return self._row(own, value)
        if own is None:
            return self._kept_text("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            return self._text_answer(own, value, person)
        if isinstance(value, int) and not isinstance(value, bool) and _is_of_person(own, value):
            return self._digits(value)
        return same_side(own, value, self.limits.get(own.path, ())) if own.sensitive else value

    def _digits(self, value: int) -> int:
        """What stands for a number by which somebody is known: as long as it is."""
        if value not in self.numbers:
            self.numbers[value] = 10 ** (len(str(abs(value))) - 1) + len(self.numbers) + 1
        return self.numbers[value]

    def _row(self, own: Field | None, value: Mapping[str, Any]) -> Any:
        if own is None or own.kind in _LEFT_OUT:
            return None
        if own.kind == "attachment":
            return {name: self._file_part(name, part) for name, part in value.items()}
        return self.answers(own.children, value, person=is_person(own))

    def _file_part(self, name: str, part: Any) -> Any:
        if name != "name" or not isinstance(part, str):
            return part
        ending = _ENDING.search(part)
        return "附件" + (ending[0] if ending else "")

    def _text_answer(self, own: Field, value: str, person: bool) -> str | None:
        if own.options or own.code_list:
            return value
        if value in self.ids:
            return self.ids[value]
        if own.kind in _LEFT_OUT:
            return None
        if own.kind in ("long-text", "rich-text"):
            return _fitting(_FREE_TEXT, own)
        if sort := sort_of(own, person=person):
            return _DAY.sub(_first_day, value) if sort == "date" else self._fitting(sort, value, own)
        return value if own.kind in _NO_WORDS else self._kept_text(own.path, value)

    def _kept_text(self, path: str, value: str) -> str:
        told = self.text(value)
        self.left[path, told] = None
        return told

    def _fitting(self, sort: str, value: str, own: Field) -> str:
        told = self._stand_in(sort, _plain(value))
        return _shaped(value, self.counts[sort]) if sort == "text" and "pattern" in own.schema else _fitting(told, own)

    def _stand_in(self, sort: str, value: str) -> str:
        if value not in self.words:
            self.counts[sort] = self.counts.get(sort, 0) + 1
            self.words[value] = _INVENTED[sort](self.counts[sort])
        return self.words[value]


def _is_of_person(own: Field, value: int) -> bool:
    """Whether a number is somebody's: a telephone or a card, by what the field is called or by its own form."""
    return sort_of(own, person=False) in ("phone", "id-card") or any(True for _ in personal_numbers(str(value)))


def _plain(value: str) -> str:
    """A number as a card has it, where the text is nothing else; so that one number written twice stays one."""
    whole = (found.plain for found in personal_numbers(value) if found.end - found.start == len(value))
    return next(whole, value)


def _shaped(value: str, number: int) -> str:
    """A text of the same shape: digits where digits stand, letters where letters do, for fields that ask a pattern."""
    places = sum(character.isdigit() for character in value)
    digits = iter(f"{number:0{places}d}"[-places:] if places else "")
    return "".join(next(digits) if one.isdigit() else _letter(one) for one in value)


def _letter(one: str) -> str:
    if not one.isalpha():
        return one
    return ("A" if one.isupper() else "a") if one.isascii() else "某"


def _first_day(found: re.Match[str]) -> str:
    """The first day, or the first month, of the year."""
    return f"{found[1]}-01-01" if found[2] else f"{found[1]}-01"


def _fitting(text: str, own: Field) -> str:
    """A text as short and as long as the field asks."""
    least, most = own.schema.get("minLength", 0), own.schema.get("maxLength", len(text) + 10_000)
    repeated = text * (least // len(text) + 1) if least > len(text) else text
    return repeated[:most]


def places(titles: Iterable[str]) -> dict[str, str]:
    """The places after which jurisdictions and units are called, and what stands for them in a text: 某县, 某镇."""
    found = (one for title in titles for one in _PLACE.finditer(title))
    return {one[0]: f"某{one[1]}" for one in found}


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
