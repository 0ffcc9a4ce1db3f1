"""`uow.letters`: the register of letters, newest first, as far as the reader sees the cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, false, func, or_, select, tuple_

from fangyuan.store.sight import Sight, seen_by
from fangyuan.store.tables import Cases, Letters
from fangyuan.store.tables.base import table_of

COUNT_CAP = 10_000
"""How many letters are counted; where there are more, only that is said."""

_cases, _letters = table_of(Cases), table_of(Letters)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which letters: `sights` are the case types by how far the reader sees in them; blank narrows nothing.

    `words` stand in the number or the title of a letter or the number of its case; `since` and `before` are instants.
    """

    tenant: str
    sights: Mapping[Sight, tuple[str, ...]]
    letter: str = ""
    standing: str = ""
    step: str = ""
    unit: str = ""
    words: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in the register, with the number and the matter of its case."""

    case: str
    copy: int
    letter: str
    title: str
    number: str
    unit: str
    subject: str
    step: str
    standing: str
    delivered: str
    at: datetime
    case_number: str
    matter: str


class LetterRepository:
    """The register; its rows are written by an append."""

    def __init__(self, connection: Connection) -> None:
        """Reads only."""
        self._connection = connection

    def page(self, sought: Sought, limit: int, offset: int = 0, after: tuple[Any, ...] = ()) -> tuple[LetterLine, ...]:
        """Some letters in their order, those behind one (`at`, `case`, `copy`) where it is given; one query."""
        query = _found(sought, *_COLUMNS).order_by(_letters.c.at.desc(), _letters.c.case.desc(), _letters.c.copy.desc())
        if after:
            query = query.where(tuple_(_letters.c.at, _letters.c.case, _letters.c.copy) < _values(after))
        rows = self._connection.execute(query.limit(limit).offset(offset))
        return tuple(LetterLine(**row._mapping) for row in rows)

    def count(self, sought: Sought) -> int:
        """How many there are, `COUNT_CAP` + 1 at most."""
        few = _found(sought, _letters.c.copy).limit(COUNT_CAP + 1).subquery()
        return int(self._connection.execute(select(func.count()).select_from(few)).scalar_one())

    def is_taken(self, tenant: str, numbers: Sequence[str]) -> bool:
        """Whether a letter has one of these numbers, void ones too."""
        query = select(_letters.c.copy).where(_letters.c.tenant == tenant, _letters.c.number.in_(numbers)).limit(1)
        return self._connection.execute(query).first() is not None

    def kinds(self, tenant: str) -> tuple[str, ...]:
        """The letters of which the tenant has any, by id."""
        query = select(_letters.c.letter).where(_letters.c.tenant == tenant).distinct().order_by(_letters.c.letter)
        return tuple(self._connection.execute(query).scalars())


def _values(after: tuple[Any, ...]) -> ColumnElement[Any]:
    """A row of the order, typed as its columns are."""
    columns = (_letters.c.at, _letters.c.case, _letters.c.copy)
    return tuple_(*(bindparam(None, value, column.type) for column, value in zip(columns, after, strict=True)))


_COLUMNS = (
    *(column for column in _letters.c if column.name != "tenant"),
    _cases.c.number.label("case_number"), _cases.c.title.label("matter"),
)  # fmt: skip


def _found(sought: Sought, *columns: ColumnElement[Any]) -> Select[Any]:
    same = and_(_cases.c.tenant == _letters.c.tenant, _cases.c.case == _letters.c.case)
    return (
        select(*columns).join(_cases, same).where(_letters.c.tenant == sought.tenant, _seen(sought), *_narrowed(sought))
    )


def _seen(sought: Sought) -> ColumnElement[bool]:
    """What the reader sees of each of the case types."""
    ways = (
        and_(_cases.c.case_type.in_(types), *seen_by(replace(sight, units=None)), *seen_by(one), *_of_their_part(one))
        for sight, types in sought.sights.items()
        for one in sight.each
    )
    return or_(false(), *ways)


def _of_their_part(sight: Sight) -> Iterator[ColumnElement[bool]]:
    """Of cases of other units the letters that are about whoever reads; the case itself tells which common ones they see."""
    if sight.units is not None:
        yield or_(
            _cases.c.unit.in_(sorted(sight.units)),
            _cases.c.registered_by == sight.person,
            _cases.c.leader == sight.person,
            _letters.c.subject.in_([sight.person, *sorted(sight.units)]),
        )


def _narrowed(sought: Sought) -> Iterator[ColumnElement[bool]]:
    for name in ("letter", "standing", "step", "unit"):
        if wanted := getattr(sought, name):
            yield _letters.c[name] == wanted
    if sought.since is not None:
        yield _letters.c.at >= sought.since
    if sought.before is not None:
        yield _letters.c.at < sought.before
    if words := sought.words.strip():
        places = (_letters.c.number, _letters.c.title, _cases.c.number)
        yield or_(*(place.icontains(words, autoescape=True) for place in places))
