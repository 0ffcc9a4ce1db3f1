"""One way for every form of a case: shown, changed by a row button, refused with what was typed, or carried out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import acting, repeating
from fangyuan.casework.identity import Done
from fangyuan.casework.reading import forming
from fangyuan.casework.reading.pages import CasePage, FormPage
from fangyuan.casework.staleness import CHANGED
from fangyuan.model.commands import Command
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.begun import Start, of_version, sent_from, start, texts_of
from fangyuan.web.filling.filled import Typed, rearranged, said, sheet_of, typed
from fangyuan.web.filling.paper_numbers import asks_back, is_about_numbers, typed_numbers
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.sheet import ErrorLine, Sheet
from fangyuan.web.filling.steps import again, left, opened, steps
from fangyuan.web.filling.taking import Sent, sent
from fangyuan.web.frame import new_key

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A form of a case as a page shows it. `page` is None where nothing is asked but the act itself.

    `words` are further variables of the template; `problems` are those of the page's own inputs.
    """

    case: CasePage
    page: FormPage | None
    action: str
    heading: str
    submit: str
    place: Place
    words: Mapping[str, Any] = field(default_factory=dict)

    def lines(self, problems: Sequence[Problem]) -> tuple[ErrorLine, ...]:
        """The summary's lines for what no field of the form shows: the page's own inputs, and the act as a whole."""
        return tuple(
            ErrorLine(f"f-{problem.path}" if _is_own(problem) else "", "", problem.message, problem.advice)
            for problem in problems
            if self.page is None or _is_own(problem)
        )


def _is_own(problem: Problem) -> bool:
    return problem.path.startswith("_") or is_about_numbers(problem)


def shown(asked: Asked) -> str:
    """The form as it begins."""
    if asked.page is None:
        return _render(asked, None, Start(asked.place, new_key()), asked.case.seq)
    begin = start(asked.place, asked.page)
    return _render(asked, opened(asked.page, begin, asked.action), begin, asked.case.seq)


def answered(
    asked: Asked, command: Callable[[Mapping[str, Any]], Command], own_problems: Sequence[Problem] = (),
    form: Sent | None = None, carry_out: Callable[..., Done] = acting.act,
) -> Answer:  # fmt: skip
    """The form as it was sent: `command` makes the act of its answers, `carry_out` does it."""
    form = form or sent(asked.page.form if asked.page else None, asked.case.case)
    if asked.page and (way := left(asked.place, asked.page, form)):
        return way
    texts = texts_of(asked.place, asked.page, form) if asked.page else {}
    if asked.page and form.row:
        return _drawn(asked, form, rearranged(asked.page, form.row, texts))
    what = typed(asked.page, texts, form.problems, bool(own_problems)) if asked.page else Typed({}, {})
    if what.problems or own_problems:
        return _wrong(asked, form, what, own_problems)
    try:
        done = carry_out(office(), me(), asked.case.case, command(what.answers), now(), form.key, form.seen)
        if asked.page:
            repeating.check_said_again(office(), me(), done, asked.page.form.form, what.answers)
    except ChangedMeanwhile as changed:
        return _stale(asked, form, what, changed)
    except Refused as refused:
        if any(problem.code == "said-otherwise" for problem in refused.problems):
            form = replace(form, key=new_key())
        return _wrong(asked, form, what, refused.problems)
    return went_on(done, asked.heading)


def acted(case: str, command: Command, form: Sent, heading: str) -> Response:
    """An act without a form of its own: what is refused is said on the page of the case."""
    try:
        done = acting.act(office(), me(), case, command, now(), form.key, form.seen)
    except Refused as refused:
        return turned_down(case, refused)
    return went_on(done, heading)


def turned_down(case: str, refused: Refused, anchor: str = "") -> Response:
    """Says on the page of the case why nothing was done; raises `refused` again where words would be lost, which a page
    of their own then shows.
    """
    titled = ((gettext("意见"), "opinion"), (gettext("理由"), "reason"))
    kept = [(title, text) for title, name in titled if (text := request.form.get(name, "").strip())]
    g.kept = kept + [(gettext("纸上的文号"), number) for number in typed_numbers().values()]
    if g.kept:
        raise refused
    for problem in refused.problems:
        flash(f"{problem.message} {problem.advice}".strip(), "problem")
    return redirect(way_on(case, anchor))


def overtaken(page: CasePage, asked: str, form: Sent) -> Response:
    """The task or action that a sent page asked for is open no more: a second click leads on as the first did, and of
    others it is told, with what was typed under the titles of its form.

    Raises ChangedMeanwhile, or 404 where nothing has changed since the page was made.
    """
    known = forming.known_form(office(), me(), page.case, asked, now())
    g.kept = said(known, form.posted) if known else []
    done = repeating.done_before(office(), me(), form.key)
    if done and done.case == page.case:
        if known:
            repeating.check_said_again(office(), me(), done, known.form.form, typed(known, form.posted).answers)
        return redirect(url_for("case.show", case=page.case))
    if form.seen is not None and form.seen < page.seq:
        raise ChangedMeanwhile(CHANGED)
    return abort(404)


def went_on(done: Done, heading: str) -> Response:
    """Back to the case, with what happened and what is next."""
    said = gettext("已办：%(heading)s。", heading=heading)
    if "case-closed" in done.words:
        said += gettext("案件已办结。")
    elif "stage-entered" in done.words:
        said += gettext("案件进入下一阶段。")
    elif "letter-issued" in done.words:
        said += gettext("文书已制发，见“文书”。")
    flash(said, "done")
    return redirect(way_on(done.case))


def way_on(case: str, anchor: str = "") -> str:
    """Where an act leads: back to the list of decisions where it was asked for there, else to its case."""
    if request.form.get("_back") == "leader":
        return url_for("leader.show")
    return url_for("case.show", case=case) + anchor


def _wrong(asked: Asked, form: Sent, what: Typed, problems: Sequence[Problem]) -> tuple[str, int]:
    """The same page under the same key, with what was typed and what is wrong."""
    inside = [problem for problem in problems if not _is_own(problem)]
    return _drawn(asked, form, what, inside, own_errors=asked.lines(problems), ask_back=asks_back(problems)), 422


def _stale(asked: Asked, form: Sent, what: Typed, changed: ChangedMeanwhile) -> tuple[str, int]:
    """The same page on top of what is there now, so that a second submit may go through; nothing typed is lost."""
    said = " ".join(problem.message for problem in changed.problems)
    return _drawn(asked, form, what, seq=asked.case.seq, stale=said, subject=form.subject), 409


def _drawn(asked: Asked, form: Sent, what: Typed, problems: Sequence[Problem] = (), **more: Any) -> str:
    """The page as it was sent, under its key: an act that failed has not used it, and it is that of the draft."""
    begin = sent_from(asked.place, form, what.posted)
    sheet = again(sheet_of(asked.page, what, asked.action, problems), begin, form.act) if asked.page else None
    return _render(asked, sheet, begin, more.pop("seq", form.seen), **more)


def _render(asked: Asked, sheet: Sheet | None, begin: Start, seq: int | None, **more: Any) -> str:
    case = asked.case
    words = {
        "action": asked.action, "heading": asked.heading, "submit": asked.submit, "key": begin.key, "seq": seq,
        "of": of_version(asked.page), "draft": begin, "steps": steps(sheet, begin, asked.page) if sheet and asked.page else (),
        "numbers": asked.page.numbers if asked.page else (),
        "back": url_for("case.show", case=case.case), "back_title": f"{case.number} {case.matter}",
    }  # fmt: skip
    return render_template("fill.html", sheet=sheet, **{**words, **asked.words, **more})
