"""Lengths that are none: what is due before anybody could act on it, and extensions by nothing."""

from collections.abc import Mapping

from fangyuan.compiler.extending import length_of
from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.effects import ExtendClock
from fangyuan.model.pack import Parameter
from fangyuan.model.procedure import CaseType


def check_lengths(kind: CaseType, parameters: Mapping[str, Parameter], places: Places) -> None:
    """No days are a length where they are written out: what is due on the day it begins. No minutes, no extension are not."""
    for clock in kind.clocks:
        _check_length(clock, parameters, places)
        if clock.extend is not None and not clock.extend.up_to.amount:
            _say("clock", clock.clock, clock, "extend.up-to", clock.extend.up_to, places)
    clocks = {clock.clock: clock for clock in kind.clocks}
    for rule in kind.rules:
        for effect in every_effect(rule.then):
            if (
                isinstance(effect, ExtendClock)
                and effect.by is not None
                and not effect.by.amount
                and effect.clock in clocks
            ):
                _say("rule", rule.rule, clocks[effect.clock], "extend-clock.by", effect.by, places)


def _check_length(clock: Clock, parameters: Mapping[str, Parameter], places: Places) -> None:
    within = length_of(clock, parameters)
    if within is None or within.amount:
        return
    if isinstance(clock.within, Param):
        places.say("default-of-nothing", "clock", clock.clock, clock=clock.clock, name=clock.within.name, length=within)
    elif within.by_the_clock:
        _say("clock", clock.clock, clock, "within", within, places)


def _say(part: str, name: str, clock: Clock, key: str, length: Duration, places: Places) -> None:
    places.say("length-of-nothing", part, name, clock=clock.clock, key=key, length=length)
