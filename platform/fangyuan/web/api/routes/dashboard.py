"""The dashboard: one board, and the cases behind one of its numbers."""

from typing import Any

from fangyuan.casework.reading.figures.behind_dashboard import dashboard_cases
from fangyuan.casework.reading.figures.dashboard import dashboard_page
from fangyuan.casework.reading.pages import DashboardCases, DashboardPage
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, Operation, Parameter
from fangyuan.web.at_hand import now, office

TEXT = {"type": "string", "maxLength": 200}
BOARD = Parameter("board", "The id of a board; empty is the first.", TEXT)
WHICH = Parameter(
    "asked",
    "The `asked` of a number: `asked[figure]=received&asked[span]=today`.",
    {"type": "object", "additionalProperties": TEXT},
    {},
)


def show(asked: Asked[Any]) -> DashboardPage:
    """A board of the dashboard."""
    return dashboard_page(office(), asked.me, asked.query["board"], now())


def cases(asked: Asked[Any]) -> DashboardCases:
    """The cases that a number counts."""
    return dashboard_cases(office(), asked.me, asked.query["asked"], onward(asked.query), now())


OPERATIONS = (
    Operation("getDashboard", "get", "/dashboard", "What came in, is open, is late, today", show, DashboardPage, query=(BOARD,)),
    Operation(
        "listDashboardCases", "get", "/dashboard/cases", "The cases that a number of the dashboard counts", cases,
        DashboardCases, query=(WHICH, CURSOR),
    ),
)  # fmt: skip
