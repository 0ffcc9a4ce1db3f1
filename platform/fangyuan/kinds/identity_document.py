"""The number of whatever document somebody shows."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.id_card import IdCard
from fangyuan.kinds.identity import document, is_document_number
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Format, Parsed


class IdentityDocument(IdCard):
    """An identity card, a permit, a passport or an organisation's code, told apart by its number."""

    name = "identity"
    fragment: Schema = {"format": "identity"}
    formats = (Format("identity", is_document_number, "not-a-document", *MESSAGES["not-a-document"]),)
    example = Example(
        {"type": "string", "title": "证件号码", "x-fangyuan-kind": "identity"}, "91350100M000100Y43", {"": ["没有证件"]}
    )

    def read(self, text: str, field: Field) -> Parsed:
        """Half width, without blanks and hyphens, letters in capitals."""
        number = narrow(text).replace(" ", "").replace("-", "").upper()
        return Parsed(number) if is_document_number(number) else failed("not-a-document")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The number, behind the document's name where it is no plain identity card."""
        called = document(str(value)) if is_document_number(str(value)) else ""
        return f"{called} {value}" if called not in ("", "居民身份证") else str(value)
