"""A closed case that goes on: its clocks go on with it, those that its closing ended and those of the work done again."""

from fangyuan.engine.clocks.reacting import revived
from fangyuan.engine.clocks.subjects import latest_run
from fangyuan.engine.dispatching import tell_reopening
from fangyuan.engine.patterns import means
from fangyuan.engine.people import named
from fangyuan.engine.rounds import Round
from fangyuan.engine.saying import said_in
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import ClockAct, TurnClock
from fangyuan.model.events import CaseClosed, CaseReopened, Cause, StageEntered
from fangyuan.model.procedure import Task
from fangyuan.model.state import ClockRun
from fangyuan.model.who import EventPatterns


def reopen_case(round_: Round, stage: str, reason: str, cause: Cause) -> None:
    """Opens the case again. What was done stays done; what is owed from the stage on is owed with the date it had."""
    owed = [run for run in round_.case.clocks.values() if _is_owed(round_, run, stage)]
    round_.emit(CaseReopened(stage=stage, reason=reason), cause)
    tell_reopening(round_, stage)
    known = {clock.clock: clock for clock in round_.case_type.clocks}
    for run in owed:
        on = revived(known[run.clock], run, round_.case, round_.facts(), round_.world, round_.now)
        round_.emit(on, Cause("clock", run.clock))


def _is_owed(round_: Round, run: ClockRun, stage: str) -> bool:
    """Whether a run goes on in the stage: the latest of its subject, ended by the closing, or stopped by work done again."""
    clock = next((one for one in round_.case_type.clocks if one.clock == run.clock), None)
    if clock is None or latest_run(run.clock, run.subject, round_.case) != run:
        return False
    if run.status == "cancelled":
        return run.stopped_at == round_.case.closed_at
    return run.status == "stopped" and _concerns(round_, clock, run) and _is_due_again(round_, clock, run, stage)


def _concerns(round_: Round, clock: Clock, run: ClockRun) -> bool:
    """Whether the run's subject is still one of those for whom the clock runs."""
    return not clock.per or run.subject in named(clock.per, round_.case, round_.facts())


def _is_due_again(round_: Round, clock: Clock, run: ClockRun, stage: str) -> bool:
    """Whether the closing that is taken back stopped the run, or the stage asks again for what stops it.

    Not where the pack begins the clock anew: on the reopening, on entering the stage, or by what is done there.
    """

    def asks(task: Task) -> bool:
        """A kept task that was done is not asked for again."""
        states = (one for one in round_.case.tasks.values() if (one.task, one.subject) == (task.task, run.subject))
        return not (task.keep and any(one.status == "done" for one in states))

    told = said_in(round_.case_type, stage, asks, leaving=True)
    again = [*told, StageEntered(stage=stage, visit=1), CaseReopened(stage=stage, reason="")]
    if any(means(pattern, event) for pattern in _beginning(round_, clock) for event in again):
        return False
    closed = CaseClosed(stage=round_.case.stage, outcome=round_.case.outcome)
    by_closing = run.stopped_at == round_.case.closed_at and means(clock.stop, closed)
    return by_closing or any(means(clock.stop, event) for event in told)


def _beginning(round_: Round, clock: Clock) -> list[EventPatterns]:
    """What begins a clock anew that ran before: one that runs once is begun by `restart` alone."""
    turns = [rule.on for rule in round_.case_type.rules if TurnClock(ClockAct.START, clock.clock) in rule.then]
    return [clock.restart] if clock.once else [clock.restart, clock.start, *turns]
