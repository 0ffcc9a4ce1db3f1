"""Acts that must be done within the term of a clock: the day on which one was done counts, not that of writing it down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fangyuan.engine.clocks.calendars import calendar_of, end_of, written_due
from fangyuan.engine.clocks.running import anchor
from fangyuan.engine.facts import zone_of
from fangyuan.engine.occurring import asked_day, day_of
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.events import ClockStopped
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import Term
from fangyuan.model.state import ClockRun


def too_late(round_: Round, clock: str, day: date | None = None) -> Problem | None:
    """Why an act that was done on `day` (else now) is not within the term of a clock; None where it is.

    A term is over at 24:00 of its last day, whether or not that was fired yet. One that has fallen due still takes an
    act of a day before that; one that something else had ended takes none. A clock that never ran sets no term.
    """
    runs = _runs(round_, clock)
    if not runs or any(_takes(round_, run, day) for run in runs):
        return None
    last = max(runs, key=lambda run: run.due_at)
    ended = written_due(last.due_at, zone_of(round_.world)) if last.history else ""
    return Problem("too-late", f"“{last.title}”已于{ended}届满或者终止", advice="在期限内办的，请写明办理的日期")


def out_of_term(round_: Round, term: Term, answers: Mapping[str, Any] | None) -> Problem | None:
    """The same for an action with its answers; without them whether it may be offered at all.

    An action whose form asks for its day is offered also when the term is over, so that what was done in time can be
    entered later.
    """
    if answers is None and term.day:
        runs = _runs(round_, term.clock)
        open_to_the_end = any(run.open or _ran_out(run) for run in runs)
        return None if open_to_the_end else too_late(round_, term.clock)
    day = day_of(answers.get(term.day)) if answers and term.day else None
    if day is not None and day > round_.today:
        return Problem("in-the-future", "发生日期不能晚于今天", path=term.day, advice="请核对日期")
    return too_late(round_, term.clock, day or round_.command.occurred_on)


def check_not_before(round_: Round) -> None:
    """Refuses a day that lies before the day from which a clock ran that the act brings to its end.

    Asked only of a form that asks for its day; the form shows which day is meant.
    """
    path, day = asked_day(round_.case_type, round_.command), round_.command.occurred_on
    if not path or day is None:
        return
    for event in [happened.event for happened in round_.happened]:
        if isinstance(event, ClockStopped) and (first := _first_day(round_, event)) and day < first:
            title = round_.case_type.clock(event.clock).title
            refuse("before-the-clock", f"“{title}”从{first}起算，发生日期不能早于那一天", "请核对日期", path)


def _first_day(round_: Round, event: ClockStopped) -> date | None:
    """The day on which the run began that the event ends; None for one that this very act began."""
    run = round_.before.clocks.get((event.clock, event.subject, event.number)) if round_.before else None
    return anchor(run) if run and round_.case_type.clock(event.clock).from_occurred_on else None


def _runs(round_: Round, clock: str) -> list[ClockRun]:
    return [run for run in round_.case.clocks.values() if clock and run.clock == clock]


def _takes(round_: Round, run: ClockRun, day: date | None) -> bool:
    if day is None or day == round_.today:
        return run.open and round_.now < run.due_at
    clock = round_.case_type.clock(run.clock)
    done: datetime = end_of(calendar_of(round_.world, clock.counting.calendar), day)
    return (run.open or _ran_out(run)) and done <= run.due_at


def _ran_out(run: ClockRun) -> bool:
    """Whether the run had come to its due date when it ended."""
    return run.stopped_at is not None and run.stopped_at >= run.due_at
