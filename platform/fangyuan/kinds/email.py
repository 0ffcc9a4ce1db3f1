"""E-mail addresses."""

import re

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Format, Parsed

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")


def is_email(text: str) -> bool:
    """A local part and a domain with a dot; addresses in Chinese characters too."""
    return len(text) <= 254 and bool(_EMAIL.fullmatch(text)) and ".." not in text


class Email(Kind):
    """An e-mail address."""

    name = "email"
    template = "email.html"
    example = Example({"type": "string", "title": "电子邮箱", "format": "email"}, "name@example.com", {"": ["name@"]})
    fragment: Schema = {"format": "email"}
    formats = (Format("email", is_email, "not-an-email", *MESSAGES["not-an-email"]),)

    def read(self, text: str, field: Field) -> Parsed:
        """Half width, without blanks."""
        address = narrow(text).replace(" ", "")
        return Parsed(address) if is_email(address) else failed("not-an-email")
