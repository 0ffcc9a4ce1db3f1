"""What the built-in kinds share: one text a value, lists of values, and their way onto paper and into cells."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.cleaning import line
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Option, Schema
from fangyuan.model.kinds import ABSENT, Example, ExportValue, Format, Parsed

LONGEST = 20_000
"""How many characters an answer may have when its schema does not say; more is refused before it is looked at."""


def limit_of(field: Field) -> int:
    """How many characters may be typed into a field (into each of its values)."""
    schema = item_schema(field)
    limit = schema.get("maxLength", LONGEST)
    return max(limit, LONGEST) if isinstance(limit, int) else LONGEST


def item_schema(field: Field) -> Schema:
    """The schema of one value: of the items where the field holds many."""
    schema = field.schema.get("items", {}) if field.many else field.schema
    return schema if isinstance(schema, Mapping) else {}


def chosen(options: Sequence[Option], value: Any) -> Option | None:
    """The option with a value, anywhere in the tree of options."""
    for option in options:
        if option.value == value and isinstance(option.value, bool) is isinstance(value, bool):
            return option
        if (below := chosen(option.children, value)) is not None:
            return below
    return None


def trail(options: Sequence[Option], value: Any) -> tuple[Option, ...]:
    """The option with a value and those above it, the outermost first; nothing where none has it."""
    for option in options:
        if option.value == value and isinstance(option.value, bool) is isinstance(value, bool):
            return (option,)
        if below := trail(option.children, value):
            return (option, *below)
    return ()


class Kind:
    """A kind whose values are single texts; subclasses say how one is read (`read`), written (`write`) and said (`say`)."""

    name: str = "text"
    schema_type: str = "string"
    template: str = "text.html"
    fragment: Schema = {}
    formats: tuple[Format, ...] = ()
    shapes: bool = False
    example: Example = Example({"type": "string"}, "")

    def read(self, text: str, field: Field) -> Parsed:
        """One value out of one text that is neither blank nor over-long."""
        return Parsed(line(text))

    def write(self, value: Any, field: Field) -> str:
        """The text that `read` gives the value back for."""
        return str(value)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """One value as a person reads it."""
        return str(value)

    def split(self, raw: Sequence[str]) -> list[str]:
        """The texts of a field with many values: each posted text, and each line of one."""
        return [part for text in raw for part in text.splitlines()]

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Reads the texts posted under the field's name; blank is absent, of several the last that says something counts."""
        if field.many:
            return self._parse_many(raw, field)
        filled = [text for text in raw if line(text)]
        return self._parse_one(filled[-1], field) if filled else ABSENT

    def _parse_one(self, text: str, field: Field) -> Parsed:
        if len(text) > LONGEST and len(text) > (limit := limit_of(field)):
            return failed("too-long", limit=str(limit), length=str(len(text)))
        return self.read(text, field)

    def _parse_many(self, raw: Sequence[str], field: Field) -> Parsed:
        read = [self._parse_one(text, field) for text in self.split(raw) if line(text)]
        wrong = [parsed for parsed in read if parsed.problem]
        values = [parsed.value for parsed in read if not parsed.absent]
        if wrong:
            return wrong[0]
        return Parsed(values) if values else ABSENT

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """The texts that, posted, give the value back."""
        return [self.write(each, field) for each in self._each(value)]

    def text(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The value as a person reads it; several are joined by a Chinese comma."""
        return "、".join(self.say(each, field, names) for each in self._each(value))

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """The value for a cell of a ledger: its text, or nothing."""
        return None if value is None else self.text(value, field, names)

    def _each(self, value: Any) -> list[Any]:
        if value is None:
            return []
        return list(value) if isinstance(value, (list, tuple)) else [value]
