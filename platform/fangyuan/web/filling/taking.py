"""What a browser sent: the texts of a form, its files taken in at once, and what the page carried unseen."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from typing import Any, BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from fangyuan.casework import filing
from fangyuan.forms.admitting import problem
from fangyuan.forms.paths import plain
from fangyuan.model.fields import Field, Form
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office, whole
from fangyuan.web.filling.rows import Posted

ATTACHMENT = "attachment"
FILED = (ATTACHMENT, "signature")
"""Kinds that files belong to."""

PICTURES: Mapping[str, Any] = {
    "types": ("image/png", "image/jpeg", "application/pdf"),
    "endings": ("png", "jpg", "pdf"),
    "max_size": 10 * 1024 * 1024,
}
"""What a signature may be: a picture or a scan."""

MOST_FILES = 50
"""How many files a field takes that names no limit."""


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


def sent(form: Form | None, case: str = "", keep: "Take | None" = None) -> Sent:
    """Reads the request; uploads are kept at once, so that an error elsewhere loses none of them; `keep` says how."""
    posted = {name: texts for name, texts in request.form.lists() if not name.startswith("_") and name != "csrf_token"}
    # A row in which nothing stands yet is known by its marker alone.
    posted.update({row: [""] for row in request.form.getlist("_at")})
    problems = _take_files(form, posted, case, keep or take) if form else ()
    return Sent(
        posted=posted,
        act=request.form.get("_act", ""),
        row=request.form.get("_row", ""),
        key=request.form.get("_key", "")[:64],
        seen=whole(request.form.get("_seq", ""), None),
        subject=request.form.get("_subject", ""),
        problems=problems,
    )


def take(upload: FileStorage, options: Mapping[str, Any], case: str = "") -> str:
    """Keeps one upload; gives its reference as forms post it. Raises Refused for what may not be kept."""
    kept = filing.keep(office(), me(), _bytes(upload), upload.filename or "", now(), case, options)
    return reference(kept)


def reference(kept: Any) -> str:
    """The reference of a kept file as forms post it."""
    return _reference(kept.id, kept.name, kept.size, kept.sha256, kept.media_type)


def look(upload: FileStorage, options: Mapping[str, Any], _case: str = "") -> str:
    """A reference like that of a kept file, to nothing: for forms that are only tried. Raises Refused as `take` does."""
    seen = filing.look(office(), _bytes(upload), upload.filename or "", options)
    return _reference(
        "none", seen.name, seen.size, file_digest(cast("Any", upload.stream), "sha256").hexdigest(), seen.media_type
    )


Take = Callable[[FileStorage, Mapping[str, Any], str], str]


def _bytes(upload: FileStorage) -> BinaryIO:
    return cast("BinaryIO", upload.stream)


def _reference(file: str, name: str, size: int, sha256: str, media_type: str) -> str:
    fields = {"file": file, "name": name, "size": size, "sha256": sha256, "type": media_type}
    return json.dumps(fields, ensure_ascii=False)


def take_file(name: str, case: str = "") -> str:
    """Keeps the upload of one of the page's own inputs; gives the file's id, or blank where none came."""
    upload = request.files.get(name)
    if upload is None or not upload.filename:
        return ""
    return filing.keep(office(), me(), _bytes(upload), upload.filename, now(), case).id


def read_day(name: str) -> date | None:
    """A date that the page itself asks for; None where it is blank or none."""
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None


def _take_files(form: Form, posted: Posted, case: str, take: Take) -> tuple[Problem, ...]:
    """Puts a reference beside the other texts of each field that files came with."""
    asked = {field.path: field for field in form.walk() if field.kind in FILED}
    problems: list[Problem] = []
    for name, uploads in request.files.lists():
        if field := asked.get(plain(name)):
            problems += _taken(field, name, [upload for upload in uploads if upload.filename], posted, case, take)
    return tuple(problems)


def _taken(
    field: Field, name: str, uploads: Sequence[FileStorage], posted: dict[str, list[str]], case: str, take: Take
) -> list[Problem]:
    """Takes the uploads of one field, each for itself: one that is refused leaves the others where they are."""
    problems = []
    texts = posted.setdefault(name, [])
    most = (field.options_of_kind.get("max_files") or MOST_FILES) if field.many else MOST_FILES
    for upload in uploads:
        if sum(text.startswith("{") for text in texts) >= most:
            problems.append(problem("too-many-files", name, limit=most, name=upload.filename or ""))
            continue
        try:
            texts.append(take(upload, field.options_of_kind if field.kind == ATTACHMENT else PICTURES, case))
        except Refused as refused:
            problems += [Problem(p.code, p.message, name, advice=p.advice, detail=p.detail) for p in refused.problems]
    return problems
