"""Archives that an administrator brings to a page: examined, kept until somebody decides, tried by a round, installed.

What is refused leaves a line in the log and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.keeping_calendars import publishes
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.receiving import examine, take_in, tested
from fangyuan.casework.trying import SECONDS, Trial, in_both, tried
from fangyuan.compiler.telling import english
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem, Refused
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, without_demo
from fangyuan.store.access import Look
from fangyuan.store.arrivals import Arrival, TrialLine
from fangyuan.store.database import UnitOfWork

MOST_WAITING = 20
"""How many archives may wait for a decision at a time."""

MOST_TOLD = 40
MOST_TRIES = 3
NO_ARRIVAL = Problem(
    "not-found",
    "没有这个待安装的归档。",
    advice="它可能已经安装或者丢弃，请回到定义包列表。",
    detail={
        "english": "There is no such archive. It may have been installed or thrown away; go back to the list of packs."
    },
)
TOO_MANY = Problem(
    "too-many", f"已有 {MOST_WAITING} 个归档等待处理。", advice="请先安装或者丢弃。",
    detail={"english": f"{MOST_WAITING} archives wait already. Install or throw away one of them first."},
)  # fmt: skip
NOT_TRIED = Problem(
    "pack-untried",
    "场景还没有在本机运行完。",
    advice="请稍后再安装。",
    detail={"english": "The scenarios have not been played here yet. Install it a little later."},
)


def bring(office: Office, me: Identity, name: str, raw: bytes, now: datetime) -> str:
    """Keeps an archive for a decision and asks for its trial; its digest. Raises Refused with every reason not to take it.

    One whose number hides what changed is kept too, so that its page shows the change; it can be thrown away, not installed.
    """
    check_installer(office, me)
    with _told(office, me, name[:80], now):
        found = examine(office, raw)
    archive, pack = found.archive, found.pack
    waits = Arrival(
        archive.digest, me.tenant, name[:200], archive.pack, archive.version, pack.hash, me.person, now
    )  # fmt: skip
    with office.database.begin() as uow:
        if len([one for one in uow.arrivals.all() if one.digest != waits.digest]) >= MOST_WAITING:
            raise Refused(TOO_MANY)
        uow.arrivals.keep(waits, raw)
        if not found.against:
            uow.trials.ask(pack.hash, now, again=_was_rejected(uow, pack.hash))
        log(uow, me, "pack-brought", found.pack, now, archive.key.fingerprint)
        if found.against:
            log(uow, me, "pack-refused", found.pack, now, found.against[0].code)
        uow.commit()
    return waits.digest


def install_arrival(office: Office, me: Identity, digest: str, now: datetime) -> Pack:
    """Installs an archive that waits, once it was tried; nothing is active yet. Raises Refused."""
    check_installer(office, me)
    with _told(office, me, digest, now):
        found = examine(office, waiting(office, digest)[1])
        if found.against:
            raise PackRejected(found.against)
        trial = trial_of(office, found.pack.hash)
        if trial is None:
            raise Refused(NOT_TRIED)

        def decided(uow: UnitOfWork) -> None:
            uow.arrivals.drop(digest)
            log(uow, me, "pack-installed", found.pack, now, found.archive.key.fingerprint)

        return take_in(office, tested(found, trial), now, decided)


def discard(office: Office, me: Identity, digest: str, now: datetime) -> None:
    """Throws an archive away that waits. Raises Refused where it does not."""
    check_installer(office, me)
    line, _ = waiting(office, digest)
    with office.database.begin() as uow:
        uow.arrivals.drop(digest)
        uow.log.add(me.tenant, Look(me.person, "pack-discarded", f"{line.pack} {line.version}", 1, now))
        uow.commit()


def ask_trial(office: Office, me: Identity, pack: Pack, now: datetime) -> None:
    """Lets the scenarios of an installed pack be played and its analysis be made in one of the next rounds, again if need be."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        uow.trials.ask(pack.hash, now, again=True)
        log(uow, me, "pack-tried", pack, now)
        uow.commit()


def try_waiting(office: Office, now: datetime, play: Callable[[Source], Trial] = tried) -> int:
    """Tries the pack that has waited longest, if one does; how many. A round of the worker calls this."""
    with office.database.read() as uow:
        if not uow.trials.waiting():
            return 0
    with office.database.begin() as uow:
        line = uow.trials.lease(now, SECONDS + 60)
        uow.commit()
    if line is None:
        return 0
    report = _played(office, line, play)
    with office.database.begin() as uow:
        uow.trials.keep(line.hash, report, now)
        uow.commit()
    return 1


