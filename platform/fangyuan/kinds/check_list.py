"""A list to go through: each point is ticked once it is seen to."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.choices import every
from fangyuan.kinds.multi_select import MultiSelect
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example

_POINTS = [
    {"const": "seen", "title": "已到现场"},
    {"const": "met", "title": "已与当事人见面"},
    {"const": "filed", "title": "材料已归档"},
]


class CheckList(MultiSelect):
    """Points to tick off; `minItems` says how many must be. It is read with what is still open."""

    name = "check-list"
    template = "check-list.html"
    example = Example(
        {
            "type": "array", "title": "办结前核对", "items": {"oneOf": _POINTS}, "minItems": 2,
            "x-fangyuan-kind": "check-list",
        },
        ["seen", "met"],
        {"": ["seen"]},
    )  # fmt: skip

    def text(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """What is done, and what is not."""
        done = self._each(value)
        open_ones = [option.title for option in every(field.options) if option.value not in done]
        said = super().text(value, field, names)
        return f"{said}（未核：{'、'.join(open_ones)}）" if open_ones else said
