"""The page of a case, and what is read or left beside its tasks."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import mentioning
from fangyuan.casework.brief import case_brief
from fangyuan.casework.reading.narrowing import KINDS, narrowed, watched
from fangyuan.casework.reading.pages import CasePage, TimelineItem, TimelineView
from fangyuan.casework.taking_letters import take_file
from fangyuan.casework.whole_file import whole_file
from fangyuan.casework.witnessing import case_seen
from fangyuan.model.commands import Reveal
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office, settings
from fangyuan.web.filling.answering import Answer, acted
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.filling.taking import sent
from fangyuan.web.frame import new_key
from fangyuan.web.pages.letter import handed_out
from fangyuan.web.sentences import STEPS, printed_line, sentence

blueprint = Blueprint("case", __name__)

TABS = ("matter", "units", "letters", "links", "timeline")


@blueprint.get("/cases/<case>")
def show(case: str) -> str:
    """Everything about one case that this officer may see."""
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        abort(404)
    return _shown(case, tab, key=new_key())


def _shown(case: str, tab: str, said: str = "", picked: tuple[str, ...] = (), **words: Any) -> str:
    """The page with one tab open; `said` and `picked` are a remark that could not be left yet."""
    page = case_seen(office(), me(), case, now())
    talking = tab == "timeline"
    return render_template(
        "case.html", page=page, tab=tab, whole="whole" in request.args, steps=STEPS, said=said, picked=picked,
        view=_narrowed(page) if talking else None, supervision=watched(page.timeline),
        offered=mentioning.offered(office(), me(), case, now(), said, picked) if talking else (), **words,
    )  # fmt: skip


def _narrowed(page: CasePage) -> TimelineView:
    """The timeline as the address asks for it; a kind that nobody knows narrows nothing."""
    asked = request.args
    kind = asked.get("kind", "")
    return narrowed(
        page.timeline, kind if kind in KINDS else "", asked.get("by", ""), asked.get("q", "")[:100].strip(), _told
    )


def _told(item: TimelineItem) -> str:
    """What a line of the timeline says, to look for words in."""
    return " ".join([sentence(item.word, item.params), item.actor, item.on_behalf_of, item.rule, item.saw])


@blueprint.get("/cases/<case>/why")
def why(case: str) -> str:
    """Which rules fired and which did not, with what they saw."""
    return render_template("why.html", page=case_seen(office(), me(), case, now()))


@blueprint.get("/cases/<case>/print")
def printed(case: str) -> str:
    """The case on paper."""
    return render_template("printed.html", page=case_seen(office(), me(), case, now()))


@blueprint.post("/cases/<case>/print")
def whole(case: str) -> Response:
    """Everything of the case in one file, to be printed; the access log says who took it."""
    return handed_out(whole_file(office(), me(), case, printed_line, settings().zone, now()))


@blueprint.post("/cases/<case>/brief")
def brief(case: str) -> Response:
    """The case on one page, for whoever decides."""
    return handed_out(case_brief(office(), me(), case, printed_line, settings().zone, now()))


@blueprint.get("/cases/<case>/files/<file>")
def file(case: str, file: str) -> Response:
    """A file of the case."""
    return handed_out(take_file(office(), me(), case, file, now()))


@blueprint.post("/cases/<case>/comments")
def comment(case: str) -> Answer:
    """Leaves a remark for colleagues, and tells those whom it mentions; one that is refused stays as it was typed."""
    form, text, picked = sent(None), request.form.get("text", "").strip(), request.form.getlist("mention")
    try:
        mentioning.comment(office(), me(), case, text, picked, now(), form.key, form.seen)
    except Refused as refused:
        if any(problem.code == "not-found" for problem in refused.problems):
            raise
        errors = [ErrorLine("comment", "", one.message, one.advice) for one in refused.problems]
        return _shown(case, "timeline", text, tuple(picked), errors=errors, key=form.key), 422
    flash(gettext("已留言。"), "done")
    return redirect(url_for("case.show", case=case, tab="timeline") + "#tabs")


@blueprint.post("/cases/<case>/reveal")
def reveal(case: str) -> Response:
    """Opens a masked value to this officer, after the reason has been written into the case."""
    path, reason = request.form.get("path", ""), request.form.get("reason", "").strip()
    if not reason:
        flash(gettext("请写明查看理由。"), "problem")
        return redirect(url_for("case.show", case=case))
    return acted(case, Reveal(path=path, reason=reason[:400]), sent(None), gettext("查看敏感信息"))
