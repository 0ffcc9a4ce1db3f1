"""What the kinds of numbers share: thousands separators, and how much a number of JSON can hold exactly."""

import re

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
EXACT = 2**53
"""Up to here every whole number is a number of JSON in every reader."""


def ungrouped(text: str) -> str:
    """`1,234.5` as `1234.5`; a text that is not grouped by threes stays as it is."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text
