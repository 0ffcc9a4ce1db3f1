"""The public page: whoever a matter is of asks after it with its number and query code. No session, no officer, no cookie:
who goes on from the first page carries a signed ticket in the form itself.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from fangyuan.casework import asking_after
from fangyuan.casework.asking_after import Ticket
from fangyuan.casework.reading.pages import FormPage
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import now, office
from fangyuan.web.filling.filled import Typed, fresh_sheet, rearranged, sheet_of, typed
from fangyuan.web.filling.sheet import ErrorLine, Sheet
from fangyuan.web.filling.taking import Sent, reference, sent
from fangyuan.web.frame import new_key
from fangyuan.web.tickets import shown, signed

Page = tuple[str, int]

blueprint = Blueprint("public", __name__)


@blueprint.get("/public/<tenant>")
def show(tenant: str) -> str:
    """Where number and code are asked for."""
    return _asking(tenant)


@blueprint.post("/public/<tenant>")
def ask(tenant: str) -> str | Page:
    """How the matter stands; whoever comes back from a form shows the ticket in place of the code."""
    if "_ticket" in request.form:
        return _standing(_ticket(tenant))
    number, code = request.form.get("number", ""), request.form.get("code", "")
    try:
        ticket = asking_after.ask(office(), tenant, number, code, request.remote_addr or "", now())
    except Refused as refused:
        if any(problem.code == "not-found" for problem in refused.problems):
            raise
        status = 429 if refused.problems[0].code == "too-often" else 422
        return _asking(tenant, number, refused.problems), status
    return _standing(ticket)


@blueprint.post("/public/<tenant>/acts/<action>")
def act(tenant: str, action: str) -> str | Page:
    """The form of a public action, then what was written in it; afterwards the matter as it stands."""
    opens = "_key" not in request.form
    ticket = _ticket(tenant, writes=not opens)
    try:
        page = asking_after.form(office(), ticket, action, now())
    except Refused:
        # The second press of what was taken, after which the matter went on.
        if opens or not asking_after.is_taken(office(), ticket, request.form["_key"], now()):
            raise
        return _received(ticket, gettext("已经收到。"))
    if opens:
        return _form(ticket, action, page, fresh_sheet(page, ""), new_key())
    form = sent(page.form, ticket.case, keep=lambda *upload: _keep(ticket, *upload))
    if form.row:
        return _again(ticket, action, page, form, rearranged(page, form.row, form.posted))
    what = typed(page, form.posted, form.problems)
    if what.problems:
        return _again(ticket, action, page, form, what), 422
    try:
        asking_after.take(office(), ticket, action, what.answers, form.key, now())
    except Refused as refused:
        return _again(ticket, action, page, form, what, refused), 422
    return _received(ticket, gettext("已经收到：%(title)s。", title=page.form.title))


@blueprint.errorhandler(Refused)
def closed(refused: Refused) -> Page:
    """What is over or not there: a page of the public's own, which leads nowhere inside."""
    missing = any(problem.code == "not-found" for problem in refused.problems)
    tenant = str((request.view_args or {}).get("tenant", ""))
    back = "" if missing else url_for("public.show", tenant=tenant)
    writes = "_key" in request.form
    kept = [text for name, text in request.form.items() if writes and text and not name.startswith("_")]
    made = render_template("public/closed.html", problems=refused.problems, back=back, kept=kept)
    return made, 404 if missing else 422


@blueprint.after_request
def unseen(response: Response) -> Response:
    """No search machine keeps it, and no other site is told that somebody was here."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _asking(tenant: str, number: str = "", problems: tuple[Problem, ...] = ()) -> str:
    site = asking_after.site(office(), tenant)
    errors = [ErrorLine("number", "", problem.message, problem.advice) for problem in problems]
    return render_template("public/ask.html", site=site, number=number, errors=errors)


def _standing(ticket: Ticket, said: str = "") -> str:
    page = asking_after.look(office(), ticket, now())
    return render_template("public/standing.html", page=page, tenant=ticket.tenant, ticket=signed(ticket), said=said)


def _received(ticket: Ticket, said: str) -> str:
    """The matter as it stands, or, where the code was shown too long ago to see that, that it was received."""
    try:
        return _standing(replace(ticket, opened=None), said)
    except Refused as over:
        if over.problems != (asking_after.OVER,):
            raise
        told = Problem("received", said, advice=gettext("要看办理情况，请重新输入编号和查询码。"))
        return render_template("public/closed.html", problems=[told], back=url_for("public.show", tenant=ticket.tenant))


def _form(
    ticket: Ticket, action: str, page: FormPage, sheet: Sheet, key: str, errors: tuple[ErrorLine, ...] = ()
) -> str:
    return render_template(
        "public/form.html", sheet=sheet, key=key, errors=(*sheet.errors, *errors), tenant=ticket.tenant, action=action,
        ticket=signed(replace(ticket, opened=ticket.opened or now())), title=page.form.title,
    )  # fmt: skip


def _again(ticket: Ticket, action: str, page: FormPage, form: Sent, what: Typed, refused: Refused | None = None) -> str:
    """The form as it was typed, with what is wrong."""
    known = {field.path for field in page.form.walk()}
    problems = refused.problems if refused else ()
    sheet = sheet_of(page, what, "", [problem for problem in problems if problem.path in known])
    whole = tuple(ErrorLine("", "", p.message, p.advice) for p in problems if p.path not in known)
    return _form(ticket, action, page, sheet, form.key or new_key(), whole)


def _keep(ticket: Ticket, upload: FileStorage, options: Any, _case: str) -> str:
    """Keeps an upload for the case of the ticket."""
    stream: Any = upload.stream
    return reference(asking_after.keep(office(), ticket, stream, upload.filename or "", now(), options))


def _ticket(tenant: str, writes: bool = False) -> Ticket:
    """The ticket of this request."""
    return shown(tenant, request.form.get("_ticket", ""), writes=writes)
