"""What stands in the cells of a workbook that another office wants filled, in double braces.

`{{volume.cases}}` is the total of a measure of a table, `{{categories.cases|Land}}` its number in a row, and a further
name between bars the column where the table has columns.
"""

import re
from importlib import import_module

HOLE = re.compile(r"\{\{([^{}]{1,200})\}\}")
WORDS = ("title", "period", "year", "month", "tenant", "today")
"""What a cell may name beside figures."""


class SheetUnreadable(Exception):
    """A workbook that cannot be read, or holds what would run or fetch something; the text says what."""


def asked_by(raw: bytes) -> tuple[tuple[str, str], ...]:
    """(cell, what stands between its braces), in order; raises SheetUnreadable.

    Nearly no pack brings a workbook, and what reads one takes a tenth of a second to load: it is loaded when one comes.
    """
    reader = import_module("fangyuan.packs.sheet_templates")
    found: tuple[tuple[str, str], ...] = reader.asked_by(raw)
    return found


def figure_of(hole: str) -> tuple[str, str, tuple[str, ...]]:
    """`categories.cases|Land` as table, measure and the names of its place."""
    path, *names = (part.strip() for part in hole.split("|"))
    table, _, measure = path.partition(".")
    return table, measure, tuple(names)
