"""The diary: recurring work, due dates and the dates of cases, day by day, as far as the officer may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.frame import open_views
from fangyuan.casework.reading.ledger import Question, question
from fangyuan.casework.reading.pages import DiaryDay, DiaryEntry, DiaryPage, Named
from fangyuan.casework.reading.planned import of_duties
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.whose import Whose, people_of, read_whose, units_of
from fangyuan.engine.clocks.calendars import DAY, end_of, instant, is_workday, provisional
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.conditions import AllOf, Atom, Condition, Not, Op
from fangyuan.model.outputs import DiaryDate
from fangyuan.store.lines import CaseLine
from fangyuan.store.sight import Sight
from fangyuan.store.todo import Asking

MOST = 400
"""Entries of one source that a span shows."""

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
WEEK = timedelta(days=7)
Span = Literal["month", "week"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Each of them."""
        yield from (self.first + DAY * n for n in range((self.last - self.first).days + 1))


def diary_page(office: Office, me: Identity, span: Span, day: date | None, whose: str, now: datetime) -> DiaryPage:
    """A month with the whole weeks around it, or a week; `whose` is blank, `unit/<id>` or `person/<id>`."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        on = min(max(day or desk.today, EARLIEST), LATEST)
        shown, stretch = _stretch(span, on)
        chosen = read_whose(desk, whose)
        entries = entries_of(desk, stretch, chosen)
    step = relativedelta(months=1) if span == "month" else relativedelta(days=7)
    return DiaryPage(
        span=span,
        day=on,
        first=shown.first,
        last=shown.last,
        before=shown.first - step,
        after=shown.first + step,
        today=desk.today,
        days=tuple(_days(desk, stretch, shown, entries)),
        whose=chosen.written,
        units=units_of(desk),
        people=people_of(desk),
        provisional=any(provisional(desk.calendar, year) for year in {shown.first.year, shown.last.year}),
        full=len(entries) >= MOST,
    )


def _stretch(span: Span, day: date) -> tuple[Stretch, Stretch]:
    """What is asked for, and the whole weeks in which it lies."""
    if span == "week":
        first = day - DAY * day.weekday()
        week = Stretch(first, first + WEEK - DAY)
        return week, week
    first = day.replace(day=1)
    last = first + relativedelta(months=1) - DAY
    return Stretch(first, last), Stretch(first - DAY * first.weekday(), last + DAY * (6 - last.weekday()))


def _days(desk: Desk, stretch: Stretch, shown: Stretch, entries: Iterable[DiaryEntry]) -> Iterator[DiaryDay]:
    by_day: dict[date, list[DiaryEntry]] = {}
    for entry in sorted(entries, key=_in_order):
        by_day.setdefault(entry.on, []).append(entry)
    for on in stretch.days():
        year = desk.calendar.years.get(on.year) or CalendarYear(on.year, published=False)
        yield DiaryDay(
            on=on,
            worked=is_workday(desk.calendar, on),
            made_up=on in year.workdays,
            name=_holiday(desk.calendar, on),
            today=on == desk.today,
            within=shown.first <= on <= shown.last,
            entries=tuple(by_day.get(on, ())),
        )


def _holiday(calendar: Calendar, on: date) -> str:
    year = calendar.years.get(on.year)
    return str(year.holidays.get(on, "")) if year else ""


def _in_order(entry: DiaryEntry) -> tuple[date, str, str, str]:
    """By day; what has a time first, then dates and duties, then what is due."""
    return (entry.on, entry.at or "~", {"date": "0", "duty": "1", "due": "2"}[entry.sort], entry.number)


def entries_of(desk: Desk, stretch: Stretch, whose: Whose) -> tuple[DiaryEntry, ...]:
    """Everything of these days; a case that says its own date is not told again by the duty that opened it."""
    dated = tuple(_dated(desk, stretch, whose))
    told = {(entry.case, entry.on) for entry in dated}
    duties = (one for one in of_duties(desk, stretch.first, stretch.last, whose) if (one.case, one.on) not in told)
    return (*dated, *duties, *_due(desk, stretch, whose))


def _due(desk: Desk, stretch: Stretch, whose: Whose) -> Iterator[DiaryEntry]:
    """What is asked and falls due in these days: of the viewer, or of those who were chosen."""
    maker, told = RowMaker(desk), set()
    begin, end = instant(desk.calendar, stretch.first), end_of(desk.calendar, stretch.last)
    for asking in _askings(desk, whose):
        for line in desk.uow.todo.page(replace(asking, due_after=begin, due_until=end), MOST):
            row, asked = maker.work(line), maker.asked(line)
            key = (line.case, line.kind, line.task, line.subject, line.visit)
            if row.due is not None and key not in told:
                told.add(key)
                note = f"{row.people} {row.matter}".strip()
                by = (Named(line.claimed_by, row.claimed_by),) if line.claimed_by else ()
                yield DiaryEntry("due", row.due.on, asked.title, line.case, line.number, "", note, by, row.due)


def _askings(desk: Desk, whose: Whose) -> list[Asking]:
    """What is asked of me by name; of others only what I may see."""
    tenant, me = desk.tenant.tenant, desk.person
    if not whose.written:
        return [Asking(tenant, desk.told, desk.now, person=me.person)]
    units = frozenset({whose.unit} - {""})
    asking = Asking(tenant, Sight("", None), desk.now, units=units, people=whose.people)
    return [replace(asking, sight=sight, case_types=types) for sight, types in desk.sights.items()]


def _dated(desk: Desk, stretch: Stretch, whose: Whose) -> Iterator[DiaryEntry]:
    """The rows of the views that stand in the diary."""
    told: set[tuple[str, date]] = set()
    for _, view in open_views(desk):
        if view.diary is None:
            continue
        opened = question(desk.office, desk, view.view, {}, "", "")
        if opened.sheet.sight.sees(view.diary.on):
            for entry in _rows(opened, view.diary, stretch, whose):
                if (entry.case, entry.on) not in told:
                    told.add((entry.case, entry.on))
                    yield entry


def _rows(opened: Question, diary: DiaryDate, stretch: Stretch, whose: Whose) -> Iterator[DiaryEntry]:
    within = (
        Atom(diary.on, Op.ABSENT, False),
        Not(Atom(diary.on, Op.BEFORE, stretch.first)),
        Not(Atom(diary.on, Op.AFTER, stretch.last)),
    )
    condition = AllOf((opened.listing.condition, *within, *_of(diary, whose)))
    listing = replace(opened.listing, condition=condition, sort=(diary.on,), limit=MOST, counted=False)
    maker = RowMaker(opened.desk)
    for line in opened.desk.uow.cases.page(listing).rows:
        yield _entry(opened, diary, line, maker)


def _of(diary: DiaryDate, whose: Whose) -> Iterator[Condition]:
    """Which rows are those of whoever was chosen."""
    if whose.unit:
        yield Atom("case.unit", Op.CONST, whose.unit)
    elif whose.written:
        yield Atom(diary.who or "case.leader", Op.ENUM, tuple(sorted(whose.people)))


def _entry(opened: Question, diary: DiaryDate, line: CaseLine, maker: RowMaker) -> DiaryEntry:
    sheet, row = opened.sheet, maker.case(line)
    name = str(_value(diary.who, line) or "") if diary.who and sheet.sight.sees(diary.who) else ""
    on = _value(diary.on, line)
    local = on.astimezone(opened.desk.zone) if isinstance(on, datetime) else None
    at = sheet.cell(diary.at, line, line.answers) if diary.at and sheet.sight.sees(diary.at) else ""
    matter = row.matter if row.matter != sheet.names.case_type.title else ""
    return DiaryEntry(
        sort="date",
        on=local.date() if local else date.fromisoformat(str(on)),
        title=sheet.names.case_type.title,
        case=line.case,
        number=line.number,
        at=at or (f"{local:%H:%M}" if local else ""),
        note=f"{row.people} {matter}".strip(),
        people=(Named(name, opened.desk.directory.name(name)),) if name else (),
    )


def _value(path: str, line: CaseLine) -> object:
    """What a line has at a path: an answer, or a fact of the case."""
    if path.startswith("clock."):
        run = line.clocks.get(path.split(".")[1])
        return run.due_at if run else None
    return getattr(line, path.removeprefix("case."), None) if path.startswith("case.") else line.answers.get(path)
