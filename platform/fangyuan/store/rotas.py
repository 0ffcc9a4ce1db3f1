"""`uow.rotas`: who had, has and will have which turn of recurring work. Rows are added and never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from fangyuan.store.tables import Turns
from fangyuan.store.tables.base import insert_new, table_of

OPENED, SET, SWAPPED = "opened", "set", "swapped"
"""How somebody came to a day: it was theirs when it opened, somebody said so, or two changed places."""

_turns = table_of(Turns)


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
