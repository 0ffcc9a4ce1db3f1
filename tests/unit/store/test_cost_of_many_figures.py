"""Who stands for a matter is looked up once a case, however many figures are asked for at once and in how many jurisdictions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from fangyuan.engine.folding import fold
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.reports import JURISDICTION
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.questions import Axis, Question, Span, Tally
from fangyuan.store.sight import Sight
from unit.store.conftest import KEY
from unit.store.test_figures import APRIL, FEBRUARY, MARCH, SHANGHAI, SHARE, Random, lived

LATER = Moment.of(datetime(2026, 6, 1, tzinfo=UTC), SHANGHAI)
EVERY = 100
"""Steps of the database between two looks of whoever counts them."""


@contextmanager
def steps_counted(uow: UnitOfWork) -> Iterator[list[None]]:
    """One for each hundred steps that SQLite takes."""
    raw: Any = uow.connection.connection.dbapi_connection
    steps: list[None] = []
    raw.set_progress_handler(lambda: steps.append(None), EVERY)
    try:
        yield steps
    finally:
        raw.set_progress_handler(None, 0)


def passed_on(uow: UnitOfWork) -> None:
    """Twenty matters, each of a case and of the one that it was sent on to, all closed in March."""
    ids = list[str]()
    for n in range(40):
        parent = n - 1 if n % 2 else None
        turns = (datetime(2026, 3, 10, n % 20, tzinfo=UTC),)
        one = Random(date(2026, 2, 20), {"amount": n}, turns, {}, (None, None), (), parent, outside=False)
        ids.append(lived(uow, one, n, ids))


def copied(database: Database, cases: int, *, analysed: bool) -> None:
    """So many cases more of January, that came from nowhere; `analysed`: the database has counted what its indexes hold."""
    with database.begin() as uow:
        columns = [row[1] for row in uow.connection.exec_driver_sql("PRAGMA table_info(cases)")]
        own = {"case": "printf('0-%d', n)", "received_on": "'2026-01-10'", "closed_at": "'2026-01-20 00:00:00.000000'"}
        told = ", ".join(own.get(name, f'first."{name}"') for name in columns)
        uow.connection.exec_driver_sql(
            f"INSERT INTO cases WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {cases}) "
            f"SELECT {told} FROM numbers, (SELECT * FROM cases WHERE parent IS NULL LIMIT 1) AS first"
        )
        if analysed:
            uow.connection.exec_driver_sql("ANALYZE")
        uow.commit()


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize("date", ["case.closed_at", "case.received_on"])
def test_whether_others_are_of_a_matter_is_not_asked_of_every_case_of_the_jurisdiction(
    sqlite_database: str, date: str, analysed: bool
) -> None:
    """Each case that was sent on cost a look at all of its jurisdiction: a report among 100,000 cases took twenty seconds."""
    database = Database(sqlite_database, KEY, fold)
    with database.begin() as uow:
        passed_on(uow)
        uow.commit()
    steps = []
    for more in (200, 2_000):
        copied(database, more, analysed=analysed)
        steps.append(steps_of(database, 3, date))
        with database.begin() as uow:
            uow.connection.exec_driver_sql("DELETE FROM cases WHERE \"case\" LIKE '0-%'")
            uow.commit()
    database.close()
    assert steps[1] < 1.2 * steps[0], steps


def steps_of(database: Database, figures: int, date: str = "case.closed_at") -> int:
    """For so many figures of what was closed in March, each with a condition of its own."""
    tallies = tuple(Tally("cases", condition=Atom("amount", Op.MINIMUM, n)) for n in range(figures))
    with database.read() as uow:
        asked = Question((replace(SHARE, moment=LATER),), Span(date, FEBRUARY, APRIL), tallies)
        with steps_counted(uow) as steps:
            assert uow.figures.tallied(asked)
    return len(steps)


def test_ten_figures_of_a_month_that_is_over_do_not_cost_what_ten_questions_do(sqlite_database: str) -> None:
    """They cost seven times one where each of them looks for the other cases of every matter anew."""
    database = Database(sqlite_database, KEY, fold)
    with database.begin() as uow:
        passed_on(uow)
        uow.commit()
    one, ten = (steps_of(database, figures) for figures in (1, 10))
    database.close()
    assert 100 < one < ten < 2 * one


def over_levels(database: Database, jurisdictions: int) -> tuple[int, int]:
    """How long the statement is, and what it costs, with so many jurisdictions below, each with parameters of its own."""
    below = [
        replace(
            SHARE,
            tenant=f"town{n}",
            moment=replace(LATER, parameters={"least": n}),
            sight=Sight("li", None),
            open_only=True,
        )
        for n in range(jurisdictions)
    ]
    shares = (replace(SHARE, moment=LATER), *below)
    tallies = tuple(Tally("cases", condition=Atom("amount", Op.MINIMUM, n)) for n in range(3))
    lengths: list[int] = []

    def measured(*said: Any) -> None:
        lengths.append(len(said[2]) + len(said[3]))

    event.listen(database.engine, "before_cursor_execute", measured)
    with database.read() as uow, steps_counted(uow) as steps:
        assert uow.figures.tallied(
            Question(shares, Span("case.closed_at", MARCH, APRIL), tallies, (Axis(JURISDICTION),))
        )
    event.remove(database.engine, "before_cursor_execute", measured)
    return max(lengths), len(steps)


def test_forty_jurisdictions_below_cost_what_two_do(sqlite_database: str) -> None:
    """Each was written into the statement once more for every other one: a city with its townships could not be counted."""
    database = Database(sqlite_database, KEY, fold)
    with database.begin() as uow:
        passed_on(uow)
        uow.commit()
    (length, two), (longer, forty) = (over_levels(database, jurisdictions) for jurisdictions in (2, 40))
    database.close()
    assert length == longer
    assert two <= forty < 1.3 * two


def test_a_statement_is_put_together_once_however_many_periods_pages_compare(sqlite_database: str) -> None:
    """A look at a report cost seconds of the interpreter's time without a single case: each period made every clause anew."""
    tallies = tuple(Tally("cases", condition=Atom(f"clock.reply{n}.light", Op.CONST, "red")) for n in range(20))
    calls: list[int] = []

    def counted(_: Any, happened: str, __: Any) -> None:
        calls[-1] += happened == "call"

    def ask(uow: UnitOfWork, start: date, end: date) -> None:
        asked = Question((replace(SHARE, moment=LATER),), Span("case.received_on", start, end), tallies)
        calls.append(0)
        sys.setprofile(counted)
        uow.figures.tallied(asked)
        sys.setprofile(None)

    database = Database(sqlite_database, KEY, fold)
    for _ in ("a page", "another one"):
        with database.read() as uow:
            ask(uow, date(2026, 2, 1), MARCH)
            ask(uow, MARCH, APRIL)
    database.close()
    first, *others = calls
    assert max(others) < 0.05 * first, calls


def test_one_is_not_true_however_often_it_is_asked(sqlite_database: str) -> None:
    """They are equal in Python, and what a condition means is kept by what it says."""
    database = Database(sqlite_database, KEY, fold)
    with database.begin() as uow:
        lived(uow, Random(MARCH, {"urgent": True}, (), {}, (None, None), (), None, outside=False), 0, [])
        for operand, number in ((1, 0), (True, 1), (1, 0)):
            tally = Tally("cases", condition=Atom("urgent", Op.CONST, operand))
            found = uow.figures.tallied(Question((SHARE,), Span("case.received_on", MARCH, APRIL), (tally,)))
            assert sum(each[0].total for each in found.values()) == number
    database.close()
