"""An act on a case that exists: read, judge, decide, then write in one short transaction; three tries, then said plainly."""

import logging
from dataclasses import replace
from datetime import datetime

from fangyuan.casework.answering import judged
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.mending import report
from fangyuan.casework.office import Office
from fangyuan.casework.recognising import Beside, committed
from fangyuan.casework.recording import folded, recorded
from fangyuan.casework.staleness import CHANGED, check_fresh
from fangyuan.casework.writing import Act
from fangyuan.engine.deciding import decide
from fangyuan.engine.rights import may_see
from fangyuan.model.commands import Command, FireClock
from fangyuan.model.decisions import Decision
from fangyuan.model.events import Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.model.world import CLOCKWORK, OUTSIDER, Person, World
from fangyuan.store.cases import Conflict, StoredCase
from fangyuan.store.database import UnitOfWork
from fangyuan.store.firings import DueFiring
from fangyuan.store.ids import new_id
from fangyuan.store.leasing import MAX_ATTEMPTS, SetAside

LOG = logging.getLogger("fangyuan.sweep")
TRIES = 3


class LostProcess(RuntimeError):
    """A firing was begun again and again and no process came back from it: a crash that Python cannot catch."""


def act(
    office: Office,
    me: Identity,
    case: str,
    command: Command,
    now: datetime,
    key: str = "",
    seen: int | None = None,
    beside: Beside | None = None,
) -> Done:
    """Carries out a command as an officer; what is done `beside` it stands or falls with it, in the same commit.

    `key` makes a second submit of one page do nothing more; `seen` is the number of the last event that the page knew.
    Raises Refused with what to do next, ChangedMeanwhile when others were quicker.
    """
    for _ in range(TRIES):
        try:
            return _once(office, me, case, command, now, key, seen, beside)
        except Conflict:
            continue
    raise ChangedMeanwhile(CHANGED)


def foreseen(
    office: Office, me: Identity, case: str, command: Command, now: datetime, seen: int | None = None
) -> tuple[Recorded, ...]:
    """The events that an act would bring, without the numbers that are drawn when it is done; nothing is written.

    Raises Refused as `act` would.
    """
    with office.database.read() as uow:
        person = office.person(uow, me)
    act_ = _prepare(office, me.tenant, case, replace(command, actor=person), now, seen=seen)
    decision = decide(act_.pack, act_.before.state if act_.before else None, act_.world, act_.command, act_.now)
    return recorded(decision.events, act_.before.state.seq if act_.before else 0, act_.command, act_.now)


def foreseen_as(
    office: Office, pack: Pack, state: CaseState, world: World, command: Command, now: datetime
) -> tuple[Recorded, ...]:
    """The same in a case that was read and may be seen; the command says who asks."""
    command = judged(pack.case_types[state.case_type], state, world, command, now, office.kinds, new_id)
    return recorded(decide(pack, state, world, command, now).events, state.seq, command, now)


def act_for_register(office: Office, me: Identity, case: str, command: Command, now: datetime) -> Done:
    """Carries out what follows from a change in the register of people and units, in cases that its keeper may not read.

    The engine alone says whether they may; nothing of the case is told.
    """
    for _ in range(TRIES):
        try:
            with office.database.read() as uow:
                person = office.person(uow, me)
            _catch_up(office, me.tenant, case, now)
            return _commit(office, _prepare(office, me.tenant, case, replace(command, actor=person), now, sees=False))
        except Conflict:
            continue
    raise ChangedMeanwhile(CHANGED)


def foreseen_for_register(office: Office, me: Identity, case: str, command: Command, now: datetime) -> tuple[str, ...]:
    """The words of what `act_for_register` would do in a case; nothing is written. Raises Refused as it would."""
    with office.database.read() as uow:
        person = office.person(uow, me)
    act_ = _prepare(office, me.tenant, case, replace(command, actor=person), now, sees=False)
    decision = decide(act_.pack, act_.before.state if act_.before else None, act_.world, act_.command, act_.now)
    return tuple(happened.event.word for happened in decision.events)


