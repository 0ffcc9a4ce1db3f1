"""Turns go round: whoever's nearest turn lies furthest comes next, and nothing that was moves."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.engine.rota import go_round

DAYS = [date(2026, 1, 5) + timedelta(weeks=n) for n in range(12)]


def there(_: str, __: date) -> bool:
    return False


def names(found: dict[date, str]) -> str:
    return "".join(found[on] or "-" for on in sorted(found))


def test_everybody_has_a_turn_before_anybody_has_a_second_one() -> None:
    assert names(go_round("abc", {}, DAYS, there)) == "abcabcabcabc"


def test_what_was_stands_when_people_come_and_go_and_a_newcomer_is_next() -> None:
    held = dict(zip(DAYS[:4], "abca", strict=True))
    assert names(go_round("bcd", held, DAYS, there)) == "abcadbcdbcdb"


def test_a_turn_that_was_set_keeps_its_neighbours_for_others() -> None:
    assert names(go_round("abc", {DAYS[2]: "a"}, DAYS[:6], there)) == "bcabca"


def test_who_is_away_has_the_next_turn_instead_and_nobody_is_found_where_all_are() -> None:
    away = {("a", DAYS[0]), *((one, DAYS[3]) for one in "abc")}
    found = go_round("abc", {}, DAYS[:6], lambda person, on: (person, on) in away)
    assert names(found) == "bac-ba"


@given(st.integers(1, 7), st.integers(1, 30), st.integers(0, 29))
def test_reckoning_in_one_go_or_day_by_day_is_the_same(people: int, many: int, kept: int) -> None:
    order = "abcdefg"[:people]
    days = [date(2026, 1, 1) + timedelta(days=3 * n) for n in range(many)]
    whole = go_round(order, {}, days, there)
    held = {on: whole[on] for on in days[:kept]}
    assert go_round(order, held, days, there) == whole
    assert all(one != other for one, other in pairwise(whole[on] for on in days) if people > 1)
