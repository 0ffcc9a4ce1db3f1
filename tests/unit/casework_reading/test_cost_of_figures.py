"""Pages of figures ask as often for many cases, topics and units as for a few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fangyuan.casework.reading.figures.behind import Where, cases_behind
from fangyuan.casework.reading.figures.behind_dashboard import dashboard_cases
from fangyuan.casework.reading.figures.dashboard import dashboard_page
from fangyuan.casework.reading.figures.report import report_page
from fangyuan.casework.reading.figures.targets import targets_page
from fixtures.reading import DIRECTOR, Bench, day

NOW = day("2026-03-20T09:00")
ALL = {"board": "monthly", "figure": "received", "span": "month"}
Counting = Callable[[Callable[[], Any]], int]


def costs(bench: Bench, queries: Counting) -> dict[str, int]:
    """Reading statements by page."""
    office = bench.office
    return {
        "report": queries(lambda: report_page(office, DIRECTOR, "monthly", "2026-03", NOW)),
        "targets": queries(lambda: targets_page(office, DIRECTOR, NOW)),
        "dashboard": queries(lambda: dashboard_page(office, DIRECTOR, "monthly", NOW)),
        "behind": queries(
            lambda: cases_behind(office, DIRECTOR, "monthly", "2026-03", Where("totals", "cases"), 1, NOW)
        ),
        "of a day": queries(lambda: dashboard_cases(office, DIRECTOR, ALL, 1, NOW)),
    }


def test_figures_and_what_stands_behind_them_cost_no_statement_a_row(bench: Bench, queries: Counting) -> None:
    def complain(n: int) -> None:
        case = bench.complain(day(f"2026-03-{1 + n:02}T09:00"), topic=f"事由{n}", serious=n % 2 == 0)
        bench.hand_out(case, *("east", "west")[: 1 + n % 2], now=day(f"2026-03-{1 + n:02}T10:00"))

    for n in range(2):
        complain(n)
    costs(bench, queries)  # packs and calendars are read once
    few = costs(bench, queries)
    for n in range(2, 14):
        complain(n)
    assert costs(bench, queries) == few
