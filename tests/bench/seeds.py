"""Databases with 10,000, 100,000 or a million cases, each written once a run and asked by every module that needs one.

One case is appended as any is; the others are its row once more, written in one statement, with days, units, answers and words of
their own. Ids rise with the days, as those that are drawn do.
"""

from __future__ import annotations

import random
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.finding import mark, tokens
from fangyuan.store.installation import InstallationKey
from fangyuan.store.projection import projection_table
from fangyuan.store.texts import TABLE
from fixtures.storing import FIELDS, NOW, TENANT, TYPE, begun

TODAY = NOW.date()
DAYS = 3 * 365
OWN = 100
"""The cases of the unit `own`, however many there are."""
TEXTS = 4_999
"""As many texts as are made; what is found by is one of them with marks of the case."""
RARE = 1_000
"""One in so many has the name that is looked for."""
WORDS = "地房水路田校医工资补偿拆迁村组楼栋街坊邻里纠纷噪音施工停车物业供暖欠薪社保养老退休低保户口"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
LENGTH = 200

NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})"
_CASES = f"{NUMBERS} INSERT INTO cases SELECT {{columns}} FROM numbers, (SELECT * FROM cases LIMIT 1) AS first"
_ANSWERS = """
INSERT INTO {table} (tenant, "case", {amount}, {kind}, {urgent})
SELECT tenant, "case", CAST(number AS INTEGER) % 9, 'k' || (CAST(number AS INTEGER) * 7 % 40), CAST(number AS INTEGER) % 11 = 0
FROM cases WHERE "case" LIKE 'c%'
"""
_PARTIES = """
INSERT INTO case_parties (tenant, "case", party, excluded)
SELECT tenant, "case", {party}, 0 FROM cases WHERE "case" LIKE 'c%'
"""
_TEXTS = f"""
INSERT INTO {TABLE} (tenant, "case", words)
SELECT tenant, "case", found_by("case", number, unit) FROM cases WHERE "case" LIKE 'c%'
"""


class Seeds:
    """What was written so far, by how many cases there are; gone with its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: dict[int, Database] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for database in self._rows.values():
            database.close()

    def rows(self, number: int) -> Database:
        """So many cases of one type in 100 units and one, with answers and words and without events: for questions alone.

        They came in evenly over three years; a third of those of the last 60 days is still open and one in fifty of the others.
        """
        if number not in self._rows:
            url = f"sqlite:///{self.folder / f'rows-{number}.sqlite3'}"
            self._rows[number] = database = Database(url, InstallationKey(b"k" * 32))
            database.migrate()
            with database.begin() as uow:
                uow.projections.ensure(TYPE, FIELDS)
                uow.commit()
            with database.begin() as uow:
                _fill(uow, number)
                uow.commit()
        return self._rows[number]


def _fill(uow: UnitOfWork, number: int) -> None:
    begun(uow, number="0")
    connection = uow.connection
    connection.exec_driver_sql(_CASES.format(number=number, columns=_columns(uow, number)))
    held = {field.path: field.column for field in FIELDS}
    names = {name: held[name] for name in ("amount", "kind", "urgent")}
    connection.exec_driver_sql(_ANSWERS.format(table=projection_table(TYPE, FIELDS).name, **names))
    for party in ("unit", "'clerk'"):
        connection.exec_driver_sql(_PARTIES.format(party=party))
    made = random.Random(7)
    texts = [" ".join(tokens(_text(made))) for _ in range(TEXTS)]

    def found_by(case: str, number: str, unit: str) -> str:
        rare = tokens("欧阳某") if int(number) % RARE == 0 else []
        marks = (mark("k", TENANT, case), mark("t", TENANT), mark("c", TENANT, TYPE))
        readers = (mark("p", TENANT, unit), mark("p", TENANT, "clerk"))
        return " ".join([*rare, texts[int(number) % TEXTS], *marks, *readers])

    driver: Any = connection.connection.dbapi_connection
    driver.create_function("found_by", 3, found_by, deterministic=True)
    connection.exec_driver_sql(_TEXTS)
    connection.exec_driver_sql("ANALYZE")


def _columns(uow: UnitOfWork, number: int) -> str:
    """What stands in each column of a case: its own, or what stands in the first."""
    columns = [row[1] for row in uow.connection.exec_driver_sql("PRAGMA table_info(cases)")]
    received = f"date('{TODAY.isoformat()}', '-' || (n % {DAYS}) || ' days')"
    still = f"(n % {DAYS} < 60 AND n % 3 = 0) OR n % 50 = 0"
    ended = f"min(datetime({received}, '+' || (n % 59) || ' days'), '{TODAY.isoformat()} 01:00:00') || '.000000'"
    own = {
        "case": f"printf('c%04d-%07d', {DAYS} - n % {DAYS}, n)",
        "number": "CAST(n AS TEXT)",
        "unit": f"CASE WHEN n % {max(1, number // OWN)} = 0 THEN 'own' ELSE 'unit-' || (n % 100) END",
        "received_on": received,
        "registered_at": f"datetime({received}, '+1 hour') || '.000000'",
        "closed_at": f"CASE WHEN {still} THEN NULL ELSE {ended} END",
        "next_due_at": f"CASE WHEN {still} THEN datetime({received}, '+60 days') || '.000000' END",
    }
    return ", ".join(own.get(name, f'first."{name}"') for name in columns)


def _text(made: random.Random) -> str:
    """The text of a case: a name and two hundred characters."""
    name = made.choice(SURNAMES) + made.choice(WORDS) + made.choice(WORDS)
    return f"{name} {''.join(made.choices(WORDS, k=LENGTH))}"
