"""How figures are rounded and written: 128/135 is 94.8 %, and whether that reaches 95 % is for the pack to say."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

_HOW = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
USUAL = "half-up-1"


def rounded(value: Fraction, rounding: str) -> Decimal:
    """A value with the digits that `half-up-1` asks for; exact until the last step.

    >>> rounded(Fraction(128, 135) * 100, "half-up-1")
    Decimal('94.8')
    """
    how, _, digits = (rounding or USUAL).rpartition("-")
    scale = 10 ** int(digits)
    exact = value * scale
    whole, rest = divmod(exact.numerator, exact.denominator)
    # A quotient that is cut off after many digits is on the same side of every half as the exact one.
    near = Decimal(whole) + (Decimal(rest) / Decimal(exact.denominator) if rest else 0)
    return near.quantize(Decimal(1), rounding=_HOW[how]).scaleb(-int(digits))


def percent(numerator: float, denominator: float, rounding: str) -> Decimal | None:
    """A rate in per cent; nothing of nothing."""
    if not denominator:
        return None
    return rounded(Fraction(numerator) / Fraction(denominator) * 100, rounding)


def number(value: float) -> str:
    """A count or a sum as tables show it: thousands apart, no digits that say nothing."""
    exact = round(value, 6)
    return f"{int(exact):,}" if exact == int(exact) else f"{exact:,.6f}".rstrip("0").rstrip(".")
