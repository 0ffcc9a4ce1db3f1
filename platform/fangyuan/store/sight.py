"""Which cases somebody may see, as a WHERE clause: the scope of their roles, what reaches them, what is kept from them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, not_, or_, select

from fangyuan.store.tables import Cases, Parties
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)
_parties = table_of(Parties)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see of a tenant.

    `units` are those whose cases they see as a whole (none: only what reaches them; None: every unit of the tenant).
    `posts` are the units they work in: a case that is kept from one of these is kept from them. `principals` are those
    for whom they act now: what reaches these reaches them too.
    """

    person: str
    units: frozenset[str] | None = frozenset()
    posts: frozenset[str] = frozenset()
    principals: frozenset[str] = frozenset()

    def has_part(self, owner: str, subject: str) -> bool:
        """Whether what is about a subject is theirs to see in a case of the owning unit."""
        return self.units is None or owner in self.units or subject in {*self.units, *self.principals, self.person}


EVERYTHING = Sight("", None)
"""For what no person looks at: the clock, a rebuild, a verification."""


def seen_by(sight: Sight, cases: FromClause = _cases, whole: str = "") -> list[ColumnElement[bool]]:
    """Clauses over `cases`, or over another name for that table.

    `whole`: nearly every case of this tenant is looked at, so that what is kept from the person is looked up once for all.
    """
    kept = {sight.person, *sight.posts}
    away = _kept_from(kept, cases, whole) if whole else _party(kept, cases, excluded=True)
    clauses = [not_(away)] if sight.person else []
    if sight.units is None:
        return clauses
    reached = _party({sight.person, *sight.principals, *sight.units}, cases, excluded=False)
    return [*clauses, or_(cases.c.unit.in_(sorted(sight.units)), reached)]


def _kept_from(parties: set[str], cases: FromClause, tenant: str) -> ColumnElement[bool]:
    found = select(_parties.c.case).where(
        _parties.c.tenant == tenant, _parties.c.party.in_(sorted(parties)), _parties.c.excluded.is_(True)
    )
    return cases.c.case.in_(found)


def _party(parties: set[str], cases: FromClause, *, excluded: bool) -> ColumnElement[bool]:
    found = select(_parties.c.case).where(
        _parties.c.tenant == cases.c.tenant, _parties.c.case == cases.c.case,
        _parties.c.party.in_(sorted(parties)), _parties.c.excluded.is_(excluded),
    )  # fmt: skip
    return found.correlate(cases).exists()
