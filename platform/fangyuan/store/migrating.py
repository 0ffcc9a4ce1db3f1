"""Alembic inside the package: the tables follow the code, on both databases."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, column, inspect, select, table, text

from fangyuan.model.later import later
from fangyuan.store.projection import PREFIX
from fangyuan.store.tables import Instant, Words
from fangyuan.store.texts import TABLE as TEXTS

if TYPE_CHECKING:
    from alembic import command
    from alembic import config as settings
else:
    command = later("alembic.command")
    settings = later("alembic.config")

VERSIONS = Path(__file__).with_name("migrations") / "versions"
_KEPT_IN = table("alembic_version", column("version_num"))
_LOCK = 0x46616E67


def migrate(connection: Connection) -> None:
    """Upgrades to the newest revision inside the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if standing(connection) != newest():
        command.upgrade(configuration(connection), "head")


def standing(connection: Connection) -> str:
    """The revision that the tables have; blank where there are none yet."""
    if not inspect(connection).has_table(_KEPT_IN.name):
        return ""
    return str(connection.scalar(select(_KEPT_IN.c.version_num)) or "")


def newest() -> str:
    """The newest revision: files are named after theirs. Whoever starts where nothing has changed need not load Alembic."""
    return max(path.name for path in VERSIONS.glob("[0-9]*.py"))[:4]


def configuration(connection: Connection) -> "settings.Config":
    """Alembic's settings for a connection; there is no ini file."""
    config = settings.Config()
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
