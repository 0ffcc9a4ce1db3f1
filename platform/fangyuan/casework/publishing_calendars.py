"""Publishing the days off of a year is an act: first looked at (which deadlines move, from when to when), then carried out.

Open clocks that were counted by another revision are reckoned again: on a year that was not published then, on one put
right since, or on the days that a county has laid over it. Each case is a commit of its own, its old due date kept beside
the new one. Only cases are read whose clocks count by the calendar over days that change. Carrying out the same file
again goes on where it was interrupted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fangyuan.casework.acting import TRIES, load
from fangyuan.casework.office import Office
from fangyuan.casework.shelves import own_id, seen_by
from fangyuan.casework.writing import Act, write
from fangyuan.engine.clocks.calendars import written_due
from fangyuan.engine.clocks.recalculating import recalculate
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.clocks import Clock
from fangyuan.model.commands import Command
from fangyuan.model.decisions import Decision
from fangyuan.model.durations import DurationUnit
from fangyuan.model.events import Cause, ClockMoved, Happened
from fangyuan.model.later import later
from fangyuan.model.problems import ChangedMeanwhile, PackRejected, Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.source import Source
from fangyuan.store.canonical import canonical
from fangyuan.store.cases import Conflict
from fangyuan.store.codec import encode
from fangyuan.store.database import UnitOfWork
from fangyuan.store.firings import OpenRun

if TYPE_CHECKING:
    from fangyuan.compiler import calendars as compiled
    from fangyuan.compiler import spots
    from fangyuan.packs import reading, shapes
else:
    compiled = later("fangyuan.compiler.calendars")
    spots = later("fangyuan.compiler.spots")
    reading = later("fangyuan.packs.reading")
    shapes = later("fangyuan.packs.shapes")

OVERTAKEN = Problem("changed-meanwhile", "这个日历刚刚被别人改过。", advice="请核对最新的日期后再提交一次。")
ROLLED_BACK = timedelta(days=60)
"""How long before a day off a deadline may end that was rolled back from it: longer than any row of days off."""
LONGEST_LADDER = timedelta(days=366)
"""How long after its deadline a ladder may go on, counted in working days, for a calendar to look at it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline under the new calendar: both instants are ends of days (UTC); `provisional` where doubt remains."""

    tenant: str
    case: str
    number: str
    clock: str
    title: str
    due_from: datetime
    due_to: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """A calendar as it would be, or is, installed, and the deadlines that move; `failed` are cases to look at."""

    calendar: str
    revision: str
    zone: str
    moves: tuple[Move, ...]
    failed: tuple[str, ...] = ()


def read_calendar(file: Path) -> Calendar:
    """A calendar out of a file in the shape of a pack's `calendars/*.yaml`; raises PackRejected with every problem."""
    problems: list[Problem] = []
    read = reading.read_file(f"calendars/{file.name}", read_plain(file), problems)
    problems += shapes.problems_of(Source.of([read])) if read else []
    found = compiled.calendars(spots.spot_of(read, problems)) if read and not problems else {}
    if problems:
        raise PackRejected(problems)
    if len(found) != 1:
        raise Refused(
            Problem(
                "one-calendar",
                "文件里要写一个日历，不多不少。",
                advice="每次公布一个日历，请分开写。",
                detail={"english": "The file must hold exactly one calendar."},
            )
        )
    return next(iter(found.values()))


def preview(office: Office, said: Calendar, now: datetime, tenant: str = "") -> Publication:
    """What publishing would do; nothing is written. With a tenant, `said` holds that jurisdiction's own dates."""
    with office.database.read() as uow:
        kept = uow.calendars.all()
        made = _merged(kept, said, tenant)
        seen = {**kept, made.calendar: made}
        cases = _affected(office, uow, said, kept.get(made.calendar), tenant)
    moves, failed = _each(cases, lambda at: _foreseen(office, *at, said.calendar, seen, now))
    return Publication(said.calendar, made.revision, seen[said.calendar].zone, moves, failed)


def publish(office: Office, said: Calendar, now: datetime, tenant: str = "", base: str | None = None) -> Publication:
    """Installs the calendar, then moves the deadlines, case by case; what cannot be moved is named and holds up nothing.

    `base` is the revision that was read, where a page was made of one; raises ChangedMeanwhile where another one is kept.
    """
    with office.database.begin() as uow:
        uow.calendars.hold(said.calendar)
        kept = uow.calendars.all()
        made = _merged(kept, said, tenant)
        if base is not None and base != (kept[made.calendar].revision if made.calendar in kept else ""):
            raise ChangedMeanwhile(OVERTAKEN)
        uow.calendars.put(made, now)
        seen = uow.calendars.all()
        uow.commit()
    with office.database.read() as uow:
        cases = _affected(office, uow, said, kept.get(made.calendar), tenant)
    moves, failed = _each(cases, lambda at: _carry_out(office, *at, said.calendar, seen, now))
    return Publication(said.calendar, made.revision, seen[said.calendar].zone, moves, failed)


