"""The dashboard: what came in, what went out, what is open and late, where and about what; never about whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fangyuan.casework.reading.pages.behind import BehindPage
from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class DashboardNumber:
    """A count, and what leads to the cases behind it; `asked` is none where there are none."""

    count: int
    asked: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One line of the morning's table: received, closed, open, due or overdue, counted `by_span` (today, this week, this
    month), or as it stands `now`.
    """

    figure: str
    by_span: tuple[DashboardNumber, ...]
    now: DashboardNumber | None = None


@dataclass(frozen=True, slots=True)
class UnitLights:
    """The open cases of a unit by light, the worst first; `share` is how wide each is, in per cent of the fullest unit."""

    unit: Named
    total: DashboardNumber
    lights: Mapping[str, DashboardNumber]
    share: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic or place: its cases of the last 30 days, those of the last 7, and how many more or fewer than in the 7
    before; `share` is how wide its bar is, in per cent of the largest.
    """

    title: str
    cases: DashboardNumber
    week: DashboardNumber
    change: int
    share: int


@dataclass(frozen=True, slots=True)
class TopicTable:
    """The topics of one kind, the most frequent first, `others` together. `hidden` where the viewer may not see it, `unsaid`
    where no case says any.
    """

    title: str
    lines: tuple[TopicLine, ...] = ()
    others: TopicLine | None = None
    hidden: bool = False
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class TrendDay:
    """What came in and what was closed on a day."""

    day: date
    received: DashboardNumber
    closed: DashboardNumber


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """One board of the dashboard; `boards` are those that the viewer may open. Blank where there is none.

    `total` and `lights` are of all units, `others` of the `other_units` that have no line of their own.
    """

    today: date
    boards: tuple[Named, ...] = ()
    board: Named = Named("", "")
    report: str = ""
    flows: tuple[FlowLine, ...] = ()
    lights: Mapping[str, DashboardNumber] = field(default_factory=dict)
    total: DashboardNumber = DashboardNumber(0)
    units: tuple[UnitLights, ...] = ()
    others: UnitLights | None = None
    other_units: int = 0
    topics: tuple[TopicTable, ...] = ()
    trend: tuple[TrendDay, ...] = ()
    over_levels: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardCases(BehindPage):
    """The cases behind one number of the dashboard, page by page; `told` says which."""

    board: Named
    told: tuple[str, ...]
