"""A person's identity number."""

from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.identity import is_identity_number, odd
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Format, Parsed


class IdCard(Kind):
    """An identity number. A wrong check digit is a warning and never an error: cards with mistakes exist."""

    name = "id-card"
    template = "id-card.html"
    fragment: Schema = {"format": "id-card"}
    formats = (Format("id-card", is_identity_number, "not-an-id-card", *MESSAGES["not-an-id-card"]),)
    example = Example(
        {"type": "string", "title": "身份证号", "x-fangyuan-kind": "id-card"},
        "11010519491231002X",
        {"": ["1101051949"]},
    )

    def read(self, text: str, field: Field) -> Parsed:
        """Half width, without blanks and hyphens, letters in capitals."""
        number = narrow(text).replace(" ", "").replace("-", "").upper()
        return Parsed(number) if is_identity_number(number) else failed("not-an-id-card")

    def warn(self, value: Any, field: Field) -> str:
        """The code of a warning when the number cannot be right, else the empty text."""
        return odd(value) if isinstance(value, str) else ""
