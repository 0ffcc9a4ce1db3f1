"""Durations that the installing jurisdiction fills in: put in the place of `{$param: …}` before clocks are reckoned."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fangyuan.engine.refusing import refuse
from fangyuan.model.clocks import Clock, Until
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.once import once_each
from fangyuan.model.procedure import CaseType

Length = Duration | Param | None


def settled(case_type: CaseType, parameters: Mapping[str, Any]) -> CaseType:
    """The case type with every duration of its clocks known; itself where no clock asks for a parameter.

    Raises Refused where a parameter holds no duration, since no due date can be told without it.
    """
    given = tuple(str(parameters.get(name, "")) for name in _asked(case_type))
    if not given:
        return case_type
    ways = _ways(case_type)
    if given not in ways:
        if len(ways) >= MOST_WAYS:
            ways.clear()
        ways[given] = replace(case_type, clocks=tuple(settle(clock, parameters) for clock in case_type.clocks))
    return ways[given]


MOST_WAYS = 16
"""In how many ways one case type is kept: jurisdictions that share a pack fill in the same few durations."""


@once_each
def _asked(case_type: CaseType) -> tuple[str, ...]:
    """The parameters that the clocks of a case type ask for."""
    lengths = (each for clock in case_type.clocks for each in (clock.within, clock.until and clock.until.otherwise))
    return tuple(dict.fromkeys(each.name for each in lengths if isinstance(each, Param)))


@once_each
def _ways(_: CaseType) -> dict[tuple[str, ...], CaseType]:
    """The case type as it was settled before, by what the parameters said."""
    return {}


def known(length: Length) -> Duration | None:
    """A duration of a clock that was settled; a TypeError for one that was not, which no pack can bring about."""
    if isinstance(length, Param):
        raise TypeError(f"the parameter {length.name} was not put in before the clock was reckoned")
    return length


def settle(clock: Clock, parameters: Mapping[str, Any]) -> Clock:
    """The clock with its durations known; raises Refused as `settled` does."""
    until = clock.until
    if isinstance(clock.within, Param):
        clock = replace(clock, within=_length(clock.within, parameters))
    if until is not None and isinstance(until.otherwise, Param):
        clock = replace(clock, until=Until(until.field, _length(until.otherwise, parameters)))
    return clock


def _length(length: Length, parameters: Mapping[str, Any]) -> Length:
    if not isinstance(length, Param):
        return length
    try:
        return Duration.parse(str(parameters.get(length.name, "")))
    except ValueError:
        refuse("parameter-missing", f"参数“{length.name}”没有填写时长", "请管理员在业务包的参数中填写，例如 60 days")
