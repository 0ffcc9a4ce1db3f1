"""The register of letters: looked through, printed together, taken out as a workbook."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request

from fangyuan.casework.reading.letter_register import LettersAsked, letter_register, register_xlsx
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import carried_on, me, now, office, page_number
from fangyuan.web.filling.answering import Answer
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.pages.letter import chosen, handed_out, taken
from fangyuan.web.sentences import STEPS

blueprint = Blueprint("letter_register", __name__)


@blueprint.get("/letters/register")
def show() -> str:
    """A page of the register, narrowed as the address says."""
    return _drawn()


@blueprint.post("/letters/register")
def take() -> Answer:
    """The ticked letters in one file, whoever they wait for; the access log says who took them."""
    try:
        return handed_out(taken(chosen()))
    except Refused as refused:
        errors = [ErrorLine("", "", one.message, one.advice) for one in refused.problems]
    return _drawn(errors), 422


@blueprint.post("/letters/register.xlsx")
def excel() -> Answer:
    """The same letters, all of them, as a workbook. Posted, because taking rows out is written into the access log."""
    try:
        return handed_out(register_xlsx(office(), me(), _asked(), now()))
    except Refused as refused:
        errors = [ErrorLine("", "", one.message, one.advice) for one in refused.problems]
    return _drawn(errors), 422


def _drawn(errors: Sequence[ErrorLine] = ()) -> str:
    asked = _asked()
    register = letter_register(office(), me(), asked, page_number(), now())
    said = carried_on("page")
    return render_template(
        "letters_register.html",
        register=register,
        asked=asked,
        said=said,
        chosen=chosen(),
        errors=errors,
        steps=STEPS,
    )


def _asked() -> LettersAsked:
    words, letter, standing, step, unit = (
        request.args.get(name, "").strip()[:100] for name in ("q", "letter", "standing", "step", "unit")
    )
    return LettersAsked(words, letter, standing, step, unit, _day("since"), _day("until"))


def _day(name: str) -> date | None:
    """A date of the address; None where it is blank or none."""
    try:
        return date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return None
