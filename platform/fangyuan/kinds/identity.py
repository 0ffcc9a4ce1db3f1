"""What the numbers of identity documents say: their form, their check digits, and whose birth date and sex they carry.

Sources: GB 11643-1999 (18 digits, the last a check digit that may be X; 15 digits before it), residence permits for
people from Hong Kong, Macao and Taiwan (18 digits that begin with 81, 82, 83), permanent residence cards of
foreigners (18 digits that begin with 9; three letters and twelve digits before 2023), GB 32100-2015 (the 18 characters
of an organisation's unified social credit code), ICAO 9303 (passports: at most nine letters and digits).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_FIFTEEN = re.compile(r"[1-9][0-9]{14}", re.ASCII)
_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{6,9}", re.ASCII)
_CREDIT = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

MALE, FEMALE = "male", "female"
SEXES: Mapping[str, str] = {MALE: "男", FEMALE: "女"}


@dataclass(frozen=True, slots=True)
class Derived:
    """What a number says of its holder; None where it says nothing, or a day that there never was."""

    born: date | None = None
    sex: str = ""


def is_identity_number(text: str) -> bool:
    """Whether the text has the form of a person's number; the check digit is not looked at."""
    return any(form.fullmatch(text) for form in (_EIGHTEEN, _FIFTEEN, _FOREIGN))


def is_credit_code(text: str) -> bool:
    """Whether the text has the form of a unified social credit code, which a person's number never has."""
    return bool(_CREDIT.fullmatch(text)) and not _EIGHTEEN.fullmatch(text)


def is_document_number(text: str) -> bool:
    """A person's number, a passport's, or an organisation's code."""
    return is_identity_number(text) or is_credit_code(text) or bool(_PASSPORT.fullmatch(text))


def document(text: str) -> str:
    """What the document is called whose number has this form."""
    if is_credit_code(text):
        return "统一社会信用代码"
    if not is_identity_number(text):
        return "护照"
    if text[:2] in ("81", "82", "83") and len(text) == 18:
        return "港澳台居民居住证"
    return "外国人永久居留证" if text[0] == "9" or text[0].isalpha() else "居民身份证"


def check_digit(number: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]


def credit_check(code: str) -> str:
    """The eighteenth character that belongs to the first seventeen of an organisation's code."""
    total = sum(_CREDIT_DIGITS.index(digit) * weight for digit, weight in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT_DIGITS[-total % 31]


def derived(number: str) -> Derived:
    """The birth date and the sex that a number of 15 or 18 digits carries, however its check digit looks."""
    if _EIGHTEEN.fullmatch(number):
        return Derived(_day(number[6:14]), MALE if int(number[16]) % 2 else FEMALE)
    if _FIFTEEN.fullmatch(number):
        return Derived(_day("19" + number[6:12]), MALE if int(number[14]) % 2 else FEMALE)
    return Derived()


def odd(number: str) -> str:
    """The code of a warning where a number has the right form and cannot be right all the same; else the empty text."""
    if is_credit_code(number):
        return "" if credit_check(number[:17]) == number[17] else "credit-code-checksum"
    if _EIGHTEEN.fullmatch(number) and check_digit(number[:17]) != number[17]:
        return "id-card-checksum"
    carries = _EIGHTEEN.fullmatch(number) or _FIFTEEN.fullmatch(number)
    return "id-card-birth" if carries and derived(number).born is None else ""


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
