"""Whether what rules extend can be extended, in units that its clock is counted in."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Effect, ExtendClock
from fangyuan.model.pack import Parameter
from fangyuan.model.procedure import CaseType

Parameters = Mapping[str, Parameter]


def check_extensions(kind: CaseType, parameters: Parameters, places: Places) -> None:
    """What the engine would refuse at every run (engine/clocks/extending.py) is refused before there is one."""
    clocks = {clock.clock: clock for clock in kind.clocks}
    for clock in kind.clocks:
        if clock.extend is not None and clock.extend.up_to.by_the_clock and _is_of_dates(clock, parameters):
            places.say("extension-unit", "clock", clock.clock, clock=clock.clock, by=clock.extend.up_to, key="up-to")
    for name in _same_as_nothing(kind):
        places.say("extension-same", "rule", name, rule=name)
    for rule, effect in _extending(kind):
        clock = clocks[effect.clock]
        if clock.extend is None:
            places.say("extension-unknown", "rule", rule, rule=rule, clock=clock.clock)
        elif effect.by is None:
            continue
        elif effect.by.by_the_clock and _is_of_dates(clock, parameters):
            places.say("extension-unit", "rule", rule, clock=clock.clock, by=effect.by, key="extend-clock")
        elif _is_beyond(effect.by, clock.extend.up_to):
            places.say("extension-beyond", "rule", rule, clock=clock.clock, by=effect.by, most=clock.extend.up_to)


def length_of(clock: Clock, parameters: Parameters) -> Duration | None:
    """How long a clock is within; None where only the county or an answer will say it."""
    return _settled(clock.within, parameters)


def _extending(kind: CaseType) -> Iterator[tuple[str, ExtendClock]]:
    known = {clock.clock for clock in kind.clocks}
    for rule in kind.rules:
        for effect in every_effect(rule.then):
            if isinstance(effect, ExtendClock) and effect.clock in known:
                yield rule.rule, effect


def _same_as_nothing(kind: CaseType) -> Iterator[str]:
    """Rules that extend by as much as an extension that they do not hear of: another event, or an approval later on."""
    for rule in kind.rules:
        heard = {pattern.word for pattern in rule.on} == {"clock-extended"}
        at_once = [effect for effect in rule.then if heard]
        if any(_is_same(effect) for effect in every_effect(rule.then) if effect not in at_once):
            yield rule.rule


def _is_same(effect: Effect) -> bool:
    return isinstance(effect, ExtendClock) and effect.by is None


def _is_of_dates(clock: Clock, parameters: Parameters) -> bool:
    """Whether every run of the clock ends with a day, never at a minute."""
    if clock.until is not None:
        # An answer names a day; only what counts while it is blank may be one of minutes.
        length = _settled(clock.until.otherwise, parameters)
        return clock.until.otherwise is None or (length is not None and not length.by_the_clock)
    length = clock.every or length_of(clock, parameters)
    return length is not None and not length.by_the_clock


def _settled(length: Duration | Param | None, parameters: Parameters) -> Duration | None:
    if not isinstance(length, Param):
        return length
    given = parameters.get(length.name)
    return Duration.parse(given.default) if given is not None and isinstance(given.default, str) else None


def _is_beyond(by: Duration, most: Duration) -> bool:
    """More than all extensions together may be; different units depend on the calendar, and are compared at the run."""
    return by.unit is most.unit and by.amount > most.amount
