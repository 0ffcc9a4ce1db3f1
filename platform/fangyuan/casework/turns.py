"""The turns of recurring work: whose the coming days are, and that a day was opened as somebody's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fangyuan.engine.recurring import Occurrence
from fangyuan.engine.rota import absent, go_round, order_of
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.world import CLOCKWORK, World
from fangyuan.store.database import UnitOfWork
from fangyuan.store.rotas import OPENED, Turn

LOOKED_BACK = timedelta(days=800)
"""How far back turns count: a round of more than two years is none."""

EXPECTED = "expected"
"""A turn of which nothing was said yet: it follows from those before, and may still move."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a duty and whose it is, "" where that is nobody's; `said` is what was said of it last."""

    occurrence: Occurrence
    person: str
    said: Turn | None

    @property
    def sort(self) -> str:
        """opened, set, swapped, or expected."""
        return self.said.sort if self.said and self.said.person == self.person else EXPECTED


def name_of(pack: Pack, duty: Duty) -> str:
    """The duty among those of all packs."""
    return f"{pack.name}/{duty.duty}"


def days(
    uow: UnitOfWork, tenant: str, pack: Pack, duty: Duty, world: World, coming: Iterable[Occurrence]
) -> Iterator[Day]:
    """Whose the days are, in order; who has left has no turn any more that has not come."""
    coming = sorted(coming, key=lambda one: one.occurs_on)
    if duty.rota is None or not coming:
        return
    said = uow.rotas.since(tenant, name_of(pack, duty), coming[0].occurs_on - LOOKED_BACK)
    order = order_of(duty.rota, world.directory, tenant)
    held = {on: turn.person for on, turn in said.items() if turn.sort == OPENED or turn.person in order}
    on = {one.occurs_on: one.on for one in coming}

    def away(person: str, day: date) -> bool:
        return absent(world.directory, person, on[day])

    found = go_round(order, held, on, away)
    for one in coming:
        yield Day(one, found[one.occurs_on], said.get(one.occurs_on))


def whose(uow: UnitOfWork, tenant: str, pack: Pack, duty: Duty, world: World, one: Occurrence) -> Turn | None:
    """Whose turn an occurrence is that opens now; None where nobody goes round."""
    day = next(days(uow, tenant, pack, duty, world, [one]), None)
    if day is None or not day.person:
        return None
    return Turn(one.occurs_on, (day.said.n if day.said else 0) + 1, day.person, OPENED)


def opened(uow: UnitOfWork, tenant: str, name: str, turn: Turn, now: datetime) -> bool:
    """Remembers whose day it was when it opened, so that no later change moves it; False where another was quicker."""
    return uow.rotas.give(tenant, name, replace(turn, actor=CLOCKWORK.person, at=now))
