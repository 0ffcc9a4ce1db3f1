"""Yes or no, with the third state of not having been asked."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example, ExportValue, Parsed

YES = frozenset({"true", "on", "yes", "y", "1", "是", "对", "有", "√"})
NO = frozenset({"false", "off", "no", "n", "0", "否", "不是", "无", "×"})


class Boolean(Kind):
    """Posts `true`, `false` or nothing; a tick box sends a hidden `false` before it, and the last text counts."""

    name = "boolean"
    schema_type = "boolean"
    template = "boolean.html"
    example = Example({"type": "boolean", "title": "是否紧急"}, True, {"": ["也许"]})

    def read(self, text: str, field: Field) -> Parsed:
        """Also what people write in spreadsheets: 是, 否, yes, no, 1, 0."""
        word = narrow(text).lower()
        if word in YES or word in NO:
            return Parsed(word in YES)
        return failed("not-a-boolean")

    def write(self, value: Any, field: Field) -> str:
        """`true` or `false`."""
        return "true" if value else "false"

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The word of the language; `names` may hold its own for `true` and `false`."""
        return names.get("true", "是") if value else names.get("false", "否")

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """是 or 否, as ledgers have it."""
        return None if value is None else self.text(value, field, names)
