"""A paper for leaders while it is put together: its sections, the cases to choose from, the words as they stand."""

from dataclasses import dataclass

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.work import WorkRow


@dataclass(frozen=True, slots=True)
class DigestCover:
    """A word that the paper writes otherwise, as `cover`, unless the officer says that it is nobody."""

    word: str
    cover: str


@dataclass(frozen=True, slots=True)
class DigestCase:
    """A chosen case: who it is for the office, what is said of it, and what in that looks like somebody or is covered."""

    case: str
    number: str
    text: str
    unsure: tuple[str, ...] = ()
    covered: tuple[DigestCover, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestSection:
    """A section: titles of its tables, or the words that are written (`unsure` is what in them looks like somebody), or the
    chosen cases (`most` of them). `covered` is what the paper writes otherwise in its words, or in its tables.
    """

    section: str
    title: str
    tables: tuple[str, ...] = ()
    text: str = ""
    written: bool = False
    most: int = 0
    cases: tuple[DigestCase, ...] = ()
    unsure: tuple[str, ...] = ()
    covered: tuple[DigestCover, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestPage:
    """The paper of a report in a period; `candidates` are the cases closed in it, the newest first."""

    report: str
    title: str
    report_title: str
    period: Named
    sections: tuple[DigestSection, ...]
    candidates: tuple[WorkRow, ...] = ()
