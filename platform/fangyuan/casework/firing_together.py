"""Firings that are carried out together: read at one moment, decided one by one, written in one transaction.

The rows of each are made, sealed and hashed before that transaction begins: while it lasts others may have to wait.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.acting import command_of, fire
from fangyuan.casework.identifying import external_ids
from fangyuan.casework.office import Office
from fangyuan.casework.writing import Act, gathered, subjects
from fangyuan.engine.deciding import decide
from fangyuan.model.decisions import Decision
from fangyuan.model.events import AnswersSubmitted
from fangyuan.model.world import CLOCKWORK
from fangyuan.store.bundles import Gathered
from fangyuan.store.cases import Conflict, StoredCase
from fangyuan.store.database import Busy, UnitOfWork
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

    What breaks, and what cannot be written together with others, is left to `fire`.
    """
    done = _written(office, _gathered(office, _decided(_prepared(office, firings, now))))
    return [firing in done or fire(office, firing, now) for firing in firings]


def _prepared(office: Office, firings: Sequence[DueFiring], now: datetime) -> list[Prepared]:
    """Those that could be read, at one moment, in a few statements a tenant, in the order in which they were due.

    What breaks breaks once more when it is fired by itself, and is told then.
    """
    found: list[Prepared] = []
    with office.database.read() as uow:
        there: dict[tuple[str, str], Callable[[], StoredCase]] = {}
        for tenant in dict.fromkeys(firing.tenant for firing in firings):
            with suppress(Exception):
                loading = uow.cases.loading(tenant, {one.case for one in firings if one.tenant == tenant})
                there.update({(tenant, case): load for case, load in loading.items()})
        for firing in firings:
            with suppress(Exception):
                found.append(_one(office, uow, firing, there[firing.tenant, firing.case](), now))
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
    """What each does, where it does something that may be written together with others."""
    found = []
    for one in prepared:
        with suppress(Exception):
            decision = decide(one.act.pack, one.before.state, one.act.world, one.act.command, one.act.now)
            if decision.events and not _needs_to_be_alone(one, decision):
                found.append((one, decision))
    return found


def _needs_to_be_alone(one: Prepared, decision: Decision) -> bool:
    """A number that is drawn, and one that another system knows the case by, is locked until the commit; and who must not know
    of a confidential case, or of another that bears the number, is asked of rows.
    """
    bears = external_ids(one.act.pack.case_types[one.before.state.case_type])
    says = bears and any(isinstance(happened.event, AnswersSubmitted) for happened in decision.events)
    return bool(decision.numbers or says or one.before.confidential)


def _gathered(office: Office, made: Sequence[tuple[Prepared, Decision]]) -> list[tuple[DueFiring, Gathered]]:
    """The rows that each brings, made before anything is locked."""
    found: list[tuple[DueFiring, Gathered]] = []
    wanted: dict[str, set[str]] = {}
    with suppress(Exception):
        for one, decision in made:
            wanted.setdefault(one.act.tenant, set()).update(subjects(one.act, decision))
        _make_keys(office, wanted)
    with office.database.read() as uow:
        with suppress(Exception):
            _missing(uow, wanted)
        for one, decision in made:
            with suppress(Exception):
                found.append((one.firing, gathered(uow, one.act, decision)))
    return found


def _make_keys(office: Office, wanted: Mapping[str, Collection[str]]) -> None:
    """Makes the keys that are not there; one that is not used in the end does no harm."""
    with office.database.read() as uow:
        missing = _missing(uow, wanted)
    if any(missing.values()):
        with office.database.begin() as uow:
            for tenant, some in missing.items():
                uow.seals.prepare(tenant, some)
            uow.commit()


def _missing(uow: UnitOfWork, wanted: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Whose keys are not there, by tenant; the others are known to this unit of work afterwards."""
    return {tenant: uow.seals.missing(tenant, sorted(some)) for tenant, some in wanted.items()}


def _written(office: Office, rows: Sequence[tuple[DueFiring, Gathered]]) -> frozenset[DueFiring]:
    """What was written: all of it in one transaction; where somebody else was quicker, each half in one of its own."""
    if not rows:
        return frozenset()
    try:
        with office.database.begin() as uow:
            uow.cases.write(one for _, one in rows)
            uow.commit()
    except Busy:
        return frozenset()
    except Conflict:
        half = len(rows) // 2
        return _written(office, rows[:half]) | _written(office, rows[half:]) if half else frozenset()
    except Exception:
        # Which of them it was shows when each is carried out by itself.
        LOG.exception("%s firings could not be written together", len(rows))
        return frozenset()
    return frozenset(firing for firing, _ in rows)
