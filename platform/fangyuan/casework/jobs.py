"""Work that takes longer than a request: asked for by an officer, done by the worker, watched on a page, left behind a while."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork
from fangyuan.store.files import FileRef
from fangyuan.store.ids import new_id
from fangyuan.store.jobs import DONE, FAILED, WAITING, Job

LOG = logging.getLogger("fangyuan.jobs")

SECONDS = 60
"""How long a job is its worker's without a sign of life."""

MOST_TRIES = 4
MOST_OF_ONE = 20
"""Jobs that an officer may leave about."""

FILES = ("export", "import", "return")
"""The kinds of jobs that make or read a file."""

KEPT = timedelta(days=30)
"""How long a job and its file stay that nobody touches; they hold what people wrote."""

PAUSE = timedelta(hours=1)
"""How often it is looked for what is too old."""


class Gone(Exception):
    """The job was dropped or taken over while it was worked on."""


class Stopped(Exception):
    """The worker ends; the job goes on where it stopped when another begins."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a hand has beside its job: the time, and whether the worker is to end."""

    now: Callable[[], datetime]
    stopped: Callable[[], bool] = lambda: False

    def went_on(self, uow: UnitOfWork, job: Job, position: int, counts: Mapping[str, Any]) -> None:
        """Keeps how far a job has come, in the transaction of what was done; raises Gone, or Stopped before anything is done."""
        if self.stopped():
            raise Stopped
        if not uow.jobs.went_on(job, position, counts, self.now(), SECONDS):
            raise Gone(job.id)


Hand = Callable[[Office, Job, Watch], None]
"""Does a job to its end or to the next question, and says so in it."""

NO_JOB = Problem("not-found", "没有这项导入或导出，或者不是您提交的。", advice="它可能已经删除，请回到“导入导出”。")
TOO_MANY = Problem("too-many", f"您已有 {MOST_OF_ONE} 项导入或导出。", advice="请先在“导入导出”里删除不再需要的。")


def start(uow: UnitOfWork, me: Identity, job: Job) -> None:
    """Adds a job; raises Refused where the officer has left too many about."""
    if len(uow.jobs.of(me.tenant, me.person, FILES)) >= MOST_OF_ONE:
        raise Refused(TOO_MANY)
    uow.jobs.put(job)


def made(me: Identity, kind: str, title: str, spec: Mapping[str, Any], now: datetime) -> Job:
    """A new job that waits for a round."""
    return Job(me.tenant, new_id(), kind, me.person, title, spec, WAITING, "", now, now)


def my_jobs(office: Office, me: Identity, kinds: tuple[str, ...] = FILES) -> list[Job]:
    """The officer's own jobs, the newest first."""
    with office.database.read() as uow:
        office.person(uow, me)
        return uow.jobs.of(me.tenant, me.person, kinds)


def my_job(office: Office, me: Identity, job: str, kinds: tuple[str, ...] = FILES) -> Job:
    """One of the officer's own; raises Refused (`not-found`)."""
    with office.database.read() as uow:
        office.person(uow, me)
        found = uow.jobs.get(me.tenant, job)
    if found is None or found.person != me.person or found.kind not in kinds:
        raise Refused(NO_JOB)
    return found


def discard(office: Office, me: Identity, job: str) -> None:
    """Forgets a job with its file; a round that works on it stops at its next portion."""
    _drop(office, [my_job(office, me, job)])


def expire(office: Office, now: datetime) -> int:
    """Forgets what nobody has touched for `KEPT`; how many."""
    if office.almanac.jobs_seen and office.almanac.jobs_seen <= now < office.almanac.jobs_seen + PAUSE:
        return 0
    office.almanac.jobs_seen = now
    with office.database.read() as uow:
        old = uow.jobs.old(now - KEPT)
    _drop(office, old)
    return len(old)


def file_of(office: Office, me: Identity, job: str) -> Download:
    """The file that a job has made; what it read is handed out to nobody."""
    found = my_job(office, me, job)
    ready = found.state == DONE and found.kind == "export"
    with office.database.read() as uow:
        kept = uow.files.get(me.tenant, found.file) if found.file and ready else None
    if kept is None:
        raise Refused(NO_JOB)
    return Download(kept.name, kept.media_type, b"".join(office.files.read(kept.id, kept.key)))


def done(office: Office, job: Job, counts: Mapping[str, Any], file: FileRef | None, now: datetime) -> None:
    """Says that a job is done."""
    with office.database.begin() as uow:
        if _still(uow, job):
            uow.jobs.put(replace(
                job, state=DONE, position=job.total, counts=counts, file=file.id if file else job.file, changed_at=now,
                attempts=0,
            ))  # fmt: skip
            uow.commit()
            return
    if file:
        _forget(office, job.tenant, file.id)


def do_jobs(office: Office, hands: Mapping[str, Hand], watch: Watch) -> int:
    """Does what waits, one job after the other, until the worker ends; how many."""
    count = 0
    with suppress(Stopped):
        while not watch.stopped() and (job := _leased(office, watch.now())) is not None:
            _do(office, hands, job, watch)
            count += 1
    return count


def do_one(office: Office, hands: Mapping[str, Hand], job: str, watch: Watch) -> None:
    """Does this job now, unless a round has it already."""
    with office.database.begin() as uow:
        leased = uow.jobs.lease(watch.now(), SECONDS, office.clock.machine(), job)
        uow.commit()
    if leased is not None:
        _do(office, hands, leased, watch)


def _leased(office: Office, now: datetime) -> Job | None:
    clock = office.clock.machine()
    with office.database.read() as uow:
        if not uow.jobs.waiting(clock):
            return None
    with office.database.begin() as uow:
        job = uow.jobs.lease(now, SECONDS, clock)
        uow.commit()
    return job


def _do(office: Office, hands: Mapping[str, Hand], job: Job, watch: Watch) -> None:
    """One job; what is refused ends it with the reason, what breaks is tried again a few times."""
    try:
        _check_tries(job)
        hands[job.kind](office, job, watch)
    except Stopped:
        with office.database.begin() as uow:
            uow.jobs.release(job)
            uow.commit()
        raise
    except Gone:
        LOG.info("job %s is no longer wanted, or somebody else has it", job.id)
    except Refused as refused:
        told = " ".join(f"{one.message} {one.advice}".strip() for one in refused.problems)
        with office.database.begin() as uow:
            if _still(uow, job):
                uow.jobs.put(replace(job, state=FAILED, error=told[:2000], changed_at=watch.now()))
            uow.commit()
    except Exception:
        # It stays leased for a while and is taken up again where it stopped.
        LOG.exception("job %s broke", job.id)


def _check_tries(job: Job) -> None:
    if job.attempts > MOST_TRIES:
        raise Refused(Problem("never-ends", "试了几次都没有做完。", advice="请联系管理员查看日志。"))


def _still(uow: UnitOfWork, job: Job) -> bool:
    found = uow.jobs.get(job.tenant, job.id)
    return found is not None and found.state == WAITING and found.attempts == job.attempts


def _drop(office: Office, jobs: list[Job]) -> None:
    for job in jobs:
        with office.database.begin() as uow:
            uow.jobs.drop(job)
            if job.file:
                uow.files.remove(job.tenant, job.file)
            uow.commit()
        if job.file:
            office.files.drop(job.file)


def _forget(office: Office, tenant: str, file: str) -> None:
    with office.database.begin() as uow, suppress(OSError):
        uow.files.remove(tenant, file)
        uow.commit()
        office.files.drop(file)
