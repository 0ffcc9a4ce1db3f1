"""Definition packs, for administrators to read: what each says, as a procedure, sentences and live forms."""

from flask import Blueprint, render_template, request
from flask_babel import get_locale

from fangyuan.casework.reading import packs as reading
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.filled import blank_sheet

blueprint = Blueprint("packs", __name__)


@blueprint.get("/packs")
def index() -> str:
    """Every pack that is installed."""
    return render_template("packs/index.html", packs=reading.packs(office(), me(), now()))


@blueprint.get("/packs/<pack>")
def show(pack: str) -> str:
    """One pack, in the version that the address names, else the newest."""
    page = reading.pack_page(office(), me(), request.args.get("version") or pack, now())
    return render_template("packs/show.html", page=page, blank=blank_sheet)


@blueprint.get("/packs/<pack>/changes")
def changes(pack: str) -> str:
    """What changed between two versions, by default the last two."""
    versions = request.args.get("old", ""), request.args.get("new", "")
    locale = get_locale()
    language = locale.language if locale else "zh"
    page = reading.pack_changes(office(), me(), pack, versions, language, now())
    return render_template("packs/changes.html", page=page, pack=pack)
