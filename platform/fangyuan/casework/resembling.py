"""Looking, while a case is registered, for those that look like it; and tying the new case to those that an officer chose."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import link_case
from fangyuan.casework.office import Office
from fangyuan.casework.reading.alike import Alike, alike, chosen_lines
from fangyuan.casework.reading.desk import sit
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look

ALIKE = "alike"
"""The word of the access log."""


def look_alike(
    office: Office, me: Identity, case_type: str, answers: Mapping[str, Any], chosen: Collection[str], now: datetime
) -> tuple[Alike, ...]:
    """The cases that look like these answers and that the officer may see, the `chosen` ones in any case.

    That they saw whose number or name was found is written down, as every look at private data is.
    """
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        found = alike(desk, case_type, answers) if case_type in desk.active else ()
        others = chosen_lines(desk, {*chosen} - {one.row.case for one in found})
    if any(one.same or one.same_name or one.same_sound for one in found):
        with office.database.begin() as uow:
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