def _affected(
    office: Office, uow: UnitOfWork, said: Calendar, before: Calendar | None, tenant: str
) -> list[tuple[str, str]]:
    """(tenant, case) of every case in which an open clock counts by the calendar over a day that changes.

    A case whose pack cannot be read is among them, so that it is named.
    """
    if not (span := _changed(said, before)):
        return []
    tenants = [tenant] if tenant else sorted(uow.directory.tenants())
    first = datetime.combine(span[0], time(), ZoneInfo(said.zone))
    runs = uow.firings.open_runs_touching(tenants, first - LONGEST_LADDER - ROLLED_BACK, span[1])
    types = {(run.pack, run.case_type) for run in runs}
    counting = {(pack, key): _counting_by(office, uow, pack, key, said.calendar) for pack, key in types}
    found = ((run.tenant, run.case) for run in runs if _reaches(counting[run.pack, run.case_type], run, first))
    return list(dict.fromkeys(found))


def _reaches(counting: Mapping[str, timedelta] | None, run: OpenRun, first: datetime) -> bool:
    """Whether the run's deadline or its ladder lies where the calendar changes; unknown clocks are looked at."""
    if counting is None:
        return True
    return run.clock in counting and run.due_at + counting[run.clock] >= first


def _counting_by(office: Office, uow: UnitOfWork, pack: str, key: str, calendar: str) -> Mapping[str, timedelta] | None:
    """The clocks of a case type that count by a calendar, and how far behind its deadline each looks; None where its pack
    is not there.
    """
    try:
        clocks = office.packs.get(uow, pack).case_types[key].clocks
    except LookupError:
        return None
    return {clock.clock: ROLLED_BACK + _ladder(clock) for clock in clocks if clock.counting.calendar == calendar}


def _ladder(clock: Clock) -> timedelta:
    """At least as long as the ladder goes on; two days for a working day, for rows of days off are in the margin."""
    steps = [rung.after.amount for rung in clock.escalate if rung.after and rung.after.unit is DurationUnit.WORKDAYS]
    return min(timedelta(days=2 * max(steps, default=0)), LONGEST_LADDER)


def _changed(said: Calendar, before: Calendar | None) -> tuple[date, date] | None:
    """The first and the last day that a file changes; all of its years where it says what is kept already: it goes on
    where it was interrupted. None where it names no year.
    """
    known = before.years if before else {}
    spans = [_changed_in(known.get(year), one) for year, one in said.years.items()]
    changed = [span for span in spans if span] or [_whole(year) for year in said.years]
    return (min(first for first, _ in changed), max(last for _, last in changed)) if changed else None


