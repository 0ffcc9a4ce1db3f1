"""One act in many cases as a job: held for ten seconds in which it can be taken back, then done, one commit a case.

Every row has an idempotency key of its own, so that a worker that dies half-way does nothing twice, and what came of a
row is kept beside it: at any moment the page says of every case what was done and what was not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from fangyuan.casework import jobs
from fangyuan.casework.acting import act
from fangyuan.casework.bulk.foreseeing import Planned, plan, told
from fangyuan.casework.bulk.targets import Wanted
from fangyuan.casework.identity import Identity
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.passing_on import pass_on
from fangyuan.casework.reading.pages import BulkRow, BulkStep, BulkView
from fangyuan.model.commands import ReassignTask
from fangyuan.model.decisions import Outgoing
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.store.codec import decode_outgoing, encode_outgoing
from fangyuan.store.ids import new_id
from fangyuan.store.jobs import DONE, WAITING, Job, JobLine

KIND = "bulk"
HELD_FOR = timedelta(seconds=10)
"""How long an act in many cases can be taken back."""

AT_ONCE = 10
"""So many rows are done while the officer waits for the page."""

HELD, CARRIED, CHANGED, REFUSED = "held", "done", "changed", "refused"
"""What has come of a row."""

RECENT = timedelta(hours=1)
NOTHING = Problem("nothing-to-do", "选中的案件里没有一件能这样办。", advice="请看每一件后面写的原因。")
TOO_LATE = Problem("too-late", "已经开始办理，不能撤回了。", advice="请看每一件的结果；办错的，在案件里改派或退回。")


def hold(
    office: Office, me: Identity, cases: Sequence[str], wanted: Wanted, title: str, now: datetime, key: str = "",
    seen: Mapping[str, int] | None = None,
) -> str:  # fmt: skip
    """Asks for the act; gives the id under which it is held. A second asking under the same key is the same act.

    `seen` is by case the last event that the look ahead was made from: what was touched since is not done. Raises Refused
    where no case takes it.
    """
    if key and _is_held(office, me, key):
        return key
    planned = plan(office, me, cases, wanted, now)
    if not any(one.command for one in planned):
        raise Refused(NOTHING)
    known = seen or {}
    lines = [_line(place, one, known.get(one.row.case, one.seq)) for place, one in enumerate(planned, 1)]
    made = jobs.made(me, KIND, title, {"act": wanted.act}, now)
    due_at = office.clock.machine() + HELD_FOR
    job = replace(made, id=key or new_id(), total=len(lines), due_at=due_at)
    with office.database.begin() as uow:
        uow.jobs.put(job)
        uow.jobs.add_lines(job, lines)
        uow.commit()
    return job.id


def take_back(office: Office, me: Identity, bulk: str, now: datetime) -> bool:
    """Ends it before anything is done; whether that was still so."""
    job = jobs.my_job(office, me, bulk, (KIND,))
    with office.database.begin() as uow:
        taken = uow.jobs.take_back(job, office.clock.machine(), now)
        uow.commit()
    return taken


def do_now(office: Office, me: Identity, bulk: str) -> None:
    """Waits no longer. Where a round has begun with it already, that round goes on; many rows are the worker's, and the page
    says how far it is.
    """
    job = jobs.my_job(office, me, bulk, (KIND,))
    with office.database.begin() as uow:
        uow.jobs.hurry(job)
        uow.commit()
    if job.total <= AT_ONCE:
        jobs.do_one(office, {KIND: run}, bulk, Watch(office.clock.now))


def run(office: Office, job: Job, watch: Watch) -> None:
    """Does what is left, row by row; what has come of each is kept at once."""
    me, seen = Identity(job.tenant, job.person), dict[str, int]()
    with office.database.read() as uow:
        lines = uow.jobs.lines(job, (HELD,), job.total)
    for line in lines:
        settled, seq = _carried_out(office, me, job, line, seen.get(line.case), watch.now())
        seen |= {line.case: seq} if seq is not None else {}
        with office.database.begin() as uow:
            uow.jobs.settle(job, settled)
            watch.went_on(uow, job, line.line, {})
            uow.commit()
    with office.database.read() as uow:
        counts = uow.jobs.counted(job)
    jobs.done(office, job, counts, None, watch.now())


def bulk_view(office: Office, me: Identity, bulk: str) -> BulkView:
    """How it stands, row by row; raises Refused (`not-found`)."""
    job = jobs.my_job(office, me, bulk, (KIND,))
    with office.database.read() as uow:
        lines = uow.jobs.lines(job, (HELD, CARRIED, CHANGED, REFUSED), job.total)
        counts = uow.jobs.counted(job)
    return replace(_view(office, job), rows=tuple(_row(line) for line in lines), counts=counts)


def recent_bulks(office: Office, me: Identity, now: datetime, limit: int = 3) -> tuple[BulkView, ...]:
    """What the officer asked for in the last hour, the newest first: what can still be taken back, and what came of it."""
    mine = jobs.my_jobs(office, me, (KIND,))
    return tuple(_view(office, job) for job in mine if job.changed_at > now - RECENT)[:limit]


def _is_held(office: Office, me: Identity, key: str) -> bool:
    with office.database.read() as uow:
        found = uow.jobs.get(me.tenant, key)
    return found is not None and (found.person, found.kind) == (me.person, KIND)


def _line(place: int, one: Planned, seq: int) -> JobLine:
    """A row as it is kept, sealed: its reasons and answers may say anything of anybody."""
    row = one.row
    shown = {"number": row.number, "matter": row.matter, "about": row.about, "why_not": row.why_not}
    steps = [[step.word, dict(step.params)] for step in row.steps]
    kept: dict[str, Any] = {**shown, "steps": steps, "seq": seq}
    if one.command is not None:
        kept["outgoing"] = encode_outgoing(Outgoing(key="", command=one.command, case=row.case))
    return JobLine(place, HELD if one.command else REFUSED, row.case, kept)


def _row(line: JobLine) -> BulkRow:
    """What has come of a row; where the officer's keys are gone nothing is left to read."""
    kept: Mapping[str, Any] = line.told or {}
    steps = tuple(BulkStep(word, params) for word, params in kept.get("steps", ()))
    number, matter, about, why_not = (kept.get(name, "") for name in ("number", "matter", "about", "why_not"))
    return BulkRow(line.case, number, matter, about, steps, why_not, line.outcome)


