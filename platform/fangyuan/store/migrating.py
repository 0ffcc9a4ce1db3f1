"""Alembic inside the package: the tables follow the code, on both databases."""

from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from fangyuan.store.projection import PREFIX
from fangyuan.store.tables import Instant, Words
from fangyuan.store.texts import TABLE as TEXTS

_LOCK = 0x46616E67


def migrate(connection: Connection) -> None:
    """Upgrades to the newest revision inside the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Alembic's settings for a connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", "fangyuan.store:migrations")
    config.attributes["connection"] = connection
    return config


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table is one that migrations compare: projections grow by themselves, the text index is each database's own."""
    return not (kind == "table" and (name or "").startswith((PREFIX, TEXTS)))


def written(kind: str, item: object, context: object) -> str | Literal[False]:
    """How a column type of ours stands in a migration: as what it is in the database, so that history needs no code."""
    match item:
        case Instant():
            return "sa.DateTime(timezone=True)"
        case Words():
            return "sa.Text()"
    return False
