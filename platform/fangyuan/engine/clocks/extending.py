"""More time: asked by one, approved or refused by another, within what the clock allows.

Regulation 2022, Art. 34: at most 30 days more, approved by the head of the unit, the person concerned told why. An extended
clock is not a breached one: its warnings arm again, its rungs that fired do not. But it is a period still running that is
made longer: one that was over when more time was asked for stays late, and is not made longer unless its clock says so.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangyuan.engine.clocks.calendars import calendar_of, date_of, due_on, end_of
from fangyuan.engine.clocks.due_dates import bound_of_run
from fangyuan.engine.clocks.reckoning import Reckoned, prolonged
from fangyuan.engine.clocks.running import anchor, carried, passed, reckoned
from fangyuan.engine.clocks.scheduling import schedule
from fangyuan.engine.clocks.wording import said, times
from fangyuan.engine.people import resolve
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock, Counting, Extension, LastDay
from fangyuan.model.durations import Duration
from fangyuan.model.events import (
    ClockExtended,
    Event,
    ExtensionAsked,
    ExtensionRefused,
    NobodyMatched,
)
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.world import World


def ask(
    clock: Clock,
    run: ClockRun,
    by: str,
    reason: str,
    case: CaseState,
    world: World,
    asker: str = "",
    instead: tuple[str, ...] = (),
    *,
    at: datetime,
) -> tuple[Event, ...]:
    """The request of an instant, with those who may grant it; `by` as packs write durations. Raises Refused where it may
    not be.

    Nobody grants what they asked for: where the `asker` alone answers to the description of the approver, those asked
    `instead` decide. Where nobody is left, that is recorded too.
    """
    extension = _allowed(clock, run)
    if run.asked:
        raise _refused("extension-asked", "已有延期申请等待批准", "请等批准人处理后再申请")
    if extension.reason_required and not reason.strip():
        raise _refused("extension-reason", "申请延期须说明理由", "请填写延期理由")
    duration = _duration(by)
    calendar = calendar_of(world, clock.counting.calendar)
    _in_time(extension, run, at, calendar)
    _within_limits(clock, run, duration, calendar)
    described = tuple(person.person for person in resolve(extension.approver, case, world, run.subject))
    approvers = _others(described, asker) or _others(instead if described else (), asker)
    asked = ExtensionAsked(
        clock=run.clock, subject=run.subject, number=run.number, by=str(duration), reason=reason, approvers=approvers,
        asked_at=at,
    )  # fmt: skip
    nobody = NobodyMatched(wanted="延期批准人", purpose=f"批准{run.title}延期")
    return (asked,) if approvers else (asked, nobody)


def _others(people: tuple[str, ...], asker: str) -> tuple[str, ...]:
    return tuple(one for one in people if one != asker)


def approve(clock: Clock, run: ClockRun, world: World, now: datetime) -> tuple[Event, ...]:
    """Grants what was asked. The workflow issues the clock's `extend.letter` when it sees `ClockExtended`."""
    by, reason, _ = _pending(run)
    return grant(clock, run, Duration.parse(by), reason, world, now, run.asked_at)


def refuse(run: ClockRun, reason: str) -> tuple[Event, ...]:
    """Refuses what was asked, with a reason."""
    _pending(run)
    if not reason.strip():
        raise _refused("extension-reason", "不同意延期须说明理由", "请填写不同意的理由")
    return (ExtensionRefused(clock=run.clock, subject=run.subject, number=run.number, reason=reason),)


def grant(
    clock: Clock,
    run: ClockRun,
    by: Duration,
    reason: str,
    world: World,
    now: datetime,
    asked_at: datetime | None = None,
) -> tuple[Event, ...]:
    """Extends at once, within the same limits: an approval, or the effect of a rule. What was asked for in time, and decided
    later, is in time; nothing that had passed by then is undone.
    """
    _allowed(clock, run)
    calendar = calendar_of(world, clock.counting.calendar)
    due_at, reckoning = _within_limits(clock, run, by, calendar)
    plan = schedule(
        clock,
        reckoning,
        calendar,
        now,
        due=due_at > now or not run.fired_due,
        rungs_from=run.fired_rungs,
        carried=carried(run),
    )
    return (
        ClockExtended(
            clock=run.clock,
            subject=run.subject,
            number=run.number,
            by=str(by),
            reason=reason,
            due_at=due_at,
            reckoning=reckoning,
            lights=run.lights if run.missed else plan.lights,
            firings=plan.firings,
            asked_at=asked_at,
            late=passed(run, asked_at or now),
        ),
    )


