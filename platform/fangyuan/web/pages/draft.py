"""Deciding on an opinion: approved as it is, approved with another text, or refused."""

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.model.commands import ApproveDraft, RefuseDraft
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.filling.answering import acted, turned_down
from fangyuan.web.filling.paper_numbers import with_numbers
from fangyuan.web.filling.taking import sent

blueprint = Blueprint("draft", __name__)


@blueprint.post("/cases/<case>/drafts/<int:number>")
def decide(case: str, number: int) -> Response:
    """Approves or refuses; a refusal needs its reason."""
    form = sent(None)
    reason = request.form.get("reason", "").strip()
    if form.act == "refuse":
        if not reason:
            return turned_down(case, Refused(Problem("blank", gettext("请写明不同意的理由。"))), f"#draft-{number}")
        return acted(case, RefuseDraft(draft=number, reason=reason), form, gettext("不同意拟办意见"))
    opinion, chosen = request.form.get("opinion", "").strip(), request.form.get("chosen", "")
    command = with_numbers(ApproveDraft(draft=number, opinion=opinion, chosen=chosen))
    return acted(case, command, form, gettext("同意拟办意见"))
