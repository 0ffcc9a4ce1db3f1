"""W5, figures: what the statements of a dashboard and of a report cost, among up to a million cases.

`python -m bench.figures [N …]`: milliseconds of CPU of the statements alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from bench.measuring import Figure, Run, alone, curve
from bench.seeds import TODAY
from fangyuan.forms.moment import Moment
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.questions import Axis, Question, Share, Span, Tally
from fangyuan.store.sight import Sight
from fixtures.storing import FIELDS, NOW, TENANT, TYPE

Asking = Callable[[UnitOfWork], int]
BAR = 300


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


def counting(database: Database, ask: Asking) -> int:
    """How many were counted, in a transaction of its own."""
    with database.read() as uow:
        return ask(uow)


def figures(run: Run) -> Iterator[Figure]:
    """Each question at each number of cases; the bar is that of a million."""
    for what, ask in asked().items():
        told = [partial(counting, run.seeds.rows(cases), ask) for cases in run.sizes]
        counted = {str(cases): one() for cases, one in zip(run.sizes, told, strict=True)}
        yield curve(f"W5 {what}", run, told, most=BAR, more={"counted": counted})


if __name__ == "__main__":
    alone(figures)
