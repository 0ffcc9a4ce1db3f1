"""Letters of a case: downloaded as they were issued, and their delivery written down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import acting
from fangyuan.casework.identity import Download
from fangyuan.casework.reading.letter_batch import my_letters, printable, together
from fangyuan.casework.reading.letter_page import letter_page
from fangyuan.casework.reading.pages import LetterPage
from fangyuan.casework.taking_letters import take_draft, take_letter
from fangyuan.casework.witnessing import looked
from fangyuan.model.commands import Command
from fangyuan.model.letter_commands import PassLetter, RecordDelivery, ReturnLetter, SealLetter, WithdrawLetter
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.web.at_hand import me, moment, now, office
from fangyuan.web.filling.answering import Answer, acted
from fangyuan.web.filling.on_paper import INPUTS, Paper, read_paper
from fangyuan.web.filling.paper_numbers import asks_back, is_confirmed
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.filling.taking import read_day, sent, take_file
from fangyuan.web.frame import new_key
from fangyuan.web.sentences import STEPS

blueprint = Blueprint("letter", __name__)

PAPER = "paper"
"""The button that writes a step down which somebody did on paper."""


@blueprint.get("/letters")
def batch() -> str:
    """The letters that wait for this officer, in any case."""
    return render_template("letters.html", batch=my_letters(office(), me(), now()), steps=STEPS, chosen=(), errors=())


@blueprint.post("/letters")
def take_together() -> Answer:
    """Several letters in one file, to be printed together; the access log says who took them."""
    wanted = chosen()
    try:
        return handed_out(taken(wanted))
    except Refused as refused:
        errors = [ErrorLine("", "", one.message, one.advice) for one in refused.problems]
    found = my_letters(office(), me(), now())
    return render_template("letters.html", batch=found, steps=STEPS, chosen=wanted, errors=errors), 422


def taken(wanted: Sequence[tuple[str, int]]) -> Download:
    """The letters as their button asks for them: one file to print, else an archive."""
    take = printable if request.form.get("_as") == "one" else together
    return take(office(), me(), wanted, now())


def chosen() -> list[tuple[str, int]]:
    """The letters that are ticked, each by its case and copy."""
    ticked = (one.rpartition("/") for one in request.form.getlist("letter"))
    return [(case, int(copy)) for case, _, copy in ticked if copy.isascii() and copy.isdigit() and len(copy) < 6]


@blueprint.get("/cases/<case>/letters/<int:copy>")
def show(case: str, copy: int) -> Response:
    """The letter as a file for a word processor; it is rendered now where the worker has not come to it yet."""
    return handed_out(take_letter(office(), me(), case, copy, now()))


@blueprint.get("/cases/<case>/tasks/<task>/letter")
def to_sign(case: str, task: str) -> Response:
    """The letter that a task will bring, without a number, to be printed and signed on paper."""
    return handed_out(take_draft(office(), me(), case, task, request.args.get("subject", ""), now()))


@blueprint.get("/cases/<case>/letters/<int:copy>/page")
def page(case: str, copy: int) -> str:
    """The letter to read, how far it has come, and what this officer does with it."""
    looked(office(), me(), case, now())
    return _drawn(letter_page(office(), me(), case, copy, now()), {}, new_key())


@blueprint.post("/cases/<case>/letters/<int:copy>/page")
def step(case: str, copy: int) -> Answer:
    """Does what the page offers; what is refused is said above what was typed."""
    form = sent(None)
    shown = letter_page(office(), me(), case, copy, now())
    typed = {name: texts[0] for name, texts in form.posted.items()}
    paper = read_paper(shown.may_record_for, case) if form.act == PAPER else None
    if paper and paper.problems:
        problems = tuple(Problem("paper", text, INPUTS[name]) for name, text in paper.problems.items())
        return _drawn(shown, typed, form.key, problems=problems, paper=paper), 422
    try:
        command = _on_paper(shown, paper, typed) if paper else _command(shown, form.act, typed)
        done = acting.act(office(), me(), case, command, now(), form.key, form.seen)
    except ChangedMeanwhile as changed:
        told = " ".join(one.message for one in changed.problems)
        return _drawn(shown, typed, new_key(), stale=told, paper=paper), 409
    except Refused as refused:
        return _drawn(shown, typed, form.key, problems=refused.problems, paper=paper), 422
    flash(_said(done.words, form.act), "done")
    by_list = request.form.get("_back") == "leader"
    return redirect(url_for("leader.show") if by_list else url_for("letter.page", case=case, copy=copy))


def _on_paper(shown: LetterPage, paper: Paper, typed: Mapping[str, str]) -> Command:
    """The step that somebody did on paper, as the scan shows; that of a sealed paper is its original."""
    letter, day = shown.letter, date.fromisoformat(paper.on)
    if letter.step == "seal":
        return SealLetter(
            copy=letter.copy, original=paper.scan, on_behalf_of=paper.who, occurred_on=day, scan=paper.scan
        )
    return PassLetter(
        copy=letter.copy, step=letter.step, number=typed.get("number", "").strip(), as_written=is_confirmed(),
        on_behalf_of=paper.who, occurred_on=day, scan=paper.scan,
    )  # fmt: skip


def _command(shown: LetterPage, act: str, typed: Mapping[str, str]) -> Command:
    """The act of a button; of the words only those that are no longer as the page showed them."""
    copy, reason = shown.letter.copy, typed.get("reason", "").strip()[:400]
    if act == "return":
        return ReturnLetter(copy=copy, reason=reason)
    if act == "withdraw":
        return WithdrawLetter(copy=copy, reason=reason)
    if act == "seal":
        return SealLetter(copy=copy, original=_taken("original", shown.case), occurred_on=read_day("day"))
    if act == "deliver":
        method, result = (typed.get(name, "").strip()[:60] for name in ("method", "result"))
        receipt = _taken("receipt", shown.case)
        return RecordDelivery(copy=copy, method=method, result=result, receipt=receipt, occurred_on=read_day("day"))
    now_said = {one.word: _plain(typed[f"w.{one.word}"]) for one in shown.words if f"w.{one.word}" in typed}
    changed = {one.word: now_said[one.word] for one in shown.words if now_said.get(one.word, one.text) != one.text}
    number = typed.get("number", "").strip()
    return PassLetter(copy=copy, step=shown.letter.step, words=changed, number=number, as_written=is_confirmed())


def _taken(name: str, case: str) -> str:
    """A scan that was sent along; one that is refused is told beside its place."""
    try:
        return take_file(name, case)
    except Refused as refused:
        raise Refused(*(replace(one, path=name) for one in refused.problems)) from refused


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _said(words: Sequence[str], act: str) -> str:
    """What happened, and what comes next."""
    if act == "return":
        return gettext("已退回拟稿人。")
    if act == "withdraw":
        return gettext("已撤回或作废，编号不再使用。")
    if "letter-issued" in words:
        return gettext("文书已签发，文号、模板和内容从此不变。")
    if "letter-came-back" in words:
        return gettext("已登记退回，仍待送达。")
    if "letter-delivered" in words:
        return gettext("已登记送达。")
    return gettext("已办好这一步，转给下一步的人。") if "letter-awaited" in words else gettext("已办好。")


def _drawn(
    shown: LetterPage,
    typed: Mapping[str, str],
    key: str,
    problems: Sequence[Problem] = (),
    stale: str = "",
    paper: Paper | None = None,
) -> str:
    errors = [ErrorLine(f"f-{one.path}" if one.path else "", "", one.message, one.advice) for one in problems]
    return render_template(
        "letter.html",
        page=shown,
        typed=typed,
        key=key,
        errors=errors,
        stale=stale,
        steps=STEPS,
        paper=paper or Paper(shown.may_record_for, on=moment().today.isoformat()),
        on_paper=paper is not None,
        ask_back=asks_back(problems),
    )


@blueprint.post("/cases/<case>/letters/<int:copy>")
def deliver(case: str, copy: int) -> Response:
    """Writes down that it was handed over."""
    method, result = (request.form.get(name, "").strip()[:60] for name in ("method", "result"))
    command = RecordDelivery(copy=copy, method=method, result=result)
    return acted(case, command, sent(None), gettext("记录送达"))


def handed_out(download: Download) -> Response:
    """A download: never shown inside the site, so that nothing in it can act with the officer's rights."""
    return send_file(
        BytesIO(download.data), mimetype=download.type, as_attachment=True, download_name=download.name, max_age=0
    )
