"""Units and people that join a case on its way, or leave it: their clocks follow."""

from dataclasses import replace

from fangyuan.engine.clocks.reacting import turn
from fangyuan.engine.clocks.running import cancel
from fangyuan.engine.clocks.subjects import latest_run
from fangyuan.engine.patterns import means
from fangyuan.engine.people import named
from fangyuan.engine.rounds import Round
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import ClockAct
from fangyuan.model.events import Cause, Emitted, StageEntered


def join(round_: Round) -> None:
    """Ends the runs of whoever left, and starts a clock of the present stage for whoever joined after it was entered.

    Who has had a run is not new: a run that ended is not begun again by an answer, unless it ended because its subject
    had left and now comes back.
    """
    for clock in round_.case_type.clocks:
        if clock.per:
            known = named(clock.per, round_.case, round_.facts())
            _cancel_lost(round_, clock, known)
            if _starts_with_stage(round_, clock):
                _start_new(round_, clock, known)


def _cancel_lost(round_: Round, clock: Clock, known: tuple[str, ...]) -> None:
    for run in round_.case.open_clocks():
        if run.clock == clock.clock and run.subject not in known:
            round_.emit(replace(cancel(run), left=True), Cause("clock", clock.clock))


def _start_new(round_: Round, clock: Clock, known: tuple[str, ...]) -> None:
    for subject in known:
        last = latest_run(clock.clock, subject, round_.case)
        if last is None or last.left:
            joined = Emitted(mark="", subject=subject)
            started = turn(
                ClockAct.START,
                clock,
                round_.case,
                round_.facts(),
                round_.world,
                round_.now,
                occurred_on=round_.occurred_on,
                event=joined,
            )
            for event in started:
                round_.emit(event, Cause("clock", clock.clock))


def _starts_with_stage(round_: Round, clock: Clock) -> bool:
    """Whether entering the present stage starts the clock; other starts are not repeated for those who come late."""
    entered = StageEntered(stage=round_.case.stage, visit=round_.case.visit)
    return not round_.case.closed and means(clock.start, entered)
