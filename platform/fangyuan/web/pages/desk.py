"""My work, the inbox, and finding a case."""

from datetime import UTC, date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fangyuan.casework import noting
from fangyuan.casework.bulk.holding import recent_bulks
from fangyuan.casework.looking_up import look_for
from fangyuan.casework.reading.inbox import inbox as read_inbox
from fangyuan.casework.reading.pages import Onward
from fangyuan.casework.reading.searching import LONGEST, START, Asked
from fangyuan.casework.reading.work import ROWS, Narrow, my_work
from fangyuan.model.clocks import Light
from fangyuan.web.at_hand import carried_on, me, now, office, page_number
from fangyuan.web.pages.bulk import titled
from fangyuan.web.pages.filters import saved_at

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
def show() -> str:
    """What waits for this officer, by light and due date."""
    tab = request.args.get("tab", "")
    light = request.args.get("light", "")
    chosen = Light(light) if light in set(Light) else None
    said = request.args
    what, unit, words = (said.get(name, "").strip()[:LONGEST] for name in ("what", "unit", "q"))
    narrow = Narrow(said.get("type", "")[:200], said.get("sort", ""), what, unit, words)
    work = my_work(office(), me(), tab, chosen, page_number(), now(), narrow)
    return render_template(
        "desk.html", work=work, light_chosen=chosen, page=page_number(), page_size=ROWS,
        bulks=recent_bulks(office(), me(), now()), titled=titled, saved=saved_at("desk"),
    )  # fmt: skip


@blueprint.get("/inbox")
def inbox() -> str:
    """What the officer was told, the newest first."""
    return render_template("inbox.html", items=read_inbox(office(), me(), page_number(), now()))


@blueprint.post("/inbox")
def mark_read() -> Response:
    """Marks everything as read that the page could show."""
    unread = [item.id for item in read_inbox(office(), me(), page_number(), now()) if not item.read]
    noting.mark_read(office(), me(), unread, now())
    return redirect(url_for("desk.inbox"))


@blueprint.get("/places")
def places() -> str:
    """Every place that the officer may go to: the menu, on a page of its own for a phone."""
    return render_template("places.html")


@blueprint.get("/search")
def search() -> str | Response:
    """Cases by number, name or any words of them; one whole number opens its case at once."""
    asked, behind = _asked(), _behind(request.args.get("after", ""))
    found = look_for(office(), me(), asked, now(), behind)
    if len(found.rows) == 1 and found.rows[0].number == asked.words:
        return redirect(url_for("case.show", case=found.rows[0].case))
    after = "~".join((found.next.after[0].isoformat(), found.next.after[1])) if found.next.after else ""
    return render_template(
        "search.html", asked=asked, found=found, after=after, words=carried_on("after"), further=bool(behind.after)
    )


def _behind(written: str) -> Onward:
    """Where a page of what was found begins: behind the case that the one before ended with; else at the newest."""
    instant, _, case = written.partition("~")
    try:
        at = datetime.fromisoformat(instant)
        return Onward((at.astimezone(UTC), case)) if case and at.tzinfo else START
    except (ValueError, OverflowError):
        return START


def _asked() -> Asked:
    """What is looked for; a date that is none narrows nothing."""
    said = request.args
    closed = {"open": False, "closed": True}.get(said.get("state", ""))
    since, until = (said.get(name, default=None, type=date.fromisoformat) for name in ("since", "until"))
    return Asked(said.get("q", "").strip()[:LONGEST], closed, said.get("type", ""), since, until)
