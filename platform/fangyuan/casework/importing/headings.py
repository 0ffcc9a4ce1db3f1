"""Which rows of a sheet are its heads, and what each column is called by them."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangyuan.casework.importing.tables import Row
from fangyuan.model.later import later

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz = later("rapidfuzz.fuzz")
    process = later("rapidfuzz.process")

LOOKED_AT = 30
"""Rows at the beginning of a sheet among which its heads are."""

REASON, PLACE = "原因", "原来的行"
"""What the workbook of refused rows says before each: why, and which rows it was; by the latter those of a case stay together."""

_LONGEST_TITLE = 30
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Heads:
    """The first and the last row of the heads, by their places in the file, and the title of each column."""

    first: int
    last: int
    titles: tuple[str, ...]


def heads_of(rows: Sequence[Row], known: Collection[str], first: int = 0, last: int = 0) -> Heads:
    """The heads; guessed by what looks like the `known` titles, unless the places say which rows they are."""
    if not rows:
        return Heads(1, 1, ())
    if first and last:
        inside = [row for row in rows if first <= row.place <= last]
        return Heads(first, last, _titles(inside))
    last_one = max(range(min(len(rows), LOOKED_AT)), key=lambda at: (_likeness(rows[at], known), -at))
    first_one = last_one
    while first_one and _is_over(rows[first_one - 1], rows[last_one]):
        first_one -= 1
    return Heads(rows[first_one].place, rows[last_one].place, _titles(rows[first_one : last_one + 1]))


def added(titles: Sequence[str]) -> tuple[int, ...]:
    """The columns that a workbook of refused rows has beside those of its file: a ledger may call one of its own “原因”."""
    place = next((at for at, title in enumerate(titles) if title == PLACE), -1)
    return tuple(at for at in (place - 1, place) if at >= 0 and titles[at] in (REASON, PLACE))


def told_apart(titles: Sequence[str]) -> list[str]:
    """The titles of a file's own columns, with a count behind each that stands there already: two may be called alike."""
    beside, seen = added(titles), Counter[str]()
    named = []
    for title in ("" if at in beside else title for at, title in enumerate(titles)):
        seen[title] += 1
        named.append(f"{title} ({seen[title]})" if title and seen[title] > 1 else title)
    return named


def plain_title(title: str) -> str:
    """A title without blanks, brackets and what follows them."""
    return re.split(r"[（(\[【:：]", _BLANKS.sub("", title))[0] or _BLANKS.sub("", title)


def _likeness(row: Row, known: Collection[str]) -> float:
    """How much a row looks like heads: short texts, all different, like those that are known."""
    texts = [plain_title(cell.text) for cell in row.cells if cell.text and cell.number is None]
    short = {text for text in texts if len(text) <= _LONGEST_TITLE}
    if len(short) < 2 and len(known) > 1 and len(row.cells) > 1:
        return 0.0
    scores = (process.extractOne(text, known, scorer=fuzz.ratio) for text in short)
    return sum(found[1] / 100 for found in scores if found and found[1] >= 60) + len(short) / 100


def _is_over(upper: Row, lower: Row) -> bool:
    """Whether a row holds heads over those of the lower: some merged over neighbours, never one over all columns."""
    texts = {cell.text for cell in upper.cells if cell.text}
    width = sum(1 for cell in lower.cells if cell.text)
    return 1 < len(texts) <= width and any(cell.merged for cell in upper.cells)


def _titles(rows: Sequence[Row]) -> tuple[str, ...]:
    """The title of each column: its heads from above to below, each once."""
    width = max((len(row.cells) for row in rows), default=0)
    titles = []
    for column in range(width):
        parts = dict.fromkeys(_BLANKS.sub("", row.cell(column).text) for row in rows)
        titles.append("/".join(part for part in parts if part))
    while titles and not titles[-1]:
        titles.pop()
    return tuple(titles)
