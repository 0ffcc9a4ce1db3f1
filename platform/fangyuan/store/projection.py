"""Indexed answers: one table per case type, with typed columns that only ever grow, outside the migrations.

A column's name is made of everything that decides its type, so that a pack may change the type of a field: the new
version gets a column of its own. Texts of a list stand in one column, parted by a character that JSON never leaves bare.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Double, Index, MetaData, Table, Text, inspect
from sqlalchemy.schema import CreateColumn, CreateIndex
from sqlalchemy.types import TypeEngine

from fangyuan.forms.paths import values_at
from fangyuan.model.fields import Field
from fangyuan.model.once import once_each
from fangyuan.model.procedure import CaseType
from fangyuan.store.tables import Instant, Words

PREFIX = "answers_"
SEPARATOR = "\x1f"
_BIGGEST = 2**63
TYPES: dict[str, type[TypeEngine[Any]]] = {
    "string": Words, "integer": BigInteger, "number": Double, "boolean": Boolean, "date": Date, "date-time": Instant,
}  # fmt: skip
"""What each type of an answer is kept as."""


@dataclass(frozen=True, slots=True)
class IndexedField:
    """An answer that lists may filter and sort by.

    `type` is string, integer, number, boolean, date or date-time. `many`: the path leads through a list, or the answer
    is a list of scalars (`leaf`). Of a sensitive one only a keyed hash is kept: it is found by equality and not sorted.
    """

    path: str
    type: str = "string"
    many: bool = False
    sensitive: bool = False
    leaf: bool = False

    @property
    def column(self) -> str:
        """The name of its column."""
        return _column_of(self.path, self.type, self.many, self.sensitive)

    @property
    def plain(self) -> bool:
        """Whether its column holds the value itself."""
        return not (self.many or self.sensitive)


@lru_cache(maxsize=8192)
def _column_of(path: str, kind: str, many: bool, sensitive: bool) -> str:
    return "a_" + sha256(repr((path, kind, many, sensitive)).encode()).hexdigest()[:16]


@once_each
def indexed_fields(case_type: CaseType) -> tuple[IndexedField, ...]:
    """The indexed answers of a case type, in the order of its field table; objects and rows themselves have no column."""
    found = (_indexed(path, field, case_type) for path, field in case_type.fields.items() if field.index)
    return tuple(one for one in found if one is not None)


def _indexed(path: str, field: Field, case_type: CaseType) -> IndexedField | None:
    items = field.schema.get("items", {}) if field.json_type == "array" else field.schema
    kind = items.get("type", "string") if field.json_type == "array" else field.json_type
    if isinstance(items, Mapping) and kind == "string" and items.get("format") in ("date", "date-time"):
        kind = items["format"]
    if kind not in TYPES:
        return None
    parents = (path[:end] for end, letter in enumerate(path) if letter == ".")
    through = any(case_type.fields[parent].json_type == "array" for parent in parents if parent in case_type.fields)
    leaf = field.json_type == "array"
    return IndexedField(path, kind, through or leaf, field.sensitive, leaf)


def projected(answers: Mapping[str, Any], field: IndexedField) -> Any:
    """The value of a field's column; None where the answer is absent (or an empty text), or not of the field's type."""
    found = scalars(answers, field)
    if field.many:
        return None if found is None else separated(found)
    return typed(found[0], field.type) if found and len(found) == 1 else None


def blinded(answers: Mapping[str, Any], field: IndexedField, hashed: Callable[[str], str]) -> str | None:
    """Like `projected` for a sensitive field: `hashed` turns each value, written as JSON, into its keyed hash."""
    values = scalars(answers, field)
    found = None if values is None else [hashed(element(one)) for one in values]
    if field.many:
        return None if found is None else separated(found)
    return found[0] if found and len(found) == 1 else None


def scalars(answers: Mapping[str, Any], field: IndexedField) -> list[Any] | None:
    """Every scalar at the field's path, or the items of the list that stands there; None where nothing is said."""
    found = [one for one in values_at(answers, field.path) if one is not None and one != ""]
    if field.leaf:
        items = [item for one in found if isinstance(one, list) for item in one]
        return [item for item in items if _is_scalar(item)] if found else None
    return [one for one in found if _is_scalar(one)] or None


def _is_scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, (dict, list))


def typed(value: Any, kind: str) -> Any:
    """A scalar as its column keeps it; None where it is not of that type."""
    match kind, value:
        case "boolean", bool():
            return value
        case ("boolean", _) | (_, bool()):
            return None
        case "string", str():
            return value
        case "integer", int() | float() if value == int(value) and -_BIGGEST <= value < _BIGGEST:
            return int(value)
        case "number", int() | float():
            return float(value)
        case (("date" | "date-time"), str()):
            return _moment(value, kind)
    return None


def _moment(text: str, kind: str) -> date | datetime | None:
    try:
        found = datetime.fromisoformat(text) if kind == "date-time" else date.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found


def separated(items: Iterable[Any]) -> str:
    """Scalars in one text, each between separators, so that one is found in it without a false friend."""
    return SEPARATOR + "".join(element(item) + SEPARATOR for item in items)


def element(item: Any) -> str:
    """One scalar as it stands in a separated text; a whole float counts as its integer."""
    if isinstance(item, float) and item.is_integer():
        item = int(item)
    return json.dumps(item, ensure_ascii=False)


def projection_table(case_type: str, fields: Sequence[IndexedField]) -> Table:
    """The projection table of a case type, with the columns of these fields."""
    return _table(case_type, tuple(fields))


@lru_cache(maxsize=256)
def _table(case_type: str, fields: tuple[IndexedField, ...]) -> Table:
    name = PREFIX + sha256(case_type.encode()).hexdigest()[:16]
    made = Table(
        name, MetaData(), Column("tenant", Text, primary_key=True), Column("case", Text, primary_key=True),
        *(Column(one.column, Words() if not one.plain else TYPES[one.type]()) for one in fields),
    )  # fmt: skip
    for one in fields:
        if not one.many:
            Index(f"ix_{name}_{one.column}", made.c.tenant, made.c[one.column], made.c.case)
    return made


class ProjectionRepository:
    """`uow.projections`: makes the tables grow."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ensure(self, case_type: str, fields: Sequence[IndexedField]) -> None:
        """Creates the table of a case type, or adds the columns it lacks; called in the commit of an activation."""
        table = projection_table(case_type, fields)
        inspector = inspect(self._connection)
        if not inspector.has_table(table.name):
            table.create(self._connection, checkfirst=True)
            return
        there = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                self._add(table, column)

    def _add(self, table: Table, column: Column[Any]) -> None:
        """Adds one column with its index; old cases read as absent there until they are rebuilt."""
        dialect = self._connection.dialect
        written = CreateColumn(column).compile(dialect=dialect)
        name = dialect.identifier_preparer.format_table(table)
        self._connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {written}")
        for index in table.indexes:
            if column.name in index.columns:
                self._connection.execute(CreateIndex(index))
