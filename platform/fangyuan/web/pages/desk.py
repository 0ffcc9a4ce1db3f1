"""My work, the inbox, and finding a case."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fangyuan.casework import noting
from fangyuan.casework.reading.inbox import inbox as read_inbox
from fangyuan.casework.reading.searching import search as find
from fangyuan.casework.reading.work import ROWS, my_work
from fangyuan.model.clocks import Light
from fangyuan.web.at_hand import me, now, office, page_number

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
def show() -> str:
    """What waits for this officer, by light and due date."""
    tab = request.args.get("tab", "")
    light = request.args.get("light", "")
    chosen = Light(light) if light in set(Light) else None
    work = my_work(office(), me(), tab, chosen, page_number(), now())
    return render_template("desk.html", work=work, light_chosen=chosen, page=page_number(), page_size=ROWS)


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


@blueprint.get("/search")
def search() -> str | Response:
    """Cases by number, name or matter; one whole number opens its case at once."""
    words = request.args.get("q", "").strip()[:100]
    rows = find(office(), me(), words, now()) if words else ()
    if len(rows) == 1 and rows[0].number == words:
        return redirect(url_for("case.show", case=rows[0].case))
    return render_template("search.html", words=words, rows=rows)
