"""Work that takes longer than a request: a ledger that the worker makes, how far it is, its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangyuan.casework import jobs
from fangyuan.casework.exporting import XLSX, export_later
from fangyuan.casework.identity import Download
from fangyuan.casework.reading.ledger import ledger
from fangyuan.web.api.operations import Asked, Created, File, Operation
from fangyuan.web.api.routes.views import FILTER, GROUP, SORT, check_known
from fangyuan.web.at_hand import now, office


@dataclass(frozen=True, slots=True)
class JobView:
    """Something that the worker does. `kind` is export, import or return; `state` waiting, asking, done or failed; `position` of
    `total` rows are through. `ready`: it has made a file that `getJobFile` gives.
    """

    id: str
    kind: str
    title: str
    state: str
    phase: str
    position: int
    total: int
    counts: Mapping[str, int]
    error: str
    made_at: datetime
    ready: bool


@dataclass(frozen=True, slots=True)
class JobList:
    """The officer's own, the newest first; an officer leaves twenty about at most."""

    items: tuple[JobView, ...]


def index(asked: Asked[Any]) -> JobList:
    """Exports and imports of the asker."""
    return JobList(tuple(_told(job) for job in jobs.my_jobs(office(), asked.me)))


def show(asked: Asked[Any]) -> JobView:
    """How far it is."""
    return _told(jobs.my_job(office(), asked.me, asked.path["job"]))


def file(asked: Asked[Any]) -> Download:
    """What an export has made; that rows were taken out stands in the access log since it was made."""
    return jobs.file_of(office(), asked.me, asked.path["job"])


def discard(asked: Asked[Any]) -> JobList:
    """Forgets it, with its file."""
    jobs.discard(office(), asked.me, asked.path["job"])
    return index(asked)


def begin(asked: Asked[Any]) -> Created:
    """Lets the worker make the workbook of all rows of a view, for ledgers that take longer than a request may."""
    view, said = asked.path["view"], asked.query
    check_known(ledger(office(), asked.me, view, said["filter"], said["sort"], said["group"], 1, now()), said)
    job = export_later(office(), asked.me, view, said["filter"], said["sort"], said["group"], now())
    return Created(f"/jobs/{job.id}", _told(job))


def _told(job: Any) -> JobView:
    counts = {name: int(count) for name, count in job.counts.items()}
    ready = job.kind == "export" and job.state == "done" and bool(job.file)
    return JobView(
        job.id, job.kind, job.title, job.state, job.phase, job.position, job.total, counts, job.error, job.made_at, ready
    )  # fmt: skip


OPERATIONS = (
    Operation("listJobs", "get", "/jobs", "Exports and imports that I asked for", index, JobList),
    Operation("getJob", "get", "/jobs/{job}", "How far an export or an import is", show, JobView),
    Operation("getJobFile", "get", "/jobs/{job}/file", "The file that an export has made", file, File(XLSX)),
    Operation("discardJob", "post", "/jobs/{job}/discard", "Forget an export or an import", discard, JobList),
    Operation("beginExport", "post", "/views/{view}/exports", "Let the worker make a ledger's workbook", begin, JobView,
              query=(FILTER, SORT, GROUP), status=201),
)  # fmt: skip
