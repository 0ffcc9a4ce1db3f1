"""My work, and what a leader asks on a phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fangyuan.casework.reading.pages.clocks import ClockView, Due
from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.onward import Onward
from fangyuan.casework.reading.pages.tasks import DraftView
from fangyuan.model.clocks import Light


@dataclass(frozen=True, slots=True)
class Piece(Named):
    """Something that is asked. `kind`: task, draft, extension, letter, settle (somebody is to be named); `subject` the unit
    or person that a task is for. `told` is said beside it, `step` is that of a letter, `form`: a task asks for more than a
    signature; all three where a leader signs. `due` is until when, by the deadline that is called so; what is `optional`
    may be left undone, for now at least.
    """

    kind: str = ""
    subject: str = ""
    told: str = ""
    step: str = ""
    form: bool = False
    due: Due | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of my work: a case and what is asked. `seq` is that of its last event, where acts stand beside it.

    `due` is the first of what is asked; `other` the deadline of the case that comes first, where it is somebody else's.
    """

    case: str
    number: str
    case_type: Named
    matter: str
    people: str
    stage: Named
    asked: tuple[Piece, ...]
    unit: Named
    received_on: date
    due: Due | None = None
    leader: str = ""
    flags: tuple[str, ...] = ()
    claimed_by: str = ""
    seq: int | None = None
    other: Due | None = None

    @property
    def must(self) -> tuple[Piece, ...]:
        """What is required, or comes due."""
        return tuple(one for one in self.asked if not one.optional)

    @property
    def may(self) -> tuple[Piece, ...]:
        """What may be done beside it."""
        return tuple(one for one in self.asked if one.optional)


@dataclass(frozen=True, slots=True)
class MyWork:
    """A tab of my work. `lights` counts all rows of the tab by light, before the filter by light.

    `types`, `asks` (what may be asked: a kind, or `task/` and its title) and `units` may be chosen from; `case_type`,
    `what`, `unit`, `words` and `sort` are what was asked.
    """

    tab: str
    rows: tuple[WorkRow, ...]
    lights: Mapping[Light, int]
    total: int
    tabs: Mapping[str, int] = field(default_factory=dict)
    types: tuple[Named, ...] = ()
    case_type: str = ""
    sort: str = ""
    next: Onward = Onward()
    asks: tuple[Named, ...] = ()
    units: tuple[Named, ...] = ()
    what: str = ""
    unit: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """What a leader asks on a phone: to decide, in my charge, this month.

    `more`: how much more waits for a decision than is shown; `charged`: how many cases are in their charge; `others`: what
    else waits in my work. `capped`: the figures of the month that are more than stands there.
    """

    drafts: tuple[tuple[WorkRow, DraftView], ...]
    extensions: tuple[tuple[WorkRow, ClockView], ...]
    signatures: tuple[WorkRow, ...]
    charges: tuple[WorkRow, ...]
    month: Mapping[str, int]
    others: int = 0
    more: int = 0
    charged: int = 0
    capped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthCases:
    """The cases behind a figure of the month, page by page; `capped`: there are more than `total`."""

    figure: str
    rows: tuple[WorkRow, ...]
    total: int
    page: int
    pages: int
    next: Onward = Onward()
    capped: bool = False
