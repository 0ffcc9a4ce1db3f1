"""The slip that whoever the matter is of takes home. Its code stands only where it is printed, which is told in the case."""

from flask import Blueprint, render_template, request, url_for

from fangyuan.casework import slips
from fangyuan.casework.reading.pages import SlipPage
from fangyuan.casework.reading.slip import slip_page
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.frame import new_key

blueprint = Blueprint("slip", __name__)

RENEW = "renew"
"""The button that prints another code."""


@blueprint.get("/cases/<case>/slip")
def show(case: str) -> str:
    """The slip without its code, and who printed it before."""
    return _page(slip_page(office(), me(), case, now()))


@blueprint.post("/cases/<case>/slip")
def take(case: str) -> str:
    """The slip with its code, ready for the printer; the print is told in the case first."""
    renew = request.form.get("_act") == RENEW
    return _page(slips.print_slip(office(), me(), case, renew, request.form.get("_key", "")[:64], now()))


def _page(page: SlipPage) -> str:
    address = url_for("public.show", tenant=page.address, _external=True) if page.address else ""
    return render_template("slip.html", page=page, address=address, key=new_key())
