"""What a browser sent: the texts of a form, its files taken in at once, and what the page carried unseen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from fangyuan.casework import filing
from fangyuan.forms.paths import plain
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.rows import Posted

ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Sent:
    """A submitted form. `act` is the button, `row` a row button, `key` makes a second submit do nothing more,
    `seen` is the last event that the page knew, `problems` are files that were refused.
    """

    posted: Posted
    act: str
    row: str
    key: str
    seen: int | None
    subject: str
    problems: tuple[Problem, ...] = ()


def sent(form: Form | None, case: str = "") -> Sent:
    """Reads the request; uploads are kept at once, so that an error elsewhere loses none of them."""
    posted = {name: texts for name, texts in request.form.lists() if not name.startswith("_") and name != "csrf_token"}
    # A row in which nothing stands yet is known by its marker alone.
    posted.update({row: [""] for row in request.form.getlist("_at")})
    problems = _take_files(form, posted, case) if form else ()
    seen = request.form.get("_seq", "")
    return Sent(
        posted=posted,
        act=request.form.get("_act", ""),
        row=request.form.get("_row", ""),
        key=request.form.get("_key", "")[:64],
        seen=int(seen) if seen.isdecimal() else None,
        subject=request.form.get("_subject", ""),
        problems=problems,
    )


def take(upload: FileStorage, case: str = "") -> str:
    """Keeps one upload; gives its reference as forms post it. Raises Refused for what may not be kept."""
    kept = filing.keep(office(), me(), cast("BinaryIO", upload.stream), upload.filename or "", now(), case)
    fields = {"file": kept.id, "name": kept.name, "size": kept.size, "sha256": kept.sha256, "type": kept.media_type}
    return json.dumps(fields, ensure_ascii=False)


def take_file(name: str, case: str = "") -> str:
    """Keeps the upload of one of the page's own inputs; gives the file's id, or blank where none came."""
    upload = request.files.get(name)
    if upload is None or not upload.filename:
        return ""
    return filing.keep(office(), me(), cast("BinaryIO", upload.stream), upload.filename, now(), case).id


def read_day(name: str) -> date | None:
    """A date that the page itself asks for; None where it is blank or none."""
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None


def _take_files(form: Form, posted: Posted, case: str) -> tuple[Problem, ...]:
    """Puts a reference beside the other texts of each field that files came with."""
    asked = {field.path for field in form.walk() if field.kind == ATTACHMENT}
    problems: list[Problem] = []
    for name, uploads in request.files.lists():
        if plain(name) in asked:
            problems += _taken(name, [upload for upload in uploads if upload.filename], posted, case)
    return tuple(problems)


def _taken(name: str, uploads: Sequence[FileStorage], posted: dict[str, list[str]], case: str) -> list[Problem]:
    problems = []
    for upload in uploads:
        try:
            posted.setdefault(name, []).append(take(upload, case))
        except Refused as refused:
            problems += [Problem(p.code, p.message, name, advice=p.advice) for p in refused.problems]
    return problems
