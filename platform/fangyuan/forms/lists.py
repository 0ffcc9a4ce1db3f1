"""Two operators on lists that JsonLogic lacks: a column of a pasted table, and what one list has that another lacks.

`{"column": [text, 1]}` gives the cells of the first column of a table that was pasted as text: a row a line, cells
divided by tabs (as Excel copies them), else by commas, semicolons or blanks. `{"without": [these, those]}` gives the
texts of the first list that do not stand in the second, each once, in their order. Both compare and give plain texts
only, so that what somebody typed is never taken for logic.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from unicodedata import normalize

MOST_CELLS = 20_000
_BETWEEN = re.compile(r"[,，;；、\s]+")


def column(text: object, number: object = 1) -> list[str]:
    """The cells of the numbered column (from 1), without the lines that have none."""
    wanted = int(str(number)) - 1
    rows = (_cells(line) for line in str(text or "").splitlines()[:MOST_CELLS])
    return [row[wanted] for row in rows if 0 <= wanted < len(row) and row[wanted]]


def without(these: object, those: object) -> list[str]:
    """What stands in the first list and not in the second; full-width and half-width signs are the same."""
    lacking = {_folded(one) for one in _texts(those)}
    fresh = {_folded(one): one for one in reversed(_texts(these)) if _folded(one) not in lacking}
    return list(reversed(fresh.values()))


def _cells(line: str) -> list[str]:
    parts: Iterable[str] = line.split("\t") if "\t" in line else _BETWEEN.split(line.strip())
    return [part.strip() for part in parts]


def _texts(value: object) -> list[str]:
    return [str(one).strip() for one in value if isinstance(one, str | int)] if isinstance(value, list | tuple) else []


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()


LISTS: Mapping[str, Callable[..., list[str]]] = {"column": column, "without": without}
"""The operators by their names; their operands are worked out on the whole tree, so they stand outside `map` and `reduce`."""


def is_list_operation(logic: Any) -> bool:
    """Whether it is one of these."""
    return isinstance(logic, Mapping) and len(logic) == 1 and next(iter(logic)) in LISTS
