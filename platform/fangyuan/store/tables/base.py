"""What all tables share: naming of constraints, UTC instants, texts that every database can keep."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, BigInteger, Connection, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

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
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware and UTC, whatever the zone of the connection is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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


def insert_into(connection: Connection, table: Table) -> sqlite.Insert:
    """An insert that knows ON CONFLICT, which both databases spell alike."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else cast("sqlite.Insert", postgresql.insert(table))


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Inserts a row unless its key stands already; whether it did."""
    key = next(iter(table.primary_key.columns))
    added = insert_into(connection, table).values(values).on_conflict_do_nothing().returning(key)
    return connection.execute(added).first() is not None
