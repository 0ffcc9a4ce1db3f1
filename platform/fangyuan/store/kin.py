"""How cases of one matter stand to each other: sent on, merged, side by side; each as a clause over a row and another case.

The row has `case`, `parent`, `closed_at` and `merged_into`; the other case is `KIN`.
"""

from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, literal, or_, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)
Clause = ColumnElement[bool]

_HOPS = 4
"""Over how many cases a matter is followed, up to where it came from and down to where it was sent on."""

_ABOVE = tuple(tuple(_cases.alias(f"above{hops}_{n}") for n in range(hops)) for hops in range(1, _HOPS))
_BELOW = tuple(tuple(_cases.alias(f"below{hops}_{n}") for n in range(hops)) for hops in range(1, _HOPS))
_HEIRS = tuple(tuple(_cases.alias(f"heir{hops}_{n}") for n in range(hops)) for hops in range(1, _HOPS))
KIN, GIVER, _CHILD = _cases.alias("kin"), _cases.alias("giver"), _cases.alias("child")
"""The table under its other names, made once: an alias makes every column of the table anew."""


class looked_at(GenericFunction[Any]):  # noqa: N801
    """A column of another case that is looked at, and by which that case is not looked for.

    SQLite weighs its indexes without knowing that hardly any case has kin: it went through every case of a jurisdiction for
    each that was sent on.
    """

    name = "fangyuan_looked_at"
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        """`column` keeps its type."""
        super().__init__(column, type_=column.type)


@compiles(looked_at, "sqlite")
def _looked_at_sqlite(made: looked_at, compiler: Any, **how: Any) -> str:
    return f"+{compiler.process(*made.clauses, **how)}"


@compiles(looked_at, "postgresql")
def _looked_at_postgresql(made: looked_at, compiler: Any, **how: Any) -> str:
    return str(compiler.process(*made.clauses, **how))


def found(*clauses: Clause) -> Clause:
    """Whether there is another case of which this holds: one that is named by its id, or by the case that it came from."""
    return select(literal(1)).where(*clauses).correlate_except(KIN).exists()


def has_giver(row: FromClause, *clauses: Clause) -> Clause:
    """Any of these, of a case that came from another."""
    return and_(row.c.parent.is_not(None), or_(*clauses))


def is_above(row: FromClause) -> Clause:
    """Whether the other case is one that this one came from, near or far."""
    above: list[ColumnElement[Any]] = [row.c.parent]
    above += [_chained(chain, chain[-1].c.parent, row) for chain in _ABOVE]
    return KIN.c.case.in_(above)


def is_heir_above(row: FromClause) -> Clause:
    """Whether it is one that a case went into which this one came from."""
    return KIN.c.case.in_([_chained(chain, chain[-1].c.merged_into, row) for chain in _ABOVE])


def _chained(chain: tuple[Any, ...], last: ColumnElement[Any], row: FromClause) -> ColumnElement[Any]:
    """What the last of a chain of cases says, each the one that the one before came from."""
    links = [chain[0].c.case == row.c.parent]
    links += [upper.c.case == lower.c.parent for lower, upper in pairwise(chain)]
    return select(last).where(*links).correlate(row).scalar_subquery()


def is_heir(row: FromClause) -> Clause:
    """Whether the other case is the one that this one went into, or one that that one went into."""
    heirs: list[ColumnElement[Any]] = [row.c.merged_into]
    for chain in _HEIRS:
        links = [chain[0].c.case == row.c.merged_into]
        links += [heir.c.case == gone.c.merged_into for gone, heir in pairwise(chain)]
        heirs.append(select(chain[-1].c.merged_into).where(*links).correlate(row).scalar_subquery())
    return KIN.c.case.in_(heirs)


def is_upper(row: FromClause) -> Clause:
    """Whether it is one of either."""
    return or_(is_above(row), is_heir_above(row))


def is_below(row: FromClause) -> Clause:
    """Whether the other case is one that this one was sent on to, near or far."""
    givers = [select(row.c.case).correlate(row)]
    for chain in _BELOW:
        links = [chain[0].c.parent == row.c.case]
        links += [lower.c.parent == upper.c.case for upper, lower in pairwise(chain)]
        givers.append(select(chain[-1].c.case).where(*links).correlate(row))
    return KIN.c.parent.in_(union_all(*givers))


def has_child(row: FromClause) -> Clause:
    """Whether it was sent on at all, which an index knows."""
    return select(literal(1)).where(_CHILD.c.parent == row.c.case).correlate(row).exists()


def earlier(row: FromClause) -> Clause:
    """Whether the other case is the older one: ids rise."""
    return looked_at(KIN.c.case) < row.c.case


def after(row: FromClause, ended: ColumnElement[Any]) -> Clause:
    """Whether the other case ended later, or did not end where this one did."""
    return or_(and_(ended.is_(None), row.c.closed_at.is_not(None)), ended > row.c.closed_at)


def later_beside(row: FromClause, ended: ColumnElement[Any]) -> Clause:
    """The same of one at its side, where of two that ended together the older one stands for both."""
    both_open = and_(ended.is_(None), row.c.closed_at.is_(None))
    return or_(after(row, ended), and_(or_(both_open, ended == row.c.closed_at), earlier(row)))
