"""Going through a form: kept as a draft, on to the next page of a wizard and back, and everything once more at the end.

Each page is sent, kept and led on from by a redirect, so that it works without a script, a reload sends nothing twice, and
the browser's own way back finds what was typed.
"""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import repeating
from fangyuan.casework.drafting import Saved
from fangyuan.casework.reading.choices import titles
from fangyuan.casework.reading.pages import FormPage
from fangyuan.forms.judging import receive, submit
from fangyuan.forms.reading import read
from fangyuan.forms.texts import Line, summary
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import me, moment, office
from fangyuan.web.filling.begun import CHECK, Start, keep, step_asked, texts_of
from fangyuan.web.filling.filled import Typed, fresh_sheet, sheet_of, typed
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.plan import Mode, plan_of
from fangyuan.web.filling.rows import Posted, without_markers
from fangyuan.web.filling.sheet import Sheet
from fangyuan.web.filling.taking import Sent

KEEPING = ("save", "next", "back")


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a wizard as its list of pages shows it; `lines` are its answers, where everything is shown once more."""

    number: int
    title: str
    href: str
    here: bool
    lines: tuple[Line, ...] = ()


def opened(page: FormPage, begin: Start, action: str) -> Sheet:
    """The form as it begins, or as its draft has it, on the page that the address asks for."""
    step = step_asked(plan_of(page.form), request.args.get("step", ""))
    if begin.texts is None:
        return _turned(fresh_sheet(page, action), begin, step)
    problems = _problems(page, begin.texts, step) if "wrong" in request.args else ()
    what = Typed(begin.texts, typed(page, begin.texts).answers, problems)
    return _turned(sheet_of(page, what, action), begin, step)


def again(sheet: Sheet, begin: Start, act: str) -> Sheet:
    """The form as it was sent: a row was added, or something is wrong; a submitted wizard shows its errors at the end."""
    plan = sheet.plan
    step = CHECK if act in ("submit", "sign", "paper") else step_asked(plan, request.form.get("_step", ""))
    return _turned(sheet, begin, step)


def left(place: Place, page: FormPage, form: Sent) -> Response | None:
    """Where a button leads that only keeps or turns the page; None for every other."""
    plan = plan_of(page.form)
    if form.act not in KEEPING or (form.act != "save" and plan.mode is not Mode.WIZARD):
        return None
    texts, step = texts_of(place, page, form), step_asked(plan, request.form.get("_step", ""))
    saved = keep(place, page, form, texts)
    if saved.done:
        return _done(place, saved)
    _tell(form, saved)
    wrong = form.problems if form.act == "save" else (*form.problems, *_problems(page, texts, step))
    if form.act == "next" and wrong:
        return redirect(place.address(draft=saved.key, step=str(step), wrong="1"))
    return redirect(place.address(draft=saved.key, **_target(page, place, saved, texts, step, form.act)))


def kept(place: Place, page: FormPage, form: Sent, texts: Posted) -> Response:
    """The form with these texts as a draft, on the page where it stands."""
    saved = keep(place, page, form, texts)
    if saved.done:
        return _done(place, saved)
    _tell(form, saved)
    return redirect(place.address(draft=saved.key, **_target(page, place, saved, texts, _step(page), "")))


def _step(page: FormPage) -> int:
    return step_asked(plan_of(page.form), request.form.get("_step", ""))


def _done(place: Place, saved: Saved) -> Response:
    """Where a page leads whose act was carried out before."""
    done = repeating.done_before(office(), me(), saved.key)
    return redirect(url_for("case.show", case=done.case) if done else place.address())


def steps(sheet: Sheet, begin: Start, page: FormPage) -> tuple[Step, ...]:
    """The pages of a wizard that are shown now, the last of them for checking; none of a form that is no wizard."""
    if sheet.plan.mode is not Mode.WIZARD:
        return ()
    lines = _lines(sheet, page) if sheet.page == CHECK else ()
    return tuple(
        Step(
            number,
            sheet.title_of(number) if number else gettext("核对并提交"),
            begin.place.address(draft=begin.key, step=str(number)) if begin.texts is not None else "",
            number == sheet.page,
            tuple(line for line in lines if sheet.plan.page_of(line.path) == number),
        )
        for number in sheet.pages
    )


def _turned(sheet: Sheet, begin: Start, step: int) -> Sheet:
    if sheet.plan.mode is Mode.WIZARD:
        sheet.page = step if step in sheet.pages else sheet.pages[0]
        sheet.leads = lambda number: begin.place.address(draft=begin.key, step=str(number), wrong="1")
    return sheet


def _target(page: FormPage, place: Place, saved: Saved, texts: Posted, step: int, act: str) -> dict[str, str]:
    """The page that follows, or the one before; of a form that is no wizard there is one."""
    if plan_of(page.form).mode is not Mode.WIZARD:
        return {}
    pages = sheet_of(page, Typed(texts, typed(page, texts).answers), "").pages
    at = pages.index(step) if step in pages else 0
    by = {"next": 1, "back": -1}.get(act, 0)
    return {"step": str(pages[max(0, min(len(pages) - 1, at + by))])}


def _problems(page: FormPage, texts: Posted, step: int) -> tuple[Problem, ...]:
    """What is wrong on one page of a wizard; on the last, and in a form that is no wizard, everything."""
    plan = plan_of(page.form)
    _, judged = receive(page.form, without_markers(texts), page.tree, moment(), office().kinds)
    if step == CHECK:
        return judged.problems
    return tuple(problem for problem in judged.problems if plan.page_of(problem.path) == step)


def _lines(sheet: Sheet, page: FormPage) -> tuple[Line, ...]:
    """Every answer as it will be recorded."""
    answers = read(page.form, without_markers(sheet.posted), office().kinds).answers
    judged = submit(page.form, answers, page.tree, moment(), office().kinds)
    return summary(page.form, judged.answers, titles(page.choices), office().kinds)


def _tell(form: Sent, saved: Saved) -> None:
    """What became of the draft; a page that is merely turned says nothing unless something is amiss."""
    if saved.forked:
        flash(
            gettext(
                "另一台设备上也改动过这份草稿。两边填写的都没有丢：您这里的内容另存成了一份草稿，请对照后提交其中一份。"
            ),
            "problem",
        )
    elif form.act == "save":
        flash(gettext("草稿已保存，可以在任何一台电脑上接着填。"), "done")
    for problem in form.problems:
        flash(f"{problem.message} {problem.advice}".strip(), "problem")
