"""Looking, while a case is registered, for those that look like it; and tying the new case to those that an officer chose."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import link_case
from fangyuan.casework.looking_up import check_typed, write_down_typed
from fangyuan.casework.office import Office
from fangyuan.casework.reading.alike import Alike, Traits, alike, chosen_lines, traits_asked
from fangyuan.casework.reading.desk import sit
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look

ALIKE = "alike"
"""The word of the access log."""

NOTHING = Traits({}, (), ())


def look_alike(
    office: Office, me: Identity, case_type: str, answers: Mapping[str, Any], chosen: Collection[str], now: datetime
) -> tuple[Alike, ...]:
    """The cases that look like these answers and that the officer may see, the `chosen` ones in any case.

    That they saw whose number or name was found is written down, as every look at private data is, and each number that
    they asked for, whether it was found or not; raises Refused (`too-often`) where those are too many.
    """
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        known = case_type in desk.active
        mine = traits_asked(desk.packs[case_type].case_types[case_type], answers) if known else NOTHING
        fresh = check_typed(office, uow, me, mine.numbers, now)
        found = alike(desk, case_type, mine) if known else ()
        others = chosen_lines(desk, {*chosen} - {one.row.case for one in found})
    seen = any(one.same or one.same_name or one.same_sound for one in found)
    if seen or fresh:
        with office.database.begin() as uow:
            write_down_typed(office, uow, me, mine.numbers, sum(bool(one.same) for one in found), now)
            if seen:
                uow.log.add(me.tenant, Look(me.person, ALIKE, case_type, len(found), now))
            uow.commit()
    return (*found, *others)


def tie_chosen(office: Office, me: Identity, case: str, ties: Mapping[str, str], now: datetime) -> tuple[Problem, ...]:
    """Ties a new case to the chosen ones, by id and relation, an act each; what could not be tied is told and stops nothing."""
    return tuple(_tied(office, me, case, ties, now))


def _tied(office: Office, me: Identity, case: str, ties: Mapping[str, str], now: datetime) -> Iterator[Problem]:
    for other, relation in ties.items():
        try:
            link_case(office, me, case, other, relation, now)
        except Refused as refused:
            # A second sending of the same page finds the case tied already.
            yield from (problem for problem in refused.problems if problem.code != "already-linked")
