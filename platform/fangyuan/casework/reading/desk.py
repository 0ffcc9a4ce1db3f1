"""An officer at their desk: who they are, which packs are in force, how far they see. Every read begins here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import by_name, not_kept_from, sights
from fangyuan.casework.reading.dues import usual_calendar
from fangyuan.casework.reading.naming import Names
from fangyuan.forms.moment import Moment
from fangyuan.model.calendars import Calendar
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory, Person, Tenant, World
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sight import Sight


@dataclass(frozen=True, slots=True)
class Desk:
    """What lists need. `packs` holds by case type the pack in force, else the newest that knows the type.

    `person` has the posts of those for whom they may act today, the `principals`, as well.
    """

    office: Office
    uow: UnitOfWork
    person: Person
    tenant: Tenant
    directory: Directory
    packs: Mapping[str, Pack]
    active: frozenset[str]
    parameters: Mapping[str, Mapping[str, object]]
    calendars: Mapping[str, Calendar]
    now: datetime
    principals: frozenset[str] = frozenset()

    @property
    def sights(self) -> Mapping[Sight, tuple[str, ...]]:
        """The case types by how far the officer sees in them."""
        return sights(self.person, self.packs, self.directory, self.today)

    @property
    def by_name(self) -> Sight:
        """What concerns the officer by name."""
        return by_name(self.person, self.directory, self.today)

    @property
    def told(self) -> Sight:
        """What may be told to, or asked of, the officer by name: all that is not kept from them."""
        return not_kept_from(self.person, self.directory, self.today)

    @property
    def calendar(self) -> Calendar:
        """The calendar that lists count by."""
        return usual_calendar(self.calendars)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the dates in lists."""
        return ZoneInfo(self.calendar.zone)

    @property
    def today(self) -> date:
        """The date in that zone."""
        return self.now.astimezone(self.zone).date()

    def moment(self, case_type: str = "") -> Moment:
        """The moment at which conditions of a list are weighed."""
        return Moment.of(self.now, self.zone, self.parameters.get(case_type, {}))

    def names(self, pack_hash: str, case_type: str) -> Names | None:
        """Titles of a case's own pinned version; None where that version has left the type behind."""
        pack = self.office.packs.get(self.uow, pack_hash)
        found = pack.case_types.get(case_type)
        return Names(pack, found, self.directory) if found else None

    def world(self, pack: Pack) -> World:
        """The outside facts that reading a clock needs."""
        return World(self.tenant, self.directory, {**pack.calendars, **self.calendars})

    def types_in_force(self) -> Mapping[str, tuple[Pack, CaseType]]:
        """The case types that are active here, each with its pack."""
        return {key: (self.packs[key], self.packs[key].case_types[key]) for key in self.packs if key in self.active}


def sit(office: Office, uow: UnitOfWork, me: Identity, now: datetime) -> Desk:
    """The officer's desk; raises Refused where their account has ended."""
    person = office.person(uow, me)
    directory = office.directory(uow, me.tenant)
    calendars = office.almanac.calendars(uow, me.tenant)
    today = now.astimezone(ZoneInfo(usual_calendar(calendars).zone)).date()
    in_force = office.in_force(uow, me.tenant, now)
    packs = _known(office, uow, me.tenant)
    packs.update({one.case_type: office.packs.get(uow, one.hash) for one in in_force})
    return Desk(
        office=office,
        uow=uow,
        person=directory.empowered(person, today),
        tenant=office.tenant(uow, me.tenant),
        directory=directory,
        packs=packs,
        active=frozenset(one.case_type for one in in_force),
        parameters={one.case_type: dict(one.parameters) for one in in_force},
        calendars=calendars,
        now=now,
        principals=frozenset(directory.principals(person.person, today)),
    )


def _known(office: Office, uow: UnitOfWork, tenant: str) -> dict[str, Pack]:
    """The pack of every case type that was ever opened here: cases of a type that is no longer opened are still read."""
    latest = office.almanac.programme(uow, tenant).latest
    return {case_type: office.packs.get(uow, pack_hash) for case_type, pack_hash in latest.items()}
