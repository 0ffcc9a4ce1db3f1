"""A workbook back into the files of its pack: every wrong cell at once, and nothing written where one is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.casework.workbooks.sheets import SHEETS, Row, SheetKind
from fangyuan.casework.workbooks.values import UNITS, Cell, joined
from fangyuan.casework.workbooks.writing import FIRST_ROW, YES, headings_of
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.reading import read_file
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source
from fangyuan.packs.splicing import CannotSplice, Drop, Edit, Put, spliced
from fangyuan.packs.trees import Pointer

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
_NO_CONTENT = {"f": "不能写公式", "e": "是 Excel 算不出来时的错误值，不是内容"}
"""Cells that hold no content of their own, by openpyxl's letter for their type."""
_ASIDE = "请写进表里的格子，或者删去；什么也没有写入。"
_ADVICE = "请改好这一格，再导入一次；什么也没有写入。"


def changed_files(source: Source, contents: Mapping[str, bytes], workbook: bytes) -> dict[str, bytes]:
    """The files of a pack that a workbook changes, with their new content; raises PackRejected with every problem.

    `contents` are all the files of the pack by path, `source` the same read.
    """
    reading = _Reading(source)
    reading.read(_pages(workbook))
    if reading.problems:
        raise PackRejected(reading.problems)
    made = {path: _rewritten(path, contents[path], edits) for path, edits in reading.edits.items()}
    _check(source, made)
    return made


def _check(source: Source, made: Mapping[str, bytes]) -> None:
    """The pack is still shaped as it must be."""
    wrong: list[Problem] = []
    read = [file for path, raw in made.items() if (file := read_file(path, raw, wrong))]
    wrong.extend(problems_of(Source.of([*source.files.values(), *read])) if made else ())
    if wrong:
        raise PackRejected(wrong)


def _rewritten(path: str, raw: bytes, edits: list[Edit]) -> bytes:
    try:
        return spliced(raw.decode("utf-8"), path, edits).encode("utf-8")
    except CannotSplice as wrong:
        raise PackRejected(
            [_problem(f"文件 {path} 的写法特殊，无法由表格改写（{wrong}）", "请直接改这个文件。")]
        ) from wrong


def _pages(workbook: bytes) -> Mapping[str, Worksheet]:
    """The sheets by name; raises PackRejected for what is no workbook."""
    try:
        with ZipFile(BytesIO(workbook)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if len(workbook) > MOST_BYTES or size > MOST_UNPACKED:
            raise PackRejected([_problem("工作簿太大", "请用导出的工作簿，不要加入图片和别的表。")])
        book = load_workbook(BytesIO(workbook))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError) as wrong:
        raise PackRejected([_problem("这不是能读的 xlsx 工作簿", "请用 Excel 或 WPS 另存为 .xlsx。")]) from wrong
    return {page.title: page for page in book.worksheets}


def _order(dropped: tuple[str, Pointer]) -> tuple[str, list[tuple[str, int]]]:
    """Items of one list by their place, keys of one mapping by name."""
    file, at = dropped
    return file, [(step, 0) if isinstance(step, str) else ("", step) for step in at]


def _problem(message: str, advice: str) -> Problem:
    return Problem("bad-workbook", message, advice=advice)