def asked_on(clock: Clock, run: ClockRun, day: date | None, world: World, now: datetime) -> datetime:
    """The instant of a request that was made on paper on a day: the end of it; now where none is given, or where the run
    had not begun on that day, which was mistyped then.
    """
    calendar = calendar_of(world, clock.counting.calendar)
    return now if day is None or day < anchor(run) else min(now, end_of(calendar, day))


def _in_time(extension: Extension, run: ClockRun, at: datetime, calendar: Calendar) -> None:
    if passed(run, at) and not extension.after_due:
        ended = due_on(run.due_at, ZoneInfo(calendar.zone))
        advice = f"在{ended}以前书面申请的，请写明申请的日期"
        raise _refused("extension-late", f"{run.title}已于{ended}届满，届满以后不能再申请延期", advice, "occurred_on")


def why_not(clock: Clock, run: ClockRun) -> str:
    """Why no extension may be asked for now, in Chinese; empty where one may."""
    try:
        _allowed(clock, run)
    except Refused as refused:
        return refused.problems[0].message
    return "已有延期申请等待批准" if run.asked else ""


def _allowed(clock: Clock, run: ClockRun) -> Extension:
    """The clock's own terms, if the run is open and has not used them up."""
    if clock.extend is None:
        raise _refused("extension-unknown", f"{run.title}不能延期", "法定或规定的期限没有延期的，请按期办结")
    if not run.open:
        raise _refused("extension-over", f"{run.title}已经结束，不能延期", "请核对该期限的状态")
    if len(run.extensions) >= clock.extend.times:
        raise _refused("extension-times", f"只能延期{times(clock.extend.times)}", "请在现有期限内办结")
    return clock.extend


def _within_limits(clock: Clock, run: ClockRun, by: Duration, calendar: Calendar) -> Reckoned:
    """The new due date, if the sum of the extensions and the whole period stay within their bounds."""
    assert clock.extend is not None
    if by.amount == 0:
        raise _refused("extension-length", "延期至少要有一日", _HOW_LONG)
    if by.by_the_clock and not isinstance(run.history[0].reckoning.due, datetime):
        raise _refused("extension-unit", f"{run.title}按日期计算，不能按分钟或小时延长", _HOW_LONG)
    if _beyond(clock.extend.up_to, run, by, calendar):
        already = f"，已延长{'、'.join(said(Duration.parse(one)) for one in run.extensions)}" if run.extensions else ""
        raise _refused("extension-limit", f"延期合计最长{said(clock.extend.up_to)}{already}", "请缩短申请的期限")
    found = prolonged(reckoned(run), by, clock.counting, calendar)
    bound = bound_of_run(clock, run, calendar)
    if bound is not None and clock.at_most is not None:
        last = bound[0]
        if found[0] > last:
            latest = date_of(calendar, last - _JUST)
            raise _refused("extension-bound", f"总期限最长{said(clock.at_most)}，不得超过{latest}", "请缩短申请的期限")
    return found


def _beyond(up_to: Duration, run: ClockRun, by: Duration, calendar: Calendar) -> bool:
    """Whether the extensions so far and this one exceed the sum; different units are compared by the dates they give."""
    granted = [*(Duration.parse(one) for one in run.extensions), by]
    if all(one.unit == up_to.unit for one in granted):
        return sum(one.amount for one in granted) > up_to.amount
    as_it_falls = Counting(end=LastDay.AS_IT_FALLS)
    first = (run.history[0].due_at, run.history[0].reckoning)
    total = first
    for one in granted:
        total = prolonged(total, one, as_it_falls, calendar)
    return total[0] > prolonged(first, up_to, as_it_falls, calendar)[0]


def _pending(run: ClockRun) -> tuple[str, str, tuple[str, ...]]:
    if run.asked is None:
        raise _refused("extension-not-asked", f"{run.title}没有等待批准的延期申请", "请刷新页面，申请可能已经处理")
    return run.asked


def _duration(written: str) -> Duration:
    try:
        return Duration.parse(written)
    except ValueError:
        raise _refused("duration", f"看不懂的期限：{written}", "请写数字和单位，例如“20 days”“5 workdays”") from None


def _refused(code: str, message: str, advice: str, path: str = "") -> Refused:
    return Refused(Problem(code=code, message=message, advice=advice, path=path))


_HOW_LONG = "请填写延长多久，例如“15 days”"
_JUST = timedelta(microseconds=1)
