"""The sheets of a pack's workbook, in the order of the workbook."""

from collections.abc import Sequence

from fangyuan.casework.workbooks.deadlines import CLOCKS, PARAMETERS, RUNGS, WARNINGS
from fangyuan.casework.workbooks.lists import CODES, COLUMNS
from fangyuan.casework.workbooks.rows import SheetKind
from fangyuan.casework.workbooks.settings import HOLIDAYS, ROLES, TARGETS, WORKDAYS, YEARS
from fangyuan.casework.workbooks.titles import OPTIONS, TITLES

SHEETS: Sequence[SheetKind] = (
    TITLES, OPTIONS, CODES, COLUMNS, CLOCKS, WARNINGS, RUNGS, PARAMETERS, TARGETS, ROLES, YEARS, HOLIDAYS, WORKDAYS,
)  # fmt: skip
