"""Passwords."""

import pytest

from fangyuan.casework.passwords import hashed, matches, stale
from fangyuan.model.problems import Refused


def test_only_the_password_itself_matches() -> None:
    kept = hashed("一二三四五六七八")
    assert matches("一二三四五六七八", kept)
    assert not matches("一二三四五六七", kept)
    assert not stale(kept)


def test_nobody_and_nonsense_match_nothing() -> None:
    assert not matches("nobody has this password", None)
    assert not matches("anything", "not a hash")


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Refused, match="至少 8 位"):
        hashed("1234567")
