"""Cases that are to somebody as if they were not there.

What administrators are told of work on every case leaves out the cases that are kept from them, in every count too.

They act on all cases of their jurisdiction at once (Regulation 2022, Art. 30, has no exception for administrators): the act
reaches those cases as well, and says nothing of them.
"""

from collections.abc import Iterable
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.engine.rights import may_see
from fangyuan.model.world import Person
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sight import Sight


def sight_without(office: Office, uow: UnitOfWork, me: Identity) -> Sight:
    """Every case of every unit but those that are kept from the officer."""
    person = office.person(uow, me)
    return Sight(person.person, None, frozenset(person.units))


def kept_from(office: Office, me: Identity) -> frozenset[str]:
    """The ids of the cases, of any jurisdiction, that are kept from the officer."""
    with office.database.read() as uow:
        return uow.cases.kept_from(sight_without(office, uow, me))


def hidden_from(
    office: Office, uow: UnitOfWork, tenant: str, person: Person, cases: Iterable[str], now: datetime
) -> frozenset[str]:
    """Of these cases those that must be to the officer as if they were not there.

    They are kept from them by name, or are confidential and not theirs to see. Confidential ones are few: each is looked at.
    """
    kept, confidential = uow.sources.veiled(tenant, cases, (person.person, *person.units))
    found = {*kept}
    for case, state in uow.cases.states(tenant, sorted(confidential - kept)).items():
        pack = office.pack_of(uow, state)
        if not may_see(pack, state, person, office.world_of(uow, tenant, pack, state, now), now):
            found.add(case)
    return frozenset(found)
