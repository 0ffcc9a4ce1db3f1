"""Cases out of files, and edited ledgers that come back: brought, mapped, tried by the worker, taken in."""

from types import ModuleType
from typing import Any, BinaryIO, cast

from fangyuan.casework import jobs
from fangyuan.casework.exporting import XLSX
from fangyuan.casework.identity import Download
from fangyuan.casework.importing import asking, returning, taking
from fangyuan.casework.importing.asking import ImportLine, ImportPage
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.web.api.answers import (
    ImportColumn,
    ImportDescription,
    ImportList,
    ImportReason,
    ImportRow,
    ImportTarget,
)
from fangyuan.web.api.bodies import MappingColumns
from fangyuan.web.api.operations import Asked, Created, File, Operation, Parameter
from fangyuan.web.api.routes.papers import sent_file
from fangyuan.web.at_hand import now, office

TEXT = {"type": "string", "maxLength": 400}


def index(asked: Asked[Any]) -> ImportList:
    """The asker's own."""
    found = jobs.my_jobs(office(), asked.me, (taking.KIND, returning.KIND))
    return ImportList(tuple(_plainly(job) for job in found))


def bring(asked: Asked[Any]) -> Created:
    """Keeps a file of old cases, with a first guess at where its columns go."""
    sent, query = sent_file(), asked.query
    stream = cast("BinaryIO", sent.stream)
    job = asking.bring(
        office(), asked.me, query["case_type"], stream, sent.filename or "", now(), query["mapping"]
    )  # fmt: skip
    return Created(f"/imports/{job.id}", _told(asked, job.id))


def bring_back(asked: Asked[Any]) -> Created:
    """Keeps an exported ledger that was edited; the worker tries its rows."""
    sent = sent_file()
    stream = cast("BinaryIO", sent.stream)
    job = returning.bring(
        office(), asked.me, asked.path["view"], stream, sent.filename or "", asked.query["reason"], now()
    )  # fmt: skip
    return Created(f"/imports/{job.id}", _told(asked, job.id))


def show(asked: Asked[Any]) -> ImportDescription:
    """How far it is, and what is wrong with which row."""
    return _told(asked, asked.path["job"])


def map_columns(asked: Asked[MappingColumns]) -> ImportDescription:
    """Says where the columns go; under other heads they are guessed anew, else the worker tries the rows."""
    body, job = asked.body, asked.path["job"]
    before = jobs.my_job(office(), asked.me, job).spec
    said = {
        "sheet": body.sheet or before.get("sheet", ""),
        "first": body.first or before.get("first", 0),
        "last": body.last or before.get("last", 0),
        "columns": {at: str(path) for at, path in body.columns.items() if at.isdecimal() and path},
        "fixed": {path: str(text) for path, text in body.fixed.items() if text},
    }
    asking.map_columns(office(), asked.me, job, said, body.save_as.strip(), now())
    return _told(asked, job)


def remap(asked: Asked[Any]) -> ImportDescription:
    """Asks anew where the columns go; what was tried is forgotten."""
    asking.remap(office(), asked.me, asked.path["job"], now())
    return _told(asked, asked.path["job"])


def take_in(asked: Asked[Any]) -> ImportDescription:
    """Lets the worker take in what the trial found fit."""
    job = asked.path["job"]
    _hand(asked, job).take_in(office(), asked.me, job, now())
    return _told(asked, job)


def discard(asked: Asked[Any]) -> ImportList:
    """Forgets an import with its file; what was taken in stays."""
    jobs.discard(office(), asked.me, asked.path["job"])
    return index(asked)


def wrong(asked: Asked[Any]) -> Download:
    """The rows that were refused, with the reasons."""
    return wrong_rows(office(), asked.me, asked.path["job"])


def _hand(asked: Asked[Any], job: str) -> ModuleType:
    return returning if jobs.my_job(office(), asked.me, job).kind == returning.KIND else asking


def _told(asked: Asked[Any], job: str) -> ImportDescription:
    page = _hand(asked, job).page_of(office(), asked.me, job, now())
    rows = tuple(_row(line) for line in (*page.lines, *(() if isinstance(page, ImportPage) else page.changes)))
    return _mapped(page, rows) if isinstance(page, ImportPage) else _plainly(page.job, rows=rows)


def _mapped(page: ImportPage, rows: tuple[ImportRow, ...]) -> ImportDescription:
    heads = page.heads
    return _plainly(
        page.job,
        columns=tuple(ImportColumn(one.number, one.title, one.examples, one.target) for one in page.columns),
        targets=tuple(ImportTarget(one.path, one.title, one.required) for one in page.targets),
        sheets=page.sheets,
        first=heads.first if heads else 0,
        last=heads.last if heads else 0,
        rows=rows,
    )


def _plainly(job: Any, **more: Any) -> ImportDescription:
    counts = {name: int(count) for name, count in job.counts.items()}
    return ImportDescription(
        job.id, job.kind, job.title, job.state, job.phase, job.position, job.total, counts, job.error, **more
    )  # fmt: skip


def _row(line: ImportLine) -> ImportRow:
    return ImportRow(line.place, line.outcome, line.case, tuple(ImportReason(*one) for one in line.reasons))


OPERATIONS = (
    Operation("listImports", "get", "/imports", "My imports", index, ImportList),
    Operation("bringImport", "post", "/imports", "Bring a file of old cases", bring, ImportDescription, status=201,
              upload=True, query=(Parameter("case_type", "The case type that its rows become.", TEXT),
                                  Parameter("mapping", "The name of a mapping that was saved.", TEXT))),
    Operation("bringBack", "post", "/views/{view}/back", "Bring an exported ledger back that was edited", bring_back,
              ImportDescription, status=201, upload=True,
              query=(Parameter("reason", "Why the cases are corrected.", TEXT),)),
    Operation("getImport", "get", "/imports/{job}", "How far an import is, and what is wrong", show,
              ImportDescription),
    Operation("mapImport", "post", "/imports/{job}/mapping", "Say where the columns go, and let it be tried",
              map_columns, ImportDescription, body=MappingColumns),
    Operation("remapImport", "post", "/imports/{job}/remap", "Ask anew where the columns go", remap, ImportDescription),
    Operation("takeImport", "post", "/imports/{job}/take", "Take in what was found fit", take_in,
              ImportDescription),
    Operation("discardImport", "post", "/imports/{job}/discard", "Forget an import", discard, ImportList),
    Operation("getWrongRows", "get", "/imports/{job}/wrong", "The rows that were refused, as a workbook", wrong,
              File(XLSX)),
)  # fmt: skip