def _carried_out(
    office: Office, me: Identity, job: Job, line: JobLine, seen: int | None, now: datetime
) -> tuple[JobLine, int | None]:
    """One row: what has come of it, and the last event of its case where it was done."""
    command = decode_outgoing(line.told["outgoing"]).command
    if command is None:
        raise ValueError(f"row {line.line} of {job.id} has no command")
    key, known = f"bulk:{job.id}:{line.line}", seen if seen is not None else line.told["seq"]
    try:
        if isinstance(command, ReassignTask):
            done = pass_on(office, me, line.case, command, now, key, known)
        else:
            done = act(office, me, line.case, command, now, key, known)
    except ChangedMeanwhile as changed:
        return _ended(line, CHANGED, changed), None
    except Refused as refused:
        return _ended(line, REFUSED, refused), None
    return replace(line, outcome=CARRIED), done.seq


def _ended(line: JobLine, outcome: str, why: Refused) -> JobLine:
    return replace(line, outcome=outcome, told={**line.told, "why_not": told(why)})


def _view(office: Office, job: Job) -> BulkView:
    left = (job.due_at - office.clock.machine()).total_seconds() if job.due_at else 0.0
    state = HELD if job.state == WAITING and left > 0 else job.state
    seconds = ceil(left) if state == HELD else 0
    counts = job.counts if job.state == DONE else {HELD: job.total}
    return BulkView(
        job.id, job.spec["act"], job.title, state, seconds, job.due_at, job.made_at, counts, error=job.error
    )  # fmt: skip
