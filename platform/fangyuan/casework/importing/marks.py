"""What an exported ledger says of itself in a hidden column: which case a row is, and how each cell read when it was written.

A cell was edited where it no longer reads as its mark says. The marks are keyed, so that they tell nobody what stood there.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import blake2b

from fangyuan.store.database import UnitOfWork

TITLE = "案件标识（请勿改动）"
BAND = "-"
"""Stands in place of a mark in rows that are no case: the beginnings of groups, and sums."""

_BYTES, _LETTERS = 3, 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A row as it was exported: its case, and the mark of each column by path."""

    case: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Marker:
    """Writes and reads marks of one jurisdiction."""

    key: bytes

    @classmethod
    def of(cls, uow: UnitOfWork, tenant: str) -> "Marker":
        """The marker of a jurisdiction."""
        return cls(uow.sources.digest(tenant, "ledger marks").encode()[:64])

    def row(self, case: str, paths: Sequence[str], cells: Sequence[str]) -> str:
        """What stands in the hidden column of a row."""
        marks = "".join(self.cell(case, path, text) for path, text in zip(paths, cells, strict=True))
        return f"{case} {marks}"

    def cell(self, case: str, path: str, text: str) -> str:
        """The mark of one cell."""
        told = f"{case}\0{path}\0{plain(text)}".encode()
        return b64encode(blake2b(told, key=self.key, digest_size=_BYTES).digest(), b"-_").decode()


def heading(view: str, paths: Sequence[str]) -> str:
    """The title of the hidden column: the view and the paths of its columns, in their order."""
    return " ".join((TITLE, view, *paths))


def read_heading(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The view and the paths; None where a cell is no such title."""
    parts = text.split()
    return (parts[1], tuple(parts[2:])) if len(parts) > 2 and parts[0] == TITLE else None


def read_mark(text: str, paths: Sequence[str]) -> Mark | None:
    """The mark of a row; None where nothing like it stands there."""
    case, _, marks = text.partition(" ")
    if not case or len(marks) != _LETTERS * len(paths):
        return None
    return Mark(case, dict(zip(paths, _each(marks), strict=True)))


def plain(text: str) -> str:
    """A text without what a workbook changes by itself: how a number is written, blanks at its ends, the T of an instant."""
    told = text.replace("\r\n", "\n").strip()
    if told[10:11] == "T" and told[:4].isdigit():
        told = f"{told[:10]} {told[11:]}"
    try:
        value = Decimal(told) if told and len(told) <= 15 and told[0] in "-0123456789" and not _is_code(told) else None
    except InvalidOperation:
        return told
    return told if value is None or not value.is_finite() else format(value.normalize(), "f")


def _is_code(told: str) -> bool:
    """Whether digits are a name rather than an amount: one that begins with a nought keeps it."""
    return told[0] == "0" and told[1:2].isdigit()


def _each(marks: str) -> Iterator[str]:
    return (marks[at : at + _LETTERS] for at in range(0, len(marks), _LETTERS))
