"""Whether clocks can stop, keep within their bounds, and climb their ladders."""

from collections.abc import Mapping
from itertools import pairwise

from fangyuan.compiler.bounds import days, no_longer
from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.effects import ClockAct, TurnClock
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import listed, nearest


def check_clocks(kind: CaseType, calendars: Mapping[str, Calendar], places: Places) -> None:
    """Everything about the clocks of a case type."""
    stopped = _stopped_by_rules(kind)
    for clock in kind.clocks:
        if not clock.stop and not clock.cancel and clock.clock not in stopped:
            places.say("clock-never-stops", "clock", clock.clock, clock=clock.clock)
        _check_bound(clock, places)
        _check_warnings(clock, places)
        _check_ladder(clock, places)
        _check_calendar(clock, calendars, places)


def _stopped_by_rules(kind: CaseType) -> set[str]:
    ends = (ClockAct.STOP, ClockAct.CANCEL)
    effects = (effect for rule in kind.rules for effect in every_effect(rule.then))
    return {effect.clock for effect in effects if isinstance(effect, TurnClock) and effect.act in ends}


def _check_bound(clock: Clock, places: Places) -> None:
    """`at-most` holds for the length and the longest extension together."""
    if clock.at_most is None or not isinstance(clock.within, Duration):
        return
    longest = [clock.within, *([clock.extend.up_to] if clock.extend else [])]
    if not _together(longest, clock.at_most):
        written = " + ".join(map(str, longest))
        places.say("bound-exceeded", "clock", clock.clock, clock=clock.clock, within=written, bound=clock.at_most)


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
