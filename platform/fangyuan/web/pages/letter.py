"""Letters of a case: downloaded as they were issued, and their delivery written down."""

from io import BytesIO

from flask import Blueprint, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework.identity import Download
from fangyuan.casework.reading.letters import letter, unsigned
from fangyuan.model.commands import RecordDelivery
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.answering import acted
from fangyuan.web.filling.taking import sent

blueprint = Blueprint("letter", __name__)


@blueprint.get("/cases/<case>/letters/<int:copy>")
def show(case: str, copy: int) -> Response:
    """The letter as a file for a word processor; it is rendered now where the worker has not come to it yet."""
    return handed_out(letter(office(), me(), case, copy, now()))


@blueprint.get("/cases/<case>/tasks/<task>/letter")
def to_sign(case: str, task: str) -> Response:
    """The letter that a task will bring, without a number, to be printed and signed on paper."""
    return handed_out(unsigned(office(), me(), case, task, request.args.get("subject", ""), now()))


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
