"""What a field kind is: how one sort of answer is read, written, shown and exported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from fangyuan.model.fields import Field, Option, Schema

ExportValue = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was typed, read: a value, or nothing, or why it cannot be read (a message for the officer).

    `code` and `detail` say the same as `problem` for whoever translates it; `Problem` carries them on.
    """

    value: Any = None
    absent: bool = False
    problem: str = ""
    code: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


ABSENT = Parsed(absent=True)


@dataclass(frozen=True, slots=True)
class Format:
    """A `format` of JSON Schema that the judge asserts on texts; `code` is the problem's word, the two messages say what to type."""

    name: str
    holds: Callable[[str], bool]
    code: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Example:
    """A field of a kind to look at: its schema as a pack would write it, an answer, and what may be typed wrong.

    `wrong` are posted texts by name: the empty name is the field itself, `0.name` a part of it. None where nothing
    can be typed. `codes` is a code list that the schema names.
    """

    schema: Schema
    value: Any = None
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    codes: tuple[Option, ...] = ()


class FieldKind(Protocol):
    """One sort of field. `template` is a file under the web's templates `kinds/`; nothing here knows HTML.

    `schema_type` is the JSON type of the value; `fragment` is a schema asserted beside the field's own.
    A kind may also have `formats` (a tuple of `Format` that its fragment names), `shapes` (true when the fragment
    takes the place of what the pack wrote about the type), `warn(value, field) -> str` for what is odd but right,
    `complete(value, field) -> value` which fills in what follows from the rest, `html(value, field) -> str` where the
    value has formatting (harmless already), and `example`, which the gallery and the guide show.
    """

    name: str
    schema_type: str
    template: str
    fragment: Schema

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Reads the texts posted under the field's name; blank is absent."""
        ...

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """The texts that, posted, give the value back."""
        ...

    def text(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The value as a person reads it; `names` gives titles of units, people and codes by id."""
        ...

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """The value for a cell of a ledger."""
        ...
