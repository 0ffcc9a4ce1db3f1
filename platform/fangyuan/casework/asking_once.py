"""A program's request under a key of its own: done once, and told again as often as it is asked.

The key stands in the commit of the act itself, so that no crash leaves an act that could happen twice, or a key under which
nothing happened. What was answered is written after it, sealed. Where that was lost, an act on a case that knows its key
tells what it did, and everything else says that it was done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import ClaimTaken
from fangyuan.store.requests import Claim

KEPT = timedelta(days=30)
"""How long a key means the same act."""

PAUSE = timedelta(hours=1)
PREFIX = "api:"
"""How the keys of programs begin, those of acts on cases too."""

REUSED = Problem(
    "key-reused", "这个 Idempotency-Key 已用于内容不同的请求，这次没有办。", "Idempotency-Key",
    advice="新的请求请换一个键；要重发原来的请求，请原样发送。",
)  # fmt: skip
UNDER_WAY = Problem(
    "key-under-way", "带这个 Idempotency-Key 的请求已经收到：正在办，或者办完了而结果没有留下。", "Idempotency-Key",
    advice="请过几秒原样再问一次；仍是这样的，请先查询办到了哪一步，不要换键重办。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """A key, made one officer's and one address's own; a fingerprint of what is asked.

    `again` says that asking again does no harm where no answer was kept: a file is made anew, with a trace of its own, and
    an act on a case knows its key.
    """

    key: str
    asked: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a request: the answer, and what is kept of it as plain JSON (None: nothing may be).

    Of one that was done before there is no answer but what was kept.
    """

    answer: Any
    kept: Any


def once(office: Office, me: Identity, asking: Asking, now: datetime, run: Callable[[], Ran]) -> Ran:
    """Does what is asked, or tells what was kept of it when it was done before.

    Raises Refused (`key-reused`, `key-under-way`), and whatever `run` raises, after which the key is free again.
    """
    with office.database.read() as uow:
        before = uow.requests.find(me.tenant, asking.key)
    if before and before.asked != asking.asked:
        raise Refused(REUSED)
    if before and before.answer is not None:
        return Ran(None, before.answer)
    if before and not asking.again:
        raise Refused(UNDER_WAY)
    ran = _run(office, Claim(me.tenant, asking.key, asking.asked, now, made=before is not None), run)
    _keep(office, Claim(me.tenant, asking.key, asking.asked, now), ran.kept)
    return ran


def expire(office: Office, now: datetime) -> int:
    """Forgets keys, and what programs were told, that are older than they are kept; how many. Looks once an hour."""
    seen = office.almanac.requests_seen
    if seen and seen <= now < seen + PAUSE:
        return 0
    with office.database.begin() as uow:
        gone = uow.requests.forget(now - KEPT) + uow.keys.forget(PREFIX, now - KEPT)
        gone += uow.listeners.expire(now - KEPT)
        uow.commit()
    office.almanac.requests_seen = now
    return gone


def _run(office: Office, claim: Claim, run: Callable[[], Ran]) -> Ran:
    """Does it; what was refused left nothing behind, so its key may be used for what is put right."""
    before = claim.made
    try:
        with office.database.claiming(claim):
            return run()
    except ClaimTaken as taken:
        raise Refused(UNDER_WAY) from taken
    except Refused:
        if claim.made and not before:
            with office.database.begin() as uow:
                uow.requests.free(claim)
                uow.commit()
        raise


def _keep(office: Office, claim: Claim, kept: Any) -> None:
    """Keeps the answer; where the act wrote nothing, such as a preview, the key begins here."""
    with office.database.begin() as uow:
        uow.requests.told(claim, kept)
        uow.commit()
