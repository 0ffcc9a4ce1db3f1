"""`uow.rotas`: who had, has and will have which turn of recurring work. Rows are added and never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from fangyuan.store.tables import Swaps, Turns
from fangyuan.store.tables.base import insert_new, table_of

OPENED, SET, SWAPPED = "opened", "set", "swapped"
"""How somebody came to a day: it was theirs when it opened, somebody said so, or two changed places."""

ASKED, AGREED, DECLINED, TAKEN_BACK = "asked", "agreed", "declined", "taken-back"
"""How far it has come that one officer asked another to change places."""

_turns, _swaps = table_of(Turns), table_of(Swaps)


@dataclass(frozen=True, slots=True)
class Turn:
    """The `n`-th word on whose day a date of a duty's rule is; `sort` is opened, set or swapped."""

    occurs_on: date
    n: int
    person: str
    sort: str
    reason: str = ""
    actor: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """`asker` has the day `occurs_on`, `asked` the `other`; `n` and `other_n` were said of them when it was asked."""

    swap: str
    duty: str
    occurs_on: date
    n: int
    other: date
    other_n: int
    asker: str
    asked: str
    reason: str
    at: datetime
    state: str = ASKED


class RotaRepository:
    """Turns by tenant, duty (`pack/duty`) and the date of the rule."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def since(self, tenant: str, duty: str, first: date) -> dict[date, Turn]:
        """What holds for each date from `first` on of which anything was said."""
        return {turn.occurs_on: turn for turn in self.said(tenant, duty, first)}

    def said(self, tenant: str, duty: str, first: date) -> list[Turn]:
        """Everything that was said of the dates from `first` on, in order."""
        mine = (_turns.c.tenant == tenant, _turns.c.duty == duty, _turns.c.occurs_on >= first)
        rows = self._connection.execute(select(_turns).where(*mine).order_by(_turns.c.occurs_on, _turns.c.n))
        return [Turn(row.occurs_on, row.n, row.person, row.sort, row.reason, row.actor, row.at) for row in rows]

    def give(self, tenant: str, duty: str, turn: Turn) -> bool:
        """Says whose day it is; False where another was quicker (then roll back)."""
        said = {"person": turn.person, "sort": turn.sort, "reason": turn.reason, "actor": turn.actor, "at": turn.at}
        key = {"tenant": tenant, "duty": duty, "occurs_on": turn.occurs_on, "n": turn.n}
        return insert_new(self._connection, _turns, {**key, **said})

    def ask(self, tenant: str, swap: Swap) -> None:
        """One officer asks another to change places."""
        said = {name: getattr(swap, name) for name in Swap.__slots__}
        self._connection.execute(insert(_swaps), {"tenant": tenant, **said})

    def asked(self, tenant: str, duty: str = "", swap: str = "") -> list[Swap]:
        """What waits for an answer, of a duty or one alone, in the order in which it was asked."""
        mine = [_swaps.c.tenant == tenant, _swaps.c.state == ASKED]
        mine += [_swaps.c.duty == duty] if duty else []
        mine += [_swaps.c.swap == swap] if swap else []
        rows = self._connection.execute(select(_swaps).where(*mine).order_by(_swaps.c.at, _swaps.c.swap))
        return [Swap(**{name: getattr(row, name) for name in Swap.__slots__}) for row in rows]

    def answer(self, tenant: str, swap: str, state: str, now: datetime) -> bool:
        """Says what came of it; False where it was answered before."""
        mine = (_swaps.c.tenant == tenant, _swaps.c.swap == swap, _swaps.c.state == ASKED)
        done = self._connection.execute(update(_swaps).where(*mine).values(state=state, answered_at=now))
        return done.rowcount == 1
