"""The diary: what falls on which day, for whom."""

from dataclasses import dataclass
from datetime import date

from fangyuan.casework.reading.pages.clocks import Due
from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """Something of a day. `sort`: recurring work (`duty`), the due date of a task (`due`), or a date that a case itself has (`date`).

    `title` and `number` name no person that a matter is of; `note` may, where the reader has the right. `case` is empty
    while nothing is open yet. `people` are those who are to be there, or the roles that do it. `day` names a day for which
    people are booked (`pack/duty/date`).
    """

    sort: str
    on: date
    title: str
    case: str = ""
    number: str = ""
    at: str = ""
    note: str = ""
    people: tuple[Named, ...] = ()
    due: Due | None = None
    duty: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """A day. `worked` as the calendar says; `name` is that of a holiday, `made_up` a day off that is worked in its place.

    `within`: of the month that is shown, not of the weeks around it.
    """

    on: date
    worked: bool
    made_up: bool
    name: str
    today: bool
    within: bool
    entries: tuple[DiaryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """A `month` or a `week`. `whose` is what was chosen of `units` and `people`; blank is what concerns the viewer.

    `provisional`: the days off of the year are not published yet. `full`: more fell into it than is shown.
    """

    span: str
    day: date
    first: date
    last: date
    before: date
    after: date
    today: date
    days: tuple[DiaryDay, ...]
    whose: str = ""
    units: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    provisional: bool = False
    full: bool = False
