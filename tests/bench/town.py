"""A whole office with 10,000, 100,000 or a million cases: the demonstration of a county, and its cases over and over.

What is copied is all that is read in lists: rows, indexed answers, clocks, tasks, letters, words. The copies belong to a hundred other
units and are the work of a hundred other people, so that what the officers of the demonstration do is the same however many there are;
one in fifty of them is open. They have no history; what they hold is looked up in the case that they are copies of.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Integer, Table

from bench.seeds import NUMBERS
from fangyuan.app import Settings, open_office
from fangyuan.casework.demonstrating import demonstrate
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Unit
from fangyuan.store.finding import MARK, mark
from fangyuan.store.tables import Base, Instant
from fangyuan.store.texts import TABLE as TEXTS

DEFINITIONS = Path(__file__).parents[2] / "definitions"
PACKS = ("petition-base", "heze-qianjian")
COUNTY, TYPE = "chengchuan", "qianjian/supervised-petition"
TODAY = "2026-11-20T09:00+08:00"
OTHERS = 100
OPEN_EACH = 50
"""One copy in so many is open."""

_CHOSEN = f"""
INSERT INTO chosen (n, "own", unit, person, days, base) {NUMBERS}
SELECT n, printf('c%07d', n) AS "own", 'other-' || (n % {OTHERS}) AS unit, 'someone-' || (n % {OTHERS}) AS person,
  CASE WHEN n % {OPEN_EACH} = 0 THEN n % 60 ELSE n % 1000 END AS days,
  (SELECT "case" FROM ranked WHERE closed = (n % {OPEN_EACH} <> 0) AND rank = (n / (CASE WHEN n % {OPEN_EACH} = 0 THEN {OPEN_EACH}
    ELSE 1 END)) % (SELECT count(*) FROM ranked WHERE closed = (numbers.n % {OPEN_EACH} <> 0))) AS base
FROM numbers
"""
_TABLE = f"""
CREATE TABLE chosen (
  n INTEGER, "own" TEXT PRIMARY KEY, unit TEXT, person TEXT, days INTEGER, base TEXT, tenant TEXT DEFAULT '{COUNTY}'
) WITHOUT ROWID
"""
_FIRST = """INSERT INTO chosen (n, "own", base, tenant) SELECT 0, "case", "case", tenant FROM snapshots_held"""
_HELD = """
CREATE VIEW snapshots AS SELECT tenant, "own" AS "case",
  (SELECT seq FROM snapshots_held AS held WHERE held.tenant = chosen.tenant AND held."case" = base) AS seq,
  (SELECT format FROM snapshots_held AS held WHERE held.tenant = chosen.tenant AND held."case" = base) AS format,
  (SELECT replace(body, base, "own") FROM snapshots_held AS held WHERE held.tenant = chosen.tenant AND held."case" = base) AS body
FROM chosen
"""
"""A state is some ten thousand characters: a million of them are not written, and read as if they were."""
_RANKED = f"""
CREATE TEMP TABLE ranked AS SELECT "case", closed_at IS NOT NULL AS closed,
  row_number() OVER (PARTITION BY closed_at IS NOT NULL ORDER BY "case") - 1 AS rank
