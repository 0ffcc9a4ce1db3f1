"""Administrative divisions."""

from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.choices import every, written
from fangyuan.kinds.cleaning import line
from fangyuan.kinds.kind import trail
from fangyuan.kinds.unit import Unit
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Option
from fangyuan.model.kinds import Example, Parsed

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

    def read(self, text: str, field: Field) -> Parsed:
        """The division whose code was posted, or that is written with those above it, or alone where one is called so."""
        word = line(text)
        known = list(every(field.options))
        if any(option.value == word for option in known):
            return Parsed(word)
        called = [one for one in known if word in (one.title, self.say(one.value, field, {}))]
        if len(called) > 1:
            values = "、".join(written(option.value) for option in called)
            return failed("several-options", value=word[:60], options=values[:200])
        return Parsed(called[0].value) if called else super().read(text, field)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The division with those above it, as an address has them; the code where nobody knows it."""
        above = trail(field.options, value)
        return "".join(option.title for option in above) or super().say(value, field, names)
