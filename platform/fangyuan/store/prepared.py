"""Statements that every act sends, on the driver's own cursor: the library around a statement costs more than the statement.

A statement of Core is compiled once for its database, with what brings each parameter to the driver and each column back.
It runs in the transaction that is open; types, errors and whoever listens to the statements are served as by the library.
A statement given here is one that is made once, since it is known by itself.
"""

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, column
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler

Given = Mapping[str, Any]
Statement = Any
"""A `select`, `insert`, `update`, `delete` or `text`; no list of values stands in it that is as long as what it is given."""

_Bring = Callable[[Any], Any] | None


@dataclass(slots=True)
class Prepared:
    """A statement that is compiled.

    `places` are (name in the text, key in what is given, what brings the value to the driver); `read` makes a row of what
    the driver found, and is known once it has found something.
    """

    text: str
    places: tuple[tuple[str, str, _Bring], ...]
    fixed: Given
    by_position: bool
    columns: Sequence[ColumnElement[Any]]
    read: Callable[[Sequence[Any]], Any] | None = None

    def parameters(self, given: Given) -> Sequence[Any] | Given:
        """What the driver is given."""
        said = {**self.fixed, **given} if self.fixed else given
        if self.by_position:
            return [said[key] if bring is None else bring(said[key]) for _, key, bring in self.places]
        return {name: said[key] if bring is None else bring(said[key]) for name, key, bring in self.places}


def first(connection: Connection, statement: Statement, given: Given) -> Any | None:
    """The first row that is found, with the columns as its attributes; None where there is none."""
    rows = found(connection, statement, given)
    return rows[0] if rows else None


def found(connection: Connection, statement: Statement, given: Given) -> list[Any]:
    """Every row that is found, with the columns as its attributes."""
    prepared = _prepared(connection.dialect, statement, tuple(given))
    return _sent(connection, prepared, prepared.parameters(given), many=False)[0]


def scalar(connection: Connection, statement: Statement, given: Given) -> Any:
    """The one value of a statement that always finds a row, or gives one back."""
    return found(connection, statement, given)[0][0]


def ready(connection: Connection, statement: Statement, given: Given) -> Prepared:
    """A statement with all its values, lists among them, but those of the names that are given each time it is `asked`.

    Whoever has it made keeps it.
    """
    expanded, brought = _expanded(connection.dialect, statement, given)
    places, fixed = [], {}
    for name, key, bring in brought:
        if key in given:
            places.append((name, key, bring))
            continue
        value = expanded.parameters[name]
        fixed[name] = value if bring is None else bring(value)
        places.append((name, name, None))
    columns = tuple(statement.exported_columns)
    return Prepared(expanded.statement, tuple(places), fixed, expanded.positiontup is not None, columns)


def standing_for(dialect: Dialect, statement: Statement, stand_ins: Mapping[Any, str]) -> Prepared:
    """The same of a statement in which values stand for what is given each time, by the names that `stand_ins` has for them."""
    expanded, brought = _expanded(dialect, statement, {})

    def key(name: str) -> str:
        value = expanded.parameters[name]
        return stand_ins.get(value, name) if isinstance(value, Hashable) else name

    places = tuple((name, key(name), bring) for name, _, bring in brought)
    fixed = {name: expanded.parameters[name] for name, *_ in brought if key(name) == name}
    # Columns of their own: those of the statement would hold all that it was made of.
    columns = [column(str(one.key), one.type) for one in statement.exported_columns]
    return Prepared(expanded.statement, places, fixed, expanded.positiontup is not None, columns)


def _expanded(
    dialect: Dialect, statement: Statement, given: Given
) -> tuple[ExpandedState, list[tuple[str, str, _Bring]]]:
    """The text with its lists written out; each parameter in it, the key that it was made with, and what brings it."""
    compiled: SQLCompiler = statement.compile(dialect=dialect)
    expanded = compiled.construct_expanded_state(dict(given))
    brought: list[tuple[str, str, _Bring]] = []
    for name in expanded.positiontup or tuple(expanded.parameters):
        bind = compiled.binds.get(name)
        of_list = cast("_Bring", expanded.processors.get(name))
        bring = of_list if bind is None else bind.type.dialect_impl(dialect).bind_processor(dialect)
        brought.append((name, "" if bind is None else str(bind.key), bring))
    return expanded, brought


