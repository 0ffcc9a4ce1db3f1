"""Whether what a jurisdiction fills in for lengths of time fits the clocks that count by them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fangyuan.compiler.extending import length_of
from fangyuan.compiler.timing import within_bound
from fangyuan.model.clocks import Clock, Until
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.pack import Pack, Parameter


@dataclass(frozen=True, slots=True)
class Misfit:
    """A parameter whose `length` is nothing, beyond the bound of a clock (then `beyond`), or one of the clock's face where its
    default counts days (then `too_fine`).
    """

    parameter: str
    clock: Clock
    length: Duration
    beyond: bool
    too_fine: bool = False


def misfits(pack: Pack, given: Mapping[str, Any]) -> Iterator[Misfit]:
    """Each parameter that is filled in wrongly, once for each clock; those that are no length at all are told elsewhere."""
    filled = {name: replace(one, default=given[name]) for name, one in pack.parameters.items() if name in given}
    told: set[tuple[str, str]] = set()
    for kind in pack.case_types.values():
        for clock in kind.clocks:
            name = _parameter(clock)
            if name in filled and (name, clock.clock) not in told and (found := _misfit(name, clock, filled)):
                told.add((name, clock.clock))
                yield found
            elif (
                name in filled
                and (name, "") not in told
                and (fine := _finer(clock, filled[name], pack.parameters[name]))
            ):
                told.add((name, ""))
                yield Misfit(name, clock, fine, beyond=False, too_fine=True)


def _parameter(clock: Clock) -> str:
    """The parameter that says how long a clock runs, if one does."""
    written = clock.until.otherwise if isinstance(clock.until, Until) else clock.within
    return written.name if isinstance(written, Param) else ""


def _finer(clock: Clock, given: Parameter, usual: Parameter) -> Duration | None:
    """Minutes or hours for what is counted in days: two minutes is a slip of who filled it in."""
    try:
        length, was = Duration.parse(str(given.default)), Duration.parse(str(usual.default))
    except ValueError:
        return None
    return length if length.by_the_clock and not was.by_the_clock else None


def _misfit(name: str, clock: Clock, filled: Mapping[str, Parameter]) -> Misfit | None:
    try:
        length = length_of(replace(clock, within=Param(name), until=None), filled)
    except ValueError:
        return None
    if length is None:
        return None
    if not length.amount:
        return Misfit(name, clock, length, False)
    return None if within_bound(clock, length) else Misfit(name, clock, length, True)
