"""One of a few options, in a drop-down list."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.choices import every, written
from fangyuan.kinds.cleaning import line
from fangyuan.kinds.kind import Kind, chosen
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Option
from fangyuan.model.kinds import Example, Parsed

WAYS = [{"const": "letter", "title": "信函"}, {"const": "visit", "title": "上门"}, {"const": "call", "title": "电话"}]


class Select(Kind):
    """One of a few options, in a drop-down list."""

    name = "select"
    template = "select.html"
    example = Example({"title": "来源", "oneOf": WAYS}, "visit", {"": ["没有的选项"]})

    def options(self, field: Field) -> Sequence[Option]:
        """What may be chosen."""
        return field.options

    def read(self, text: str, field: Field) -> Parsed:
        """The option whose value, or else whose title, was posted; of several titled so the one that is still in use."""
        word = line(text)
        options = list(every(self.options(field)))
        for option in options:
            if word == line(written(option.value)):
                return Parsed(option.value)
        titled = [option for option in options if word == line(option.title)]
        found = [option for option in titled if not option.retired] or titled
        if len(found) > 1:
            values = "、".join(written(option.value) for option in found)
            return failed("several-options", value=word[:60], options=values[:200])
        return Parsed(found[0].value) if found else failed("not-an-option", value=word[:60])

    def write(self, value: Any, field: Field) -> str:
        """The option's value."""
        return written(value)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The option's title, or what `names` calls the value, or the value itself."""
        option = chosen(self.options(field), value)
        return option.title if option else names.get(written(value), written(value))
