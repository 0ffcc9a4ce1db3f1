"""Whether a page's act was carried out already, for pages that are sent twice."""

from fangyuan.casework.acting import load
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office


def done_before(office: Office, me: Identity, key: str) -> Done | None:
    """What an act of this tenant with this key has done; None where there was none."""
    with office.database.read() as uow:
        found = uow.keys.find(me.tenant, key) if key else None
        return Done(*found, load(uow, me.tenant, found[0]).state.number) if found else None
