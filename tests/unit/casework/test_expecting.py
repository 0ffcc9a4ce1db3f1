"""A scenario that fails says so in words that its author writes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fangyuan.casework.rehearsing.expecting import said


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 12), "“2026-03-12”"),
        (["a", date(2026, 3, 12)], "“a”、“2026-03-12”"),
        ([], "“无”"),
        (None, "“无”"),
        (True, "“是”"),
        (0, "“0”"),
        (("handle", 1), "“handle”、“1”"),
    ],
)
def test_values_are_said_without_brackets_or_names_of_types(value: Any, words: str) -> None:
    assert said(value) == words
