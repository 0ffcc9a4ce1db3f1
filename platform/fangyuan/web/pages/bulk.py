"""One act in many cases: chosen in a list, looked at row by row, held for a moment, then told row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from fangyuan.casework.bulk import foreseeing, holding
from fangyuan.casework.bulk.foreseeing import Planned
from fangyuan.casework.bulk.targets import APPROVE, ASSIGN, CLAIM, LINK, OWN, REMIND, Wanted
from fangyuan.casework.reading import forming
from fangyuan.casework.reading.pages import BulkChoice, FormPage
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office, whole
from fangyuan.web.filling import asking
from fangyuan.web.filling.answering import Answer
from fangyuan.web.filling.asking import Ask, Asks, of_colleagues
from fangyuan.web.filling.filled import Typed, fresh_sheet, rearranged, sheet_of, typed
from fangyuan.web.filling.sheet import ErrorLine, Sheet
from fangyuan.web.filling.taking import Sent, sent
from fangyuan.web.frame import new_key

blueprint = Blueprint("bulk", __name__)

TITLES: Mapping[str, LazyString] = {
    ASSIGN: _l("改派"),
    CLAIM: _l("认领"),
    APPROVE: _l("批准"),
    REMIND: _l("提醒办理"),
    LINK: _l("归到一件"),
}
"""What the platform's own acts are called; those of a pack have its titles."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An act in the chosen cases, before it is asked for: `page` is the form that all of them get, where it has one."""

    choice: BulkChoice
    act: str
    title: str
    asks: Asks
    page: FormPage | None

    @property
    def plain(self) -> bool:
        """Whether it needs no words: then what it does is shown at once."""
        return not self.asks and self.page is None


@blueprint.get("/bulk")
def ask() -> str:
    """What may be done with the chosen cases; with `act` what that asks, and where it asks nothing what it will do."""
    cases = tuple(dict.fromkeys(request.args.getlist("case")))
    try:
        asked = _asked(cases, request.args.get("act", ""))
        if not asked.act:
            return render_template("bulk/choose.html", choice=asked.choice, titled=titled)
        rows = foreseeing.plan(office(), me(), cases, Wanted(asked.act), now(), look=asked.plain)
    except Refused as refused:
        return _not_so(refused)
    return _drawn(asked, rows, fresh_sheet(asked.page, url_for("bulk.submit")) if asked.page else None)


@blueprint.post("/bulk")
def submit() -> Answer:
    """Shows what the act would do, or asks for it; what was typed stays."""
    cases = tuple(dict.fromkeys(request.form.getlist("_case")))
    try:
        asked = _asked(cases, request.form.get("_what", ""))
        form = sent(asked.page.form if asked.page else None)
        return _answered(asked, cases, form)
    except Refused as refused:
        return _not_so(refused), 422


@blueprint.get("/bulk/<job>")
def show(job: str) -> str:
    """How far it is: the seconds in which it can be taken back, then what came of every row."""
    found = holding.bulk_view(office(), me(), job)
    return render_template("bulk/show.html", bulk=found, title=titled(found.act, found.title))


@blueprint.post("/bulk/<job>/back")
def take_back(job: str) -> Response:
    """Takes it back while it is held."""
    if holding.take_back(office(), me(), job, now()):
        flash(gettext("已撤回，一件也没有办。"), "done")
    else:
        flash(foreseeing.told(Refused(holding.TOO_LATE)), "problem")
    return redirect(url_for("bulk.show", job=job))


@blueprint.post("/bulk/<job>/now")
def do_now(job: str) -> Response:
    """Waits no longer."""
    holding.do_now(office(), me(), job)
    return redirect(url_for("bulk.show", job=job))


def titled(act: str, title: str) -> str:
    """What an act is called."""
    return title or str(TITLES.get(act, act))


