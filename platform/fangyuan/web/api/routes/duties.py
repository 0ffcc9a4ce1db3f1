"""Recurring work, and what was set aside."""

from typing import Any

from fangyuan.casework import mending
from fangyuan.casework.reading.aside import aside_page
from fangyuan.casework.reading.duties import duties_page
from fangyuan.casework.reading.pages import AsidePage, DutiesPage
from fangyuan.web.api.bodies import Releasing
from fangyuan.web.api.operations import Asked, Operation
from fangyuan.web.at_hand import now, office


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
    Operation("listDuties", "get", "/duties", "Recurring work: what is open, what comes next", duties, DutiesPage),
    Operation("listSetAside", "get", "/set-aside", "Work that broke (administrators)", aside, AsidePage),
    Operation("release", "post", "/set-aside/release", "Try again what broke (administrators)", release, AsidePage,
              body=Releasing),
)  # fmt: skip
