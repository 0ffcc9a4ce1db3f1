"""Letters and files."""

from typing import Any, BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import UnsupportedMediaType

from fangyuan.casework import filing
from fangyuan.casework.identity import Download
from fangyuan.casework.reading.letter_batch import my_letters
from fangyuan.casework.reading.letter_page import letter_page
from fangyuan.casework.reading.letters import DOCX
from fangyuan.casework.reading.pages import LetterPage
from fangyuan.casework.taking_letters import take_file, take_letter
from fangyuan.casework.witnessing import looked
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.answers import FileReference, LetterList
from fangyuan.web.api.operations import Asked, File, Operation
from fangyuan.web.at_hand import now, office

NO_FILE = Problem("malformed", "没有收到文件。", "file", advice="请用 multipart/form-data 上传，文件项名为 file。")


def sent_file() -> FileStorage:
    """The one file of an upload; raises Refused where there is none or more beside it."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    sent = request.files.get("file")
    if sent is None or len(request.files) + len(request.form) > 1:
        raise Refused(NO_FILE)
    return sent


def show_letter(asked: Asked[Any]) -> Download:
    """A letter as a file for a word processor."""
    return take_letter(office(), asked.me, asked.path["case"], int(asked.path["copy"]), now())


def list_letters(asked: Asked[Any]) -> LetterList:
    """The letters on which the asker has a step to do."""
    found = my_letters(office(), asked.me, now())
    return LetterList(found.lines, found.more)


def show_letter_page(asked: Asked[Any]) -> LetterPage:
    """How far a letter has come, its text, and what the asker may do with it."""
    looked(office(), asked.me, asked.path["case"], now())
    return letter_page(office(), asked.me, asked.path["case"], int(asked.path["copy"]), now())


def show_file(asked: Asked[Any]) -> Download:
    """A file of a case."""
    return take_file(office(), asked.me, asked.path["case"], asked.path["file"], now())


def upload(asked: Asked[Any]) -> FileReference:
    """Keeps a file; it belongs to nobody until an answer or a scan names it."""
    sent = sent_file()
    kept = filing.keep(office(), asked.me, cast("BinaryIO", sent.stream), (sent.filename or "")[:200], now())
    return FileReference(kept.id, kept.name, kept.size, kept.media_type, kept.sha256)


OPERATIONS = (
    Operation(
        "getLetter", "get", "/cases/{case}/letters/{copy}", "A letter of a case", show_letter, File(DOCX),
        integers=frozenset({"copy"}),
    ),
    Operation("listLetters", "get", "/letters", "Letters that wait for a step of yours", list_letters, LetterList),
    Operation(
        "getLetterPage", "get", "/cases/{case}/letters/{copy}/page", "How far a letter has come, and its text",
        show_letter_page, LetterPage, integers=frozenset({"copy"}),
    ),
    Operation("getFile", "get", "/cases/{case}/files/{file}", "A file of a case", show_file, File("*/*")),
    Operation(
        "uploadFile", "post", "/files", "Upload a file, to be named by an answer or a scan afterwards", upload,
        FileReference, status=201, upload=True,
    ),
)  # fmt: skip
