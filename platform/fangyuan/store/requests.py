"""`uow.requests`: what programs asked for under a key of their own, and what they were told, sealed."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from fangyuan.store.canonical import canonical
from fangyuan.store.seals import Seals
from fangyuan.store.tables import RequestsDone
from fangyuan.store.tables.base import insert_new, put, table_of

_done = table_of(RequestsDone)


@dataclass(slots=True)
class Claim:
    """A key that the next commit takes along: whoever has it did what was asked, nobody else does it again.

    `asked` is a fingerprint of the request. `made` turns true with the commit that wrote it.
    """

    tenant: str
    key: str
    asked: str
    now: datetime
    made: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class RequestDone:
    """What was asked under a key; `answer` is None until it was told, or where it must not be kept."""

    asked: str
    answer: Any


class RequestRepository:
    """Requests by their key."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def find(self, tenant: str, key: str) -> RequestDone | None:
        """What was asked under a key."""
        mine = (_done.c.tenant == tenant, _done.c.key == key)
        row = self._connection.execute(select(_done.c.asked, _done.c.answer).where(*mine)).first()
        if row is None:
            return None
        return RequestDone(row.asked, self._seals.open(tenant, json.loads(row.answer), key) if row.answer else None)

    def claim(self, claim: Claim) -> bool:
        """Takes a key; False where another request has it (then roll back)."""
        row = {"tenant": claim.tenant, "key": claim.key, "asked": claim.asked, "answer": "", "made_at": claim.now}
        return insert_new(self._connection, _done, row)

    def told(self, claim: Claim, answer: Any) -> None:
        """Keeps what was answered, as plain JSON, of which None is nothing; takes the key where the act took none."""
        sealed = "" if answer is None else canonical(self._seals.seal(claim.tenant, answer, "requests", claim.key))
        row = {"tenant": claim.tenant, "key": claim.key, "asked": claim.asked, "answer": sealed, "made_at": claim.now}
        put(self._connection, _done, row)

    def free(self, claim: Claim) -> None:
        """Lets a key go, under which nothing was done after all."""
        mine = (_done.c.tenant == claim.tenant, _done.c.key == claim.key)
        self._connection.execute(delete(_done).where(*mine))

    def forget(self, before: datetime) -> int:
        """Drops the keys that are older than an instant; how many."""
        return self._connection.execute(delete(_done).where(_done.c.made_at < before)).rowcount
