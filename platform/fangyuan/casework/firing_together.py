"""Firings that are carried out together: read at one moment, decided one by one, written in one transaction."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from fangyuan.casework.acting import command_of, fire
from fangyuan.casework.office import Office
from fangyuan.casework.writing import Act, write_together
from fangyuan.engine.deciding import decide
from fangyuan.model.decisions import Decision
from fangyuan.model.world import CLOCKWORK
from fangyuan.store.cases import Conflict, StoredCase
from fangyuan.store.database import UnitOfWork
from fangyuan.store.firings import DueFiring

LOG = logging.getLogger("fangyuan.sweep")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A firing with everything that its decision needs."""

    firing: DueFiring
    before: StoredCase
    act: Act


def fire_together(office: Office, firings: Sequence[DueFiring], now: datetime) -> list[bool | None]:
    """What `fire` does and gives for each of these, no two of which are of one case.

    What breaks, and what cannot be written together with others, is left to `fire`; so is all of it where the writing
    fails, for nothing was written then.
    """
    # In one order whoever sweeps, so that no two wait for each other.
    order = sorted(firings, key=attrgetter("tenant", "case"))
    done = _written(office, _decided(_prepared(office, order, now)))
    return [firing in done or fire(office, firing, now) for firing in firings]


def _prepared(office: Office, firings: Iterable[DueFiring], now: datetime) -> list[Prepared]:
    """Those that could be read, at one moment, in a few statements a tenant.

    What breaks breaks once more when it is fired by itself, and is told then.
    """
    found: list[Prepared] = []
    with office.database.read() as uow:
        for tenant, theirs in groupby(firings, attrgetter("tenant")):
            wanted = {firing.case: firing for firing in theirs}
            with suppress(Exception):
                for case, load in uow.cases.loading(tenant, wanted).items():
                    with suppress(Exception):
                        found.append(_one(office, uow, wanted[case], load(), now))
    return found


def _one(office: Office, uow: UnitOfWork, firing: DueFiring, before: StoredCase, now: datetime) -> Prepared:
    now = before.no_earlier(now)
    pack = office.pack_of(uow, before.state)
    world = office.world_of(uow, firing.tenant, pack, before.state, now)
    command = replace(command_of(firing), actor=CLOCKWORK)
    return Prepared(
        firing, before, Act(firing.tenant, pack, world, before, command, now, office.kinds, outward=office.outward)
    )


def _decided(prepared: Iterable[Prepared]) -> list[tuple[Prepared, Decision]]:
    """What each does, where it does something that may be written together with others: a number is locked until the commit,
    and who must not know of a confidential case is asked of its rows.
    """
    found = []
    for one in prepared:
        with suppress(Exception):
            decision = decide(one.act.pack, one.before.state, one.act.world, one.act.command, one.act.now)
            if decision.events and not decision.numbers and not one.before.confidential:
                found.append((one, decision))
    return found


def _written(office: Office, made: Sequence[tuple[Prepared, Decision]]) -> frozenset[DueFiring]:
    """What was written, in one transaction: all of it, or nothing."""
    if not made:
        return frozenset()
    try:
        with office.database.begin() as uow:
            write_together(uow, [(one.act, decision) for one, decision in made])
            uow.commit()
    except Conflict:
        return frozenset()
    except Exception:
        # Which of them it was shows when each is carried out by itself.
        LOG.exception("%s firings could not be written together", len(made))
        return frozenset()
    return frozenset(one.firing for one, _ in made)
