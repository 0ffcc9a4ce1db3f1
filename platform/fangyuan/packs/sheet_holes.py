"""What stands in the cells of a workbook that another office wants filled, in double braces.

`{{volume.cases}}` is the total of a measure of a table, `{{categories.cases|Land}}` its number in a row, and a further
name between bars the column where the table has columns. `{{volume.cases@year-ago}}` is what it is compared with, and
`@part`, `@whole` and `@value` are the halves of a rate and its per cent.
"""

import re
from dataclasses import dataclass
from importlib import import_module

BRACES = re.compile(r"\{\{([^{}]{1,200})\}\}")
WORDS = ("title", "period", "year", "month", "tenant", "today")
"""What a cell may name beside figures."""
OF_RATES = ("part", "whole", "value")
"""Forms of a rate: its numerator, its denominator, its per cent."""
COMPARED = ("period-before", "year-ago", "year-to-date")
"""Forms of whatever the table compares with."""


class SheetUnreadable(Exception):
    """A workbook that cannot be read, or holds what would run or fetch something; the text says what."""


def asked_by(raw: bytes) -> tuple[tuple[str, str], ...]:
    """(cell, what stands between its braces), in order; raises SheetUnreadable.

    Nearly no pack brings a workbook, and what reads one takes a tenth of a second to load: it is loaded when one comes.
    """
    reader = import_module("fangyuan.packs.sheet_templates")
    found: tuple[tuple[str, str], ...] = reader.asked_by(raw)
    return found


@dataclass(frozen=True, slots=True)
class Hole:
    """What a cell asks for: a measure of a table, in one of its forms (blank: as it is), at the names of its place."""

    table: str
    measure: str
    form: str = ""
    names: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """`volume.cases`."""
        return f"{self.table}.{self.measure}"


def figure_of(hole: str) -> Hole:
    """`categories.cases@year-ago|Land` in its parts."""
    said, *names = (part.strip() for part in hole.split("|"))
    path, _, form = said.partition("@")
    table, _, measure = path.strip().partition(".")
    return Hole(table, measure, form.strip(), tuple(names))
