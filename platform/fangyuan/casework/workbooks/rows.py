"""What a sheet of a pack's workbook is: rows of cells, and what may be added, taken away and moved."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fangyuan.casework.workbooks.names import Said, Spot, Titles
from fangyuan.casework.workbooks.values import Cell, Read, fixed
from fangyuan.compiler.merging import LISTS
from fangyuan.packs.splicing import Add, Put
from fangyuan.packs.trees import Pointer, told

Item = Mapping[str, Any]


Lists = Mapping[str, Spot]


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that stays, or a new one, as the sheet has it: the file it belongs to, and its texts by heading."""

    file: str
    texts: Mapping[str, str]


Fault = tuple[int, str, str, str]
"""Which of the filled rows, under which heading, what is wrong in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the file and the place that name it, what is shown beside, and the cells that may be changed.

    `name` is the id of what the row is about, where the cells need it; `of` the parent that it is inherited from, and `written`
    the pack's own file that it stands in, where the pack extends others.
    """

    file: str
    at: Pointer
    beside: tuple[str, ...]
    cells: tuple[Cell, ...]
    name: str = ""
    of: str = ""
    written: str = ""

    @property
    def source(self) -> str:
        """The file as the sheet names it, with the parent whose it is: with the place it is the row's id."""
        return f"上级 {self.of}：{self.file}" if self.of else self.written or self.file

    @property
    def place(self) -> str:
        """The place as a JSON path: with the file it is the row's id."""
        return told(self.at)


@dataclass(frozen=True, slots=True)
class Adds:
    """New rows: the first heading names the list (`lists`), the others are the `keys` of the item.

    The only list of its sheet has no name, and all headings are keys. Names of lists are read as `called` has it: by id or title.
    The first `needed` keys must be filled in. `edit` makes of the list and the item what is to be written, and raises ValueError
    for an item that the list cannot hold. So many headings as `named` tell an item from all others; none where its place does.
    `opens` says what a new item is called, by id and title, to whose own list later sheets may add rows.
    """

    lists: Callable[[Said], Lists]
    called: Callable[[Said], Titles]
    keys: tuple[str, ...]
    reads: Callable[[Said], tuple[Read, ...]]
    needed: int
    edit: Callable[[Said, Spot, Item], Add | Put] = lambda _, spot, item: Add(spot.at, item)
    named: int = 2
    opens: Callable[[Said, Spot, Item], tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet: its name, the headings of what is shown and of what may be changed, and where its rows come from.

    `adds` says how a row without a place is added. Rows of a sheet that `drops` may be taken away; of one that `keeps`, a list
    must not end up empty. `judge` finds what is wrong with the rows that stay and the new ones taken together.
    """

    name: str
    beside: tuple[str, ...]
    headings: tuple[str, ...]
    rows: Callable[[Said], Iterator[Row]]
    adds: Adds | None = None
    drops: bool = False
    keeps: bool = False
    judge: Callable[[Said, Sequence[Filled]], Iterator[Fault]] | None = None


_KEPT = ("上级的条目不能换次序", "of a parent keeps its place")


def rows_of(kind: SheetKind, said: Said) -> Iterator[Row]:
    """The rows of a sheet; of a pack that extends others each with the pack it comes from."""
    for row in kind.rows(said):
        if said.own is None:
            yield row
            continue
        pack, written = said.origin(row.file, row.at if row.file not in said.tables else ())
        locked = tuple(
            fixed(one.at, one.shown, _KEPT) if one.part == "order" and _keeps(said, row) else one for one in row.cells
        )
        yield replace(row, of=pack, written=written, cells=locked)


def _keeps(said: Said, row: Row) -> bool:
    """Whether a row stands in a list that merges by id, and in which a parent has a say: an overlay moves nothing there."""
    if row.file in said.tables or (len(row.at) > 1 and row.at[-2] not in LISTS):
        return False
    return any(said.origin(row.file, (*row.at[:-1], place))[0] for place in range(_length(said, row)))


def _length(said: Said, row: Row) -> int:
    data: Any = said.source.files[row.file].data
    for step in row.at[:-1]:
        data = data[step]
    return len(data)
