"""What a case type asks about related cases: how often the same people have come with such a matter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from fangyuan.casework.findable import bare, telling_paths
from fangyuan.engine.facts import zone_of
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import values_at
from fangyuan.model.conditions import Atom
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.who import Hole
from fangyuan.model.world import World
from fangyuan.store.database import UnitOfWork
from fangyuan.store.lists import Listing
from fangyuan.store.sight import EVERYTHING
from fangyuan.store.texts import TextQuery

REPEATS = "case.repeat_count"
"""The fact that a pack tests or tells; the first time it is 1."""

MOST = 200
"""As many earlier cases as are counted one by one."""

_asking: dict[tuple[str, str], bool] = {}
"""Whether a case type of a pack, by its hash, asks: each is looked through once."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The case that asks: its type, its answers, and its id where it has one already."""

    case_type: str
    answers: Mapping[str, Any]
    case: str = ""


def related_facts(uow: UnitOfWork, world: World, pack: Pack, about: Asking, now: datetime) -> Mapping[str, Any]:
    """The facts about related cases that the type asks for; nothing is looked up for one that asks for none.

    A repeat is a case of the same type in the same jurisdiction, whoever may see it, in which a phone or identity number
    stands that stands in these answers too.
    """
    case_type = pack.case_types[about.case_type]
    if not asks(pack, case_type):
        return {}
    moment = Moment.of(now, str(zone_of(world)), {})
    numbers = set(telling(case_type, about.answers))
    found = {one for number in numbers for one in _with(uow, world.tenant.tenant, case_type, number, moment)}
    return {REPEATS.partition(".")[2]: len(found | {about.case})}


def asks(pack: Pack, case_type: CaseType) -> bool:
    """Whether anything in the type tests or tells the fact."""
    key = (pack.hash, case_type.key)
    if key not in _asking:
        _asking[key] = any(path == REPEATS for path in _paths(case_type))
    return _asking[key]


def _paths(value: Any) -> Iterator[str]:
    """Every path that is tested or told anywhere in a definition."""
    if isinstance(value, Atom | Hole):
        yield value.path
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _paths(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _paths(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _paths(getattr(value, one.name))


def telling(case_type: CaseType, answers: Mapping[str, Any]) -> Iterator[str]:
    """The phone and identity numbers of the people in the answers."""
    for path in telling_paths(case_type):
        yield from (bare(value) for value in values_at(answers, path) if isinstance(value, str) and value)


def look_ahead(
    uow: UnitOfWork, world: World, case_type: CaseType, answers: Iterable[Mapping[str, Any]], now: datetime
) -> None:  # fmt: skip
    """Asks once for all the people of many cases that are about to be opened: mostly nobody has come before."""
    numbers = tuple(dict.fromkeys(number for one in answers for number in telling(case_type, one)))
    tenant, moment = world.tenant.tenant, Moment.of(now, str(zone_of(world)), {})
    if numbers and not _having(uow, tenant, case_type, numbers, moment, 1):
        for number in numbers:
            uow.once((REPEATS, tenant, case_type.key, number), tuple)


def _with(uow: UnitOfWork, tenant: str, case_type: CaseType, number: str, moment: Moment) -> tuple[str, ...]:
    """The cases of a type in which somebody has this number."""
    key = (REPEATS, tenant, case_type.key, number)
    return uow.once(key, lambda: _having(uow, tenant, case_type, (number,), moment, MOST))


def _having(
    uow: UnitOfWork, tenant: str, case_type: CaseType, numbers: tuple[str, ...], moment: Moment, most: int
) -> tuple[str, ...]:
    """The cases of a type in which somebody has one of these numbers."""
    sealed = tuple((case_type.key, path) for path in telling_paths(case_type))
    sought = TextQuery("", exact=numbers, sealed=sealed)
    listing = Listing(tenant, EVERYTHING, moment, (case_type.key,), sought=sought, limit=most)
    return tuple(line.case for line in uow.cases.page(listing).rows)