def _asked(cases: tuple[str, ...], act: str) -> Asked:
    """The act, where it is offered anywhere; without one, or where it is not, the choice is asked for."""
    choice = foreseeing.choice(office(), me(), cases, now())
    offer = next((one for one in choice.offers if one.act == act), None)
    if act in OWN:
        return Asked(choice, act, str(TITLES[act]), _asks(choice, act), None)
    if offer is None:
        return Asked(choice, "", "", (), None)
    which = act.partition(":")[2]
    page = forming.form_for_several(office(), me(), offer.first, which, now())
    return Asked(choice, act, offer.title, (), page if page and page.form.fields else None)


def _asks(choice: BulkChoice, act: str) -> Asks:
    if act == ASSIGN:
        to = Ask("to", gettext("改由谁办理"), "select", choices=of_colleagues(choice.people))
        return (to, asking.reason())
    if act == REMIND:
        return (asking.reason(gettext("提醒的话"), hint=gettext("正在等的人会在消息里收到，并记入案件。")),)
    if act == LINK:
        hint = gettext("选中的案件都列进那一件的“关联”，从那里可以一起勾选、一起办。")
        return (Ask("into", gettext("归到哪一件（编号）"), hint=hint),)
    return ()


def _answered(asked: Asked, cases: tuple[str, ...], form: Sent) -> Answer:
    """The page with what would happen, with what is wrong, or on to the act that is held."""
    asks, page = asking.sent(asked.asks), asked.page
    what = _typed(page, form)
    if page and form.row:
        return _drawn(asked, _rows(asked, cases), sheet_of(page, rearranged(page, form.row, form.posted), ""), asks)
    sheet = sheet_of(page, what, url_for("bulk.submit")) if page else None
    if asking.wrong(asks) or what.problems:
        return _drawn(asked, _rows(asked, cases), sheet, asks), 422
    said = asking.answers(asks)
    wanted = Wanted(asked.act, said.get("to") or said.get("into", ""), said.get("reason", ""), what.answers)
    try:
        if form.act == "hold":
            title = "" if asked.act in OWN else asked.title
            job = holding.hold(office(), me(), cases, wanted, title, now(), form.key, _seen())
            return redirect(url_for("bulk.show", job=job))
        rows = foreseeing.plan(office(), me(), cases, wanted, now())
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _drawn(asked, _rows(asked, cases), sheet, beside, more=rest), 422
    return _drawn(asked, rows, sheet, asks, looked=True)


def _seen() -> Mapping[str, int]:
    """The last event of each case that the page was made from."""
    told = (one.rpartition(" ") for one in request.form.getlist("_seen"))
    return {case: at for case, _, seq in told if (at := whole(seq, None)) is not None}


def _typed(page: FormPage | None, form: Sent) -> Typed:
    """The answers, judged at once: what is wrong in every case is told beside its field."""
    return typed(page, form.posted, form.problems, wrong=True) if page else Typed({}, {})


def _rows(asked: Asked, cases: tuple[str, ...]) -> tuple[Planned, ...]:
    return foreseeing.plan(office(), me(), cases, Wanted(asked.act), now(), look=False)


def _not_so(refused: Refused) -> str:
    """Nothing was chosen, too much was, or nothing can be done."""
    lines = [ErrorLine("", "", one.message, one.advice) for one in refused.problems]
    return render_template("bulk/not-so.html", errors=lines)


def _drawn(
    asked: Asked, rows: tuple[Planned, ...], sheet: Sheet | None, asks: Asks | None = None, looked: bool = False,
    more: tuple[ErrorLine, ...] = (),
) -> str:  # fmt: skip
    words: dict[str, Any] = {"asked": asked, "asks": asked.asks if asks is None else asks, "sheet": sheet}
    looked = looked or asked.plain
    errors = (*asking.lines(words["asks"], more), *(sheet.errors if sheet else ()))
    count = sum(one.command is not None for one in rows)
    return render_template(
        "bulk/ask.html", rows=[one.row for one in rows], errors=errors, looked=looked, count=count, key=new_key(),
        seconds=int(holding.HELD_FOR.total_seconds()), seen={one.row.case: one.seq for one in rows}, **words,
    )  # fmt: skip
