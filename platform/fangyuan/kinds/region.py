"""Administrative divisions."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.kind import trail
from fangyuan.kinds.unit import Unit
from fangyuan.model.fields import Field, Option
from fangyuan.model.kinds import Example

DIVISIONS = (
    Option("990100", "示例县", (
        Option("990101", "东街镇", (Option("990101001", "一村"), Option("990101002", "二村"))),
        Option("990102", "西河乡", (Option("990102001", "河口村"),)),
    )),
    Option("990200", "邻县", (Option("990201", "南关镇"),)),
)  # fmt: skip


class Region(Unit):
    """An administrative division by its code, chosen level by level out of a code list of the pack."""

    name = "region"
    template = "region.html"
    example = Example(
        {"type": "string", "title": "属地", "x-fangyuan-kind": "region", "x-fangyuan-code-list": "example"},
        "990101002",
        {"": ["000000"]},
        DIVISIONS,
    )

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The division with those above it, as an address has them; the code where nobody knows it."""
        above = trail(field.options, value)
        return "".join(option.title for option in above) or super().say(value, field, names)
