"""What an event does to the clocks of a case: start, stop, cancel, restart, resume, pause, meet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fangyuan.engine.clocks.running import cancel, keep_promise, meet, pause, resume, stop
from fangyuan.engine.clocks.starting import Setting, begin
from fangyuan.engine.clocks.subjects import latest_run, runs_of, subjects_of
from fangyuan.engine.patterns import means, word_of
from fangyuan.model.clocks import Clock
from fangyuan.model.effects import ClockAct
from fangyuan.model.events import AnswersSubmitted, CaseReopened, ClockResumed, Event, StageEntered, TaskReturned
from fangyuan.model.once import once_each
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.who import EventPatterns
from fangyuan.model.world import World

_ANSWERS = (AnswersSubmitted, ClockResumed)
"""The events after which a clock may learn the date that it was promised."""


def react(
    clocks: Sequence[Clock],
    case: CaseState,
    event: Event,
    facts: Mapping[str, Any],
    world: World,
    now: datetime,
    occurred_on: date | None = None,
    taken_back: Sequence[Event] = (),
) -> tuple[Event, ...]:
    """The clock events that follow from an event, in the order of the clocks.

    `case` is the state after the event (and after everything that earlier calls gave); `facts` are those of the whole
    case. `occurred_on` is the day on which the act occurred, where that was another than the one on which it is written down.
    `taken_back` are the events that this one takes back, as the return of a task does with what its completion said: runs
    that those stopped go on. A start while a run of the same subject is open does nothing: `restart` is the word for beginning anew.
    """
    setting = Setting(case, facts, world, now, occurred_on)
    return tuple(followed for clock in hearing(clocks, event) for followed in _one(clock, event, setting, taken_back))


def hearing(clocks: Sequence[Clock], event: Event) -> Sequence[Clock]:
    """The clocks to which an event may do something: most events mean nothing to most clocks."""
    if isinstance(event, TaskReturned):
        return clocks
    word, answers = word_of(event), isinstance(event, _ANSWERS)
    return [one for one in clocks if one.pause_while is not None or (answers and one.until) or word in heard_by(one)]


@once_each
def heard_by(clock: Clock) -> frozenset[str]:
    """The words of the events that do something to a clock."""
    patterns = (clock.cancel, clock.stop, clock.restart, clock.resume, clock.met_by, clock.start)
    return frozenset(pattern.word for each in patterns for pattern in each)


def turn(
    act: ClockAct,
    clock: Clock,
    case: CaseState,
    facts: Mapping[str, Any],
    world: World,
    now: datetime,
    *,
    occurred_on: date | None = None,
    event: Event | None = None,
    why: str = "",
) -> tuple[Event, ...]:
    """What the effect of a rule (`start-clock: handle` and its like) does; `event` is the one that the rule was about.

    An event that carries a subject narrows a clock per subject to that subject's run. A rule (`why`) that starts a clock
    which ran before gives it no time beyond the bound of the first run, unless the case entered a stage anew: else a
    rule that stops it and one that starts it would put its end off for ever.
    """
    setting = Setting(case, facts, world, now, occurred_on)
    if act is ClockAct.START:
        anew = isinstance(event, (StageEntered, CaseReopened))
        return tuple(_starts(clock, event, setting, bounded=bool(why) and not anew and clock.at_most is not None))
    change = _TURNS[act]
    return tuple(found for run in runs_of(clock, case, event) for found in change(clock, run, setting, why))


def _one(clock: Clock, event: Event, setting: Setting, taken_back: Sequence[Event]) -> Iterator[Event]:
    """What the event does to the clock; else what it takes back; else the answers it was waiting for; else the pause."""
    done = _acts(clock, event, setting) or list(_go_on(clock, event, setting, taken_back))
    if not done and isinstance(event, _ANSWERS):
        done = [moved for run in _open(clock, setting.case) if (moved := keep_promise(clock, run, setting))]
    yield from done
    if not done and clock.pause_while is not None:
        yield from _pauses(clock, setting)


def _acts(clock: Clock, event: Event, setting: Setting) -> list[Event]:
    """The first act that the event means and that finds something to do: what ends a run comes before what begins one."""
    if word_of(event) not in heard_by(clock):
        return []
    runs = runs_of(clock, setting.case, event)
    going = [run for run in runs if run.open]
    acts: tuple[tuple[EventPatterns, Iterator[Event]], ...] = (
        (clock.cancel, (cancel(run) for run in going)),
        (clock.stop, (stop(clock, run, setting) for run in going)),
        (clock.restart, _restarts(clock, runs, setting)),
        (clock.resume, (resume(clock, run, setting) for run in runs if run.status in _RESUMABLE)),
        (clock.met_by, (met for run in going if run.period for met in meet(clock, run, setting))),
        (clock.start, _starts(clock, event, setting)),
    )
    return next((done for patterns, act in acts if means(patterns, event) and (done := list(act))), [])


_RESUMABLE = ("stopped", "paused")


def _go_on(clock: Clock, event: Event, setting: Setting, taken_back: Sequence[Event]) -> Iterator[Event]:
    """The stopped runs whose stop is taken back."""
    if any(means(clock.stop, said) for said in taken_back):
        for run in runs_of(clock, setting.case, event):
            if run.status == "stopped":
                yield resume(clock, run, setting)


def revived(
    clock: Clock, run: ClockRun, case: CaseState, facts: Mapping[str, Any], world: World, now: datetime
) -> Event:
    """A run that the closing of its case had ended goes on as it stood, the case being opened again."""
    return resume(clock, run, Setting(case, facts, world, now))


def _starts(clock: Clock, event: Event | None, setting: Setting, *, bounded: bool = False) -> Iterator[Event]:
    """A run for each subject that has none open; `bounded` ones end with the bound of the runs before them."""
    for subject in subjects_of(clock, setting.case, event, setting.facts):
        run = latest_run(clock.clock, subject, setting.case)
        if run is not None and (run.open or (clock.once and not run.left)):
            continue
        if clock.start_if is not None and not setting.holds(clock.start_if, clock, subject):
            continue
        started = begin(clock, subject, setting, again=bounded and run is not None)
        yield from (started,) if started else ()


def _restarts(clock: Clock, runs: Sequence[ClockRun], setting: Setting) -> Iterator[Event]:
    """Begins anew what ran before; an open run ends without a verdict."""
    for run in runs:
        started = begin(clock, run.subject, setting, again=True)
        if started is not None:
            yield from (cancel(run),) if run.open else ()
            yield started


def _pauses(clock: Clock, setting: Setting) -> Iterator[Event]:
    """Runs whose pause began or ended with this event; one that a rule began ends with a rule."""
    assert clock.pause_while is not None
    for run in _open(clock, setting.case):
        stands = setting.holds(clock.pause_while, clock, run.subject)
        if stands and run.status == "running":
            yield pause(run)
        elif not stands and run.status == "paused" and not run.paused_why:
            yield resume(clock, run, setting)


def _open(clock: Clock, case: CaseState) -> list[ClockRun]:
    return [run for run in case.clocks.values() if run.clock == clock.clock and run.open]


def _stop(clock: Clock, run: ClockRun, setting: Setting, _: str) -> tuple[Event, ...]:
    return (stop(clock, run, setting),) if run.open else ()


def _cancel(_: Clock, run: ClockRun, __: Setting, ___: str) -> tuple[Event, ...]:
    return (cancel(run),) if run.open else ()


def _pause(_: Clock, run: ClockRun, __: Setting, why: str) -> tuple[Event, ...]:
    return (pause(run, why),) if run.status == "running" else ()


def _resume(clock: Clock, run: ClockRun, setting: Setting, _: str) -> tuple[Event, ...]:
    return (resume(clock, run, setting),) if run.status in _RESUMABLE else ()


_TURNS: dict[ClockAct, Callable[[Clock, ClockRun, Setting, str], tuple[Event, ...]]] = {
    ClockAct.STOP: _stop,
    ClockAct.CANCEL: _cancel,
    ClockAct.PAUSE: _pause,
    ClockAct.RESUME: _resume,
}
