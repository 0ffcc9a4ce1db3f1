"""A workbook back into the files of its pack: every wrong cell at once, and nothing written where one is wrong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.casework.workbooks.edits import Edits
from fangyuan.casework.workbooks.lines import Line, bad_workbook, text_of
from fangyuan.casework.workbooks.names import Said, Spot, Titles, Unfit
from fangyuan.casework.workbooks.rewriting import rewritten
from fangyuan.casework.workbooks.rows import Adds, Filled, Row, SheetKind, rows_of
from fangyuan.casework.workbooks.sheets import SHEETS
from fangyuan.casework.workbooks.values import UNITS, Cell, joined
from fangyuan.casework.workbooks.writing import FIRST_ROW, GUIDE, NAMES, ORDER, YES, headings_of
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.sheet_areas import merges_too_much
from fangyuan.packs.splicing import Put
from fangyuan.packs.trees import Pointer

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
_HALVES = ("amount", "unit", "title", "width")
"""Parts of one value that have a cell each."""
_EXPORTED = ("请用导出的工作簿。", "Use the workbook as it was exported.")
_PLAIN = ("请用导出的工作簿，不要加入图片和别的表。", "Use the exported workbook; add no pictures and no sheets.")
_ITSELF = (
    "请撤回这些改动，或者直接在本包的文件里写。",
    "Take these changes back, or write them into the pack's own files.",
)
_SAVE_AS = ("请用 Excel 或 WPS 另存为 .xlsx。", "Save it as .xlsx with Excel or WPS.")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a workbook changes: files with their new content, and what was seen in it and not read, in Chinese and English."""

    files: Mapping[str, bytes]
    notes: tuple[tuple[str, str], ...] = ()


def changes_of(said: Said, contents: Mapping[str, bytes], workbook: bytes) -> Changes:
    """What a workbook changes of a pack; raises PackRejected with every problem.

    `contents` are all the files of the pack by path, `said` the same read.
    """
    reading = _Reading(said)
    reading.read(_pages(workbook))
    if reading.problems:
        raise PackRejected(reading.problems)
    return Changes(rewritten(said, contents, reading.edits.of_files()), tuple(reading.notes))


def _pages(workbook: bytes) -> Mapping[str, Worksheet]:
    """The sheets by name; raises PackRejected for what is no workbook."""
    try:
        with ZipFile(BytesIO(workbook)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            too_large = len(workbook) > MOST_BYTES or size > MOST_UNPACKED or merges_too_much(packed)
        if too_large:
            raise PackRejected([bad_workbook(("工作簿太大", "The workbook is too large"), _PLAIN)])
        book = load_workbook(BytesIO(workbook))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError) as wrong:
        raise PackRejected(
            [bad_workbook(("这不是能读的 xlsx 工作簿", "This is no xlsx workbook"), _SAVE_AS)]
        ) from wrong
    return {page.title: page for page in book.worksheets}