FROM cases WHERE tenant = '{COUNTY}' AND case_type = '{TYPE}'
"""
_OWN = {
    "case": 'chosen."own"',
    "number": "CASE WHEN old.number = '' THEN '' ELSE old.number || '-' || chosen.n END",
    "id": "chosen.\"own\" || old.id",
    "unit": "chosen.unit",
    "person": "chosen.person",
    "leader": "chosen.person",
    "registered_by": "chosen.person",
    "claimed_by": "CASE WHEN old.claimed_by = '' THEN '' ELSE chosen.person END",
    "parent": "NULL",
    "merged_into": "NULL",
}  # fmt: skip
COPIED = {"cases": "", "clock_runs": "", "letters": "AND old.copy <= 2", "inbox": "AND chosen.n % 10 = 0", "todo": ""}
"""Tables of which a copy has the rows that its case has, or some of them."""
SAID = 80
"""As many tokens of the words of a case are said of its copies."""


@dataclass(frozen=True, slots=True)
class Town:
    """The office, its settings, and how many cases were added."""

    office: Office
    settings: Settings
    cases: int


def begin(folder: Path) -> Settings:
    """The demonstration, in a home of its own; what lies there already stays."""
    packs, home, clock = folder / "definitions", folder / "home", folder / "clock"
    settings = Settings(home=home, database=f"sqlite:///{home / 'fangyuan.db'}", clock=clock)
    if home.is_dir():
        return settings
    packs.mkdir()
    for name in PACKS:
        (packs / name).symlink_to(DEFINITIONS / name)
    home.mkdir()
    clock.write_text(TODAY, "utf-8")
    office = open_office(settings)
    for _ in demonstrate(office, packs, "a long password", office.clock.now()):
        pass
    _settle(office)
    office.database.close()
    return settings


def grown(first: Settings, folder: Path, cases: int) -> Town:
    """A copy of it with so many cases more; what lies there already stays."""
    file = folder / f"town-{cases}.sqlite3"
    settings = Settings(home=first.home, database=f"sqlite:///{file}", clock=first.clock)
    if file.exists():
        return Town(open_office(settings), settings, cases)
    shutil.copy(first.home / "fangyuan.db", file)
    office = open_office(settings)
    with office.database.begin() as uow:
        _copy(uow.connection, cases)
        uow.commit()
    return Town(office, settings, cases)


def _settle(office: Office) -> None:
    """Brings the other units and people, and everything into the one file that is copied."""
    units = [Unit(f"other-{n}", COUNTY, f"第{n}单位", "office") for n in range(OTHERS)]
    people = [Person(f"someone-{n}", COUNTY, f"某人{n}", ()) for n in range(OTHERS)]
    put_organisation(office, [], units, people)
    with office.database.begin() as uow:
        driver: Any = uow.connection.connection.dbapi_connection
        uow.commit()
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: Connection, cases: int) -> None:
    connection.exec_driver_sql(_RANKED)
    connection.exec_driver_sql(_TABLE)
    connection.exec_driver_sql(_CHOSEN.format(number=cases))
    for name, where in COPIED.items():
        connection.exec_driver_sql(f"{_insert(name, _columns(Base.metadata.tables[name]))} {where}")
    for name in _projections(connection):
        connection.exec_driver_sql(_insert(name, _plain(connection, name)))
    connection.exec_driver_sql(
        f'INSERT INTO case_parties (tenant, "case", party, excluded) SELECT \'{COUNTY}\', "own", unit, 0 FROM chosen'
    )
    _words(connection)
    connection.exec_driver_sql("ALTER TABLE snapshots RENAME TO snapshots_held")
    connection.exec_driver_sql(_FIRST)
    connection.exec_driver_sql(_HELD)
    connection.exec_driver_sql("ANALYZE")


def _words(connection: Connection) -> None:
    """What a copy is found by: the words of its first, for other readers."""
    told = connection.exec_driver_sql(f'SELECT "case", words FROM {TEXTS} WHERE tenant = ?', (COUNTY,))
    held = {case: _of_a_copy(words.split(" ")) for case, words in told}

    def found_by(base: str, case: str, unit: str) -> str:
        return " ".join([*held[base], mark("k", COUNTY, case), mark("p", COUNTY, unit)])

    driver: Any = connection.connection.dbapi_connection
    driver.create_function("found_by", 3, found_by, deterministic=True)
    connection.exec_driver_sql(
        f'INSERT INTO {TEXTS} (tenant, "case", words) SELECT \'{COUNTY}\', "own", found_by(base, "own", unit) FROM chosen'
    )


def _of_a_copy(tokens: list[str]) -> list[str]:
    """Some of the words, and the marks but those that say which case it is and whom it reaches."""
    marks = [one for one in tokens if one.startswith(MARK) and not one.startswith((f"{MARK}k", f"{MARK}p"))]
    return [one for one in tokens if not one.startswith(MARK)][:SAID] + marks


def _projections(connection: Connection) -> Iterator[str]:
    """The tables of indexed answers that hold something of the county."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'answers_%'")
    for (name,) in tables.all():
        if connection.exec_driver_sql(f"SELECT 1 FROM {name} WHERE tenant = ? LIMIT 1", (COUNTY,)).first():
            yield name


def _plain(connection: Connection, name: str) -> dict[str, str]:
    columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
    return {column: _OWN["case"] if column == "case" else f'old."{column}"' for column in columns}


def _columns(table: Table) -> dict[str, str]:
    """What stands in each column of a copy: days go back, and all that is somebody's is somebody else's."""
    made = {}
    for column in table.columns:
        old = f'old."{column.name}"'
        back = f"{old}, '-' || chosen.days || ' days'"
        if isinstance(column.type, Instant):
            made[column.name] = f"datetime({back}) || '.000000'"
        elif isinstance(column.type, Date):
            made[column.name] = f"date({back})"
        elif isinstance(column.type, Integer):
            made[column.name] = old
        else:
            made[column.name] = _OWN.get(column.name, old)
    return made


def _insert(name: str, columns: dict[str, str]) -> str:
    """The copies of the rows of a table; where two are one person's now, one of them."""
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT OR IGNORE INTO {name} ({names}) SELECT {', '.join(columns.values())} FROM chosen "
        f"JOIN {name} AS old ON old.tenant = '{COUNTY}' AND old.\"case\" = chosen.base"
    )
