"""Several of a few options."""

from collections.abc import Sequence

from fangyuan.kinds.select import WAYS, Select
from fangyuan.model.kinds import Example


class MultiSelect(Select):
    """Several of a few options: a list of ticks."""

    name = "multi-select"
    schema_type = "array"
    template = "multi-select.html"
    example = Example(
        {"type": "array", "title": "联系方式", "items": {"oneOf": WAYS}, "maxItems": 2},
        ["letter", "call"],
        {"": ["letter", "visit", "call"]},
    )

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one choice."""
        return list(raw)
