"""The workbook of a pack: one sheet a matter, Chinese headings, ids locked."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as Box
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.casework.workbooks.sheets import SHEETS, Row, SheetKind
from fangyuan.packs.source import Source

FILE, PLACE, DROP, YES = "文件", "位置", "删除", "是"
GUIDE = "说明"
FIRST_ROW = 2
_EMPTY_ROWS = 200
_LINES = (
    "白色的格子可以改，灰色的格子是编号，不能改。",
    "“代码”“台账列”“预警”“升级”“放假”“调休上班”可以在末尾加行：文件、位置留空，其余照填。",
    "有“删除”一列的表可以删：写“是”，或者删去整行。用过的代码不要删，把“停用”写成“是”。",
    "改好以后，由管理员用 fangyuan pack import-xlsx 写回定义包。有一格写得不对，就一处也不写。",
)
_WIDTHS = {FILE: 34, PLACE: 30, "标题": 40, "名称": 30, "列名": 24, "字段": 28}


def workbook_of(source: Source) -> bytes:
    """The workbook of a pack folder as it was read."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = GUIDE
    guide.column_dimensions["A"].width = 100
    for place, line in enumerate((f"{source.title}（{source.pack} {source.version}）", *_LINES), start=1):
        _write(guide, place, 1, line, locked=True)
    guide.protection.enable()
    for kind in SHEETS:
        _sheet(book.create_sheet(kind.name), kind, list(kind.rows(source)))
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def headings_of(kind: SheetKind) -> tuple[str, ...]:
    """The headings of a sheet, left to right."""
    return (FILE, PLACE, *kind.beside, *kind.headings, *((DROP,) if kind.drops else ()))


def _sheet(page: Worksheet, kind: SheetKind, rows: list[Row]) -> None:
    headings = headings_of(kind)
    for column, heading in enumerate(headings, start=1):
        box = _write(page, 1, column, heading, locked=True)
        box.font, box.alignment = Font(bold=True), Alignment(horizontal="center")
        page.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, 14)
    for place, row in enumerate(rows, start=FIRST_ROW):
        _row(page, place, kind, row)
    if kind.adds:
        for place in range(len(rows) + FIRST_ROW, len(rows) + FIRST_ROW + _EMPTY_ROWS):
            for column in range(3, len(headings) + 1):
                _write(page, place, column, "", locked=False)
    page.freeze_panes = f"{get_column_letter(len(kind.beside) + 3)}{FIRST_ROW}"
    page.protection.enable()
    page.protection.formatColumns = False


def _row(page: Worksheet, place: int, kind: SheetKind, row: Row) -> None:
    told = (row.file, row.place, *row.beside)
    for column, text in enumerate(told, start=1):
        _write(page, place, column, text, locked=True)
    for offset in range(len(kind.headings)):
        cell = row.cells[offset] if offset < len(row.cells) else None
        box = _write(page, place, len(told) + 1 + offset, cell.shown if cell else "", locked=cell is None)
        if cell and cell.choices:
            _choices(page, cell.choices).add(box)
    if kind.drops:
        box = _write(page, place, len(told) + 1 + len(kind.headings), "", locked=False)
        _choices(page, (YES,)).add(box)


def _choices(page: Worksheet, texts: tuple[str, ...]) -> DataValidation:
    """The list that a cell offers; cells that offer the same share it."""
    formula = f'"{",".join(texts)}"'
    known = next((kept for kept in page.data_validations.dataValidation if kept.formula1 == formula), None)
    if known is None:
        known = DataValidation("list", formula1=formula, allow_blank=True)
        page.add_data_validation(known)
    return known


def _write(page: Worksheet, row: int, column: int, text: str, *, locked: bool) -> Box:
    """A cell of text: nothing that stands in a pack becomes a formula."""
    box = page.cell(row, column)
    assert isinstance(box, Box)
    if text:
        box.value = text
        box.data_type = "s"
    box.number_format = "@"
    box.protection = Protection(locked=locked)
    if locked:
        box.fill = PatternFill("solid", fgColor="EEF0F3")
    return box
