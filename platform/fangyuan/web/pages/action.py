"""Taking an action: the button that moves or changes a case, with its form or its question; or writing down who took it on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext

from fangyuan.casework.reading import forming
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import ActionButton, CasePage
from fangyuan.casework.witnessing import case_seen
from fangyuan.model.commands import TakeAction
from fangyuan.web.at_hand import me, moment, now, office
from fangyuan.web.filling.answering import Answer, Asked, answered, overtaken, shown
from fangyuan.web.filling.on_paper import Paper, problems_of, read_paper
from fangyuan.web.filling.paper_numbers import with_numbers
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.taking import read_day, sent

blueprint = Blueprint("action", __name__)


@blueprint.get("/cases/<case>/actions/<action>")
def show(case: str, action: str) -> str:
    """What the action asks before it is taken."""
    page = case_seen(office(), me(), case, now())
    on_paper = "paper" in request.args
    button = _button(page, action, on_paper) or abort(404)
    paper = Paper(button.may_record_for, on=moment().today.isoformat()) if on_paper else None
    return shown(_asked(page, button, paper))


@blueprint.post("/cases/<case>/actions/<action>")
def submit(case: str, action: str) -> Answer:
    """Takes it, or writes down that somebody took it on paper."""
    page = case_page(office(), me(), case, now())
    on_paper = "_on_behalf" in request.form
    button = _button(page, action, on_paper)
    if button is None:
        return overtaken(page, action, sent(None))
    asked = _asked(page, button, read_paper(button.may_record_for, case) if on_paper else None)
    form = sent(asked.page.form if asked.page else None, case)
    paper: Paper | None = asked.words["paper"]
    return answered(asked, lambda answers: with_numbers(_command(action, paper, answers)), problems_of(paper), form)


def _button(page: CasePage, action: str, on_paper: bool) -> ActionButton | None:
    """The action among those of this stage."""
    return next((button for button in (page.on_paper if on_paper else page.actions) if button.action == action), None)


def _asked(page: CasePage, button: ActionButton, paper: Paper | None) -> Asked:
    form = forming.action(office(), me(), page.case, button.action, now())
    words = {"paper": paper, "hint": button.hint or button.why_not, "confirm": button.confirm}
    place = Place("action", page.case, button.action)
    address = url_for("action.submit", case=page.case, action=button.action)
    return Asked(page, form, address, button.title, gettext("录入") if paper else button.title, place, words)


def _command(action: str, paper: Paper | None, answers: Mapping[str, Any]) -> TakeAction:
    if paper is None:
        return TakeAction(action=action, answers=answers)
    return TakeAction(
        action=action, answers=answers, on_behalf_of=paper.who, occurred_on=read_day("_occurred"), scan=paper.scan
    )
