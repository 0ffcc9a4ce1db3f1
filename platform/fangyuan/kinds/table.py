"""A list of rows."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.group import Group
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example


class Table(Group):
    """A list of rows."""

    name = "table"
    schema_type = "array"
    template = "table.html"
    example = Example(
        {
            "type": "array", "title": "诉求", "minItems": 1, "maxItems": 5,
            "items": {
                "type": "object", "required": ["what"],
                "properties": {
                    "what": {"type": "string", "title": "内容"}, "amount": {"type": "number", "title": "金额", "minimum": 0},
                },
            },
        },
        [{"what": "修复路灯"}, {"what": "赔偿损失", "amount": 300}],
        {"0.what": ["赔偿"], "0.amount": ["三百"]},
    )  # fmt: skip

    def text(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """How many rows there are; the rows themselves are told field by field."""
        return f"{len(value)} 项" if isinstance(value, list) else ""
