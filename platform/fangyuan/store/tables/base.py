"""What all tables share: naming of constraints, UTC instants, texts that every database can keep."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, Connection, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from fangyuan.store.prepared import write

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive one is refused, because nobody could say what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps no offset, so what it is given is UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive instant cannot be stored: {value!r}; give it a time zone")
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware and UTC, whatever the zone of the connection is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite gives the text that stands there: it is read as UTC in one step, since a list has hundreds."""
        return _read_utc if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_utc(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Words(TypeDecorator[str]):
    """Text for people in read columns: what PostgreSQL cannot keep (NUL, half a surrogate pair) is left out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without the characters that cannot be kept."""
        return _UNKEEPABLE.sub("", value) if value else value


# SQLite numbers rows by itself only where the key is exactly an INTEGER.
Big = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """The metadata of every table but the projections, which grow with the packs."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: Instant(),
        str: Text(),
        int: Big,
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


def table_of(row: type[Base]) -> Table:
    """The table behind a declarative class, for statements that need no objects."""
    return cast("Table", row.__table__)


def insert_of(dialect: str, table: Table) -> sqlite.Insert:
    """An insert that knows ON CONFLICT, which both databases spell alike."""
    return _INSERTS[dialect](table)


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Inserts a row unless its key stands already; whether it did."""
    return write(connection, _new(connection.dialect.name, table), [row]) == 1


def put(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts a row, or replaces what the row with its key holds in these columns."""
    write(connection, replacing(connection.dialect.name, table, tuple(row)), [row])


# The statements are made once, because making one costs more than carrying it out.
@lru_cache(maxsize=512)
def _new(dialect: str, table: Table) -> sqlite.Insert:
    # A row that is given back costs as much as the insert itself; how many were written is known without.
    return _INSERTS[dialect](table).on_conflict_do_nothing().inline()


@lru_cache(maxsize=512)
def replacing(dialect: str, table: Table, columns: tuple[str, ...]) -> sqlite.Insert:
    """An insert of these columns that replaces what the row with the same key holds in them."""
    made = _INSERTS[dialect](table)
    key = [column.name for column in table.primary_key.columns]
    rest = {name: made.excluded[name] for name in columns if name not in key}
    return made.on_conflict_do_update(index_elements=key, set_=rest) if rest else made.on_conflict_do_nothing()


_INSERTS: dict[str, Callable[[Table], sqlite.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": cast("Callable[[Table], sqlite.Insert]", postgresql.insert),
}
