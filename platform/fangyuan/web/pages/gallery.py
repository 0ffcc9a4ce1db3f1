"""Every field kind live, for administrators and authors of packs: a submit is judged and shown, and saves nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for

from fangyuan.casework.offering import not_offered
from fangyuan.casework.reading.gallery import Gallery, Showcase, gallery
from fangyuan.forms.judging import receive, together
from fangyuan.forms.reading import read, write
from fangyuan.forms.texts import summary
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import kind, me, now, office, widgets
from fangyuan.web.filling.rows import Posted, pressed, without_markers
from fangyuan.web.filling.sheet import Sheet, Surroundings
from fangyuan.web.filling.taking import look, sent

blueprint = Blueprint("gallery", __name__)


@dataclass(frozen=True, slots=True)
class Hung:
    """A kind on the page: its form as it stands, and what a submit read in it, as (title, text)."""

    showcase: Showcase
    sheet: Sheet
    told: Sequence[tuple[str, str]] = ()


@blueprint.get("/gallery")
def show() -> str:
    """Every kind, or the one that the address names, in each state that it can be in."""
    shown = _gallery()
    return _page([_fresh(one, shown) for one in shown.showcases])


@blueprint.post("/gallery")
def submit() -> tuple[str, int]:
    """Judges what was typed; files are looked at and let go."""
    shown = _gallery()
    hung = [_judged(one, shown) for one in shown.showcases]
    judged = "_row" not in request.form
    return _page(hung, judged=judged), 422 if judged and any(one.sheet.problems for one in hung) else 200


def _gallery() -> Gallery:
    found = gallery(office(), me(), now(), request.args.get("kind", ""))
    return found if found.showcases else abort(404)


def _page(hung: Sequence[Hung], judged: bool = False) -> str:
    errors = [line for one in hung for line in one.sheet.errors]
    names = [one.kind for one in _every()]
    return render_template("gallery.html", hung=hung, errors=errors if judged else (), judged=judged, names=names,
                           only=request.args.get("kind", ""))  # fmt: skip


def _every() -> Sequence[Showcase]:
    return gallery(office(), me(), now()).showcases


def _fresh(one: Showcase, shown: Gallery) -> Hung:
    """A kind as it begins: what is wrong with the wrong field stands beside it already."""
    posted = {name: list(texts) for name, texts in write(one.form, one.answers, office().kinds).items()}
    posted |= {name: list(texts) for name, texts in one.wrong.items()}
    reading, judged = receive(one.form, posted, {}, shown.moment, office().kinds)
    problems = _with_choices(one, shown, reading.answers, judged.problems)
    return Hung(one, _sheet(one, shown, posted, reading.answers, problems))


def _judged(one: Showcase, shown: Gallery) -> Hung:
    """A kind as it was sent."""
    own = {field.name for field in one.form.fields}
    form = sent(one.form, keep=look)
    posted: Posted = {name: texts for name, texts in form.posted.items() if name.partition(".")[0] in own}
    if form.row:
        posted = pressed(form.row, posted)
        answers = read(one.form, without_markers(posted), office().kinds).answers
        return Hung(one, _sheet(one, shown, posted, answers, ()))
    reading, judged = receive(one.form, without_markers(posted), {}, shown.moment, office().kinds)
    problems = _with_choices(one, shown, reading.answers, (*form.problems, *judged.problems))
    names = {named.id: named.title for several in shown.choices.values() for named in several}
    told = [(line.title, line.text) for line in summary(one.form, judged.answers, names, office().kinds)]
    return Hung(one, _sheet(one, shown, reading.raw, reading.answers, problems), told)


def _with_choices(
    one: Showcase, shown: Gallery, answers: Mapping[str, object], problems: Sequence[Problem]
) -> tuple[Problem, ...]:
    """The problems, and a further one for each answer that was not offered."""
    return together(problems, not_offered(one.form, answers, {}, shown.choices))


def _sheet(
    one: Showcase, shown: Gallery, posted: Posted, answers: Mapping[str, object], problems: Sequence[Problem]
) -> Sheet:
    around = Surroundings(kind, widgets(), shown.moment, shown.choices)
    return Sheet(one.form, around, posted, answers, problems, url_for("gallery.show", kind=request.args.get("kind")))
