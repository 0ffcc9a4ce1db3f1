"""Words between the fields."""

from collections.abc import Sequence
from typing import Any

from fangyuan.kinds.kind import Kind
from fangyuan.model.fields import Field
from fangyuan.model.kinds import ABSENT, Example, Parsed


class Static(Kind):
    """Words between the fields; it has no answer."""

    name = "static"
    schema_type = "null"
    template = "static.html"
    example = Example(
        {"title": "填表说明", "description": "请如实填写；带 * 的必须填写。", "x-fangyuan-kind": "static"}
    )

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Nothing is ever posted."""
        return ABSENT

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """Nothing is ever posted."""
        return []
