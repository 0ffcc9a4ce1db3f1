"""What requests about letters say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fangyuan.web.api.bodies import Id, Longer, OnCase, Reason, Subject, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering(OnCase):
    """That a letter was handed over: how, when, with what result (签收, 拒收, 留置, 公告期满; 退回 is not yet); `receipt`: a scan's id."""

    method: Word
    result: Word
    receipt: Subject = ""
    occurred_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingLetter(OnCase):
    """A step of a letter (`draft`, `check`, `sign`, `number`); `words` are those to change, `number` what its paper has already,
    `as_written` where it was asked back. With `on_behalf_of`, for that person, who did it on paper on that day; `scan` is the
    id of the uploaded paper.
    """

    step: Word
    words: Mapping[str, Longer] = field(default_factory=dict)
    number: Subject = ""
    as_written: bool = False
    on_behalf_of: Id | None = None
    occurred_on: date | None = None
    scan: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing(OnCase):
    """That a letter was sealed; `original` is the id of the scan of the sealed paper, blank only where the pack lets it be.
    With `on_behalf_of`, that this person did; `scan` is then what shows it, and one of the two is enough.
    """

    original: Subject = ""
    on_behalf_of: Id | None = None
    occurred_on: date | None = None
    scan: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining(OnCase):
    """An act that needs its reason."""

    reason: Reason