@dataclass(slots=True)
class _Reading:
    """Compares every cell with what the pack says now."""

    said: Said
    edits: Edits = field(default_factory=Edits)
    problems: list[Problem] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    dropped: dict[tuple[str, Pointer], Line | None] = field(default_factory=dict)
    rows: list[tuple[SheetKind, list[Row]]] = field(default_factory=list)

    def read(self, pages: Mapping[str, Worksheet]) -> None:
        for kind in SHEETS:
            page = pages.get(kind.name)
            if page is None:
                self._refuse((f"缺少工作表“{kind.name}”", f"The sheet “{kind.name}” is missing"), _EXPORTED)
            elif wrong := _unreadable(kind, page):
                self._refuse(*wrong)
            else:
                self._sheet(kind, page)
        for kind, rows in self.rows:
            self._check_drops(kind, rows)
        self.edits.drops = set(self.dropped)
        for name in pages.keys() - {kind.name for kind in SHEETS} - {GUIDE, NAMES}:
            self.notes.append(
                (f"没有读工作表“{name}”，它不是导出的。", f"The sheet “{name}” was not exported and is not read.")
            )

    def _refuse(self, said: tuple[str, str], advice: tuple[str, str]) -> None:
        self.problems.append(bad_workbook(said, advice))

    def _sheet(self, kind: SheetKind, page: Worksheet) -> None:
        rows = list(rows_of(kind, self.said))
        self.edits.count(iter(rows))
        waiting = {(row.source, row.place): row for row in rows}
        new: list[Line] = []
        read: list[Row] = []
        filled: list[tuple[Line, str]] = []
        for place in range(FIRST_ROW, page.max_row + 1):
            line = Line(kind, page, place, self.problems)
            if line.blank:
                continue
            if line.new:
                filled.extend((line, spot.file) for spot in self._add(line))
                new.append(line)
                continue
            row = waiting.pop((line.texts[0], line.texts[1]), None)
            if row is None:
                line.say(
                    1, "定义包里没有这一行，或者这一行出现了两次", "the pack has no such row, or it stands here twice"
                )
            elif kind.drops and line.texts[-1]:
                self._drop(line, row)
            else:
                read.append(row)
                self._row(line, row)
                filled.append((line, row.file))
        self._miss(kind, waiting.values())
        self._note_order(kind, rows, read)
        self._check_new(kind, rows, new)
        self._judge(kind, filled)
        self.rows.append((kind, rows))

    def _judge(self, kind: SheetKind, filled: Sequence[tuple[Line, str]]) -> None:
        """Says at its cell what is wrong with the rows of a sheet taken together."""
        if kind.judge is None:
            return
        headings = headings_of(kind)
        told = [Filled(file, dict(zip(headings, line.texts, strict=True))) for line, file in filled]
        for place, heading, zh, en in kind.judge(self.said, told):
            filled[place][0].say(headings.index(heading), zh, en)

    def _miss(self, kind: SheetKind, rows: Iterable[Row]) -> None:
        """Rows that are no longer there: taken away, where the sheet allows it."""
        for row in rows:
            if kind.drops:
                self.dropped[row.file, row.at] = None
            else:
                no = ("这张表的行不能删，请补回来。", "Rows of this sheet cannot be taken away; put it back.")
                self._refuse(_missing(kind, row), no)

    def _note_order(self, kind: SheetKind, rows: Sequence[Row], read: Sequence[Row]) -> None:
        """Rows that stand elsewhere on the sheet mean nothing: said, so that nobody thinks it was written."""
        places = {id(row): place for place, row in enumerate(rows)}
        stood = [places[id(row)] for row in read]
        if stood == sorted(stood):
            return
        if ORDER in kind.headings:
            what = (f"要换次序，请改“{ORDER}”一列的数字。", f"To change the order change the numbers under “{ORDER}”.")
        else:
            what = ("这张表没有次序可改。", "This sheet has no order to change.")
        zh = f"工作表“{kind.name}”的行换了位置，平台不读行的位置。{what[0]}"
        self.notes.append(
            (zh, f"Rows of the sheet “{kind.name}” were moved; where a row stands is not read. {what[1]}")
        )

    def _check_new(self, kind: SheetKind, rows: Sequence[Row], lines: Sequence[Line]) -> None:
        """What is added is not there yet, and is added once."""
        if kind.adds is None or not kind.adds.named:
            return
        named = kind.adds.named
        called = kind.adds.called(self.said)
        known = {row.beside[:named] for row in rows if (row.file, row.at) not in self.dropped}
        for line in lines:
            texts = line.texts[2 : 2 + named]
            name = (*(_label(called, text) for text in texts[: named - 1]), texts[-1])
            if name in known:
                line.say(1 + named, "已经有了，不能再加一次", "is there already and cannot be added again")
            known.add(name)

    def _drop(self, line: Line, row: Row) -> None:
        if line.texts[-1] != YES:
            line.say(len(line.texts) - 1, f"只能写“{YES}”，或者留空", f"must be “{YES}” or blank")
        else:
            self.dropped[row.file, row.at] = line

    def _check_drops(self, kind: SheetKind, rows: Sequence[Row]) -> None:
        """Nothing below an item may stay without it, and no list of codes or columns may end up empty."""
        gone = [row for row in rows if (row.file, row.at) in self.dropped]
        added = {(file, edit.at) for file, adds in self.edits.adds.items() for edit, _ in adds}
        for row in gone:
            kept = [one for one in rows if one.file == row.file and one.at[: len(row.at)] == row.at and one not in gone]
            if kept or any(file == row.file and at[: len(row.at)] == row.at for file, at in added):
                below = " ".join(kept[0].beside) if kept else ""
                both = f"下面还有“{below}”，请一起删去", f"“{below}” still stands below it; take it away too"
                self._keep(kind, row, both if kept else ("新加的一行在它下面", "a new row stands below it"))
        lists = {(row.file, row.at[:-1]): row for row in gone}
        for (file, at), row in lists.items() if kind.keeps else ():
            stays = any(one.file == file and one.at[:-1] == at and one not in gone for one in rows)
            above = (file, at[:-1]) in self.dropped
            if not stays and not above and (file, at) not in added:
                self._keep(kind, row, ("至少要留一行", "at least one row must stay"))

    def _keep(self, kind: SheetKind, row: Row, why: tuple[str, str]) -> None:
        """Says it at the cell that asks for the removal, or of the row that is missing."""
        line = self.dropped[row.file, row.at]
        if line is not None:
            line.say(len(line.texts) - 1, *why)
        else:
            zh, en = _missing(kind, row)
            back = ("请补回来，或者改好以后再导入。", "Put it back, or change what stands against it.")
            self._refuse((f"{zh}：{why[0]}", f"{en}: {why[1]}"), back)

    def _row(self, line: Line, row: Row) -> None:
        for column, shown in enumerate(row.beside, start=2):
            if line.texts[column] != shown:
                line.say(column, f"编号不能改，应为“{shown}”", f"cannot be changed and must say “{shown}”")
        start = len(row.beside) + 2
        for offset, text in enumerate(line.texts[start : start + len(line.kind.headings)]):
            if offset >= len(row.cells) and text:
                line.say(start + offset, "这一格不能填", "cannot be filled in")
        changed = {
            start + offset: cell for offset, cell in enumerate(row.cells) if line.texts[start + offset] != cell.shown
        }
        for column, cell in changed.items():
            self._cell(line, row, column, cell)
        for at in dict.fromkeys(cell.at for cell in changed.values() if cell.part in _HALVES):
            halves = {
                start + offset: cell for offset, cell in enumerate(row.cells) if cell.at == at and cell.part in _HALVES
            }
            self._parts(line, row, halves)

    def _cell(self, line: Line, row: Row, column: int, cell: Cell) -> None:
        if cell.part in _HALVES:
            return
        value = line.value(column, cell.read)
        if value is not None and cell.part == "order":
            self.edits.move(row, value)
        elif value is not None and value != cell.shown:
            self.edits.put(row.file, Put(cell.at, value))

    def _parts(self, line: Line, row: Row, halves: Mapping[int, Cell]) -> None:
        """A value of which two cells each hold a part."""
        at = next(iter(halves.values())).at
        if any(cell.part == "title" for cell in halves.values()):
            told = {cell.part: line.value(column, cell.read) for column, cell in halves.items() if line.texts[column]}
            self.edits.put(row.file, Put(at, {"path": row.name, **told}))
            return
        found = {cell.part: line.value(column, cell.read) for column, cell in halves.items()}
        if found.get("amount") is not None and found.get("unit") in UNITS:
            self.edits.put(row.file, Put(at, joined(found["amount"], found["unit"])))

    def _add(self, line: Line) -> Iterator[Spot]:
        """A new row: at the end of its list, or where its number says. Yields the list."""
        adds = line.kind.adds
        if adds is None:
            line.say(2, "这张表不能加行，请直接改文件", "this sheet takes no new rows; change the file itself")
            return
        spot = self._spot(line, adds)
        if spot is None:
            return
        wrong, item = len(self.problems), self._item(line, adds, 3 if spot.name else 2)
        if len(self.problems) > wrong:
            return
        number = item.pop("order", None)
        try:
            edit = adds.edit(self.said, spot, item)
        except Unfit as unsaid:
            line.say(3 if spot.name else 2, unsaid.zh, unsaid.en)
            return
        place = self.edits.add(spot.file, edit, number)
        if adds.opens is not None:
            name, title = adds.opens(self.said, spot, item)
            new = Spot(name, spot.file, (*edit.at, place))
            self.said = replace(self.said, coming={**self.said.coming, name: (title, new)})
        yield spot

    def _spot(self, line: Line, adds: Adds) -> Spot | None:
        """The list that a new row belongs to; its first heading names it by id or title."""
        lists, called = adds.lists(self.said), adds.called(self.said)
        if "" in lists:
            return lists[""]
        known = replace(called, of={name: called.of.get(name, "") for name in lists})
        if not line.texts[2]:
            line.say(2, "新的一行要写明加到哪里", "a new row must say where it belongs")
            return None
        try:
            return lists[known.read(line.texts[2])]
        except (Unfit, KeyError):
            line.say(2, *known.missing(line.texts[2]))
            return None

    def _item(self, line: Line, adds: Adds, start: int) -> dict[str, Any]:
        """What a new row says, by the keys of its sheet."""
        reads = adds.reads(self.said)
        return {
            key: line.value(start + offset, read)
            for offset, (key, read) in enumerate(zip(adds.keys, reads, strict=True))
            if line.texts[start + offset] or offset < adds.needed
        }


