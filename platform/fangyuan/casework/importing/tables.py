"""A workbook or a text file as rows of cells, read one by one; what cannot be trusted in a cell is said beside its text.

Numbers of 16 digits and more were rounded by Excel, formulas are taken by the value that was kept of them and never worked
out, merged cells all hold what stands in their first.
"""

import csv
import io
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from fangyuan.model.later import later
from fangyuan.model.problems import Problem, Refused

if TYPE_CHECKING:
    import openpyxl
    from openpyxl.utils import cell as cells
    from openpyxl.utils import datetime as dates
    from openpyxl.utils import exceptions as faults
else:
    openpyxl = later("openpyxl")
    cells = later("openpyxl.utils.cell")
    dates = later("openpyxl.utils.datetime")
    faults = later("openpyxl.utils.exceptions")

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 120
MOST_MERGED = 200_000
MOST_AREAS = 100_000
LONGEST = 40_000
"""Signs of a cell; Excel itself holds 32,767."""

ROUNDED, FORMULA, BROKEN, LONG = "rounded", "formula", "broken", "long"
"""What is wrong with a cell: digits that Excel has lost, a formula without its value, an error value, more than can be held."""

_UNREADABLE = (
    BadZipFile, LookupError, ValueError, TypeError, OSError, SyntaxError, EOFError, RuntimeError,
    zlib.error,
)  # fmt: skip
"""What the readers of archives and of sheets raise at what is damaged, locked or packed in a way of its own."""
_EXACT = 10**15
_LOOKED_AT = 4000
_QUOTED = re.compile('"[^"]*"')
_SEVERAL = 4
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
"""What is looked for in the part of a sheet; other programs than Excel and WPS write a prefix before each name."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot hold, as the returns of texts that come from Windows."""

