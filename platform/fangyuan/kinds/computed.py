"""A value that the platform works out."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.choices import written
from fangyuan.kinds.decimal_number import DecimalNumber
from fangyuan.model.fields import Field
from fangyuan.model.kinds import ABSENT, Example, ExportValue, Parsed


class Computed(DecimalNumber):
    """A value that the platform works out; what a page posts for it is ignored."""

    name = "computed"
    schema_type = "number"
    template = "computed.html"
    example = Example(
        {"type": "number", "title": "合计", "x-fangyuan-kind": "computed", "x-fangyuan-compute": {"+": [12, 30.5]}},
        42.5,
    )

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Computed again on the server, always."""
        return ABSENT

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """What the page shows."""
        return [written(value)]

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The value as text."""
        return written(value)

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """Numbers stay numbers."""
        return value if isinstance(value, (int, float, str)) else super().export(value, field, names)
