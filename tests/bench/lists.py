"""W5, a list: fifty of N cases with a filter, a sort and a count, beside raw SQL and beside the ORM, in one run.

`python -m bench.lists [N …]`: milliseconds of CPU for the page and its count. Raw SQL asks for what the page shows
through the driver itself and counts to the same cap; the ORM loads the cases and counts them all, as an app by hand does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.measuring import Figure, Run, alone, in_turn, spent
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, Atom, Condition, Op
from fangyuan.store.database import Database
from fangyuan.store.lists import COUNT_CAP, Listing
from fangyuan.store.projection import projection_table
from fangyuan.store.sight import Sight
from fangyuan.store.tables import Cases
from fixtures.storing import FIELDS, NOW, TENANT, TYPE

BAR = 1.3
SIGHT = Sight("director", None, frozenset({"board"}))
Ask = Callable[[], tuple[int, int]]
"""Gives how many rows there are on the page, and how many are counted."""

RAW = """SELECT c."case", c.number, c.title, c.stage, c.unit, c.received_on, c.registered_at, c.next_due_at, p.{kind}
FROM cases c LEFT JOIN {table} p ON p.tenant = c.tenant AND p."case" = c."case"
WHERE c.tenant = ? AND c.case_type = ? {where} ORDER BY {order} LIMIT 50"""
RAW_COUNT = """SELECT count(*) FROM (SELECT 1 FROM cases c LEFT JOIN {table} p ON p.tenant = c.tenant AND p."case" = c."case"
WHERE c.tenant = ? AND c.case_type = ? {where} LIMIT {cap})"""
NEWEST = 'c.registered_at DESC, c."case" DESC'
DUE = 'c.next_due_at IS NULL, c.next_due_at, c."case"'
ASKED: dict[str, tuple[Condition, str, str, str]] = {
    "all, the newest first": (ALWAYS, "-case.registered_at", "", NEWEST),
    "one kind (1 in 40), the newest first": (
        Atom("kind", Op.CONST, "k7"), "-case.registered_at", "AND p.{kind} = 'k7'", NEWEST,
    ),
    "one unit (1 in 100), by due date": (
        Atom("case.unit", Op.CONST, "unit-7"), "case.due", "AND c.unit = 'unit-7'", DUE,
    ),
}  # fmt: skip


def house(database: Database, condition: Condition, sort: str) -> Ask:
    """The list as a ledger asks for it."""
    listing = Listing(TENANT, SIGHT, Moment.of(NOW, "Asia/Shanghai"), (TYPE,), FIELDS, condition, sort=(sort,))

    def ask() -> tuple[int, int]:
        with database.read() as uow:
            page = uow.cases.page(listing)
        return len(page.rows), page.total

    return ask


def raw(database: Database, where: str, order: str) -> Ask:
    """The same rows and the same capped count through the driver."""
    names = {"table": projection_table(TYPE, FIELDS).name, "kind": next(f.column for f in FIELDS if f.path == "kind")}
    said = {"where": where.format(**names), "order": order, "cap": COUNT_CAP + 1, **names}
    page, count = RAW.format(**said), RAW_COUNT.format(**said)
    connection: Any = database.engine.raw_connection()

    def ask() -> tuple[int, int]:
        rows = connection.execute(page, (TENANT, TYPE)).fetchall()
        return len(rows), min(connection.execute(count, (TENANT, TYPE)).fetchone()[0], COUNT_CAP)

    return ask


def by_hand(database: Database, condition: Condition, sort: str) -> Ask:
    """Cases as objects, and all of them counted."""
    kind = projection_table(TYPE, FIELDS)
    mine = [Cases.tenant == TENANT, Cases.case_type == TYPE]
    if isinstance(condition, Atom) and condition.path == "kind":
        held = kind.c[next(field.column for field in FIELDS if field.path == "kind")]
        mine.append(Cases.case.in_(select(kind.c.case).where(kind.c.tenant == TENANT, held == "k7")))
    elif isinstance(condition, Atom):
        mine.append(Cases.unit == "unit-7")
    order = Cases.registered_at.desc() if sort.startswith("-") else Cases.next_due_at.asc().nulls_last()

    def ask() -> tuple[int, int]:
        with Session(database.engine) as session:
            rows = session.scalars(select(Cases).where(*mine).order_by(order, Cases.case).limit(50)).all()
            total = session.scalar(select(func.count()).select_from(Cases).where(*mine)) or 0
        return len(rows), total

    return ask


def figures(run: Run) -> Iterator[Figure]:
    """Each question at each number of cases."""
    for cases in run.sizes:
        database = run.seeds.rows(cases)
        for what, (condition, sort, where, order) in ASKED.items():
            asks = {
                "house": house(database, condition, sort),
                "raw": raw(database, where, order),
                "orm": by_hand(database, condition, sort),
            }
            totals = {name: ask()[1] for name, ask in asks.items()}
            assert min(totals["orm"], COUNT_CAP) == totals["house"] == totals["raw"], totals
            found = in_turn({name: partial(spent, ask) for name, ask in asks.items()}, 2 * run.rounds + 1)
            more = {"counted": totals["orm"], "orm": round(found["orm"], 2)}
            yield Figure(
                figure=f"W5 list, {what}", cases=cases, ours=found["house"], beside=found["raw"], bar=BAR, more=more
            )


if __name__ == "__main__":
    alone(figures)
