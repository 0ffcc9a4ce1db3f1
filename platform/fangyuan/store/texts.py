"""The text index: what cases are found by, and for whom. Marks of the readers stand beside the words, so that looking
for something costs what the reader may see of it, and not what is there.

SQLite keeps it in FTS5, PostgreSQL in a `tsvector` under a GIN index; both are asked the same (`store.finding`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from fangyuan.model.state import CaseState
from fangyuan.store.bundles import Bundle
from fangyuan.store.finding import SPEECHES, mark, question, tokens
from fangyuan.store.rows import CaseRow, parties_of
from fangyuan.store.seals import Seals
from fangyuan.store.sight import Sight
from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of

TABLE = "case_texts"

_cases = table_of(Cases)
_texts = table(TABLE, column("tenant", Text), column("case", Text), column("words"))
_ADD = {
    "sqlite": text('INSERT INTO case_texts (tenant, "case", words) VALUES (:tenant, :case, :words)'),
    "postgresql": text(
        'INSERT INTO case_texts (tenant, "case", words) VALUES (:tenant, :case, CAST(:words AS tsvector)) '
        'ON CONFLICT (tenant, "case") DO UPDATE SET words = excluded.words'
    ),
}
_DROP = text("DELETE FROM case_texts WHERE rowid IN (SELECT rowid FROM case_texts WHERE case_texts MATCH :own)")

_MATCHES: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "sqlite": literal_column(TABLE).op("MATCH", is_comparison=True),
    "postgresql": lambda asked: _texts.c.words.op("@@", is_comparison=True)(cast(literal(asked), TSQUERY)),
}


@dataclass(frozen=True, slots=True)
class TextQuery:
    """What is looked for: all of `words`, or one of the texts `either`, or one of `exact` as a whole sealed answer, or a
    name that sounds as one of `sounds` does.

    `kept` are the (case type, path) of texts that not everybody may read and this reader may, `sealed` those of the sealed
    answers that may be asked for, `named` those of the names that this reader may read.
    """

    words: str
    exact: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    sealed: tuple[tuple[str, str], ...] = ()
    either: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.words.strip() or self.exact or self.either or self.sounds)


def write_text(bundle: Bundle, seals: Seals, before: CaseState | None, state: CaseState, row: CaseRow) -> None:
    """Puts what a case is found by; nothing where neither its answers nor its readers changed since `before`."""
    if before is None or not _is_same(before, state):
        put_text(bundle, seals, state, row, known=before is not None)


def put_text(bundle: Bundle, seals: Seals, state: CaseState, row: CaseRow, *, known: bool) -> None:
    """Puts what a case is found by; `known`: something may stand there already."""
    dialect = bundle.connection.dialect.name
    own = mark("k", state.tenant, state.case)
    if known and dialect == "sqlite":
        bundle.drop(_DROP, [{"own": f'"{own}"'}])
    found = [*tokens(f"{state.number} {row.title} {row.text}"), *_limited(state, row), own, *_marks(seals, state, row)]
    told = " ".join(found) if dialect == "sqlite" else " ".join(f"'{one}':{at}" for at, one in enumerate(found, 1))
    bundle.add(_ADD[dialect], [{"tenant": state.tenant, "case": state.case, "words": told}])


def unknown(connection: Connection) -> int:
    """How many cases are not in the index: those from before there was one, until a rebuild."""
    there, indexed = (
        connection.execute(select(func.count()).select_from(one)).scalar_one() for one in (_cases, _texts)
    )
    return int(there) - int(indexed)


def holding(
    connection: Connection, seals: Seals, tenant: str, sight: Sight, types: Iterable[str], sought: TextQuery
) -> ColumnElement[bool]:
    """A clause over `cases`: those that hold what is sought, among those that may be seen."""
    dialect = connection.dialect.name
    kept = [_kept(*one) for one in sought.kept]
    marks = [_sealed(seals, tenant, *place, number) for place in sought.sealed for number in sought.exact]
    marks += [_sound(*place, sound) for place in sought.named for sound in sought.sounds]
    asked = question(SPEECHES[dialect], sought.words, _within(tenant, sight, types), kept, marks, sought.either)
    if not asked:
        return false()
    matching = _MATCHES[dialect](asked)
    return _cases.c.case.in_(select(_texts.c.case).where(matching))


def _within(tenant: str, sight: Sight, types: Iterable[str]) -> Iterator[list[str]]:
    """The groups of marks of which a case that may be seen has one each."""
    yield [mark("c", tenant, one) for one in types] or [mark("t", tenant)]
    if not sight.whole:
        yield [mark("p", tenant, party) for party in sorted(sight.parties)]


def _marks(seals: Seals, state: CaseState, row: CaseRow) -> Iterator[str]:
    """Where a case belongs, whom it reaches, and what of it is sealed."""
    yield mark("t", state.tenant)
    yield mark("c", state.tenant, state.case_type)
    for party in parties_of(state):
        yield mark("p", state.tenant, party)
    for path, value in row.exact:
        yield _sealed(seals, state.tenant, state.case_type, path, value)
    for path, sound in row.sounds:
        yield _sound(state.case_type, path, sound)


def _limited(state: CaseState, row: CaseRow) -> Iterator[str]:
    """The tokens of the texts that not everybody may read, so marked that only those who may ask for them."""
    for path, told in row.kept:
        yield from tokens(told, _kept(state.case_type, path))


def _kept(case_type: str, path: str) -> str:
    return mark("f", case_type, path)[:12]


def _sound(case_type: str, path: str, sound: str) -> str:
    return mark("y", case_type, path, sound)


def _sealed(seals: Seals, tenant: str, case_type: str, path: str, value: str) -> str:
    return mark("s", case_type, path, seals.blind_index(tenant, value))


def _is_same(before: CaseState, state: CaseState) -> bool:
    """Whether nothing has changed that a case is found by."""
    return (
        before.answers == state.answers
        and (before.case_type, before.pack, before.number) == (state.case_type, state.pack, state.number)
        and parties_of(before) == parties_of(state)
    )
