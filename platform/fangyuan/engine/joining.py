"""Units and people that join a case on its way, or leave it: their clocks follow."""

from dataclasses import replace

from fangyuan.engine.clocks.reacting import turn
from fangyuan.engine.clocks.running import cancel
from fangyuan.engine.clocks.subjects import latest_run
from fangyuan.engine.facts import standing_facts
from fangyuan.engine.patterns import fits, means
from fangyuan.engine.people import named
from fangyuan.engine.rounds import Round
from fangyuan.engine.saying import said_in
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import ClockAct
from fangyuan.model.events import Cause, ClockStarted, Emitted, StageEntered
from fangyuan.model.state import Said
from fangyuan.model.who import EventPattern, EventPatterns


def join(round_: Round) -> None:
    """Ends the runs of whoever left, and starts the clocks that run for everybody for whoever joined after they began.

    Who has had a run is not new: a run that ended is not begun again by an answer, unless it ended because its subject
    had left and now comes back.
    """
    for clock in round_.case_type.clocks:
        if clock.per:
            known = named(clock.per, round_.case, round_.facts())
            _cancel_lost(round_, clock, known)
            if not round_.case.closed and _runs_for_all(round_, clock):
                _start_new(round_, clock, known)


def _cancel_lost(round_: Round, clock: Clock, known: tuple[str, ...]) -> None:
    for run in round_.case.open_clocks():
        if run.clock == clock.clock and run.subject not in known:
            round_.emit(replace(cancel(run), left=True), Cause("clock", clock.clock))


def _start_new(round_: Round, clock: Clock, known: tuple[str, ...]) -> None:
    here = _here_before(round_, clock) if clock.start_if is not None else frozenset()
    for subject in known:
        last = latest_run(clock.clock, subject, round_.case)
        if (last is None and subject not in here) or (last is not None and last.left):
            joined = Emitted(mark="", subject=subject)
            started = turn(
                ClockAct.START,
                clock,
                round_.case,
                round_.facts(),
                round_.world,
                round_.as_of,
                occurred_on=round_.occurred_on,
                event=joined,
            )
            for event in started:
                round_.emit(event, Cause("clock", clock.clock))


def _here_before(round_: Round, clock: Clock) -> frozenset[str]:
    """Those who were in the case before this act: that their clock did not begin then was for its condition to say."""
    before = round_.before
    return frozenset(named(clock.per, before, standing_facts(before, round_.outside)) if before else ())


def _runs_for_all(round_: Round, clock: Clock) -> bool:
    """Whether something said once, for the case as a whole, has begun the clock, and holds for who comes now.

    It holds while the clock runs for another. Where it does for nobody, since all are done or nobody was there yet, it
    holds until something said for the whole case ends it, and in a stage that it led to or that can end the clock.
    """
    begun = _last_said(round_, _starts(clock))
    if begun is None:
        return False
    if any(run.clock == clock.clock for run in round_.case.open_clocks()):
        return True
    ended = _last_said(round_, (*clock.stop, *clock.cancel))
    over = ended is not None and ended.seq > begun.seq
    return not over and (_said_here(round_, begun) or _can_end_here(round_, clock))


def _starts(clock: Clock) -> EventPatterns:
    """What starts the clock for everybody: what the clock names, and a rule that started it so."""
    return (*clock.start, _by_rule(clock))


def _by_rule(clock: Clock) -> EventPattern:
    return EventPattern(ClockStarted.word, {"clock": clock.clock, "subject": ""})


def _last_said(round_: Round, patterns: EventPatterns) -> Said | None:
    found = (
        one for one in round_.case.said.values() if any(fits(pattern, one.word, one.narrowed) for pattern in patterns)
    )
    return max(found, key=lambda one: one.seq, default=None)


def _said_here(round_: Round, begun: Said) -> bool:
    """Whether it was said in the present visit of the stage, or by the act that led there."""
    entered = _last_said(round_, (EventPattern(StageEntered.word, {"stage": round_.case.stage}),))
    return entered is not None and begun.at >= entered.at


def _can_end_here(round_: Round, clock: Clock) -> bool:
    """Whether the present stage asks for what stops the clock, or offers it."""
    return any(means(clock.stop, event) for event in said_in(round_.case_type, round_.case.stage))