def _unreadable(kind: SheetKind, page: Worksheet) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """What keeps a sheet from being read at all."""
    name, headings = kind.name, list(headings_of(kind))
    if page.max_row > MOST_ROWS:
        said = f"工作表“{name}”超过 {MOST_ROWS} 行", f"The sheet “{name}” has more than {MOST_ROWS} rows"
        return said, ("请删去多余的空行。", "Take away the blank rows at its end.")
    if [text_of(box.value) for box in page[1]][: len(headings)] != headings:
        return (f"工作表“{name}”的表头被改过", f"The headings of the sheet “{name}” were changed"), _EXPORTED
    if page.merged_cells.ranges:
        merged = sorted(str(area) for area in page.merged_cells.ranges)
        said = (
            f"工作表“{name}”合并了单元格 {'、'.join(merged)}",
            f"Cells of the sheet “{name}” are merged: {', '.join(merged)}",
        )
        return said, ("请取消合并，逐格填写。", "Take them apart and fill in each.")
    return None


def _missing(kind: SheetKind, row: Row) -> tuple[str, str]:
    what = f"{row.source} {row.place}（{' '.join(row.beside)}）"
    return f"工作表“{kind.name}”少了一行：{what}", f"The sheet “{kind.name}” lacks a row: “{what}”"


def _label(called: Titles, text: str) -> str:
    try:
        return called.label(called.read(text))
    except Unfit:
        return text
