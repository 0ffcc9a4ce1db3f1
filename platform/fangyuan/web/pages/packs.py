"""Definition packs, for administrators to read: what each says, as a procedure, sentences and live forms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import arriving
from fangyuan.casework.reading import packs as reading
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.diagram import drawing
from fangyuan.web.filling.filled import blank_sheet
from fangyuan.web.pages.arrivals import language
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("packs", __name__)


@blueprint.get("/packs")
def index() -> str:
    """Every pack that is installed."""
    return render_template("packs/index.html", page=reading.packs_page(office(), me(), now()))


@blueprint.get("/packs/<pack>")
def show(pack: str) -> str:
    """One pack, in the version that the address names, else the newest."""
    page = reading.pack_page(office(), me(), request.args.get("version") or pack, now(), language())
    drawn = {one.key: drawing(one, page.clock_texts[one.key], gettext("、")) for one in page.case_types}
    return render_template("packs/show.html", page=page, drawn=drawn, blank=blank_sheet)


@blueprint.get("/packs/<pack>/archive")
def archive(pack: str) -> Response:
    """An installed version as it came, to hand on."""
    return handed_out(reading.archive(office(), me(), request.args.get("version") or pack, now()))


@blueprint.post("/packs/<pack>/trial")
def trial(pack: str) -> Response:
    """Lets the scenarios be played and the analysis be made, in one of the next rounds."""
    found = reading.find(office(), me(), request.args.get("version") or pack, now())
    arriving.ask_trial(office(), me(), found, now())
    flash(gettext("已安排试运行，结果稍后出现在这里。"), "done")
    return redirect(url_for("packs.show", pack=found.name, version=found.hash, _anchor="trial"))


@blueprint.get("/packs/<pack>/changes")
def changes(pack: str) -> str:
    """What changed between two versions, by default the last two."""
    versions = request.args.get("old", ""), request.args.get("new", "")
    page = reading.pack_changes(office(), me(), pack, versions, language(), now())
    return render_template("packs/changes.html", page=page, pack=pack)
