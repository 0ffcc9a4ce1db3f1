"""Durations that the installing jurisdiction fills in: put in the place of `{$param: …}` before clocks are reckoned."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fangyuan.engine.refusing import refuse
from fangyuan.model.clocks import Clock, Until
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.procedure import CaseType

Length = Duration | Param | None


def settled(case_type: CaseType, parameters: Mapping[str, Any]) -> CaseType:
    """The case type with every duration of its clocks known; itself where no clock asks for a parameter.

    Raises Refused where a parameter holds no duration, since no due date can be told without it.
    """
    clocks = tuple(settle(clock, parameters) for clock in case_type.clocks)
    return case_type if clocks == case_type.clocks else replace(case_type, clocks=clocks)


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
