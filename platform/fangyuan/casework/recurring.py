"""Recurring duties: every occurrence opens one case in each tenant that has the duty, once, also after a downtime.

What was missed is opened now, saying when it was due, and its clocks count from then (decision 016); but at most `REPLAY`
back and the newest `MOST` of each duty: nobody holds last year's weekly rounds any more.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangyuan.casework.answering import moment_of
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import sight_of
from fangyuan.casework.turns import opened, whose
from fangyuan.casework.writing import Act, plain_parameters, write
from fangyuan.engine.deciding import decide
from fangyuan.engine.facts import today_of
from fangyuan.engine.recurring import MARGIN, Occurrence, calendar_for, occurrences, written
from fangyuan.model.commands import Register
from fangyuan.model.conditions import ALWAYS
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import CLOCKWORK, Person, World
from fangyuan.store.cases import Conflict
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id
from fangyuan.store.lists import Listing
from fangyuan.store.projection import indexed_fields

LOG = logging.getLogger("fangyuan.duties")
REPLAY = timedelta(days=92)
MOST = 12
MOST_ON_AN_AGENDA = 200
"""No meeting goes through more; the view itself holds them all, and those who are called are told so."""

RETRY = timedelta(minutes=30)
PAUSE = timedelta(minutes=1)
"""How long a process need not look again: a look asks for every tenant, and duties open by the morning, not the second."""


@dataclass(frozen=True, slots=True)
class Falling:
    """An occurrence of a duty that a tenant has to open."""

    tenant: str
    pack: Pack
    duty: Duty
    world: World
    occurrence: Occurrence

    @property
    def name(self) -> str:
        """The duty among those of all packs."""
        return f"{self.pack.name}/{self.duty.duty}"


def open_duties(office: Office, now: datetime) -> int:
    """Opens what has fallen due in every tenant; how many cases. One that breaks is named by `doctor` and tried again."""
    if office.almanac.duties_seen and office.almanac.duties_seen <= now < office.almanac.duties_seen + PAUSE:
        return 0
    with office.database.read() as uow:
        falling = sorted(_falling(office, uow, now), key=lambda one: one.occurrence.at)
    opened = sum(_open(office, one, now) for one in falling)
    office.almanac.duties_seen = now
    return opened


def _falling(office: Office, uow: UnitOfWork, now: datetime) -> Iterator[Falling]:
    for tenant in uow.directory.tenants():
        for active in uow.packs.active_types(tenant, now):
            pack = office.packs.get(uow, active.hash)
            for duty in pack.duties.values():
                if duty.opens == active.case_type and duty.rrule:
                    world = office.world(uow, tenant, pack, plain_parameters(pack, active.parameters))
                    begun = _begun(office, uow, tenant, pack, duty, now)
                    yield from _missed(uow, tenant, pack, duty, world, begun, now)


def _begun(office: Office, uow: UnitOfWork, tenant: str, pack: Pack, duty: Duty, now: datetime) -> datetime:
    """Since when the tenant has had the duty as it is, without a gap: nothing of before was ever asked of anybody.

    A new version that leaves its days alone goes on with it; one that moves them begins anew.
    """
    begun = now
    for term in uow.duties.terms(tenant, duty.opens, now):
        if not _has(office, uow, term.hash, pack, duty):
            break
        begun = min(begun, term.since)
    return begun


def _has(office: Office, uow: UnitOfWork, pack_hash: str, pack: Pack, duty: Duty) -> bool:
    """Whether a pack has the same duty on the same days."""
    try:
        other = office.packs.get(uow, pack_hash)
    except LookupError:
        return False
    same = other.duties.get(duty.duty) if other.pack == pack.pack else None
    return same is not None and (same.opens, same.rrule, same.calendar) == (duty.opens, duty.rrule, duty.calendar)


def _missed(
    uow: UnitOfWork, tenant: str, pack: Pack, duty: Duty, world: World, begun: datetime, now: datetime
) -> Iterator[Falling]:
    """What of one duty has come since it began and was not opened."""
    after = max(begun, now - REPLAY)
    settled = uow.duties.settled(tenant, f"{pack.name}/{duty.duty}", (after - MARGIN).date(), now)
    come = list(occurrences(duty, calendar_for(duty, world), after, now))[-MOST:]
    yield from (Falling(tenant, pack, duty, world, one) for one in come if one.occurs_on not in settled)


def _open(office: Office, one: Falling, now: datetime) -> bool:
    """One occurrence; whatever it meets, the next one has its turn."""
    try:
        return _opened(office, one, now)
    except Conflict:
        return False
    except Exception as broken:
        LOG.exception("the duty %s of %s could not be opened", one.name, one.tenant)
        with office.database.begin() as uow:
            error = f"{type(broken).__name__}: {broken}"
            uow.duties.failed(one.tenant, one.name, one.occurrence.occurs_on, now, now + RETRY, error)
            uow.commit()
        return False


def _opened(office: Office, one: Falling, now: datetime) -> bool:
    """Registers the case, and remembers the occurrence in the same commit."""
    at = one.occurrence.at
    with office.database.read() as uow:
        turn = whose(uow, one.tenant, one.pack, one.duty, one.world, one.occurrence)
    agenda = _agenda(office, one)
    command = Register(
        actor=CLOCKWORK,
        case=new_id(),
        case_type=one.duty.opens,
        unit=_unit(one),
        answers=written(one.duty, one.occurrence, turn.person if turn else ""),
        received_on=today_of(one.world, at),
        duty=one.duty.duty,
        occurs_on=one.occurrence.occurs_on,
        due_at=at,
        agenda=agenda[:MOST_ON_AN_AGENDA],
        rest_in=one.pack.views[one.duty.agenda].title if len(agenda) > MOST_ON_AN_AGENDA else "",
        turn=turn.person if turn else "",
    )
    decision = decide(one.pack, None, one.world, command, now)
    with office.database.begin() as uow:
        if not uow.duties.add(one.tenant, one.name, one.occurrence.occurs_on, command.case, at):
            return False
        if turn is not None and not opened(uow, one.tenant, one.name, turn, now):
            return False
        write(
            uow,
            Act(one.tenant, one.pack, one.world, None, command, now, office.kinds, outward=office.outward),
            decision,
        )
        uow.commit()
    return True


def _agenda(office: Office, one: Falling) -> tuple[tuple[str, str], ...]:
    """The cases in the view of the duty's agenda that the first of its people may see, in the view's order; one too many where
    there are more than an agenda holds.

    Without confidential ones: others see the meeting than see them. Whoever may puts such a case on its agenda by hand.
    """
    view = one.pack.views.get(one.duty.agenda)
    person = next(_asked(one), None)
    if view is None or person is None:
        return ()
    with office.database.read() as uow:
        listing = Listing(
            one.tenant,
            sight_of(person, one.pack, one.world.directory, today_of(one.world, one.occurrence.at)),
            moment_of(one.world, one.occurrence.at),
            (view.case_type,),
            indexed_fields(one.pack.case_types[view.case_type]),
            view.condition or ALWAYS,
            sort=view.sort or ("-case.registered_at",),
            limit=MOST_ON_AN_AGENDA + 1,
        )
        return tuple((line.case, line.number) for line in uow.cases.page(listing).rows if not line.confidential)


def _asked(one: Falling) -> Iterator[Person]:
    """The people of a duty in its tenant, in the order in which it names them."""
    for who in one.duty.who:
        yield from (person for person in one.world.directory.with_role(who.role) if person.tenant == one.tenant)


def _unit(one: Falling) -> str:
    """The unit that will own the case: that of the first of the duty's people, else the tenant's first."""
    roles = {who.role for who in one.duty.who}
    for person in _asked(one):
        return next(post.unit for post in person.posts if post.role in roles)
    units = (unit.unit for unit in one.world.directory.units.values() if unit.tenant == one.tenant and unit.active)
    found = next(units, "")
    if not found:
        raise Refused(
            Problem("no-unit", f"“{one.duty.title}”没有单位可以承办。", advice="请先在机构管理中添加单位和人员。")
        )
    return found
