"""What administrators are told of work on every case leaves out the cases that are kept from them, in every count too.

They act on all cases of their jurisdiction at once (Regulation 2022, Art. 30, has no exception for administrators): the act
reaches those cases as well, and says nothing of them.
"""

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
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