@dataclass(slots=True)
class _Reading:
    """Compares every cell with what the pack says now."""

    source: Source
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: dict[tuple[str, Pointer], "_Line | None"] = field(default_factory=dict)
    added: dict[str, list[Edit]] = field(default_factory=dict)

    def read(self, pages: Mapping[str, Worksheet]) -> None:
        for kind in SHEETS:
            page = pages.get(kind.name)
            if page is None:
                self.problems.append(_problem(f"缺少工作表“{kind.name}”", "请用导出的工作簿。"))
            elif page.max_row > MOST_ROWS:
                self.problems.append(_problem(f"工作表“{kind.name}”超过 {MOST_ROWS} 行", "请删去多余的空行。"))
            elif [_text(box.value) for box in page[1]][: len(headings_of(kind))] != list(headings_of(kind)):
                self.problems.append(_problem(f"工作表“{kind.name}”的表头被改过", "请用导出的工作簿。"))
            elif page.merged_cells.ranges:
                merged = "、".join(sorted(str(area) for area in page.merged_cells.ranges))
                self.problems.append(_problem(f"工作表“{kind.name}”合并了单元格 {merged}", "请取消合并，逐格填写。"))
            else:
                self._sheet(kind, page)
        for file, edits in self._drops().items():
            self.edits.setdefault(file, []).extend(edits)
        for file, edits in self.added.items():
            self.edits.setdefault(file, []).extend(edits)

    def _drops(self) -> dict[str, list[Edit]]:
        """What is taken away, the last of a list first, so that the places of the others stay; below it nothing is said."""
        found: dict[str, list[Edit]] = {}
        for file, at in sorted(self.dropped, key=_order, reverse=True):
            if not any((file, at[:length]) in self.dropped for length in range(1, len(at))):
                found.setdefault(file, []).append(Drop(at))
        return found

    def _sheet(self, kind: SheetKind, page: Worksheet) -> None:
        waiting = {(row.file, row.place): row for row in kind.rows(self.source)}
        new: list[_Line] = []
        for place in range(FIRST_ROW, page.max_row + 1):
            line = _Line(kind, page, place, self.problems)
            if line.blank:
                continue
            if not line.texts[0] and not line.texts[1]:
                self._add(line)
                new.append(line)
                continue
            row = waiting.pop((line.texts[0], line.texts[1]), None)
            if row is None:
                line.say(1, "定义包里没有这一行，或者这一行出现了两次")
            elif kind.drops and line.texts[-1]:
                self._drop(line, row)
            else:
                self._row(line, row)
        for row in waiting.values():
            if kind.drops:
                self.dropped[row.file, row.at] = None
            else:
                what = f"工作表“{kind.name}”少了一行：{row.file} {row.place}（{' '.join(row.beside)}）"
                self.problems.append(_problem(what, "这张表的行不能删，请补回来。"))
        self._check_drops(kind)
        self._check_new(kind, new)

    def _check_new(self, kind: SheetKind, lines: "list[_Line]") -> None:
        """What is added is not there yet, and is added once."""
        if kind.adds is None or not kind.adds.named:
            return
        kept = [row for row in kind.rows(self.source) if (row.file, row.at) not in self.dropped]
        known = {row.beside[: kind.adds.named] for row in kept}
        for line in lines:
            name = tuple(line.texts[2 : 2 + kind.adds.named])
            if name in known:
                line.say(1 + kind.adds.named, "已经有了，不能再加一次")
            known.add(name)

    def _drop(self, line: "_Line", row: Row) -> None:
        if line.texts[-1] != YES:
            line.say(len(line.texts) - 1, f"只能写“{YES}”，或者留空")
        else:
            self.dropped[row.file, row.at] = line

    def _check_drops(self, kind: SheetKind) -> None:
        """Nothing below an item may stay without it, and no list of codes or columns may end up empty."""
        rows = list(kind.rows(self.source)) if kind.drops else []
        gone = [row for row in rows if (row.file, row.at) in self.dropped]
        for row in gone:
            kept = [one for one in rows if one.file == row.file and one.at[: len(row.at)] == row.at and one not in gone]
            if kept:
                self._refuse(kind, row, f"下面还有“{' '.join(kept[0].beside)}”，请一起删去")
        lists = {(row.file, row.at[:-1]): row for row in gone}
        for (file, at), row in lists.items() if kind.keeps else ():
            stays = any(one.file == file and one.at[:-1] == at and one not in gone for one in rows)
            if not stays and not any(edit.at == at for edit in self.added.get(file, ())):
                self._refuse(kind, row, "至少要留一行")

    def _refuse(self, kind: SheetKind, row: Row, what: str) -> None:
        """Says it at the cell that asks for the removal, or of the row that is missing."""
        line = self.dropped[row.file, row.at]
        if line is not None:
            line.say(len(line.texts) - 1, what)
        else:
            named = f"工作表“{kind.name}”少了一行：{row.file} {row.place}（{' '.join(row.beside)}）"
            self.problems.append(_problem(f"{named}：{what}", "请补回来，或者改好以后再导入。"))

    def _row(self, line: "_Line", row: Row) -> None:
        for column, shown in enumerate(row.beside, start=2):
            if line.texts[column] != shown:
                line.say(column, f"编号不能改，应为“{shown}”")
        start = len(row.beside) + 2
        for offset, text in enumerate(line.texts[start : start + len(line.kind.headings)]):
            if offset >= len(row.cells) and text:
                line.say(start + offset, "这一格不能填")
        told = {start + offset: cell for offset, cell in enumerate(row.cells)}
        halves = {column: cell for column, cell in told.items() if cell.part}
        for column, cell in told.items():
            if line.texts[column] != cell.shown and not cell.part:
                self._put(line, row, column, cell)
        if any(line.texts[column] != cell.shown for column, cell in halves.items()):
            self._parts(line, row, halves)

    def _put(self, line: "_Line", row: Row, column: int, cell: Cell) -> None:
        value = line.value(column, cell.read)
        if value is not None:
            self._keep(row.file, Put(cell.at, value))

    def _parts(self, line: "_Line", row: Row, halves: Mapping[int, Cell]) -> None:
        at = next(iter(halves.values())).at
        if any(cell.part == "title" for cell in halves.values()):
            told = {cell.part: line.value(column, cell.read) for column, cell in halves.items() if line.texts[column]}
            self._keep(row.file, Put(at, {"path": row.beside[1], **told}))
            return
        found = {cell.part: line.value(column, cell.read) for column, cell in halves.items()}
        if found.get("amount") is not None and found.get("unit") in UNITS:
            self._keep(row.file, Put(at, joined(found["amount"], found["unit"])))

    def _add(self, line: "_Line") -> None:
        """A new row at the end of a list."""
        adds = line.kind.adds
        if adds is None:
            line.say(2, "这张表不能加行，请直接改文件")
            return
        lists = adds.lists(self.source)
        name = "" if "" in lists else line.texts[2]
        if name not in lists:
            line.say(2, f"没有“{name}”，" + (f"只能写{'、'.join(sorted(lists)[:8])}" if lists else "请直接改文件"))
            return
        file, at = lists[name]
        item: dict[str, Any] = {}
        wrong, start = len(self.problems), 3 if name else 2
        for offset, (key, read) in enumerate(zip(adds.keys, adds.reads, strict=True)):
            if line.texts[start + offset] or offset < adds.needed:
                item[key] = line.value(start + offset, read)
        if len(self.problems) > wrong:
            return
        try:
            if adds.check:
                adds.check(name, item)
            self.added.setdefault(file, []).append(adds.edit(at, item))
        except ValueError as unsaid:
            line.say(len(line.kind.beside) + 2, str(unsaid))

    def _keep(self, file: str, edit: Edit) -> None:
        self.edits.setdefault(file, []).append(edit)


