"""Code lists in CSV: read as rows by the first line's columns, and single cells changed without one character besides.

As in `packs.splicing` the text is never written anew: encoding, line ends, quotes, the order of columns, columns that the
platform does not know and blank lines stay, and what was made is read again and must say exactly what was meant.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.reading import decode
from fangyuan.packs.splicing import Add, CannotSplice, Drop, Edit, Put, Sort

NEEDED = ("code", "title")
"""Columns that every list has."""
_CELL = re.compile(r'"(?:[^"]|"")*"|[^,\r\n]*')
_END = re.compile(r"\r\n|\r|\n|\Z")
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV in order, by column and without blanks around; blank lines are none. `numbers` tell a row's line."""

    head: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    numbers: tuple[int, ...]


def read_table(path: str, raw: bytes, problems: list[Problem]) -> Table | None:
    """A CSV as a table; what cannot be read becomes a problem, and a row of another length is left out."""
    # A spreadsheet program marks the encoding of what it saves, and reads no Chinese without the mark.
    text = decode(path, raw.removeprefix(codecs.BOM_UTF8), problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error:
        problems.append(finding("csv-broken", Mark(path, _begun(text, reader.line_num), 1)))
        return None
    head = tuple(column.strip() for column in lines[0]) if lines else ()
    for column in NEEDED:
        if column not in head:
            problems.append(finding("csv-columns", Mark(path, 1, 1), column=column))
            return None
    told = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(line)]
    problems.extend(finding("csv-row", Mark(path, number, 1)) for number, line in told if len(line) != len(head))
    whole = [(number, line) for number, line in told if len(line) == len(head)]
    return Table(head, tuple(_row(head, line) for _, line in whole), tuple(number for number, _ in whole))


def spliced_table(text: str, path: str, edits: Sequence[Edit]) -> str:
    """The text of a CSV after the edits; raises CannotSplice.

    The file is a list of rows: `Put((2, "title"), "新")`, `Add((), {"code": …})`, `Drop((2,))`, `Sort((), order)`. A column that
    the file does not have yet is added behind the others.
    """
    for edit in edits:
        text = _one(text, path, edit)
    return text


def _one(text: str, path: str, edit: Edit) -> str:
    values = _asked(edit)
    for column in values:
        text = _widened(text, column) if values[column] and column not in _rows(text, path)[0] else text
    head, rows = _rows(text, path)
    wanted = _wanted(head, rows, edit)
    made = _made(text, head, edit)
    if _rows(made, path) != (head, wanted):
        raise CannotSplice(f"{path} {edit.at}")
    return made


def _begun(text: str, most: int) -> int:
    """The line where the row begins that could not be read."""
    reader, begun = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    with suppress(csv.Error):
        for _ in reader:
            begun = reader.line_num + 1
    return min(begun, most)


