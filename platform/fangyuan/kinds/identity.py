"""Identity numbers and persons.

Sources: GB 11643-1999 (18 digits, the last a check digit that may be X; 15 digits before it), residence permits for
people from Hong Kong, Macao and Taiwan (18 digits that begin with 81, 82, 83), permanent residence cards of
foreigners (18 digits that begin with 9; three letters and twelve digits before 2023).
"""

import re
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Format, Parsed

_EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_FIFTEEN = re.compile(r"[1-9][0-9]{14}", re.ASCII)
_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_identity_number(text: str) -> bool:
    """Whether the text has the form of an identity number; the check digit is not looked at."""
    return any(form.fullmatch(text) for form in (_EIGHTEEN, _FIFTEEN, _FOREIGN))


def check_digit(number: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]


class IdCard(Kind):
    """An identity number. A wrong check digit is a warning and never an error: cards with mistakes exist."""

    name = "id-card"
    template = "id-card.html"
    fragment: Schema = {"format": "id-card"}
    formats = (Format("id-card", is_identity_number, "not-an-id-card", *MESSAGES["not-an-id-card"]),)

    def read(self, text: str, field: Field) -> Parsed:
        """Half width, without blanks and hyphens, letters in capitals."""
        number = narrow(text).replace(" ", "").replace("-", "").upper()
        return Parsed(number) if is_identity_number(number) else failed("not-an-id-card")

    def warn(self, value: Any, field: Field) -> str:
        """The code of a warning when the check digit does not fit, else the empty text."""
        if not isinstance(value, str) or not _EIGHTEEN.fullmatch(value):
            return ""
        return "" if check_digit(value[:17]) == value[17] else "id-card-checksum"
