"""`uow.jobs`: work that takes longer than a request, taken by lease, done in portions, its progress kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from fangyuan.store.canonical import canonical
from fangyuan.store.seals import Seals
from fangyuan.store.tables import JobLines, Jobs
from fangyuan.store.tables.base import put, table_of

_jobs = table_of(Jobs)
_lines = table_of(JobLines)

WAITING, ASKING, DONE, FAILED, TAKEN_BACK = "waiting", "asking", "done", "failed", "taken-back"
"""A round takes it; its owner must say something; it is done; it cannot be done, and `error` says why; its owner took it back."""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: `position` of `total` are done in this `phase`. Nobody takes it before `due_at`."""

    tenant: str
    id: str
    kind: str
    person: str
    title: str
    spec: Mapping[str, Any]
    state: str
    phase: str
    made_at: datetime
    changed_at: datetime
    position: int = 0
    total: int = 0
    counts: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    attempts: int = 0
    error: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobLine:
    """What came of the row `line` of a file: the case, and `told`, whatever the caller keeps of it (plain JSON)."""

    line: int
    outcome: str
    case: str = ""
    told: Any = None


class JobRepository:
    """Jobs of officers; their lines are sealed as a whole."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def put(self, job: Job) -> None:
        """Adds a job, or replaces what is known of it; nobody has it leased then."""
        row = {name: getattr(job, name) for name in Job.__slots__}
        row |= {"spec": dict(job.spec), "counts": dict(job.counts), "lease_until": None}
        put(self._connection, _jobs, row)

    def get(self, tenant: str, job: str) -> Job | None:
        """One of them."""
        row = self._connection.execute(select(_jobs).where(*_is(tenant, job))).first()
        return None if row is None else _job(row)

    def of(self, tenant: str, person: str, kinds: Sequence[str], limit: int = 50) -> list[Job]:
        """The jobs of a person of these kinds, the newest first."""
        mine = (_jobs.c.tenant == tenant, _jobs.c.person == person, _jobs.c.kind.in_(kinds))
        query = select(_jobs).where(*mine)
        return [_job(row) for row in self._connection.execute(query.order_by(_jobs.c.id.desc()).limit(limit))]

    def waiting(self, clock: datetime) -> bool:
        """Whether any job waits for a round; `clock` is the machine's instant, by which jobs are held."""
        query = select(_jobs.c.id).where(_jobs.c.state == WAITING, _is_due(clock))
        return self._connection.execute(query.limit(1)).first() is not None

    def lease(self, now: datetime, seconds: int, clock: datetime | None = None, only: str = "") -> Job | None:
        """The job that has waited longest, or `only` this one, taken for so many seconds."""
        free = or_(_jobs.c.lease_until.is_(None), _jobs.c.lease_until <= now)
        query = select(_jobs.c.tenant, _jobs.c.id).where(_jobs.c.state == WAITING, free, _is_due(clock or now))
        if only:
            query = query.where(_jobs.c.id == only)
        found = self._connection.execute(
            query.order_by(_jobs.c.changed_at, _jobs.c.id).limit(1).with_for_update(skip_locked=True)
        ).first()
        if found is None:
            return None
        taken = {"lease_until": now + timedelta(seconds=seconds), "attempts": _jobs.c.attempts + 1}
        self._connection.execute(update(_jobs).where(*_is(found.tenant, found.id)).values(**taken))
        return self.get(found.tenant, found.id)

    def take_back(self, job: Job, clock: datetime, now: datetime) -> bool:
        """Ends a job that is still held; whether it was."""
        held = (*_is(job.tenant, job.id), _jobs.c.state == WAITING, _jobs.c.due_at > clock)
        ended = {"state": TAKEN_BACK, "changed_at": now}
        return self._connection.execute(update(_jobs).where(*held).values(**ended)).rowcount == 1

    def hurry(self, job: Job) -> None:
        """Holds a job no longer."""
        held = (*_is(job.tenant, job.id), _jobs.c.state == WAITING)
        self._connection.execute(update(_jobs).where(*held).values(due_at=None))

    def release(self, job: Job) -> None:
        """Lets another worker take a job at once, as if this one had not."""
        mine = (*_is(job.tenant, job.id), _jobs.c.attempts == job.attempts)
        self._connection.execute(update(_jobs).where(*mine).values(lease_until=None, attempts=job.attempts - 1))

    def went_on(self, job: Job, position: int, counts: Mapping[str, Any], now: datetime, seconds: int) -> bool:
        """Keeps how far of its total a job has come and takes it for longer; False where somebody else has taken it since, or ended it."""
        mine = (*_is(job.tenant, job.id), _jobs.c.state == WAITING, _jobs.c.attempts == job.attempts)
        far = {
            "position": position,
            "total": job.total,
            "counts": dict(counts),
            "lease_until": now + timedelta(seconds=seconds),
        }
        return self._connection.execute(update(_jobs).where(*mine).values(**far)).rowcount == 1

    def old(self, before: datetime, limit: int = 100) -> list[Job]:
        """Jobs that nobody has touched since an instant and that no round works on."""
        query = select(_jobs).where(_jobs.c.changed_at < before, _jobs.c.state != WAITING)
        return [_job(row) for row in self._connection.execute(query.order_by(_jobs.c.changed_at).limit(limit))]

    def drop(self, job: Job) -> None:
        """Forgets a job and its lines."""
        self.forget_lines(job)
        self._connection.execute(delete(_jobs).where(*_is(job.tenant, job.id)))

    def add_lines(self, job: Job, lines: Sequence[JobLine]) -> None:
        """Keeps what came of rows; each row once."""
        if lines:
            self._connection.execute(insert(_lines), [self._row(job, one) for one in lines])

    def settle(self, job: Job, line: JobLine) -> None:
        """Keeps what has now come of a row that is there."""
        put(self._connection, _lines, self._row(job, line))

    def forget_lines(self, job: Job) -> None:
        """Takes away what an earlier look at the file had found."""
        self._connection.execute(delete(_lines).where(_lines.c.tenant == job.tenant, _lines.c.job == job.id))

    def lines(self, job: Job, outcomes: Sequence[str], limit: int, after: int = 0) -> list[JobLine]:
        """The lines of some outcomes, in the order of the file."""
        mine = (_lines.c.tenant == job.tenant, _lines.c.job == job.id, _lines.c.line > after)
        query = select(_lines).where(*mine, _lines.c.outcome.in_(outcomes)).order_by(_lines.c.line).limit(limit)
        rows = self._connection.execute(query).all()
        self._seals.bring(job.tenant, [row.body for row in rows])
        return [JobLine(row.line, row.outcome, row.case, self._opened(job, row.body)) for row in rows]

    def counted(self, job: Job) -> dict[str, int]:
        """How many lines there are of each outcome."""
        mine = (_lines.c.tenant == job.tenant, _lines.c.job == job.id)
        rows = self._connection.execute(
            select(_lines.c.outcome, func.count()).where(*mine).group_by(_lines.c.outcome)
        ).all()
        return {outcome: int(amount) for outcome, amount in rows}

    def _row(self, job: Job, one: JobLine) -> dict[str, Any]:
        body = self._sealed(job, one.told)
        return {
            "tenant": job.tenant, "job": job.id, "line": one.line, "outcome": one.outcome, "case": one.case, "body": body
        }  # fmt: skip

    def _sealed(self, job: Job, told: Any) -> str:
        if told is None:
            return ""
        return canonical(self._seals.seal(job.tenant, told, f"jobs:{job.person}", f"job:{job.id}"))

    def _opened(self, job: Job, body: str) -> Any:
        return self._seals.open(job.tenant, json.loads(body), f"job:{job.id}") if body else None


def _job(row: Any) -> Job:
    return Job(**{name: row._mapping[name] for name in Job.__slots__})


def _is_due(clock: datetime) -> ColumnElement[bool]:
    """Whether a job is held no more."""
    return or_(_jobs.c.due_at.is_(None), _jobs.c.due_at <= clock)


def _is(tenant: str, job: str) -> tuple[Any, ...]:
    return (_jobs.c.tenant == tenant, _jobs.c.id == job)
