"""Putting right what was registered: the same form with what stands in it, and the reason."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext

from fangyuan.casework import correcting
from fangyuan.casework.reading.correcting import correction
from fangyuan.casework.reading.pages import FormPage
from fangyuan.casework.witnessing import case_seen
from fangyuan.model.commands import CorrectAnswers
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.answering import Answer, Asked, answered, shown
from fangyuan.web.filling.places import Place

blueprint = Blueprint("correction", __name__)

LONGEST = 400


@blueprint.get("/cases/<case>/correction")
def show(case: str) -> str:
    """The form as it stands."""
    return shown(_asked(case, ""))


@blueprint.post("/cases/<case>/correction")
def submit(case: str) -> Answer:
    """Puts it right."""
    reason = request.form.get("_reason", "").strip()[:LONGEST]
    asked = _asked(case, reason)
    missing = () if reason else (Problem("blank", gettext("请写明更正的理由。"), "_reason"),)

    def command(answers: Mapping[str, Any]) -> CorrectAnswers:
        """What the form says of every field that may be written into."""
        assert asked.page is not None
        return CorrectAnswers(reason=reason, answers=_open(asked.page, answers))

    return answered(asked, command, missing, carry_out=correcting.correct)


def _open(page: FormPage, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: answers.get(field.name) for field in page.form.fields if not field.read_only}


def _asked(case: str, reason: str) -> Asked:
    page, form = case_seen(office(), me(), case, now()), correction(office(), me(), case, now())
    words = {
        "hint": gettext("改正写错的地方。改了什么、为什么，都记入案件；已经发出的文书、已经起算的时限不变。"),
        "why": reason,
        "asks_why": True,
    }
    address = url_for("correction.submit", case=case)
    return Asked(page, form, address, gettext("更正登记的内容"), gettext("更正"), Place("correct", case), words)