def act_as_clockwork(
    office: Office, tenant: str, case: str, command: Command, now: datetime, hops: int = 0, key: str = ""
) -> Done:
    """Carries out what no person does: a firing, a command from another case, a rendering.

    `key` makes a command that is delivered twice do nothing more.
    """
    for _ in range(TRIES):
        try:
            with office.database.read() as uow:
                before = uow.keys.find(tenant, key) if key else None
            if before:
                return Done(before[0], before[1], "")
            if not isinstance(command, FireClock):
                _catch_up(office, tenant, case, now)
            prepared = _prepare(office, tenant, case, replace(command, actor=CLOCKWORK), now, key, hops=hops)
            return _commit(office, prepared)
        except Conflict:
            continue
    raise ChangedMeanwhile(CHANGED)


def act_from_outside(office: Office, tenant: str, case: str, command: Command, now: datetime, key: str) -> Done:
    """Carries out what whoever the case is of does on the public page; the engine alone says what that may be.

    `key` is that of the page, which may be sent twice.
    """
    for _ in range(TRIES):
        try:
            if done := done_from_outside(office, tenant, key):
                return done
            _catch_up(office, tenant, case, now)
            acted = replace(command, actor=OUTSIDER)
            return _commit(office, _prepare(office, tenant, case, acted, now, key, sees=False))
        except Conflict:
            continue
    raise ChangedMeanwhile(CHANGED)


def done_from_outside(office: Office, tenant: str, key: str) -> Done | None:
    """What a page of the public, by its key, has done before; the case may be past taking such an act by now."""
    with office.database.read() as uow:
        before = uow.keys.find(tenant, key) if key else None
    return Done(before[0], before[1], "") if before else None


def fire(office: Office, firing: DueFiring, now: datetime) -> bool | None:
    """Carries out a firing that was taken, now, however long ago it was due; whether it did anything.

    One that breaks is set aside with its error (None) and holds up nothing else. Whoever else carries out the same one
    meanwhile does no harm: the second finds that it is no longer the run's next.
    """
    if firing.attempts > MAX_ATTEMPTS:
        _set_aside(office, firing, now, LostProcess(f"the process ended {firing.attempts - 1} times at this firing"))
        return None
    try:
        done = act_as_clockwork(office, firing.tenant, firing.case, command_of(firing), now)
    except Exception as broken:
        # Whatever a case does, the next one must have its turn; a database that is gone ends the round of the caller.
        LOG.exception("a firing of case %s broke", firing.case)
        _set_aside(office, firing, now, broken)
        return None
    if not done.words:
        _settle(office, firing)
    return bool(done.words)


def command_of(firing: DueFiring) -> FireClock:
    """The command of a firing that was taken."""
    return FireClock(
        clock=firing.clock, subject=firing.subject, number=firing.number, kind=firing.kind, index=firing.index
    )


def _catch_up(office: Office, tenant: str, case: str, now: datetime) -> None:
    """Fires what of the case fell due before this act and was not swept yet, so that no act swallows a due date.

    Each in its own commit, in the order of the sweep. What broke before, and what a process died at, is left to the
    sweep: an officer's act neither waits for it nor dies of it. None of it is what a program asked for under its key.
    """
    with office.database.claiming(None):
        while firing := _taken(office, tenant, case, now):
            if fire(office, firing, now) is None:
                return


def _taken(office: Office, tenant: str, case: str, now: datetime) -> DueFiring | None:
    """The case's next firing, if it is due; looked for without a lock, since there is hardly ever one."""
    with office.database.read() as uow:
        if not uow.firings.is_due(tenant, case, now):
            return None
    with office.database.begin() as uow:
        firing = uow.firings.take(tenant, case, now)
        uow.commit()
    return firing


def _set_aside(office: Office, firing: DueFiring, now: datetime, broken: Exception) -> None:
    """Keeps the error beside the firing, to be tried again or looked at."""
    with office.database.begin() as uow:
        said = f"{type(broken).__name__}: {broken}"
        if uow.firings.failed(firing, now, said):
            piece = SetAside(
                "firings", firing.tenant, firing.case, firing.clock, firing.at, firing.attempts, True, said
            )
            report(office, uow, piece, now)
        uow.commit()


