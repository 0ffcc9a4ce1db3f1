"""How far a target is: what is missing, and what has to come in each month or week that is left. Exact until it is rounded."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from fangyuan.casework.reading.figures.periods import MONTHS, Period
from fangyuan.casework.reading.figures.rounding import percent

_WEEK = 7


def reaches(part: float, whole: float, goal: Fraction, rounding: str) -> bool:
    """Whether a rate reaches a goal once it is rounded in per cent; nothing of nothing does not.

    >>> [reaches(128, 135, Fraction(95, 100), rounding) for rounding in ("half-up-0", "half-up-1")]
    [True, False]
    """
    share = percent(part, whole, rounding)
    return share is not None and share >= Decimal(goal.numerator) / Decimal(goal.denominator) * 100


def lacking(part: float, whole: float, goal: Fraction, rounding: str) -> int:
    """How many more of the same whole would have to be in the part for a rate to reach its goal; 0 where it does.

    >>> lacking(127, 135, Fraction(95, 100), "half-up-0")  # 128 of 135 is 94.8 %, which counts as 95 %
    1
    """
    if not whole or reaches(part, whole, goal, rounding):
        return 0
    low, high = 1, max(1, ceil(goal * Fraction(whole) - Fraction(part)))
    while low < high:
        middle = (low + high) // 2
        if reaches(part + middle, whole, goal, rounding):
            high = middle
        else:
            low = middle + 1
    return low


def steps_left(period: Period, today: date) -> tuple[int, str]:
    """How many months of a period are left, the running one among them, of a month weeks; and which of both."""
    if today >= period.end:
        return 0, ""
    since = max(today, period.start)
    if period.per not in MONTHS or MONTHS[period.per] == 1:
        return -(-(period.end - since).days // _WEEK), "week"
    last = period.end.year * 12 + period.end.month
    return last - (since.year * 12 + since.month), "month"


def a_step(lack: Fraction, steps: int) -> int:
    """How many have to come in every step that is left, whole; 0 where nothing lacks or no time is left."""
    return ceil(lack / steps) if steps else 0


def even(goal: Fraction, period: Period, day: date) -> float:
    """What an even course would have brought before a day."""
    whole = (period.end - period.start).days
    gone = min(max((day - period.start).days, 0), whole)
    return float(goal * gone / whole)
