"""Whether clocks can stop, keep within their bounds, and climb their ladders."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from fangyuan.compiler.bounds import days, no_longer
from fangyuan.compiler.extending import check_extensions, length_of
from fangyuan.compiler.places import Places
from fangyuan.compiler.proving.happening import Happenings, after
from fangyuan.compiler.proving.telling import events_text
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.effects import ClockAct, TurnClock
from fangyuan.model.pack import Pack, Parameter
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import listed, nearest


def check_clocks(kind: CaseType, pack: Pack, happenings: Happenings, places: Places) -> None:
    """Everything about the clocks of a case type."""
    stopped = happenings.turned((ClockAct.STOP, ClockAct.CANCEL))
    resumed = happenings.turned((ClockAct.RESUME,))
    paused = tuple(_pausing(kind))
    for clock in kind.clocks:
        if not clock.stop and not clock.cancel and clock.clock not in stopped:
            places.say("clock-never-stops", "clock", clock.clock, clock=clock.clock)
        elif not kind.abstract and not places.inherited("clock", clock.clock):
            _check_events(clock, clock.clock in stopped, happenings, places)
        for rule in (rule for name, rule in paused if name == clock.clock):
            _check_pausing(rule, clock, clock.clock in resumed, happenings, places)
        _check_bound(clock, pack.parameters, places)
        _check_warnings(clock, places)
        _check_ladder(clock, places)
        _check_calendar(clock, pack.calendars, places)
    check_extensions(kind, pack.parameters, places)


def _check_events(clock: Clock, stopped: bool, happenings: Happenings, places: Places) -> None:
    """What starts a clock can happen, and so can what stops it."""
    reached = _way(happenings)
    if not happenings.clock(clock.clock):
        places.say(
            "clock-never-starts",
            "clock",
            clock.clock,
            clock=clock.clock,
            event=events_text(clock.start),
            reached=reached,
        )
    elif not stopped and not happenings.any_of((*clock.stop, *clock.cancel)):
        event = events_text((*clock.stop, *clock.cancel))
        places.say("clock-stop-never-said", "clock", clock.clock, clock=clock.clock, event=event, reached=reached)
    elif clock.clock not in happenings.turned((ClockAct.START,)):
        _check_later(clock, happenings, places)


def _check_later(clock: Clock, happenings: Happenings, places: Places) -> None:
    """What stops a clock can still happen once it has started."""
    later = after(happenings, clock.start)
    ends = (*clock.stop, *clock.cancel)
    if later is None or later.any_of(ends) or clock.clock in later.turned((ClockAct.STOP, ClockAct.CANCEL)):
        return
    detail = {"start": events_text(clock.start), "stop": events_text(ends)}
    places.say("clock-starts-too-late", "clock", clock.clock, clock=clock.clock, reached=_way(later), **detail)


def _way(happenings: Happenings) -> str:
    return " → ".join(stage.stage for stage in happenings.kind.stages if stage.stage in happenings.reached)


def _pausing(kind: CaseType) -> Iterator[tuple[str, str]]:
    """(clock, rule) of every rule that pauses a clock."""
    for rule in kind.rules:
        for effect in every_effect(rule.then):
            if isinstance(effect, TurnClock) and effect.act is ClockAct.PAUSE:
                yield effect.clock, rule.rule


def _check_pausing(rule: str, clock: Clock, resumed: bool, happenings: Happenings, places: Places) -> None:
    """A rule pauses no clock that has a bound, whose pauses its own `pause` names; and something resumes what it pauses."""
    if clock.at_most is not None:
        places.say("bound-stretched", "rule", rule, clock=clock.clock, bound=clock.at_most, what="pause-clock")
    elif not resumed and not happenings.any_of((*clock.resume, *clock.restart)):
        places.say("clock-never-resumes", "rule", rule, clock=clock.clock, rule=rule)


def _check_bound(clock: Clock, parameters: Mapping[str, Parameter], places: Places) -> None:
    """`at-most` holds for the length and the longest extension together; a parameter counts as by default."""
    within = length_of(clock, parameters)
    if clock.at_most is None or within is None:
        return
    if not within_bound(clock, within):
        written = " + ".join(map(str, _longest(clock, within)))
        places.say("bound-exceeded", "clock", clock.clock, clock=clock.clock, within=written, bound=clock.at_most)


def within_bound(clock: Clock, within: Duration) -> bool:
    """Whether a clock of this length, with its longest extension, keeps the bound that it may have."""
    return clock.at_most is None or _together(_longest(clock, within), clock.at_most)


def _longest(clock: Clock, within: Duration) -> list[Duration]:
    return [within, *([clock.extend.up_to] if clock.extend else [])]


def _together(parts: list[Duration], bound: Duration) -> bool:
    if {part.unit for part in parts} == {bound.unit}:
        return sum(part.amount for part in parts) <= bound.amount
    if len(parts) == 1:
        return no_longer(parts[0], bound)
    return sum(days(part)[1] for part in parts) <= days(bound)[0]


def _check_warnings(clock: Clock, places: Places) -> None:
    if not isinstance(clock.within, Duration):
        return
    for warning in clock.warn:
        if days(warning.before)[0] >= days(clock.within)[1]:
            detail = {"clock": clock.clock, "before": warning.before, "within": clock.within}
            places.say("warning-after-due", "clock", clock.clock, **detail)


def _check_ladder(clock: Clock, places: Places) -> None:
    """Each rung comes after the one before it."""
    zero = Duration.parse("0 days")
    heights = [rung.after or zero for rung in clock.escalate]
    for number, (below, above) in enumerate(pairwise(heights), start=2):
        if _not_above(below, above):
            places.say("ladder-not-climbing", "clock", clock.clock, clock=clock.clock, rung=number)


def _not_above(below: Duration, above: Duration) -> bool:
    if below.unit is above.unit:
        return above.amount <= below.amount
    return days(above)[1] <= days(below)[0]


def _check_calendar(clock: Clock, calendars: Mapping[str, Calendar], places: Places) -> None:
    """A pack without calendars leaves them to the installation."""
    name = clock.counting.calendar
    if calendars and name not in calendars:
        detail = {"name": name, "near": nearest(name, calendars), "known": listed(calendars)}
        places.say("unknown-calendar", "clock", clock.clock, **detail)
