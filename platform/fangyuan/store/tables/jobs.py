"""Work that takes longer than a request: large exports and imports, and what imports know of cases from elsewhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Jobs(Base):
    """A piece of work that an officer asked for. `state` says who it waits for, `phase` what of it comes next.

    `spec` is what was asked, `counts` what came of it; `file` is the file that it reads or has made. Before `due_at`, an
    instant of the machine, nobody takes it, so that it can be taken back.
    """

    __tablename__ = "jobs"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person: Mapped[str]
    title: Mapped[str] = mapped_column(Words)
    spec: Mapped[dict[str, Any]]
    state: Mapped[str]
    phase: Mapped[str]
    position: Mapped[int]
    total: Mapped[int]
    counts: Mapped[dict[str, Any]]
    file: Mapped[str]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    error: Mapped[str] = mapped_column(Words)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


Index("ix_jobs_waiting", Jobs.state, Jobs.changed_at)


class JobLines(Base):
    """What came of one row of a file; `body` is sealed, because reasons quote what stands in the row."""

    __tablename__ = "job_lines"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    case: Mapped[str]
    body: Mapped[str]


Index("ix_job_lines_outcome", JobLines.tenant, JobLines.job, JobLines.outcome, JobLines.line)


class ImportMappings(Base):
    """Which columns of whose files go where, by the name that it was saved under."""

    __tablename__ = "import_mappings"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case_type: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    person: Mapped[str]
    saved_at: Mapped[datetime]


class CaseSources(Base):
    """The cases that bear a number elsewhere, or came from a row of a file without numbers.

    `source` is the id of a system that a pack names, blank where nobody says which, or the name of a ledger. `scope` is
    blank where the number is one in the whole jurisdiction, else the case type among which it is. `place` counts those
    that bear it, the first with 0: two who take the same place at once cannot both have it. `number` of a row and
    `digest`, which tells a changed row and is blank where there was none, are keyed hashes.
    """

    __tablename__ = "case_sources"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    case_type: Mapped[str]
    case: Mapped[str]
    digest: Mapped[str]
    made_at: Mapped[datetime]


Index("ix_case_sources_case", CaseSources.tenant, CaseSources.case)
Index("ix_case_sources_number", CaseSources.tenant, CaseSources.number)