def _row(head: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    return {column: cell.strip() for column, cell in zip(head, line, strict=True)}


def _rows(text: str, path: str) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    problems: list[Problem] = []
    table = read_table(path, text.encode("utf-8"), problems)
    if table is None or problems:
        raise CannotSplice(path)
    return table.head, [dict(row) for row in table.rows]


def _asked(edit: Edit) -> Mapping[str, str]:
    """The cells that an edit writes, by column."""
    if isinstance(edit, Put):
        return {str(edit.at[-1]): str(edit.value)} if edit.at else {}
    return {str(column): str(value) for column, value in edit.value.items()} if isinstance(edit, Add) else {}


def _wanted(head: tuple[str, ...], rows: list[dict[str, str]], edit: Edit) -> list[dict[str, str]]:
    """The rows as they are to be; raises CannotSplice where there is no such row."""
    values = {column: value for column, value in _asked(edit).items() if column in head}
    if isinstance(edit, Add):
        return [*rows, {**dict.fromkeys(head, ""), **values}]
    if isinstance(edit, Sort):
        if sorted(edit.order) != list(range(len(rows))):
            raise CannotSplice(str(edit.order))
        return [rows[place] for place in edit.order]
    place = edit.at[0] if edit.at else None
    if not isinstance(place, int) or place >= len(rows):
        raise CannotSplice(f"{edit.at}")
    changed = [] if isinstance(edit, Drop) else [{**rows[place], **values}]
    return [*rows[:place], *changed, *rows[place + 1 :]]


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line stands: its cells, its end, and where the next begins."""

    cells: tuple[_Span, ...]
    end: int
    next: int

    @property
    def start(self) -> int:
        """Where its first cell begins."""
        return self.cells[0][0]


def _scanned(text: str) -> Iterator[_Line]:
    """Every line with something in it, the first one first."""
    place = int(text.startswith("\ufeff"))
    while place < len(text):
        cells = []
        while True:
            found = _CELL.match(text, place)
            assert found is not None  # An empty cell is a cell.
            cells.append(found.span())
            place = found.end()
            if text[place : place + 1] != ",":
                break
            place += 1
        end = _END.match(text, place)
        if end is None:
            raise CannotSplice("CSV")
        if any(text[start:stop] not in ("", '""') for start, stop in cells):
            yield _Line(tuple(cells), place, end.end())
        place = end.end()


def _made(text: str, head: tuple[str, ...], edit: Edit) -> str:
    first, *lines = _scanned(text)
    if isinstance(edit, Put):
        if edit.at[-1] not in head:
            return text
        start, end = lines[int(edit.at[0])].cells[_column(head, str(edit.at[-1]))]
        return text[:start] + _exchanged(text[start:end], str(edit.value)) + text[end:]
    if isinstance(edit, Add):
        return _grown(text, head, [first, *lines], _asked(edit))
    if isinstance(edit, Sort):
        return _moved(text, lines, edit.order)
    return _dropped(text, [first, *lines], int(edit.at[0]) + 1)


def _column(head: tuple[str, ...], column: str) -> int:
    """The last column of that name: it is the one that is read."""
    return len(head) - 1 - head[::-1].index(column)


def _exchanged(cell: str, value: str) -> str:
    """Another value for a cell, in quotes where it was, with the blanks that were around it."""
    if cell.startswith('"') or _quoted(value) != value:
        return _quoted(value, always=cell.startswith('"'))
    bare = cell.strip()
    return cell.replace(bare, value, 1) if bare else value


def _quoted(value: str, *, always: bool = False) -> str:
    return '"' + value.replace('"', '""') + '"' if always or re.search('[,"\r\n]', value) else value


def _widened(text: str, column: str) -> str:
    """The text with one more column, blank in every row."""
    first, *lines = _scanned(text)
    for line in reversed(lines):
        text = text[: line.end] + "," + text[line.end :]
    return text[: first.end] + "," + _exchanged(text[slice(*first.cells[-1])], column) + text[first.end :]


def _grown(text: str, head: tuple[str, ...], lines: Sequence[_Line], values: Mapping[str, str]) -> str:
    """The text with one more row, written as the last one is."""
    last = lines[-1]
    always = all(text[start:end].startswith('"') for start, end in last.cells)
    row = ",".join(_quoted(values.get(column, ""), always=always) for column in head)
    return text[: last.end] + (text[lines[0].end : lines[0].next] or "\n") + row + text[last.end :]


def _dropped(text: str, lines: Sequence[_Line], place: int) -> str:
    """The text without a line; the last line ends as it ended before."""
    line = lines[place]
    if line.end == line.next:
        return text[: lines[place - 1].end]
    return text[: line.start] + text[line.next :]


def _moved(text: str, lines: Sequence[_Line], order: Sequence[int]) -> str:
    """The lines in another order; what stands between them stays where it is."""
    between = [text[before.end : after.start] for before, after in pairwise(lines)]
    written = [text[lines[place].start : lines[place].end] for place in order]
    made = "".join(line + gap for line, gap in zip(written, [*between, ""], strict=True))
    return text[: lines[0].start] + made + text[lines[-1].end :] if lines else text
