"""The dashboard and the reports among a million cases: what a page of figures costs.

`python -m bench.figures [N]` fills a SQLite database with N cases (a million where nothing is said) that came in evenly
over three years, a third of those of the last 60 days still open and one in fifty of the others, in 100 units, and prints
one JSON line a figure: milliseconds of CPU of the statements, the median of several rounds.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from fangyuan.forms.moment import Moment
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.installation import InstallationKey
from fangyuan.store.projection import projection_table
from fangyuan.store.questions import Axis, Question, Share, Span, Tally
from fangyuan.store.sight import Sight
from fixtures.storing import FIELDS, NOW, TENANT, TYPE, begun

TODAY = NOW.date()
DAYS = 3 * 365
Asking = Callable[[UnitOfWork], int]
ROUNDS = 5
_COPY = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})
INSERT INTO cases SELECT {columns} FROM numbers, (SELECT * FROM cases LIMIT 1) AS first
"""
_ANSWERS = """
INSERT INTO {table} (tenant, "case", {amount}, {kind}, {urgent})
SELECT tenant, "case", CAST(number AS INTEGER) % 9, 'k' || (CAST(number AS INTEGER) * 7 % 40), CAST(number AS INTEGER) % 11 = 0
FROM cases WHERE "case" LIKE 'c%'
"""


def fill(database: Database, number: int) -> None:
    """The first is appended as any case is; the others are its row once more, with days, units and answers of their own.

    Ids rise with the days, as those that are drawn do.
    """
    with database.begin() as uow:
        begun(uow, number="0")
        columns = [row[1] for row in uow.connection.exec_driver_sql("PRAGMA table_info(cases)")]
        received = f"date('{TODAY.isoformat()}', '-' || (n % {DAYS}) || ' days')"
        still = f"(n % {DAYS} < 60 AND n % 3 = 0) OR n % 50 = 0"
        own = {
            "case": f"printf('c%04d-%07d', {DAYS} - n % {DAYS}, n)", "number": "CAST(n AS TEXT)", "unit": "'unit-' || (n % 100)",
            "received_on": received, "registered_at": f"datetime({received}, '+1 hour') || '.000000'",
            "closed_at": f"CASE WHEN {still} THEN NULL ELSE min(datetime({received}, '+' || (n % 59) || ' days'), "
                         f"'{TODAY.isoformat()} 01:00:00') || '.000000' END",
            "next_due_at": f"CASE WHEN {still} THEN datetime({received}, '+60 days') || '.000000' END",
        }  # fmt: skip
        chosen = ", ".join(own.get(name, f'first."{name}"') for name in columns)
        uow.connection.exec_driver_sql(_COPY.format(number=number, columns=chosen))
        held = {field.path: field.column for field in FIELDS}
        names = {name: held[name] for name in ("amount", "kind", "urgent")}
        uow.connection.exec_driver_sql(_ANSWERS.format(table=projection_table(TYPE, FIELDS).name, **names))
        uow.connection.exec_driver_sql("ANALYZE")
        uow.commit()


@contextmanager
def filled(number: int) -> Iterator[Database]:
    """A database with so many cases."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", InstallationKey(b"k" * 32))
        database.migrate()
        with database.begin() as uow:
            uow.projections.ensure(TYPE, FIELDS)
            uow.commit()
        fill(database, number)
        yield database
        database.close()


def asked() -> dict[str, Asking]:
    """The statements of a dashboard, and of a report over a month and over a year."""
    moment = Moment.of(NOW, "Asia/Shanghai")
    share = Share(TENANT, Sight("director", None, frozenset({"board"})), moment, TYPE, FIELDS)
    tomorrow, month, year = TODAY + timedelta(days=1), date(2026, 2, 1), date(2025, 1, 1)
    first = TODAY - timedelta(days=29)
    days = Axis("", tuple(first + timedelta(days=n) for n in range(31)))
    now = Span("case.received_on", date(1, 1, 2), tomorrow, open_at=True)
    came, went = Span("case.received_on", first, tomorrow), Span("case.closed_at", first, tomorrow)
    kind, cases, sums = Axis("kind"), (Tally("cases"),), (Tally("cases"), Tally("value", "amount"))
    a_month, a_year = (
        Span("case.received_on", month, date(2026, 3, 1)),
        Span("case.received_on", year, date(2026, 1, 1)),
    )

    def ask(span: Span, tallies: tuple[Tally, ...], *axes: Axis) -> Asking:
        question = Question((share,), span, tallies, axes)
        return lambda uow: sum(each[0].number for each in uow.figures.tallied(question).values())

    def each(span: Span, *axes: Axis) -> Asking:
        question = Question((share,), span, cases, axes)
        return lambda uow: sum(found[0].number for found in uow.figures.by_each(question)[0].values())

    return {
        "open now": ask(now, cases),
        "open now by unit and light": ask(now, cases, Axis("case.unit"), Axis("case.light")),
        "received in 30 days: by day and by three topics": each(came, days, kind, Axis("urgent"), Axis("case.unit")),
        "closed in 30 days: by day": each(went, days),
        "a month by kind, with sums": ask(a_month, sums, kind),
        "a year by kind, with sums": ask(a_year, sums, kind),
    }


def cost(database: Database, ask: Asking) -> tuple[float, int]:
    """Milliseconds of CPU, and how many were counted."""
    spent, counted = [], 0
    for _ in range(ROUNDS):
        began = time.process_time()
        with database.read() as uow:
            counted = ask(uow)
        spent.append((time.process_time() - began) * 1000)
    return median(spent), counted


def main(number: int) -> None:
    """Prints the figures."""
    with filled(number) as database:
        for name, ask in asked().items():
            spent, counted = cost(database, ask)
            print(json.dumps({"cases": number, "asked": name, "counted": counted, "ms": round(spent, 1)}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
