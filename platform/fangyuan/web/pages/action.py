"""Taking an action: the button that moves or changes a case, with its form or its question."""

from flask import Blueprint, abort, url_for

from fangyuan.casework.reading import forming
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import ActionButton, CasePage
from fangyuan.model.commands import TakeAction
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.answering import Answer, Asked, answered, overtaken, shown
from fangyuan.web.filling.paper_numbers import with_numbers
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.taking import sent

blueprint = Blueprint("action", __name__)


@blueprint.get("/cases/<case>/actions/<action>")
def show(case: str, action: str) -> str:
    """What the action asks before it is taken."""
    page = case_page(office(), me(), case, now())
    return shown(_asked(page, _button(page, action) or abort(404)))


@blueprint.post("/cases/<case>/actions/<action>")
def submit(case: str, action: str) -> Answer:
    """Takes it."""
    page = case_page(office(), me(), case, now())
    button = _button(page, action)
    if button is None:
        return overtaken(page, action, sent(None))
    return answered(_asked(page, button), lambda answers: with_numbers(TakeAction(action=action, answers=answers)))


def _button(page: CasePage, action: str) -> ActionButton | None:
    """The action among those of this stage."""
    return next((button for button in page.actions if button.action == action), None)


def _asked(page: CasePage, button: ActionButton) -> Asked:
    form = forming.action(office(), me(), page.case, button.action, now())
    words = {"hint": button.hint or button.why_not, "confirm": button.confirm}
    place = Place("action", page.case, button.action)
    address = url_for("action.submit", case=page.case, action=button.action)
    return Asked(page, form, address, button.title, button.title, place, words)
