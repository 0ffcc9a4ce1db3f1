"""Phone numbers."""

import re
from collections.abc import Sequence

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Format, Parsed

_MOBILE = re.compile(r"(?:\+86-?)?1[3-9][0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:\+86-?)?(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?", re.ASCII)
_SERVICE = re.compile(r"(?:1[0-9]{2,4}|9[0-9]{4,5}|[48]00-?[0-9]{3}-?[0-9]{4})(?:-[0-9]{1,6})?", re.ASCII)
_ABROAD = re.compile(r"\+[1-9][0-9]{0,3}(?:-?[0-9]{2,}){1,5}", re.ASCII)
_BETWEEN = re.compile(r"[,，;；、/\n]+")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x)", re.IGNORECASE)
_SIGNS = str.maketrans({"(": "", ")": "-", " ": ""})


def is_phone(text: str) -> bool:
    """A mobile, a landline with or without area code and extension, a service number, or one from abroad."""
    return len(text) <= 32 and any(form.fullmatch(text) for form in (_MOBILE, _LANDLINE, _SERVICE, _ABROAD))


def are_phones(text: str) -> bool:
    """One phone, or several joined by 、 as a field for one text keeps them."""
    return all(is_phone(part) for part in text.split("、"))


class Phone(Kind):
    """A phone, or several: 13800000000, 0530-1234567-801, (0530)1234567转801."""

    name = "phone"
    template = "phone.html"
    example = Example(
        {"type": "string", "title": "联系电话", "format": "phone"}, "0530-5234567-801", {"": ["没有电话"]}
    )
    fragment: Schema = {"format": "phone"}
    formats = (Format("phone", are_phones, "not-a-phone", *MESSAGES["not-a-phone"]),)

    def split(self, raw: Sequence[str]) -> list[str]:
        """Several may stand in one input, between commas, semicolons, strokes or lines."""
        return [part for text in raw for part in _BETWEEN.split(text)]

    def read(self, text: str, field: Field) -> Parsed:
        """Half width, without blanks; the extension after a hyphen; several joined by 、."""
        numbers = [_number(part) for part in self.split([text]) if part.strip()]
        return Parsed("、".join(numbers)) if numbers and all(map(is_phone, numbers)) else failed("not-a-phone")


def _number(text: str) -> str:
    plain = narrow(text).translate(_SIGNS).replace("--", "-")
    digits = _EXTENSION.sub("-", plain)
    groups = digits.split("-")
    return "".join(groups) if len("".join(groups)) == 11 and digits.startswith("1") else digits