def _played(office: Office, line: TrialLine, play: Callable[[Source], Trial]) -> dict[str, Any]:
    """What a trial found, or why it could not be held."""
    if line.attempts > MOST_TRIES:
        return {"rejected": [["试运行几次都没有结束。", "The trial never came to an end."]]}
    try:
        return play(_source(office, line.hash)).as_data()
    except PackRejected as rejected:
        return {"rejected": [[str(one), english(one)] for one in rejected.problems[:MOST_TOLD]]}


def trial_of(office: Office, pack_hash: str) -> Trial | None:
    """How a pack did here; None where its trial still waits. Raises PackRejected where it could not be tried."""
    with office.database.read() as uow:
        line = uow.trials.get(pack_hash)
    if line is None or line.done_at is None:
        return None
    if "rejected" in line.report:
        raise PackRejected(
            Problem("pack-crashes", zh, detail={"english": en}) for zh, en in map(in_both, line.report["rejected"])
        )
    return Trial.of(line.report)


def waiting(office: Office, digest: str) -> tuple[Arrival, bytes]:
    """An archive that waits, with its bytes; raises Refused (`not-found`)."""
    with office.database.read() as uow:
        line, body = uow.arrivals.get(digest), uow.arrivals.body(digest)
    if line is None or body is None:
        raise Refused(NO_ARRIVAL)
    return line, body


def may_install(office: Office, me: Identity) -> bool:
    """Whether the officer's jurisdiction is one with none above it: packs and publishers' keys are the whole installation's."""
    with office.database.read() as uow:
        return publishes(office, uow, me)


def check_installer(office: Office, me: Identity) -> None:
    """Raises Refused for everybody who may not bring packs into the installation."""
    check_administrator(office, me)
    if not may_install(office, me):
        advice = "请把归档交给上级管理员；装上以后，本单位自己决定启用。"
        english_advice = (
            "Packs are installed by the administrator of the highest jurisdiction. Hand the archive on to them."
        )
        raise Refused(
            Problem("forbidden", "定义包由最上级的管理员安装。", advice=advice, detail={"english": english_advice})
        )


def log(uow: UnitOfWork, me: Identity, what: str, pack: Pack, now: datetime, more: str = "") -> None:
    """A line of the administrators' log about a pack; the caller commits."""
    uow.log.add(me.tenant, Look(me.person, what, " ".join(filter(None, (pack.pack, pack.version, more))), 1, now))


@contextmanager
def _told(office: Office, me: Identity, about: str, now: datetime) -> Iterator[None]:
    """Turns the reasons not to take a pack into those of an act, and writes down that it was refused."""
    try:
        yield
    except PackRejected as rejected:
        with office.database.begin() as uow:
            why = f"{about} {rejected.problems[0].code}"
            uow.log.add(me.tenant, Look(me.person, "pack-refused", why, len(rejected.problems), now))
            uow.commit()
        raise Refused(*as_told(rejected)) from rejected


def as_told(rejected: PackRejected) -> tuple[Problem, ...]:
    """The problems of a pack for a page: the place in the message, since no field of the page is meant."""
    return tuple(map(_placeless, rejected.problems[:MOST_TOLD]))


def _placeless(one: Problem) -> Problem:
    place = tuple(filter(None, (str(one.mark or ""), one.path)))
    zh, en = ("  ".join((*place, said)) for said in (one.message, english(one)))
    return replace(one, message=zh, path="", mark=None, detail={**one.detail, "english": en})


def _was_rejected(uow: UnitOfWork, pack_hash: str) -> bool:
    line = uow.trials.get(pack_hash)
    return line is not None and "rejected" in line.report


def _source(office: Office, pack_hash: str) -> Source:
    """What is to be tried: an installed pack, or the one of an archive that waits. Raises PackRejected."""
    with office.database.read() as uow:
        kept = uow.packs.get(pack_hash)
        line = next((one for one in uow.arrivals.all() if one.hash == pack_hash), None)
        raw = uow.arrivals.body(line.digest) if line else None
    if kept is not None:
        return from_json(kept)
    if raw is None:
        raise PackRejected([NO_ARRIVAL])
    return without_demo(examine(office, raw).resolved)
