"""Choosing one or several of the options that a schema or a code list names."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fangyuan.kinds.cleaning import line
from fangyuan.kinds.kind import Kind, chosen
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Option
from fangyuan.model.kinds import ExportValue, Parsed


def written(value: Any) -> str:
    """The text of an option's value in a page; values that are no texts are written as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def every(options: Sequence[Option]) -> Iterator[Option]:
    """The options of a tree, parents first."""
    for option in options:
        yield option
        yield from every(option.children)


class Select(Kind):
    """One of a few options, in a drop-down list."""

    name = "select"
    template = "select.html"

    def read(self, text: str, field: Field) -> Parsed:
        """The option whose value, or else whose title, was posted."""
        word = line(text)
        options = list(every(field.options))
        for option in options:
            if word == line(written(option.value)):
                return Parsed(option.value)
        for option in options:
            if word == line(option.title):
                return Parsed(option.value)
        return failed("not-an-option", value=word[:60])

    def write(self, value: Any, field: Field) -> str:
        """The option's value."""
        return written(value)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The option's title, or what `names` calls the value, or the value itself."""
        option = chosen(field.options, value)
        return option.title if option else names.get(written(value), written(value))


class Radio(Select):
    """One of a few options, all in sight."""

    name = "radio"
    template = "radio.html"


class MultiSelect(Select):
    """Several of a few options: a list of ticks."""

    name = "multi-select"
    schema_type = "array"
    template = "multi-select.html"

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one choice."""
        return list(raw)


class CodeList(Select):
    """A code of a versioned list, kept as code and read as title."""

    name = "code-list"
    template = "code-list.html"

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """The titles."""
        return None if value is None else self.text(value, field, names)
