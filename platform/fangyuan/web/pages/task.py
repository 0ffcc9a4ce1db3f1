"""Doing a task: its form, a signature, or writing down what somebody did on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext

from fangyuan.casework.reading import forming
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import CasePage, TaskCard
from fangyuan.casework.witnessing import case_seen
from fangyuan.model.commands import ClaimTask, Command, CompleteTask, Sign
from fangyuan.web.at_hand import me, moment, now, office
from fangyuan.web.filling.answering import Answer, Asked, acted, answered, overtaken, shown
from fangyuan.web.filling.on_paper import Paper, problems_of, read_paper
from fangyuan.web.filling.paper_numbers import with_numbers
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.taking import read_day, sent

blueprint = Blueprint("task", __name__)

WAITING = ("open", "offered")


@blueprint.get("/cases/<case>/tasks/<task>")
def show(case: str, task: str) -> str:
    """The form of a task on a page of its own; the page of the case unfolds it in place."""
    page = case_seen(office(), me(), case, now())
    card = _card(page, task, request.args.get("subject", "")) or abort(404)
    paper = Paper(card.may_record_for, on=moment().today.isoformat()) if "paper" in request.args else None
    return shown(_asked(page, card, paper))


@blueprint.post("/cases/<case>/tasks/<task>")
def submit(case: str, task: str) -> Answer:
    """Claims, completes or signs a task, for oneself or for somebody who did it on paper."""
    subject = request.form.get("_subject", "")
    if request.form.get("_act") == "claim":
        return acted(case, ClaimTask(task=task, subject=subject), sent(None), gettext("认领"))
    page = case_page(office(), me(), case, now())
    card = _card(page, task, subject)
    if card is None:
        return overtaken(page, task, sent(None))
    form = sent(card.form, case)
    on_paper = form.act == "paper" or "_on_behalf" in request.form
    paper = read_paper(card.may_record_for, case) if on_paper else None
    return answered(_asked(page, card, paper), lambda answers: _command(card, paper, answers), problems_of(paper), form)


def _card(page: CasePage, task: str, subject: str) -> TaskCard | None:
    """The task that waits, or the instrument that may be started."""
    cards = (card for card in page.tasks if card.status in WAITING)
    return next((card for card in cards if (card.task, card.subject.id) == (task, subject)), None)


def _asked(page: CasePage, card: TaskCard, paper: Paper | None) -> Asked:
    heading = f"{card.title} · {card.subject.title}" if card.subject.title else card.title
    signs = card.signature and paper is None
    words = {"paper": paper, "signature": signs, "hint": card.why_not or card.hint, "subject": card.subject.id}
    submit_word = gettext("录入") if paper else gettext("签字") if signs else gettext("完成")
    form = forming.task(office(), me(), page.case, card.task, card.subject.id, now())
    place = Place("task", page.case, card.task, card.subject.id)
    return Asked(page, form, url_for("task.submit", case=page.case, task=card.task), heading, submit_word, place, words)


def _command(card: TaskCard, paper: Paper | None, answers: Mapping[str, Any]) -> Command:
    """A signature where the task asks for one, else its completion."""
    day = read_day("_occurred") if paper else None
    who, scan = (paper.who, paper.scan or None) if paper else (None, None)
    if card.signature:
        signed = Sign(
            task=card.task, subject=card.subject.id, answers=answers, method="paper" if paper else "confirmed",
            on_behalf_of=who, occurred_on=day, scan=scan,
        )  # fmt: skip
        return with_numbers(signed)
    done = CompleteTask(
        task=card.task, subject=card.subject.id, answers=answers, on_behalf_of=who, occurred_on=day, scan=scan
    )
    return with_numbers(done)
