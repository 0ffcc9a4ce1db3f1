"""Cases: the events, which are the truth, and the rows that are made from them for reading."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Cases(Base):
    """One row a case: where it stands. All but `hops` can be rebuilt from the events."""

    __tablename__ = "cases"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(Words)
    case_type: Mapped[str]
    pack: Mapped[str]
    unit: Mapped[str]
    stage: Mapped[str]
    visit: Mapped[int]
    leader: Mapped[str]
    parent: Mapped[str | None]
    registered_by: Mapped[str]
    received_on: Mapped[date]
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str]
    merged_into: Mapped[str | None]
    """The case of the same jurisdiction that this one went into, and so ended."""

    flags: Mapped[str]
    title: Mapped[str] = mapped_column(Words)
    summary: Mapped[str] = mapped_column(Words)
    confidential: Mapped[bool]
    next_due_at: Mapped[datetime | None]
    red_at: Mapped[datetime | None]
    yellow_at: Mapped[datetime | None]
    orange_at: Mapped[datetime | None]
    next_firing_at: Mapped[datetime | None]
    seq: Mapped[int]
    head_hash: Mapped[str]
    hops: Mapped[int]
    slip: Mapped[int]


Index("ix_cases_case", Cases.case)
Index("ix_cases_number", Cases.tenant, Cases.number)
Index("ix_cases_registered", Cases.tenant, Cases.case_type, Cases.registered_at, Cases.case)
# Both hold all that figures ask of a case beside its answers: the row itself is wide, and is not looked up.
Index(
    "ix_cases_received",
    *(Cases.tenant, Cases.case_type, Cases.received_on, Cases.case, Cases.parent, Cases.closed_at, Cases.merged_into),
)
Index(
    "ix_cases_closed",
    *(Cases.tenant, Cases.case_type, Cases.closed_at, Cases.case, Cases.received_on, Cases.parent, Cases.merged_into),
)
Index("ix_cases_stage", Cases.tenant, Cases.case_type, Cases.stage, Cases.next_due_at)
Index("ix_cases_unit", Cases.tenant, Cases.unit, Cases.next_due_at)
Index("ix_cases_due", Cases.tenant, Cases.next_due_at, Cases.case)
Index("ix_cases_pack", Cases.tenant, Cases.pack, Cases.closed_at, Cases.case)
Index("ix_cases_leader", Cases.tenant, Cases.leader, Cases.closed_at, Cases.case_type, Cases.case)
# Of those alone that came from another: with statistics SQLite took every case without one for a brother of all the others.
_SENT_ON = Cases.parent.is_not(None)
Index("ix_cases_parent", Cases.parent, Cases.tenant, sqlite_where=_SENT_ON, postgresql_where=_SENT_ON)


class Closings(Base):
    """Closings that were taken back: where a case stood from `closed_at` until `reopened_at`, for figures of that time.

    `held` are the indexed answers and the clocks of that time as JSON (`store/closings.py`); where it is blank, nobody has
    folded the events yet, and those of today stand for them.
    """

    __tablename__ = "closings"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]
    reopened_at: Mapped[datetime]
    stage: Mapped[str]
    unit: Mapped[str]
    outcome: Mapped[str]
    leader: Mapped[str]
    merged_into: Mapped[str | None]
    held: Mapped[str | None] = mapped_column(Words)


Index("ix_closings_closed", Closings.tenant, Closings.closed_at)
Index("ix_closings_merged", Closings.merged_into)


class Events(Base):
    """The events of every case, chained by hash. Never updated, never deleted."""

    __tablename__ = "events"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    version: Mapped[int]
    actor: Mapped[str]
    at: Mapped[datetime]
    occurred_on: Mapped[date | None]
    on_behalf_of: Mapped[str | None]
    scan: Mapped[str | None]
    cause: Mapped[str]
    body: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class Snapshots(Base):
    """The state of a case after event `seq`, so that reading it folds nothing; `format` names the shape it was written in."""

    __tablename__ = "snapshots"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    format: Mapped[str]
    body: Mapped[str]


class Firings(Base):
    """The next firing of each run of a clock that is running: the only thing that a sweep looks at."""

    __tablename__ = "firings"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    clock: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    place: Mapped[int]
    fires_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    poisoned: Mapped[bool]
    error: Mapped[str] = mapped_column(Words)


Index("ix_firings_due", Firings.poisoned, Firings.fires_at)


class ClockRuns(Base):
    """Every run of every clock, for ledgers and reports."""

    __tablename__ = "clock_runs"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    clock: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    red_at: Mapped[datetime | None]
    yellow_at: Mapped[datetime | None]
    orange_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    """When it ended, or has stood still: its light is that of this instant."""

    late: Mapped[bool]
    missed: Mapped[int]


Index("ix_clock_runs_due", ClockRuns.tenant, ClockRuns.clock, ClockRuns.due_at)
Index("ix_clock_runs_open", ClockRuns.tenant, ClockRuns.status, ClockRuns.due_at)


class Todo(Base):
    """What is asked of whom: one row a person and open place; `kind` is task, draft or extension."""

    __tablename__ = "todo"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    visit: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Words)
    unit: Mapped[str]
    opened_at: Mapped[datetime]
    claimed_by: Mapped[str]
    due_at: Mapped[datetime | None]
    red_at: Mapped[datetime | None]
    yellow_at: Mapped[datetime | None]
    orange_at: Mapped[datetime | None]


Index("ix_todo_person", Todo.tenant, Todo.person, Todo.due_at)
Index("ix_todo_unit", Todo.tenant, Todo.unit, Todo.due_at)


class Parties(Base):
    """The units and people that a case reaches, and (`excluded`) those that it must never reach."""

    __tablename__ = "case_parties"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    party: Mapped[str] = mapped_column(primary_key=True)
    excluded: Mapped[bool] = mapped_column(primary_key=True)


Index("ix_case_parties_party", Parties.tenant, Parties.party, Parties.excluded)
