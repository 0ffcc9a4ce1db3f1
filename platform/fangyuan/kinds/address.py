"""Where somebody lives, or where something is."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.cleaning import line
from fangyuan.kinds.kind import Kind, trail
from fangyuan.kinds.region import DIVISIONS
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example, Parsed


class Address(Kind):
    """An address: one line of text, or an object whose fields are a division (kind `region`) and the rest in words."""

    name = "address"
    template = "address.html"
    example = Example(
        {
            "type": "object", "title": "住址", "x-fangyuan-kind": "address", "required": ["region"],
            "properties": {
                "region": {
                    "type": "string", "title": "所在地区", "x-fangyuan-kind": "region", "x-fangyuan-code-list": "example",
                },
                "street": {"type": "string", "title": "街道门牌", "maxLength": 30},
            },
        },
        {"region": "990101001", "street": "东街 12 号"},
        {"region": ["000000"], "street": ["东街路灯旁边第三个路口往北走大约二百米再往西拐进胡同的第五户人家"]},
        DIVISIONS,
    )  # fmt: skip

    def read(self, text: str, field: Field) -> Parsed:
        """One line."""
        return Parsed(line(text))

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The line itself; of an object the divisions from the outermost, then the rest."""
        if not isinstance(value, Mapping):
            return str(value)
        parts = ((child, value.get(child.name)) for child in field.children)
        return "".join(_said(child, part, names) for child, part in parts if part is not None)


def _said(child: Field, value: Any, names: Mapping[str, str]) -> str:
    above = "".join(option.title for option in trail(child.options, value))
    return above or names.get(str(value), str(value))
