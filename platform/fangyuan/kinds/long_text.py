"""Several lines of plain text."""

from collections.abc import Sequence

from fangyuan.kinds.cleaning import paragraphs
from fangyuan.kinds.kind import Kind
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example, Parsed


class LongText(Kind):
    """Paragraphs; line ends are kept."""

    name = "long-text"
    template = "long-text.html"
    example = Example(
        {"type": "string", "title": "情况说明", "minLength": 5, "maxLength": 2000},
        "东街路灯三盏不亮。\n居民夜间出行不便。",
        {"": ["短"]},
    )

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one value, since lines belong to it."""
        return list(raw)

    def read(self, text: str, field: Field) -> Parsed:
        """The paragraphs without invisible characters."""
        return Parsed(paragraphs(text))
