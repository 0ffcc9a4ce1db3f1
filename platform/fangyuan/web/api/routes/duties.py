"""Recurring work, and what was set aside."""

from datetime import date
from typing import Any

from fangyuan.casework import mending
from fangyuan.casework.reading.aside import aside_page
from fangyuan.casework.reading.diary import diary_page
from fangyuan.casework.reading.duties import duties_page
from fangyuan.casework.reading.pages import AsidePage, DiaryPage, DutiesPage
from fangyuan.web.api.bodies import Releasing
from fangyuan.web.api.operations import Asked, Operation, Parameter
from fangyuan.web.at_hand import now, office

SPAN = Parameter(
    "span", "A month with the whole weeks around it, or a week.", {"type": "string", "enum": ["month", "week"]}, "month"
)
DAY = Parameter(
    "day", "A day of it; today where it is left out.", {"type": "string", "format": "date", "maxLength": 10}
)
WHOSE = Parameter(
    "whose", "`unit/<id>` or `person/<id>` of those that the answer lists.", {"type": "string", "maxLength": 200}
)


def diary(asked: Asked[Any]) -> DiaryPage:
    """The diary, day by day: recurring work, what is due of the officer, the dates of cases."""
    day = date.fromisoformat(asked.query["day"]) if asked.query["day"] else None
    return diary_page(office(), asked.me, asked.query["span"], day, asked.query["whose"], now())


def duties(asked: Asked[Any]) -> DutiesPage:
    """Every duty of the officer's jurisdiction; a case with `may_report_nil` takes the action `nil-report`."""
    return duties_page(office(), asked.me, now())


def aside(asked: Asked[Any]) -> AsidePage:
    """Every piece of work of the jurisdiction that broke and was not done since."""
    return aside_page(office(), asked.me, now())


def release(asked: Asked[Releasing]) -> AsidePage:
    """Tries all of it again from the next round on, or what belongs to one case."""
    mending.release(office(), asked.me, now(), asked.body.case)
    return aside(asked)


OPERATIONS = (
    Operation("getDiary", "get", "/diary", "The diary of a month or a week", diary, DiaryPage, query=(SPAN, DAY, WHOSE)),
    Operation("listDuties", "get", "/duties", "Recurring work: what is open, what comes next", duties, DutiesPage),
    Operation("listSetAside", "get", "/set-aside", "Work that broke (administrators)", aside, AsidePage),
    Operation("release", "post", "/set-aside/release", "Try again what broke (administrators)", release, AsidePage,
              body=Releasing),
)  # fmt: skip