def asked(connection: Connection, prepared: Prepared, given: Given) -> list[Any]:
    """Every row that a statement finds which was made ready."""
    return _sent(connection, prepared, prepared.parameters(given), many=False)[0]


def write(connection: Connection, statement: Statement, rows: Sequence[Given]) -> int:
    """Carries a statement out for each of the rows, which all have the keys of the first; how many rows it concerned."""
    prepared = _prepared(connection.dialect, statement, tuple(rows[0]))
    many = len(rows) > 1
    said: Any = [prepared.parameters(row) for row in rows] if many else prepared.parameters(rows[0])
    return _sent(connection, prepared, said, many=many)[1]


def _sent(connection: Connection, prepared: Prepared, said: Any, *, many: bool) -> tuple[list[Any], int]:
    """(rows found, how many rows were concerned)."""
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        for heard in connection.dispatch.before_cursor_execute:
            heard(connection, cursor, prepared.text, said, None, many)
        cursor.executemany(prepared.text, said) if many else cursor.execute(prepared.text, said)
        for heard in connection.dispatch.after_cursor_execute:
            heard(connection, cursor, prepared.text, said, None, many)
        return _rows(connection.dialect, prepared, cursor) if cursor.description else [], cursor.rowcount
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, prepared, said, error) from error
    finally:
        cursor.close()


def _rows(dialect: Dialect, prepared: Prepared, cursor: DBAPICursor) -> list[Any]:
    """Rows as the library would give them: what brings a value back may hang on what the driver calls its type."""
    if prepared.read is None:
        prepared.read = _reading(dialect, prepared.columns, cursor.description)
    return [prepared.read(one) for one in cursor.fetchall()]


def _reading(dialect: Dialect, columns: Sequence[ColumnElement[Any]], heads: Sequence[Any]) -> Callable[[Any], Any]:
    types = zip(columns, heads, strict=True) if columns else ()
    bring = [one.type.dialect_impl(dialect).result_processor(dialect, said[1]) for one, said in types]
    # What has no name of its own is asked for by its place.
    names = [str(one.key) for one in columns] or [said[0] for said in heads]
    row: Any = namedtuple("row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
    brought = [(place, to) for place, to in enumerate(bring) if to is not None]
    if not brought:
        return cast("Callable[[Any], Any]", row._make)

    def read(told: Sequence[Any]) -> Any:
        values = list(told)
        for place, to in brought:
            values[place] = to(values[place])
        return row._make(values)

    return read


def _told(connection: Connection, prepared: Prepared, said: Any, error: Exception) -> BaseException:
    """The error of the driver in the library's words; a connection that broke is not used again."""
    dialect = connection.dialect
    broken = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]
    if broken:
        connection.invalidate(error)
    return DBAPIError.instance(
        prepared.text, said, error, dialect.loaded_dbapi.Error, connection_invalidated=broken, dialect=dialect
    )


@lru_cache(maxsize=512)
def _prepared(dialect: Dialect, statement: Statement, keys: tuple[str, ...]) -> Prepared:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(keys))
    if compiled.prefetch or compiled.post_compile_params:
        raise ValueError(f"only the library itself can carry this statement out: {compiled}")
    binds, names = compiled.binds, compiled.escaped_bind_names
    places = tuple(
        (names.get(name, name), binds[name].key, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in compiled.positiontup or binds
    )
    fixed = {bind.key: bind.effective_value for bind in binds.values() if not bind.required}
    columns = tuple(getattr(statement, "exported_columns", ()))
    return Prepared(str(compiled), places, fixed, compiled.positiontup is not None, columns)
