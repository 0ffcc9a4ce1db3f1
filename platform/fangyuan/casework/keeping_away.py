"""Lists keep a confidential case from whom its page is kept, also once the register of units and people has changed.

A unit that was put below the accused one, or an officer who came to head a unit, is kept away from that moment. Lists read
that from rows of the case, which are made anew here, whatever changed the register.
"""

import logging

from fangyuan.casework.doubling import tell_when_opened
from fangyuan.casework.office import Office
from fangyuan.casework.rows import excluded_of

LOG = logging.getLogger("fangyuan.keeping-away")


def keep_away(office: Office) -> int:
    """Brings the lists up to the register, where that has changed since this was last done; in how many cases it did.

    Confidential cases are few. Where one breaks the register counts as unseen, and the next round tries again.
    """
    with office.database.read() as uow:
        stamp = uow.directory.stamp()
        if stamp == office.almanac.kept_seen:
            return 0
        cases = uow.cases.confidential()
    done = [_kept(office, tenant, case) for tenant, case in cases]
    if None not in done:
        office.almanac.kept_seen = stamp
    return sum(bool(one) for one in done)


def _kept(office: Office, tenant: str, case: str) -> bool | None:
    try:
        with office.database.begin() as uow:
            stored = uow.cases.load(tenant, case)
            if stored is None:
                return False
            state = stored.state
            pack = office.pack_of(uow, state)
            now = office.clock.now()
            world = office.world_of(uow, tenant, pack, state, now)
            case_type, was = pack.case_types[state.case_type], uow.cases.excluded(tenant, case)
            changed = uow.cases.exclude(state, excluded_of(state, case_type, world, now))
            tell_when_opened(uow, world.directory, case_type, state, was, now)
            uow.commit()
            return changed
    except Exception:
        LOG.exception("case %s was not kept from whom it must be", case)
        return None
