"""Whose cases a figure counts: the types that it means, in this jurisdiction and below, as far as the officer sees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fangyuan.casework.reading.access import fields_seen, sight_of
from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.naming import Names
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, Condition
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.store.projection import indexed_fields
from fangyuan.store.questions import Share


@dataclass(frozen=True, slots=True)
class Counted:
    """The shares of a table, and the concrete types that they are of, with the pack that says each."""

    shares: tuple[Share, ...]
    types: tuple[tuple[Pack, CaseType], ...]

    def sees(self, desk: Desk, path: str) -> bool:
        """Whether the officer may see what stands at a path, in every type."""
        return all(
            fields_seen(desk.person, pack, kind, desk.directory, desk.today).sees(path) for pack, kind in self.types
        )

    def names(self, desk: Desk) -> Names:
        """Titles, as the first type has them."""
        return Names(*self.types[0], desk.directory)


def meant(desk: Desk, keys: Iterable[str]) -> tuple[tuple[Pack, CaseType], ...]:
    """The types of this jurisdiction that are one of these, or derive from one."""
    wanted = set(keys)
    known = ((pack, pack.case_types[key]) for key, pack in desk.packs.items() if key in pack.case_types)
    return tuple((pack, kind) for pack, kind in known if wanted & {kind.key, *kind.ancestors})


def counted(desk: Desk, keys: Iterable[str], condition: Condition | None, *, levels: bool = False) -> Counted:
    """What the officer may count of these types; with `levels` also what lies below, where they see the whole here."""
    keys = tuple(keys)
    types = meant(desk, keys)
    shares = [_share(desk, pack, kind, condition) for pack, kind in types]
    if levels and shares and all(share.sight.whole for share in shares):
        shares += _below(desk, keys, condition)
    return Counted(tuple(_level(shares)), types)


def _level(shares: Iterable[Share]) -> Iterator[Share]:
    """The same shares, each told of the answers that only others ask for: a type without a question says nothing to it."""
    shares = tuple(shares)
    known = {one.path: one.type for share in shares for one in share.fields}
    for share in shares:
        own = {one.path for one in share.fields}
        yield replace(share, unasked={path: kind for path, kind in known.items() if path not in own})


def _share(desk: Desk, pack: Pack, kind: CaseType, condition: Condition | None) -> Share:
    sight = sight_of(desk.person, pack, desk.directory, desk.today)
    fields = indexed_fields(kind)
    return Share(desk.tenant.tenant, sight, desk.moment(kind.key), kind.key, fields, condition or ALWAYS)


def lower(desk: Desk) -> tuple[str, ...]:
    """The jurisdictions below this one, near and far."""
    found: list[str] = []
    waiting = [desk.tenant.tenant]
    while waiting:
        at = waiting.pop(0)
        children = [one.tenant for one in desk.directory.tenants.values() if one.parent == at]
        waiting += [one for one in children if one not in found]
        found += [one for one in children if one not in found]
    return tuple(found)


def _below(desk: Desk, keys: tuple[str, ...], condition: Condition | None) -> Iterator[Share]:
    """Only figures come up, and of no confidential case; whoever is kept from a case here is kept from it there."""
    sight = replace(desk.told, lent=())
    for tenant in lower(desk):
        for active in desk.office.in_force(desk.uow, tenant, desk.now):
            kind = desk.office.packs.get(desk.uow, active.hash).case_types[active.case_type]
            if set(keys) & {kind.key, *kind.ancestors}:
                moment = Moment.of(desk.now, desk.zone, dict(active.parameters))
                fields = indexed_fields(kind)
                yield Share(tenant, sight, moment, kind.key, fields, condition or ALWAYS, open_only=True)
