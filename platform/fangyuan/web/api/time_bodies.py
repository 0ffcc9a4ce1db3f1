"""What requests say of time: more of it that is asked for, a day that was written down wrongly."""

from dataclasses import dataclass
from datetime import date

from fangyuan.web.api.bodies import Id, Length, OnCase, OnSubject, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingExtension(OnSubject):
    """More time to ask for: `by` as packs write it, such as `5 workdays`; `occurred_on` the day on which it was asked for on
    paper, as the `scan` shows.
    """

    by: Length
    reason: Reason
    occurred_on: date | None = None
    scan: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectingReceipt(OnCase):
    """The day on which the matter was `received_on`, as the `scan` shows; the reason."""

    received_on: date
    reason: Reason
    scan: Id | None = None
