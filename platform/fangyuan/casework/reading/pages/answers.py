"""Answers as a person reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as a person reads it. A masked one may be revealed under its path, with a reason.

    `html` is the text with its formatting, harmless already; blank where it has none.
    """

    path: str
    title: str
    text: str
    masked: bool = False
    revealable: bool = False
    html: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """Answers under a heading; `rows` of a list of objects come as one section each."""

    title: str
    rows: tuple[AnswerRow, ...]