@dataclass(slots=True)
class _Line:
    """One row of a sheet, as texts."""

    kind: SheetKind
    page: Worksheet
    place: int
    problems: list[Problem]
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Reads the cells; a formula is refused, whatever it would give."""
        width = len(headings_of(self.kind))
        self.texts = []
        for column in range(width):
            box = self.page.cell(self.place, column + 1)
            self.texts.append(_text(box.value))
            if box.data_type in _NO_CONTENT:
                self.say(column, _NO_CONTENT[box.data_type])
        for box in self.page[self.place][width:]:
            if _text(box.value):
                where = f"工作表“{self.kind.name}”{box.coordinate}"
                self.problems.append(
                    Problem("bad-cell", f"{where}：不在表里，导入时不读，现在是“{_text(box.value)}”", advice=_ASIDE)
                )

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(self.texts)

    def value(self, column: int, read: Any) -> Any:
        """The value of a cell; None, and a finding, where it cannot be."""
        try:
            return read(self.texts[column])
        except ValueError as wrong:
            self.say(column, str(wrong))
            return None

    def say(self, column: int, what: str) -> None:
        """Remembers what is wrong with a cell."""
        heading = headings_of(self.kind)[column]
        where = (
            f"工作表“{self.kind.name}”第 {self.place} 行“{heading}”列（{get_column_letter(column + 1)}{self.place}）"
        )
        found = self.texts[column] if column < len(self.texts) else ""
        told = f"，现在是“{found}”" if found else ""
        self.problems.append(Problem("bad-cell", f"{where}：{what}{told}", advice=_ADVICE))


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as days."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
