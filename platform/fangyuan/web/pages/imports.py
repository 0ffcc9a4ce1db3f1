"""Cases out of a ledger that was kept before: a file, its columns, a trial, and then the cases."""

from types import ModuleType
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from fangyuan.casework import jobs
from fangyuan.casework.importing import asking, returning, taking
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("imports", __name__)

MOST_COLUMNS = 200
Answer = Response | str | tuple[str, int]


@blueprint.get("/imports")
def index() -> str:
    """Where a file is brought, and what this officer has begun."""
    return _index()


@blueprint.post("/imports")
def bring() -> Answer:
    """Keeps the file and asks where its columns go."""
    sent, case_type = request.files.get("file"), request.form.get("case_type", "")[:200]
    if sent is None or not sent.filename:
        return _index((Problem("blank", gettext("请选择文件。"), "file"),)), 422
    try:
        with sent.stream as stream:
            job = asking.bring(office(), me(), case_type, stream, sent.filename, now())  # type: ignore[arg-type]
    except Refused as refused:
        return _index(refused.problems, case_type), 422
    return redirect(url_for("imports.show", job=job.id))


@blueprint.get("/imports/<job>")
def show(job: str) -> str:
    """The columns, how far it is, or what came of it."""
    return _show(job)


@blueprint.post("/imports/<job>")
def say(job: str) -> Answer:
    """What the buttons of the page say."""
    try:
        match request.form.get("_act", ""):
            case "take":
                _hand(job).take_in(office(), me(), job, now())
            case "remap":
                asking.remap(office(), me(), job, now())
            case "drop":
                jobs.discard(office(), me(), job)
                flash(gettext("已删除。"), "done")
                return redirect(url_for("imports.index"))
            case _:
                asking.map_columns(office(), me(), job, _said(job), request.form.get("save_as", "").strip()[:60], now())
    except Refused as refused:
        if any(problem.code == "not-found" for problem in refused.problems):
            raise
        return _show(job, refused.problems), 422
    return redirect(url_for("imports.show", job=job))


@blueprint.get("/imports/<job>/wrong")
def wrong(job: str) -> Response:
    """The rows that were refused, as a workbook with the reasons."""
    return handed_out(wrong_rows(office(), me(), job))


def _said(job: str) -> dict[str, Any]:
    """What the form says of the file."""
    before = jobs.my_job(office(), me(), job).spec
    fields = {name: text[:200] for name, text in request.form.items()}
    columns = {str(at): fields.get(f"column.{at}", "") for at in range(MOST_COLUMNS) if f"column.{at}" in fields}
    fixed = {name.removeprefix("fixed."): text.strip() for name, text in fields.items() if name.startswith("fixed.")}
    return {
        "sheet": fields.get("sheet", before["sheet"]),
        "first": _whole(fields.get("first", ""), before["first"]),
        "last": _whole(fields.get("last", ""), before["last"]),
        "columns": {at: path for at, path in columns.items() if path},
        "fixed": {path: text for path, text in fixed.items() if text},
    }


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) > 0 else otherwise


def _index(problems: tuple[Problem, ...] = (), chosen: str = "") -> str:
    mine = jobs.my_jobs(office(), me(), (taking.KIND,))
    types = g.viewer.may_register
    return render_template("imports/index.html", jobs=mine, types=types, chosen=chosen, errors=_lines(problems))


def _hand(job: str) -> ModuleType:
    """What deals with a job: old ledgers come in, edited ones come back."""
    return returning if jobs.my_job(office(), me(), job).kind == returning.KIND else asking


def _show(job: str, problems: tuple[Problem, ...] = ()) -> str:
    page = _hand(job).page_of(office(), me(), job, now())
    result = "returned" if page.job.kind == returning.KIND else "map" if page.heads else "result"
    shown = "under-way" if page.job.state == "waiting" else result
    english = str(get_locale()) == "en"
    return render_template(
        f"imports/{shown}.html", page=page, job=page.job, errors=_lines(problems), english=english, kept=jobs.KEPT.days
    )


def _lines(problems: tuple[Problem, ...]) -> list[ErrorLine]:
    ids = {"file": "f-file", "columns": "columns", "save_as": "f-save_as"}
    return [ErrorLine(ids.get(one.path, ""), "", one.message, one.advice) for one in problems]
