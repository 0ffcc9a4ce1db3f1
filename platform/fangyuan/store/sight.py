"""Which cases somebody may see, as a WHERE clause: the scope of their roles, what reaches them, what is kept from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, FromClause, Select, and_, not_, or_, select

from fangyuan.store.tables import Cases, Parties
from fangyuan.store.tables.base import table_of
from fangyuan.store.tenants import of_tenants

_cases = table_of(Cases)
_parties = table_of(Parties)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see of a tenant.

    `units` are those whose cases they see as a whole (none: only what reaches them; None: every unit of the tenant).
    `posts` are the units they work in: a case that is kept from one of these is kept from them. `lent` is what those may see
    for whom they act now: it reaches them too, where it is kept neither from them nor from that one.
    """

    person: str
    units: frozenset[str] | None = frozenset()
    posts: frozenset[str] = frozenset()
    lent: tuple["Sight", ...] = ()

    @property
    def each(self) -> tuple["Sight", ...]:
        """Their own, and that of each for whom they act."""
        return (replace(self, lent=()), *self.lent)

    @property
    def whole(self) -> bool:
        """Whether they see the cases of every unit, in whoever's place."""
        return any(one.units is None for one in self.each)

    @property
    def span(self) -> frozenset[str]:
        """The units whose cases they see as a whole, where those are not all of them."""
        return frozenset(unit for one in self.each for unit in one.units or ())

    @property
    def parties(self) -> frozenset[str]:
        """The people and units of which any must have a part in a case that reaches them."""
        return self.span | {one.person for one in self.each}

    def has_part(self, owner: str, subject: str) -> bool:
        """Whether what is about a subject is theirs to see in a case of the owning unit."""
        return self.whole or owner in self.span or subject in self.parties


EVERYTHING = Sight("", None)
"""For what no person looks at: the clock, a rebuild, a verification."""


def seen_by(sight: Sight, cases: FromClause = _cases, whole: Sequence[str] = ()) -> list[ColumnElement[bool]]:
    """Clauses over `cases`, or over another name for that table.

    `whole`: many cases of these tenants are looked at, so that what is kept from the person, and what reaches them alone, is looked
    up once for all.
    """
    clauses = [_not_kept(sight, cases, whole)] if sight.person else []
    if sight.units is None:
        return clauses
    own = _reached(sight, cases, whole)
    return [*clauses, or_(own, *(and_(*seen_by(one, cases, whole)) for one in sight.lent))]


def _reached(sight: Sight, cases: FromClause, whole: Sequence[str]) -> ColumnElement[bool]:
    if whole and not sight.units:
        return cases.c.case.in_(_having({sight.person}, whole, excluded=False))
    return or_(
        cases.c.unit.in_(sorted(sight.units or ())), _party({sight.person, *(sight.units or ())}, cases, excluded=False)
    )


def _not_kept(sight: Sight, cases: FromClause, whole: Sequence[str]) -> ColumnElement[bool]:
    kept = {sight.person, *sight.posts}
    if not whole:
        return not_(_party(kept, cases, excluded=True))
    found = _having(kept, whole, excluded=True)
    # Hardly anything is kept from most people: whether anything is, is asked once, and then nothing of each case.
    return or_(not_(found.exists()), cases.c.case.not_in(found))


def _having(parties: set[str], tenants: Sequence[str], *, excluded: bool) -> Select[tuple[str]]:
    return select(_parties.c.case).where(
        of_tenants(_parties.c.tenant, tenants), _parties.c.party.in_(sorted(parties)), _parties.c.excluded.is_(excluded)
    )


def _party(parties: set[str], cases: FromClause, *, excluded: bool) -> ColumnElement[bool]:
    found = select(_parties.c.case).where(
        _parties.c.tenant == cases.c.tenant, _parties.c.case == cases.c.case,
        _parties.c.party.in_(sorted(parties)), _parties.c.excluded.is_(excluded),
    )  # fmt: skip
    return found.correlate(cases).exists()
