"""The workbook of a pack: one sheet a matter, Chinese headings, ids locked."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as Box
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.casework.workbooks.names import Said, Titles
from fangyuan.casework.workbooks.rows import Row, SheetKind, rows_of
from fangyuan.casework.workbooks.sheets import SHEETS

FILE, PLACE, DROP, YES = "文件", "位置", "删除", "是"
GUIDE, NAMES, ORDER = "说明", "名单", "次序"
FIRST_ROW = 2
_OFFERED_ROWS = 500
"""So many new rows are offered a list; below the last row every cell may be filled in."""
_LINES = (
    "白色的格子可以改，灰色的格子是编号，不能改。",
    "有“次序”一列的表可以换次序：把数字改成想要的位置，如 3；要放到第 3 和第 4 之间写 3.5。行在表里的位置，平台不读。",
    "“选项”“代码”“台账列”“预警”“升级”“角色”“日历年份”“放假”“调休上班”可以在末尾加行：文件、位置留空，其余照填；次序不填就排到最后。",
    "新的一年先在“日历年份”加一行，再在“放假”“调休上班”写它的日子，日历写作“cn 2027”。",
    "写到代码表、台账、字段、时限、角色、案件类型的地方，写名称或编号都可以；名称有重复的写编号。有哪些，见“名单”。",
    "由参数定的时限和指标，在“参数”表里改默认值；各机关启用时还可以另填。",
    "有“删除”一列的表可以删：写“是”，或者删去整行。用过的代码不要删，把“停用”写成“是”。",
    "改好以后，由管理员用 fangyuan pack import-xlsx 写回定义包。有一格写得不对，就一处也不写。",
)
_OF_PARENTS = "“文件”一栏以“上级”开头的行，是从上级定义包继承来的，写着是哪一个包；照样可以改，改了的写进本包，没有改的什么也不写。"
_WIDTHS = {
    FILE: 34, PLACE: 30, "标题": 40, "名称": 30, "列名": 24, "字段": 36, "时限": 36, "怎样定": 36, "告知": 40, "参数": 44,
    "默认值": 20, "代码表": 28, "台账": 28, "日历": 28, "考核什么": 28, "可登记": 40, "来源": 50,
}  # fmt: skip


def workbook_of(said: Said) -> bytes:
    """The workbook of a pack folder as it was read."""
    source = said.source
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = GUIDE
    lines = (*_LINES[:1], *((_OF_PARENTS,) if said.own is not None else ()), *_LINES[1:])
    guide.column_dimensions["A"].width = 100
    for place, line in enumerate((f"{source.title}（{source.pack} {source.version}）", *lines), start=1):
        _write(guide, place, 1, line, locked=True)
    guide.protection.enable()
    for kind in SHEETS:
        _sheet(book.create_sheet(kind.name), kind, said)
    _names(book.create_sheet(NAMES), said)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def headings_of(kind: SheetKind) -> tuple[str, ...]:
    """The headings of a sheet, left to right."""
    return (FILE, PLACE, *kind.beside, *kind.headings, *((DROP,) if kind.drops else ()))


def _names(page: Worksheet, said: Said) -> None:
    """What may be written where something is named, a column a sort."""
    page.protection.enable()
    for column, (heading, labels) in enumerate(_lists(said).items(), start=1):
        _write(page, 1, column, heading, locked=True).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = 36
        for place, label in enumerate(labels, start=FIRST_ROW):
            _write(page, place, column, label, locked=True)


def _lists(said: Said) -> dict[str, list[str]]:
    """Names by what they are names of: of the lists that rows are added to, of roles and of case types."""
    lists = {
        kind.adds.called(said).what: [kind.adds.called(said).label(name) for name in kind.adds.lists(said) if name]
        for kind in SHEETS
        if kind.adds
    }
    others = {called.what: list(map(called.label, called.of)) for called in (said.roles, said.case_types)}
    return {**lists, **others}


def _offered(page: Worksheet, called: Titles, said: Said) -> DataValidation | None:
    """The list that the first cell of a new row offers; a title or an id that stands elsewhere may be written too."""
    lists = _lists(said)
    names = lists[called.what]
    if not names:
        return None
    letter = get_column_letter(list(lists).index(called.what) + 1)
    formula = f"'{NAMES}'!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + len(names) - 1}"
    offered = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
    page.add_data_validation(offered)
    return offered


def _sheet(page: Worksheet, kind: SheetKind, said: Said) -> None:
    rows = list(rows_of(kind, said))
    headings = headings_of(kind)
    for column, heading in enumerate(headings, start=1):
        box = _write(page, 1, column, heading, locked=True)
        box.font, box.alignment = Font(bold=True), Alignment(horizontal="center")
        page.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(heading, 14)
    for place, row in enumerate(rows, start=FIRST_ROW):
        _row(page, place, kind, row)
    if kind.adds:
        offered = None if "" in kind.adds.lists(said) else _offered(page, kind.adds.called(said), said)
        for column in range(3, len(headings) + 1):
            below = page.column_dimensions[get_column_letter(column)]
            below.protection, below.number_format = Protection(locked=False), "@"
        if offered is not None:
            offered.add(f"C{len(rows) + FIRST_ROW}:C{len(rows) + FIRST_ROW + _OFFERED_ROWS}")
    page.freeze_panes = f"{get_column_letter(len(kind.beside) + 3)}{FIRST_ROW}"
    page.protection.enable()
    page.protection.formatColumns = False


def _row(page: Worksheet, place: int, kind: SheetKind, row: Row) -> None:
    told = (row.source, row.place, *row.beside)
    for column, text in enumerate(told, start=1):
        _write(page, place, column, text, locked=True)
    for offset in range(len(kind.headings)):
        cell = row.cells[offset] if offset < len(row.cells) else None
        box = _write(
            page, place, len(told) + 1 + offset, cell.shown if cell else "", locked=cell is None or cell.locked
        )
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
