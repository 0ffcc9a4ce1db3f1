"""Recurring work, and what was set aside."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from fangyuan.casework import mending, subscribing
from fangyuan.casework.identity import Download
from fangyuan.casework.reading.aside import aside_page
from fangyuan.casework.reading.diary import diary_page
from fangyuan.casework.reading.duties import duties_page
from fangyuan.casework.reading.pages import AsidePage, DiaryPage, DutiesPage
from fangyuan.web.api.bodies import Releasing
from fangyuan.web.api.operations import Asked, File, Operation, Parameter
from fangyuan.web.at_hand import now, office


@dataclass(frozen=True, slots=True)
class DiaryAddress:
    """The address of a diary, told where it is made; since when there is one, null where there is none."""

    address: str
    since: datetime | None


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


def diary_file(asked: Asked[Any]) -> Download:
    """My diary for the calendar of a phone; that it was taken out is in the access log."""
    return subscribing.download(office(), asked.me, _link, now())


def make_address(asked: Asked[Any]) -> DiaryAddress:
    """A secret address that a phone reads again and again; it is told this once, and the one before it ends."""
    secret = subscribing.make_address(office(), asked.me, now())
    return DiaryAddress(url_for("diary.feed", secret=secret, _external=True), subscribing.made_at(office(), asked.me))


def show_address(asked: Asked[Any]) -> DiaryAddress:
    """Since when my diary has an address; the address itself was told once."""
    return DiaryAddress("", subscribing.made_at(office(), asked.me))


def end_address(asked: Asked[Any]) -> DiaryAddress:
    """Ends the address."""
    subscribing.end_address(office(), asked.me)
    return show_address(asked)


def _link(case: str) -> str:
    return url_for("case.show", case=case, _external=True)


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
    Operation("exportDiary", "post", "/diary/file", "My diary as a file; the access log tells of it", diary_file,
              File("*/*")),
    Operation("getDiaryAddress", "get", "/diary/address", "Whether my diary has an address", show_address, DiaryAddress),
    Operation("makeDiaryAddress", "post", "/diary/address", "A secret address for my diary, told once", make_address,
              DiaryAddress, told_once=True),
    Operation("endDiaryAddress", "post", "/diary/address/end", "End the address of my diary", end_address, DiaryAddress),
    Operation("listDuties", "get", "/duties", "Recurring work: what is open, what comes next", duties, DutiesPage),
    Operation("listSetAside", "get", "/set-aside", "Work that broke (administrators)", aside, AsidePage),
    Operation("release", "post", "/set-aside/release", "Try again what broke (administrators)", release, AsidePage,
              body=Releasing),
)  # fmt: skip
