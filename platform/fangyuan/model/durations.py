"""Durations as packs write them: `19 minutes`, `15 days`, `5 workdays`, `1 month`."""

import re
from dataclasses import dataclass
from enum import StrEnum


class DurationUnit(StrEnum):
    """The units a duration may be counted in; a workday is a day that the calendar calls one."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"
    WEEKS = "weeks"
    MONTHS = "months"


_WRITTEN = re.compile(r"^([1-9][0-9]{0,5}|0) (minute|hour|day|workday|week|month)s?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of one unit, never a mixture: `1 month` is not `30 days`."""

    amount: int
    unit: DurationUnit

    @classmethod
    def parse(cls, written: str) -> "Duration":
        """Reads `15 days`; raises ValueError for anything else."""
        found = _WRITTEN.match(written)
        if found is None:
            raise ValueError(f"not a duration: {written!r}; write a number and a unit, such as '15 days'")
        return cls(int(found[1]), DurationUnit(found[2] + "s"))

    @property
    def by_the_clock(self) -> bool:
        """Whether it is counted in minutes or hours, not in dates."""
        return self.unit in (DurationUnit.MINUTES, DurationUnit.HOURS)

    def __str__(self) -> str:
        """The pack's own writing of it."""
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"
