"""Durations that the installing jurisdiction fills in."""

from dataclasses import replace

import pytest

from fangyuan.engine.clocks.parameters import settled
from fangyuan.model.clocks import Clock, Until
from fangyuan.model.conditions import Param
from fangyuan.model.durations import Duration
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import CaseType, Stage
from fangyuan.model.who import EventPattern, Text

START = (EventPattern("case-registered"),)


def case_type(*clocks: Clock) -> CaseType:
    """A type of one stage with these clocks."""
    stage = Stage("open", "")
    return CaseType("p/t", "", Text(), (stage,), {}, (), {}, {}, clocks=clocks)


def test_a_parameter_becomes_the_duration_that_was_filled_in() -> None:
    within = Clock("a", "", START, within=Param("limit"))
    until = Clock("b", "", START, until=Until("pledged", Param("limit")))
    known = settled(case_type(within, until), {"limit": "7 workdays"}).clocks
    assert known == (
        replace(within, within=Duration.parse("7 workdays")),
        replace(until, until=Until("pledged", Duration.parse("7 workdays"))),
    )


def test_a_type_without_parameters_stays_itself() -> None:
    plain = case_type(Clock("a", "", START, within=Duration.parse("3 days")))
    assert settled(plain, {}) is plain


@pytest.mark.parametrize("given", [{}, {"limit": ""}, {"limit": "soon"}])
def test_a_parameter_without_a_duration_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Refused):
        settled(case_type(Clock("a", "", START, within=Param("limit"))), given)
