"""A paper for leaders: cases are chosen, what it says of them is corrected, then it is made; what was typed is kept as a draft."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from fangyuan.casework import drafting
from fangyuan.casework.drafting import Begun, Saved, Writing
from fangyuan.casework.reading.figures.digests import Written, digest_file, digest_page
from fangyuan.casework.reading.pages import DigestPage
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office, whole
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.taking import sent
from fangyuan.web.frame import new_key
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("digests", __name__)

LONGEST = 20_000
_MOST = 20
_MOST_WORDS = 200


@blueprint.get("/reports/<report>/digest")
def show(report: str) -> str:
    """The paper of a period, as this officer left it, else before anything is chosen."""
    page = _page(report, Written())
    place = Place("digest", report, page.period.id)
    begun = _begun(place)
    if begun is None:
        return _drawn(page, place, Saved(new_key(), 0, now()), Written())
    written = _written(begun.texts)
    return _drawn(_page(report, written), place, Saved(begun.key, begun.revision, begun.saved_at), written, begun=True)


@blueprint.post("/reports/<report>/digest")
def compose(report: str) -> Response | str | tuple[str, int]:
    """Shows the chosen cases with what was typed so far, or makes the paper; what was typed is kept either way."""
    form = sent(None)
    texts = {name: several for name, several in form.posted.items() if name != "do"}
    written = _written(texts)
    page = _page(report, written)
    place = Place("digest", report, page.period.id)
    known = whole(request.form.get("_rev", ""), None)
    saved = Saved(form.key or new_key(), known or 0, now())
    writing = Writing(saved.key, str(place), texts, known, title=page.title, line=page.period.title)
    try:
        saved = drafting.keep(office(), me(), writing, now())
        if request.form.get("do") == "make":
            seen = texts.get("seen", ())
            return handed_out(digest_file(office(), me(), report, page.period.id, written, now(), seen))
    except Refused as refused:
        return _drawn(page, place, saved, written, refused.problems), 422
    return _drawn(page, place, saved, written)


def _page(report: str, written: Written) -> DigestPage:
    return digest_page(office(), me(), report, request.args.get("period", "")[:20], written, now())


def _begun(place: Place) -> Begun | None:
    """The draft that the address names, else the newest one, unless the address asks for a fresh page."""
    if asked := request.args.get("draft", ""):
        return drafting.resume(office(), me(), asked, str(place))
    there = drafting.mine(office(), me(), now(), str(place))
    return None if "fresh" in request.args else next((one for one in there if not one.dropped), None)


def _drawn(
    page: DigestPage,
    place: Place,
    saved: Saved,
    written: Written,
    problems: tuple[Problem, ...] = (),
    *,
    begun: bool = False,
) -> str:
    return render_template(
        "reports/digest.html",
        page=page,
        place=place,
        saved=saved,
        begun=begun,
        problems=problems,
        chosen=written.cases,
        nobody=written.nobody,
    )


def _written(texts: Mapping[str, Sequence[str]]) -> Written:
    """What the form holds; a text of a case or of a section under its id."""
    said = {name: several[0][:LONGEST].replace("\r\n", "\n") for name, several in texts.items() if several}
    return Written(
        tuple(dict.fromkeys(case[:100] for case in texts.get("case", ())))[:_MOST],
        {name.removeprefix("told-"): text for name, text in said.items() if name.startswith("told-")},
        {name.removeprefix("text-"): text for name, text in said.items() if name.startswith("text-")},
        tuple(word[:100] for word in texts.get("nobody", ()))[:_MOST_WORDS],
    )
