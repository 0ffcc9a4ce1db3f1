"""Which rows of a file are cases already: by the numbers that they bear elsewhere, else by all that stands in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fangyuan.casework.identifying import external_ids, numbers_of, source_of, system_called
from fangyuan.casework.importing import targets
from fangyuan.casework.importing.blocks import Block, Layout
from fangyuan.model.commands import Command, Register
from fangyuan.model.procedure import CaseType
from fangyuan.store.cases import Conflict
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sources import UNNAMED, Known, Source, plain_number

BY_ROW = "row"
"""The source of cases of files without numbers: each is known by what stands in its row."""

BY_NUMBER = "number"
"""The source of numbers of files of which nobody said where they are from."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """The numbers that a block bears, the surest first, and the digest of what of it is mapped.

    `known` is the case that bears one of them already; `unsure` one that bears the same number under another name. `behind`
    are those that bear one as well and must stay unknown to whoever imports.
    """

    numbers: tuple[Source, ...]
    known: Source | None = None
    unsure: Source | None = None
    behind: tuple[Source, ...] = ()

    @property
    def first(self) -> Source:
        """What the block is known by."""
        return self.numbers[0]


def columns_of(case_type: CaseType, columns: Mapping[int, str], called: str) -> dict[int, str]:
    """The columns that hold numbers of other systems, and the source of each; those of a named system first.

    `called` is what the officer calls the source of the file.
    """
    systems = {path: one.system for path, one in external_ids(case_type).items()}
    named = {column: systems[path] for column, path in columns.items() if systems.get(path)}
    own = system_called(case_type, called) or called or BY_NUMBER
    told = {column: own for column, path in columns.items() if path == targets.NUMBER}
    unnamed = {column: UNNAMED for column, path in columns.items() if systems.get(path) == UNNAMED}
    return {**named, **told, **unnamed}


def numbers_in(uow: UnitOfWork, tenant: str, case_type: CaseType, layout: Layout, block: Block) -> tuple[Source, ...]:
    """The numbers of a block; where it bears none, what stands in it as a keyed hash."""
    digest = uow.sources.digest(tenant, _mapped(block, layout))
    told = ((source, plain_number(block.text(column))) for column, source in layout.numbers.items())
    found = tuple(source_of(case_type, source, number, "", digest) for source, number in told if number)
    if any(one.source != UNNAMED for one in found):
        return found
    own = (source for column, source in layout.numbers.items() if layout.columns.get(column) == targets.NUMBER)
    by_row = uow.sources.digest(tenant, block.told(layout.added))
    return (Source(case_type.key, next(own, BY_ROW), by_row, "", digest), *found)


def bearings(
    case_type: CaseType, told: Iterable[tuple[Source, ...]], known: Known, away: frozenset[str]
) -> list[Bearing]:
    """What is known of the numbers of each block; the cases that are `away` must stay unknown to whoever imports."""
    named = {one.system for one in external_ids(case_type).values()} - {UNNAMED}
    return [_bearing(numbers, known, named, case_type, away) for numbers in told]


def _bearing(
    numbers: tuple[Source, ...], known: Known, named: Iterable[str], case_type: CaseType, away: frozenset[str]
) -> Bearing:
    found = Bearing(numbers)
    for mine in numbers:
        others = sorted(known.get(mine.number, ()), key=lambda other: other.case_type != mine.case_type)
        for other in others:
            same = _is_same(mine.source, other.source, named, case_type)
            if same and other.case in away:
                found = replace(found, behind=(*found.behind, other))
            elif same:
                return replace(found, known=other)
            elif found.unsure is None and other.case not in away and _may_be_same(mine.source, other.source, named):
                found = replace(found, unsure=other)
    return found


def numbers_of_new(case_type: CaseType, made: Iterable[tuple[Bearing, Command]]) -> Iterator[Source]:
    """The numbers of new cases: those of their rows, and what their answers say beside them."""
    for one, command in made:
        if isinstance(command, Register):
            told = (*one.numbers, *numbers_of(case_type, command.case, command.answers).values())
            yield from {source.mark: replace(source, case=command.case) for source in reversed(told)}.values()


def check_free(case_type: CaseType, made: Sequence[Bearing], numbers: Sequence[Source], known: Known) -> None:
    """Raises Conflict where a number of a new case came to be known meanwhile, or two of the cases bear one."""
    behind = frozenset(other.case for one in made for other in one.behind)
    own = [one.mark for one in numbers if one.source != UNNAMED]
    taken = {one.mark for many in known.values() for one in many if one.case not in behind}
    again = bearings(case_type, (one.numbers for one in made), known, behind)
    if len({*own}) < len(own) or taken.intersection(own) or any(one.known for one in again):
        raise Conflict("one of the numbers was taken meanwhile")


def _is_same(mine: str, other: str, named: Iterable[str], case_type: CaseType) -> bool:
    """Whether the same number under two sources is one: of the same system, or one whose system nobody said."""
    if UNNAMED in (mine, other):
        return mine != other and (mine in named or other in named)
    return mine == other or (mine in named and system_called(case_type, other) == mine)


def _may_be_same(mine: str, other: str, named: Iterable[str]) -> bool:
    """Whether one is of a system that the pack names, and the other of a file that was called somehow."""
    pair = {mine, other}
    return BY_ROW not in pair and UNNAMED not in pair and len(pair & {*named}) == 1


def _mapped(block: Block, layout: Layout) -> list[dict[str, str]]:
    """What of a block counts as changed: the columns that go anywhere, by where they go."""
    return [{path: row.cell(column).text for column, path in layout.columns.items()} for row in block.rows]


def in_file(numbers: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """What a file may say once only: numbers of which somebody said whose they are, and whole rows."""
    return ((one.source, one.number) for one in numbers if one.source != UNNAMED)
