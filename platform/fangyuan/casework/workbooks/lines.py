"""One row of a sheet as it was filled in, and what is said of a cell that is wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.casework.workbooks.names import Unfit
from fangyuan.casework.workbooks.rows import SheetKind
from fangyuan.casework.workbooks.writing import headings_of
from fangyuan.model.problems import Problem

_NO_CONTENT = {
    "f": ("不能写公式", "must not hold a formula"),
    "e": ("是 Excel 算不出来时的错误值，不是内容", "holds an error value of Excel, which is no content"),
}
"""Cells that hold no content of their own, by openpyxl's letter for their type."""
_ASIDE = ("请写进表里的格子，或者删去；什么也没有写入。", "Write it into the table or delete it; nothing was written.")
_ADVICE = ("请改好这一格，再导入一次；什么也没有写入。", "Put this cell right and import again; nothing was written.")


def problem(code: str, said: tuple[str, str], advice: tuple[str, str]) -> Problem:
    """A finding in both languages."""
    return Problem(code, said[0], advice=advice[0], detail={"english": f"{said[1]}. {advice[1]}"})


def bad_workbook(said: tuple[str, str], advice: tuple[str, str]) -> Problem:
    """What is wrong with a workbook as a whole."""
    return problem("bad-workbook", said, advice)


@dataclass(slots=True)
class Line:
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
            self.texts.append(text_of(box.value))
            if box.data_type in _NO_CONTENT:
                self.say(column, *_NO_CONTENT[box.data_type])
        for box in self.page[self.place][width:]:
            if found := text_of(box.value):
                zh = f"工作表“{self.kind.name}”{box.coordinate}：不在表里，导入时不读，现在是“{found}”"
                en = f"Sheet “{self.kind.name}”, {box.coordinate}: stands beside the table and is not read; it says “{found}”"
                self.problems.append(problem("bad-cell", (zh, en), _ASIDE))

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(self.texts)

    @property
    def new(self) -> bool:
        """Whether it is a row that the pack does not have yet."""
        return not self.texts[0] and not self.texts[1]

    def value(self, column: int, read: Callable[[str], Any]) -> Any:
        """The value of a cell; None, and a finding, where it cannot be."""
        try:
            return read(self.texts[column])
        except Unfit as wrong:
            self.say(column, wrong.zh, wrong.en)
            return None

    def say(self, column: int, zh: str, en: str) -> None:
        """Remembers what is wrong with a cell."""
        heading, box = headings_of(self.kind)[column], f"{get_column_letter(column + 1)}{self.place}"
        where = f"工作表“{self.kind.name}”第 {self.place} 行“{heading}”列（{box}）：{zh}"
        there = f"Sheet “{self.kind.name}”, {box} (“{heading}”): {en}"
        found = self.texts[column] if column < len(self.texts) else ""
        told = (f"{where}，现在是“{found}”", f"{there}; it says “{found}”") if found else (where, there)
        self.problems.append(problem("bad-cell", told, _ADVICE))


def text_of(value: Any) -> str:
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