_MACROS = re.compile(r"vbaproject\.bin$|/macrosheets/")
"""Programs of a workbook: Visual Basic, and the sheets of macros that Excel had before it."""
_ERRORS = frozenset(
    {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
)
_KEPT_FROM_ROUNDING = re.compile(r"['‘’](?=[0-9A-Za-z-]+$)")
"""A sign before a number by which exports of other systems keep Excel from rounding it; it is no part of the number."""
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, what is wrong with it, its number where it is one, and the first row of what it is merged with."""

    text: str = ""
    wrong: str = ""
    number: float | None = None
    merged: int = 0


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file, from 1, with its cells; those after the last filled one are left out."""

    place: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, from 0."""
        return self.cells[column] if column < len(self.cells) else BLANK

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.text or cell.wrong for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read: its sheets by name, and the day that its serial numbers of dates begin with."""

    sheets: tuple[str, ...]
    stream: IO[bytes] = field(repr=False)
    is_text: bool = False
    epoch: datetime = field(default_factory=lambda: dates.WINDOWS_EPOCH)

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows that hold anything, one by one; raises Refused where there are too many."""
        self.stream.seek(0)
        found = _text_rows(self.stream) if self.is_text else _rows(self.stream, sheet)
        last = 0
        try:
            for count, row in enumerate((row for row in found if not row.blank), 1):
                if count > MOST_ROWS:
                    raise Refused(_problem("too-many-rows", f"超过 {MOST_ROWS} 行。", "请分成几个文件导入。"))
                last = row.place
                yield row
        except (*_UNREADABLE, faults.InvalidFileException) as wrong:
            said = f"工作表“{sheet}”第 {last} 行以后读不下去，文件可能损坏或者没有传完。"
            raise Refused(_problem("bad-workbook", said, "请用 Excel 或 WPS 打开，另存为 .xlsx。")) from wrong


def opened(stream: IO[bytes], name: str) -> Table:
    """The file, looked at; raises Refused for what is no table, what holds programs, and what is too large."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    start = stream.read(8)
    if size > MOST_BYTES:
        raise Refused(_problem("too-large", f"文件超过 {MOST_BYTES // 1024**2} MB。", "请分成几个文件，去掉图片。"))
    if start[:4] == b"PK\x03\x04":
        return _workbook(stream, name)
    _check_age(stream)
    _text(stream)
    return Table(("",), stream, is_text=True)


def _check_age(stream: IO[bytes]) -> None:
    """Raises Refused for the old format of Excel, which a workbook with a password is kept in too."""
    stream.seek(0)
    if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        said = "这是旧的 .xls 格式，或者加了密码。"
        raise Refused(_problem("old-excel", said, "请用 Excel 或 WPS 另存为 .xlsx，去掉密码。"))


def _workbook(stream: IO[bytes], name: str) -> Table:
    try:
        with ZipFile(stream) as packed:
            parts, strict = packed.infolist(), _is_strict(packed)
        if strict:
            said, advice = "这是“Strict Open XML 电子表格”。", "请用 Excel 或 WPS 另存为普通的“Excel 工作簿（.xlsx）”。"
            raise Refused(_problem("bad-workbook", said, advice))
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(_problem("too-large", "表格展开后太大。", "请去掉多余的空行、图片和格式，再导入。"))
        if any(_MACROS.search(part.filename.lower()) for part in parts) or name.lower().endswith(".xlsm"):
            raise Refused(_problem("macros", "工作簿里有宏。", "请另存为不带宏的 .xlsx。"))
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        # A sheet that is hidden holds lists to choose from, and often stands first.
        pages = sorted(book.worksheets, key=lambda page: page.sheet_state != "visible")
        sheets = tuple(page.title for page in pages)
        epoch = book.epoch
        book.close()
    except (*_UNREADABLE, faults.InvalidFileException) as wrong:
        raise Refused(
            _problem("bad-workbook", "这不是能读的 xlsx 工作簿。", "请用 Excel 或 WPS 另存为 .xlsx。")
        ) from wrong
    if not sheets:
        raise Refused(_problem("bad-workbook", "工作簿里没有工作表。", "请检查文件。"))
    return Table(sheets, stream, epoch=epoch)


def _is_strict(packed: ZipFile) -> bool:
    """Whether a workbook was saved in the strict form of its format, whose names nearly no program knows."""
    if "xl/workbook.xml" not in packed.namelist():
        return False
    with packed.open("xl/workbook.xml") as part:
        return b"purl.oclc.org/ooxml" in part.read(4000)


def _rows(stream: IO[bytes], sheet: str) -> Iterator[Row]:
    """The rows of a sheet; the merged areas are known before, because they stand at its end."""
    with_formulas, merged = _beforehand(stream, sheet)
    values = _values(stream, sheet, data_only=True)
    written: Iterator[Sequence[Any]] = _values(stream, sheet, data_only=False) if with_formulas else iter(())
    firsts: dict[tuple[int, int], Cell] = {}
    for place, (value, formula) in enumerate(zip_longest(values, written, fillvalue=()), 1):
        cells = [_cell(one, two) for one, two in zip_longest(value[:MOST_COLUMNS], formula[:MOST_COLUMNS])]
        for column, area in merged.at(place).items():
            cells.extend([BLANK] * (column + 1 - len(cells)))
            top = (area.top, area.left)
            first = firsts.setdefault(top, cells[column]) if top == (place, column) else firsts.get(top, BLANK)
            cells[column] = replace(first, merged=top[0])
        yield Row(place, tuple(cells))


def _values(stream: IO[bytes], sheet: str, *, data_only: bool) -> Iterator[Sequence[Any]]:
    """The values, or the formulas, row by row, through a stream of its own."""
    stream.seek(0)
    book = openpyxl.load_workbook(io.BytesIO(stream.read()), read_only=True, data_only=data_only)
    try:
        page = next((one for one in book.worksheets if one.title == sheet), book.worksheets[0])
        page.reset_dimensions()
        for values in page.iter_rows(values_only=True, max_col=MOST_COLUMNS):
            filled = next((last for last in range(len(values), 0, -1) if values[last - 1] is not None), 0)
            yield values[:filled]
    finally:
        book.close()


@dataclass(frozen=True, slots=True)
class _Area:
    """Merged cells: rows from 1, columns from 0, the last of each included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class _Merged:
    """The merged areas of a sheet, asked for row by row: however many cells they have, one row's are held at a time."""

    begin: dict[int, list[_Area]] = field(default_factory=dict)
    now: dict[int, _Area] = field(default_factory=dict)
    count: int = 0

    def add(self, reference: str) -> None:
        """Notes an area; one that is merged down a whole sheet says nothing of its rows. Raises Refused for too many."""
        left, top, right, bottom = (int(side or 0) for side in cells.range_boundaries(reference))
        self.count += 1
        if self.count > MOST_AREAS:
            raise Refused(_problem("too-many-merged", f"合并的单元格超过 {MOST_AREAS} 处。", "请取消合并，再导入。"))
        if (right - left + 1) * (bottom - top + 1) <= MOST_MERGED:
            area = _Area(top, left - 1, bottom, min(right, MOST_COLUMNS) - 1)
            self.begin.setdefault(top, []).append(area)

    def at(self, place: int) -> dict[int, _Area]:
        """By column the area that a row is merged in; rows are asked for one after the other, from 1."""
        self.now = {column: area for column, area in self.now.items() if area.bottom >= place}
        for area in self.begin.get(place, ()):
            self.now.update(dict.fromkeys(range(area.left, area.right + 1), area))
        return self.now


def _beforehand(stream: IO[bytes], sheet: str) -> tuple[bool, _Merged]:
    """Whether the sheet holds formulas, and its merged areas; read as bytes, without unpacking the sheet into memory."""
    stream.seek(0)
    book = openpyxl.load_workbook(stream, read_only=True)
    page = next((one for one in book.worksheets if one.title == sheet), book.worksheets[0])
    # openpyxl reads no merged cells where it reads row by row, so they are looked for in the part of the sheet itself.
    path = str(getattr(page, "_worksheet_path", "")).lstrip("/")
    book.close()
    formulas, areas, tail = False, _Merged(), b""
    with ZipFile(stream) as packed, packed.open(path) as part:
        while chunk := part.read(1 << 20):
            held = tail + chunk
            formulas = formulas or bool(_FORMULA.search(held))
            for found in _MERGED.finditer(held):
                areas.add(found[1].decode("ascii"))
            tail = held[-200:]
    return formulas, areas


def _cell(value: Any, formula: Any) -> Cell:
    if isinstance(formula, str) and formula.startswith("=") and value is None:
        return Cell("", FORMULA)
    match value:
        case None:
            return BLANK
        case bool():
            return Cell("是" if value else "否")
        case int() | float():
            return _figure(value)
        case datetime():
            return Cell(value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes"))
        case date() | time():
            return Cell(value.isoformat())
    return _words(_ESCAPED.sub(_unescaped, str(value)))


def _unescaped(found: re.Match[str]) -> str:
    """The sign that is meant; half of one, which no text may hold, stays as it is written."""
    sign = chr(int(found[1], 16))
    return found[0] if unicodedata.category(sign) == "Cs" else sign


def _words(text: str) -> Cell:
    """A text; of one that no answer can be as long as, the beginning."""
    plain = _KEPT_FROM_ROUNDING.sub("", _plain(text), count=1)
    return Cell(plain[:LONGEST], LONG if len(plain) > LONGEST else BROKEN if plain in _ERRORS else "")


def _figure(value: float) -> Cell:
    """A number as Excel shows it, which keeps 15 digits."""
    if abs(value) >= _EXACT:
        return Cell(format(Decimal(format(value, ".15g")), "f"), ROUNDED, float(value))
    shown = str(int(value)) if float(value).is_integer() else format(Decimal(format(value, ".15g")), "f")
    return Cell(shown, "", float(value))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _text(stream: IO[bytes]) -> str:
    """A text file as text: UTF-8, UTF-16 with its mark, or GBK; raises Refused for anything else."""
    stream.seek(0)
    raw = stream.read(MOST_BYTES + 1)
    codes = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = raw.decode(code)
        except UnicodeDecodeError as wrong:
            _check_damage(raw, code, wrong.start)
            continue
        if "\x00" not in text and text.strip() and "<html" not in text[:2000].lower():
            return text
    raise Refused(
        _problem(
            "not-a-table",
            "这不是能读的表格：既不是 xlsx，也不是 UTF-8 或 GBK 的 csv。",
            "请用 Excel 或 WPS 另存为 .xlsx。",
        )
    )


def _check_damage(raw: bytes, code: str, at: int) -> None:
    """Raises Refused, with the line, for a UTF-8 text that is damaged or cut off: as GBK it would be read as other words.

    What is written in GBK does not begin with several signs of UTF-8.
    """
    before = raw[:at].decode(code, "ignore") if code != "gb18030" else ""
    if sum(ord(sign) > 0x7F for sign in before) < _SEVERAL:
        return
    line, place = before.count("\n") + 1, before.rpartition("\n")[2].count(",") + 1
    said = f"第 {line} 行第 {place} 格有损坏的字，或者文件没有传完。"
    raise Refused(_problem("damaged-text", said, "请重新导出，或者用 Excel、WPS 另存为 .xlsx。"))


def _text_rows(stream: IO[bytes]) -> Iterator[Row]:
    text = _text(stream)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    place = 0
    try:
        for place, values in enumerate(reader, 1):
            yield Row(place, tuple(_typed(one) for one in values[:MOST_COLUMNS]))
    except csv.Error as wrong:
        raise Refused(
            _problem("bad-csv", f"第 {place + 1} 行读不下去。", "请检查引号是否成对，或者另存为 .xlsx。")
        ) from wrong


def _delimiter(text: str) -> str:
    """The sign that stands equally often in most lines: another may stand more often in what was written into a cell."""
    lines = _QUOTED.sub("", text[:_LOOKED_AT]).splitlines()

    def likeness(sign: str) -> tuple[int, int]:
        """How many lines agree on how many there are, and how many those are."""
        counts = Counter(count for line in lines if (count := line.count(sign)))
        return max(((often, count) for count, often in counts.items()), default=(0, 0))

    return max(",\t;", key=likeness)


def _typed(text: str) -> Cell:
    """A cell of a text file; a number that Excel wrote in short has lost its digits."""
    cell = _words(text.removeprefix("\ufeff"))
    if cell.text.startswith('="') and cell.text.endswith('"'):
        # So exports of other systems keep Excel from rounding a number.
        cell = replace(cell, text=cell.text[2:-1])
    return replace(cell, wrong=ROUNDED) if _SCIENTIFIC.fullmatch(cell.text) else cell


def _problem(code: str, said: str, advice: str) -> Problem:
    return Problem(code, said, "file", advice=advice)