def _settle(office: Office, firing: DueFiring) -> None:
    """Takes away a row that has nothing left to do."""
    with office.database.begin() as uow:
        uow.firings.done(firing)
        uow.commit()


def _once(
    office: Office,
    me: Identity,
    case: str,
    command: Command,
    now: datetime,
    key: str,
    seen: int | None,
    beside: Beside | None,
) -> Done:
    """One try: what was done under this key before is given again. Everything that it reads, it reads at one moment."""
    with office.database.one_snapshot(until_written=True) as uow:
        before = uow.keys.find(me.tenant, key) if key else None
        person = office.person(uow, me)
        if before:
            return _again(office, me, *before)
        _catch_up(office, me.tenant, case, now)
        prepared = _prepare(office, me.tenant, case, replace(command, actor=person), now, key, seen=seen)
    return _commit(office, prepared, beside)


def _again(office: Office, me: Identity, case: str, seq: int) -> Done:
    """What an act with the same key had done."""
    with office.database.read() as uow:
        stored = load(uow, me.tenant, case)
    return Done(case, seq, stored.state.number, again=True)


def _prepare(
    office: Office,
    tenant: str,
    case: str,
    command: Command,
    now: datetime,
    key: str = "",
    seen: int | None = None,
    hops: int = 0,
    sees: bool = True,
) -> Act:
    """Everything that a decision needs, read and judged; nothing is written."""
    with office.database.read() as uow:
        stored = load(uow, tenant, case)
        state, now = stored.state, stored.no_earlier(now)
        pack = office.pack_of(uow, state)
        world = office.world_of(uow, tenant, pack, state, now)
        since = uow.cases.events(tenant, case, after=seen) if seen is not None and seen != state.seq else ()
    if command.actor is not CLOCKWORK:
        # First, so that a stale page tells nobody that there is a case.
        if sees:
            _check_visible(pack, stored, command.actor, world, now)
        check_fresh(since, command)
        command = judged(pack.case_types[state.case_type], state, world, command, now, office.kinds, new_id)
    return Act(tenant, pack, world, stored, command, now, office.kinds, key, hops, office.outward)


def _commit(office: Office, act_: Act, beside: Beside | None = None) -> Done:
    """Decides outside the transaction, then writes inside it."""
    decision = decide(act_.pack, act_.before.state if act_.before else None, act_.world, act_.command, act_.now)
    if act_.before is not None and not isinstance(act_.command, FireClock):
        _check_swallows_nothing(act_, act_.before.state, decision)
    return committed(office, act_, decision, beside)


def _check_swallows_nothing(act_: Act, before: CaseState, decision: Decision) -> None:
    """Refuses an act after which a firing that has come could never be carried out.

    Whatever could be was carried out before the act; what is left broke, and must not vanish with the run it belongs to.
    """
    waiting = {run.key: run for run in before.open_clocks() if run.next_firing and run.next_firing.at <= act_.now}
    if not waiting:
        return
    after = folded(before, recorded(decision.events, before.seq, act_.command, act_.now))
    for key, run in waiting.items():
        if after.clocks[key].next_firing != run.next_firing:
            message = f"“{run.title}”到期的提醒没有发出，已经记下；这一步会结束或者改动这个时限，要等它发出以后再办。"
            raise Refused(Problem("firing-broke", message, advice="请稍后再试；一直不行的，请管理员查看“出错待处理”。"))


def load(uow: UnitOfWork, tenant: str, case: str) -> StoredCase:
    """The case; raises Refused (`not-found`) where this tenant has none of that id."""
    stored = uow.cases.load(tenant, case)
    if stored is None:
        raise Refused(NOT_FOUND)
    return stored


NOT_FOUND = Problem("not-found", "没有找到这件事项，或者您无权查看。", advice="请核对编号。")


def _check_visible(pack: Pack, stored: StoredCase, person: Person, world: World, now: datetime) -> None:
    """Refuses in the same words whether the case is hidden or does not exist."""
    if not may_see(pack, stored.state, person, world, now):
        raise Refused(NOT_FOUND)
