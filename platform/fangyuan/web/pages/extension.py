"""More time: asked for, granted, refused."""

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.model.commands import ApproveExtension, AskExtension, RefuseExtension
from fangyuan.model.durations import Duration
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.filling.answering import acted, turned_down
from fangyuan.web.filling.paper_numbers import with_numbers
from fangyuan.web.filling.taking import Sent, read_day, sent, take_file

blueprint = Blueprint("extension", __name__)

UNITS = ("days", "workdays", "months")


@blueprint.post("/cases/<case>/extensions/<clock>")
def decide(case: str, clock: str) -> Response:
    """Asks, approves or refuses, as the button says."""
    form = sent(None)
    reason = request.form.get("reason", "").strip()
    if form.act == "approve":
        granted = with_numbers(ApproveExtension(clock=clock, subject=form.subject))
        return acted(case, granted, form, gettext("同意延期"))
    if not reason:
        return _said(case, gettext("请写明理由。"))
    if form.act == "refuse":
        command = RefuseExtension(clock=clock, subject=form.subject, reason=reason)
        return acted(case, command, form, gettext("不同意延期"))
    return _ask(case, clock, form, reason)


def _ask(case: str, clock: str, form: Sent, reason: str) -> Response:
    by = _duration(request.form.get("amount", ""), request.form.get("unit", ""))
    if by is None:
        return _said(case, gettext("请填写延长多少，如 20 天。"))
    asked_on = read_day("occurred")
    try:
        scan = take_file("scan", case)
    except Refused as refused:
        return _said(case, " ".join(f"{one.message} {one.advice}" for one in refused.problems))
    if asked_on and not scan:
        return _said(case, gettext("请上传书面申请的扫描件或照片。"))
    command = AskExtension(
        clock=clock, subject=form.subject, by=str(by), reason=reason, occurred_on=asked_on, scan=scan or None
    )
    return acted(case, command, form, gettext("申请延期"))


def _duration(amount: str, unit: str) -> Duration | None:
    """What was typed as a duration; full-width digits count too."""
    if not amount.strip().isdecimal() or unit not in UNITS:
        return None
    try:
        return Duration.parse(f"{int(amount)} {unit}")
    except ValueError:
        return None


def _said(case: str, message: str) -> Response:
    return turned_down(case, Refused(Problem("blank", message)), "#clocks")
