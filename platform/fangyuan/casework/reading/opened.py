"""One case opened by one officer: access first, then everything that its pages are made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fangyuan.casework.acting import load
from fangyuan.casework.answering import moment_of
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.naming import Names
from fangyuan.engine.confidence import kept_from
from fangyuan.engine.facts import Facts, facts_of, today_of, zone_of
from fangyuan.engine.masking import FieldSight, Veil, roles_of, veil
from fangyuan.engine.rights import Available, available, may_see, share, worn
from fangyuan.engine.sharing import Share
from fangyuan.forms.moment import Moment
from fangyuan.model.events import PrivateDataSeen, Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, World
from fangyuan.store.database import UnitOfWork

NOT_FOUND = Problem("not-found", "没有找到这件事项，或者您无权查看。", advice="请核对编号。")
"""The same words whether a case is hidden or does not exist."""

REVEALED_FOR = timedelta(minutes=10)
"""How long a value that somebody revealed, with a reason, stays open to them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, its pinned pack, its world, and the officer who reads it now.

    `state` is what the officer sees of it: the parts of other units are not there for whoever is in the case with their
    unit alone. What may be done, and what conditions weigh, goes by the `share` of the whole.
    """

    state: CaseState
    share: Share
    pack: Pack
    case_type: CaseType
    world: World
    person: Person
    names: Names
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its dates."""
        return zone_of(self.world)

    @property
    def moment(self) -> Moment:
        """The moment at which its conditions are weighed."""
        return moment_of(self.world, self.now)

    @property
    def away(self) -> frozenset[str]:
        """The units and people that the case is kept from."""
        if not self.case_type.confidential:
            return frozenset()
        tree = facts_of(self.share.case, self.world, self.now, self.person, case_type=self.case_type)
        return kept_from(self.case_type, tree, self.moment, self.world.directory)

    @property
    def may(self) -> Available:
        """What the officer may do with it now."""
        return available(self.pack, self.share.case, self.world, self.person, self.now)

    def events(self, uow: UnitOfWork) -> tuple[Recorded, ...]:
        """What happened to it, as far as the officer sees it."""
        return self.share.of_events(uow.cases.events(self.state.tenant, self.state.case))

    def facts(self, subject: str = "") -> Facts:
        """What its conditions may test, of the answers those that the officer sees."""
        told = replace(self.share.case, answers=self.state.answers)
        return facts_of(told, self.world, self.now, self.person, case_type=self.case_type, subject=subject)

    def sight(self, events: Iterable[Recorded] = ()) -> FieldSight:
        """What of its answers the officer may see, and what they revealed a moment ago."""
        shown = frozenset(
            recorded.event.path
            for recorded in events
            if isinstance(recorded.event, PrivateDataSeen)
            and recorded.actor == self.person.person
            and recorded.at > self.now - REVEALED_FOR
        )
        return FieldSight(self.case_type, roles_of(self.pack, self.person), shown)

    def veil(self, sight: FieldSight) -> Veil:
        """A veil over what the officer may not see, wherever it is repeated."""
        return veil(self.state, sight)


def opened(office: Office, uow: UnitOfWork, me: Identity, case: str, now: datetime) -> Opened:
    """The case for this officer; raises Refused (`not-found`) where they may not see it."""
    return opened_as(office, uow, me, load(uow, me.tenant, case).state, now)


def all_opened(
    office: Office, uow: UnitOfWork, me: Identity, cases: Sequence[str], now: datetime
) -> Iterator["Opened | Refused"]:
    """Each of these cases for this officer, or why not; what is asked of the database does not grow with them."""
    states = uow.cases.states(me.tenant, cases)
    for case in cases:
        try:
            yield opened_as(office, uow, me, states[case], now) if case in states else Refused(NOT_FOUND)
        except Refused as refused:
            yield refused


def opened_as(office: Office, uow: UnitOfWork, me: Identity, state: CaseState, now: datetime) -> Opened:
    """A case that was read, for this officer; raises Refused (`not-found`) where they may not see it."""
    person = office.person(uow, me)
    pack = office.pack_of(uow, state)
    world = office.world_of(uow, me.tenant, pack, state, now)
    if not may_see(pack, state, person, world, now):
        raise Refused(NOT_FOUND)
    seen = share(pack, state, person, world, now)
    if state.recused or world.directory.principals(person.person, today_of(world, now)):
        person = worn(pack, state, person, world, now)
    case_type = pack.case_types[state.case_type]
    names = Names(pack, case_type, world.directory, state.parameters)
    return Opened(seen.of_case(), seen, pack, case_type, world, person, names, now)
