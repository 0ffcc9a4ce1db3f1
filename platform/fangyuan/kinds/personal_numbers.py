"""Finds the numbers of people in running text, however somebody wrote them.

Mobile numbers (11 digits), landlines with an area code, identity numbers (GB 11643-1999, and the fifteen digits of before),
cards of banks (ISO/IEC 7812, with a right check digit) and plates of vehicles (GA 36-2018); in full width, with blanks or
hyphens between the groups, with +86 before them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = r"[ \-‐-―−]?"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_FORMS = (
    ("id-card", rf"[1-9]\d{{5}}{_GAP}\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXx]"),
    ("id-card", rf"[1-9](?:\d{{3}}{_GAP}\d){{4}}[\dXx]"),
    ("id-card", rf"[1-8]\d{{5}}{_GAP}\d{{2}}{_DAY}{_GAP}\d{{3}}"),
    ("bank-card", rf"62\d{{2}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?"),
    ("phone", rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"),
    ("phone", rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{2}}"),
    ("phone", rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d{{2}}){{4}}"),
    ("landline", rf"[(]?0\d{{2,3}}[)]?{_GAP}[2-9]\d{{2,3}}{_GAP}\d{{4}}"),
    (
        "plate",
        r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z][·•・ ]?(?=[A-Z]*\d)[A-Z0-9]{5,6}(?![A-Z])",
    ),
)
_NUMBERS = tuple((sort, re.compile(rf"(?<!\d){form}(?!\d)", re.ASCII)) for sort, form in _FORMS)
_MOBILE_LENGTH = 11


@dataclass(frozen=True, slots=True)
class Found:
    """A number in a text, from `start` to before `end`; `plain` is the number as a card or a telephone has it."""

    start: int
    end: int
    sort: str
    plain: str


def personal_numbers(text: str) -> Iterator[Found]:
    """Each number once, from left to right; `sort` is id-card, bank-card, phone, landline or plate."""
    folded = _half_width(text)
    reached = 0
    for found in sorted(_all(folded), key=lambda one: (one.start, -one.end)):
        if found.start >= reached:
            reached = found.end
            yield found


def _all(text: str) -> Iterator[Found]:
    for sort, form in _NUMBERS:
        for match in form.finditer(text):
            plain = _plain(sort, match.group())
            if sort != "bank-card" or luhn(plain):
                yield Found(*match.span(), sort, plain)


def luhn(digits: str) -> bool:
    """Whether the check digit of a card's number is right (ISO/IEC 7812-1, Annex B)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _plain(sort: str, written: str) -> str:
    plain = "".join(character for character in written.upper() if character.isalnum())
    return plain[-_MOBILE_LENGTH:] if sort == "phone" else plain


def _half_width(text: str) -> str:
    """The text in which each character that has a half-width form of one character is that; places stay."""
    return text if text.isascii() else "".join(map(_narrow, text))


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character
