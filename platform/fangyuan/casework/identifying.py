"""The numbers that cases bear in other systems: remembered with every write, so that no matter is registered twice."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fangyuan.forms.paths import values_at
from fangyuan.model.fields import ExternalId
from fangyuan.model.once import once_each
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sources import UNNAMED, Source, plain_number


class NumberKnown(Exception):
    """Another case bears the number in the same system; `path` is that of the answer."""

    def __init__(self, source: Source, path: str) -> None:
        """Keeps which case it is, and where its number was said again."""
        super().__init__(f"case {source.case} bears a number of {source.source} already")
        self.source = source
        self.path = path


@once_each
def external_ids(case_type: CaseType) -> Mapping[str, ExternalId]:
    """The fields that hold numbers of other systems, by path."""
    return {path: field.external_id for path, field in case_type.fields.items() if field.external_id is not None}


def system_called(case_type: CaseType, name: str) -> str:
    """The id of the system of a name, which is its id or its title; blank for none."""
    told = plain_number(name)
    known = external_ids(case_type).values()
    return next((one.system for one in known if told and told in (one.system, plain_number(one.title))), "")


def numbers_of(case_type: CaseType, case: str, answers: Mapping[str, Any]) -> dict[str, Source]:
    """The numbers that a case bears in other systems, by the path of the answer."""
    found = ((path, one.system, values_at(answers, path)) for path, one in external_ids(case_type).items())
    told = ((path, system, plain_number(str(value))) for path, system, values in found for value in values if value)
    return {path: Source(case_type.key, system, number, case, "") for path, system, number in told if number}


def remember_numbers(
    uow: UnitOfWork, case_type: CaseType, before: CaseState | None, after: CaseState, now: datetime, *, refuses: bool
) -> tuple[Source, ...]:
    """Remembers what numbers a case bears now; gives those that another case bears already in the same system.

    Raises NumberKnown for the first of them instead where it `refuses`.
    """
    was = numbers_of(case_type, after.case, before.answers) if before else {}
    bears = numbers_of(case_type, after.case, after.answers)
    if was == bears:
        return ()
    known = uow.sources.known(after.tenant, case_type.key, (one.number for one in bears.values()))
    doubled = dict(_doubled(bears, known))
    for path, other in doubled.items():
        if refuses and bears[path] != was.get(path):
            raise NumberKnown(other, path)
    for gone in {*was.values()} - {*bears.values()}:
        uow.sources.drop(after.tenant, gone)
    for path in bears.keys() - doubled.keys():
        uow.sources.claim(after.tenant, bears[path], now)
    return tuple(doubled.values())


def _doubled(bears: Mapping[str, Source], known: Mapping[str, tuple[Source, ...]]) -> Iterator[tuple[str, Source]]:
    """The path and the other case of each number that is taken in its system."""
    for path, mine in bears.items():
        for other in known.get(mine.number, ()):
            if mine.source != UNNAMED and other.source == mine.source and other.case != mine.case:
                yield path, other
