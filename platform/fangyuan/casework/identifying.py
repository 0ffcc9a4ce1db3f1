"""The numbers that cases bear in other systems: remembered with every write, so that no matter is registered twice."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from fangyuan.forms.paths import values_at
from fangyuan.model.fields import ExternalId
from fangyuan.model.once import once_each
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sources import UNNAMED, Known, Source, plain_number


class NumberKnown(Exception):
    """Other cases bear the number in the same system; `path` is that of the answer in a case of `case_type`."""

    def __init__(self, others: tuple[Source, ...], path: str, case_type: str) -> None:
        """Keeps which cases they are, the first first, and where their number was said again."""
        super().__init__(f"a number of {others[0].source} is borne by case {others[0].case} already")
        self.others = others
        self.path = path
        self.case_type = case_type


@once_each
def external_ids(case_type: CaseType) -> Mapping[str, ExternalId]:
    """The fields that hold numbers of other systems, by path."""
    return {path: field.external_id for path, field in case_type.fields.items() if field.external_id is not None}


def system_called(case_type: CaseType, name: str) -> str:
    """The id of the system of a name, which is its id or its title; blank for none."""
    told = plain_number(name)
    known = external_ids(case_type).values()
    return next((one.system for one in known if told and told in (one.system, plain_number(one.title))), "")


def source_of(case_type: CaseType, name: str, number: str, case: str = "", digest: str = "") -> Source:
    """A number in the system, or of the ledger, of a name: one in the jurisdiction where it is a system that the form names."""
    named = any(name and name == one.system for one in external_ids(case_type).values())
    return Source(case_type.key, name, number, case, digest, everywhere=named)


def numbers_of(case_type: CaseType, case: str, answers: Mapping[str, Any]) -> dict[str, Source]:
    """The numbers that a case bears in other systems, by the path of the answer."""
    found = ((path, one.system, values_at(answers, path)) for path, one in external_ids(case_type).items())
    told = ((path, system, plain_number(str(value))) for path, system, values in found for value in values if value)
    return {path: source_of(case_type, system, number, case) for path, system, number in told if number}


def remember_numbers(
    uow: UnitOfWork,
    case_type: CaseType,
    before: CaseState | None,
    after: CaseState,
    now: datetime,
    beside: Collection[str] | None = None,
) -> tuple[Source, ...]:
    """Remembers what numbers a case bears now; gives the other cases of which one is said again in the same system.

    Those of its own matter, which it came from or went into, are not among them. `beside` are the cases that may bear the
    same, anything where it is None. Raises NumberKnown for any other one, Conflict where somebody was quicker.
    """
    was = numbers_of(case_type, after.case, before.answers) if before else {}
    bears = numbers_of(case_type, after.case, after.answers)
    if was == bears:
        return ()
    known = uow.sources.known(after.tenant, case_type.key, (one.number for one in bears.values()))
    fresh = {path: one for path, one in bears.items() if one != was.get(path)}
    others = _others(uow, fresh, known)
    for path, found in others.items():
        if beside is not None and not {one.case for one in found} <= {*beside}:
            raise NumberKnown(found, path, case_type.key)
    for gone in {*was.values()} - {*bears.values()}:
        uow.sources.drop(after.tenant, gone)
    mine = {one.mark for many in known.values() for one in many if one.case == after.case}
    new = {one.mark: one for one in bears.values() if one.mark not in mine}
    uow.sources.add(after.tenant, new.values(), known, now)
    return tuple({one.case: one for found in others.values() for one in found}.values())


def borne_by_others(uow: UnitOfWork, case_type: CaseType, case: CaseState) -> tuple[Source, ...]:
    """The cases of other matters that bear one of a case's numbers in the same system."""
    bears = numbers_of(case_type, case.case, case.answers)
    known = uow.sources.known(case.tenant, case_type.key, (one.number for one in bears.values())) if bears else {}
    return tuple(one for found in _others(uow, bears, known).values() for one in found)


def _others(uow: UnitOfWork, bears: Mapping[str, Source], known: Known) -> dict[str, tuple[Source, ...]]:
    """By path the cases of other matters that bear the number; a number of no system in particular is free."""
    found = {path: tuple(_same(mine, known)) for path, mine in bears.items() if mine.source != UNNAMED}
    met = {one.case for many in found.values() for one in many}
    matters = uow.sources.matters({*met, *(one.case for one in bears.values())}) if met else {}
    apart = {
        path: tuple(one for one in many if matters[one.case].isdisjoint(matters[bears[path].case]))
        for path, many in found.items()
    }
    return {path: many for path, many in apart.items() if many}


def _same(mine: Source, known: Known) -> Iterator[Source]:
    return (one for one in known.get(mine.number, ()) if one.mark == mine.mark and one.case != mine.case)