def _changed_in(before: CalendarYear | None, after: CalendarYear) -> tuple[date, date] | None:
    """The first and the last day of a year that changes, its whole where it becomes known; None where nothing does."""
    if before is None or before.published != after.published:
        return _whole(after.year)
    days = {
        *(before.holidays.keys() ^ after.holidays.keys()),
        *(before.workdays ^ after.workdays),
        *(day for day in before.hours.keys() | after.hours.keys() if before.hours.get(day) != after.hours.get(day)),
    }
    return (min(days), max(days)) if days else None


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _each(
    cases: list[tuple[str, str]], move: Callable[[tuple[str, str]], tuple[Move, ...]]
) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Every case; one that cannot be read or moved is named and holds up none of the others."""
    moves: list[Move] = []
    failed: list[str] = []
    for at in cases:
        try:
            moves += move(at)
        except (Refused, LookupError, ValueError) as broken:
            failed.append(f"{at[1]}({at[0]}):{broken}")
    return tuple(moves), tuple(failed)


def _merged(kept: Mapping[str, Calendar], said: Calendar, tenant: str) -> Calendar:
    """What will be kept: the installed calendar with the years of the file in place of its own."""
    base = kept.get(said.calendar)
    if tenant:
        return _own(kept, base, said, tenant)
    if base is None:
        return _named(said)
    for year, one in said.years.items():
        _check_year(base.years.get(year), one)
    return _named(replace(base, years={**base.years, **said.years}))


def _own(kept: Mapping[str, Calendar], base: Calendar | None, said: Calendar, tenant: str) -> Calendar:
    """A tenant's own dates; everything else is the installation's."""
    if base is None:
        raise Refused(
            Problem(
                "no-such-calendar",
                f"系统里没有日历“{said.calendar}”。",
                advice="请先公布全国日历，再写本地的日期。",
                detail={
                    "english": f"There is no calendar {said.calendar} here. Publish the national one first, then the own dates."
                },
            )
        )
    usual = Calendar(said.calendar, "", {})
    if (said.zone, said.weekend, said.hours) != (usual.zone, usual.weekend, usual.hours):
        raise Refused(
            Problem(
                "dates-only",
                "本地日历只能写日期。",
                advice="请去掉 zone、weekend 和 hours,只留 years 里的日期。",
                detail={"english": "A calendar of one's own holds dates alone. Take out zone, weekend and hours."},
            )
        )
    own = own_id(tenant, said.calendar)
    before = kept[own].years if own in kept else {}
    return _named(replace(said, calendar=own, years={**before, **said.years}))


def _check_year(before: CalendarYear | None, after: CalendarYear) -> None:
    """What was published is not taken back into doubt."""
    if before is not None and before.published and not after.published:
        raise Refused(
            Problem(
                "published-already",
                f"{after.year} 年的放假安排已经公布，不能改回暂定。",
                advice="如需更正，请写 status: published。",
                detail={
                    "english": f"The days off of {after.year} are published; to correct them, write status: published."
                },
            )
        )


def _named(calendar: Calendar) -> Calendar:
    """The calendar under a revision made of what it says."""
    said = canonical(encode(replace(calendar, revision="")))
    return replace(calendar, revision=sha256(said.encode()).hexdigest()[:12])


def _foreseen(
    office: Office, tenant: str, case: str, name: str, kept: Mapping[str, Calendar], now: datetime
) -> tuple[Move, ...]:
    """The moves of one case, which nobody writes."""
    with office.database.read() as uow:
        state = load(uow, tenant, case).state
        return tuple(_told(state, _recalculated(office, uow, state, seen_by(kept, tenant)[name], now)))


def _recalculated(
    office: Office, uow: UnitOfWork, state: CaseState, calendar: Calendar, now: datetime
) -> tuple[ClockMoved, ...]:
    return recalculate(office.type_of(uow, state).clocks, state, calendar, now)


def _told(state: CaseState, moves: tuple[ClockMoved, ...]) -> Iterator[Move]:
    for move in moves:
        run = state.clocks[(move.clock, move.subject, move.number)]
        yield Move(
            state.tenant, state.case, state.number, move.clock, run.title, run.due_at, move.due_at,
            move.reckoning.provisional,
        )  # fmt: skip


def _carry_out(
    office: Office, tenant: str, case: str, name: str, kept: Mapping[str, Calendar], now: datetime
) -> tuple[Move, ...]:
    """Moves the deadlines of one case in one commit; raises Refused where others were quicker three times."""
    for _ in range(TRIES):
        with office.database.read() as uow:
            stored = load(uow, tenant, case)
            state, at = stored.state, stored.no_earlier(now)
            pack = office.pack_of(uow, state)
            world = office.world(uow, tenant, pack, state.parameters)
            found = _recalculated(office, uow, state, seen_by(kept, tenant)[name], at)
        if not found:
            return ()
        events = tuple(Happened(move, Cause("calendar", name)) for move in found)
        try:
            with office.database.begin() as uow:
                write(uow, Act(tenant, pack, world, stored, Command(), at, office.kinds), Decision(events))
                uow.commit()
        except Conflict:
            continue
        return tuple(_told(state, found))
    raise Refused(
        Problem(
            "changed-meanwhile",
            "案件正被别人办理。",
            advice="请稍后再公布一次，会接着做完。",
            detail={"english": "Somebody is working on the case. Publish again later; the rest will be done."},
        )
    )


def printed(publication: Publication, *, done: bool) -> Iterator[str]:
    """A publication as lines for a terminal."""
    zone = ZoneInfo(publication.zone)
    moved = [move for move in publication.moves if move.due_from != move.due_to]
    for move in moved:
        doubt = "(仍有年份未公布)" if move.provisional else ""
        yield f"{move.number}  {move.title}：{written_due(move.due_from, zone)} → {written_due(move.due_to, zone)}{doubt}"
    settled = len(publication.moves) - len(moved)
    word = "已" if done else "将"
    yield f"日历 {publication.calendar}(修订 {publication.revision}):{word}调整 {len(moved)} 个时限。"
    yield f"另有 {settled} 个日期不变，只是不再暂定，或者提醒的日子随之调整。"
    for case in publication.failed:
        yield f"未能调整：{case}；请排除原因后再公布一次，会接着做完。"
    if not done:
        yield "以上只是预览；确认后运行 fangyuan calendar publish。"
