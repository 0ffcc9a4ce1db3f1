"""Units: ids that the directory, or a code list, gives names to."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.kind import Kind, chosen
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example


class Unit(Kind):
    """A unit of the jurisdiction by its id. What is not offered is refused when the answers are recorded."""

    name = "unit"
    template = "unit.html"
    example = Example({"type": "string", "title": "承办单位", "x-fangyuan-kind": "unit"}, None, {"": ["no-such-unit"]})

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one id."""
        return list(raw)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """What `names` calls it, or the title of an option; the id where nobody knows it."""
        option = chosen(field.options, value)
        return names.get(str(value)) or (option.title if option else str(value))
