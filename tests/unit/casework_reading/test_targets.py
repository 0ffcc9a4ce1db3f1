"""Targets: exact until they are rounded, what is missing, what is to come in the time that is left; beside plain counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.figures.papers import paper_tables
from fangyuan.casework.reading.figures.periods import parse, period_of
from fangyuan.casework.reading.figures.reaching import a_step, even, lacking, reaches, steps_left
from fangyuan.casework.reading.figures.report import page_of
from fangyuan.casework.reading.figures.targets import target_chart, target_view
from fangyuan.casework.reading.pages import TargetView
from fangyuan.casework.registering import register
from fangyuan.model.conditions import Atom, Op, Param
from fangyuan.model.outputs import Target
from fangyuan.model.world import Tenant
from fixtures.reading import CLERK, COMPLAINT, DIRECTOR, OUTSIDER, REPAIR, REPORT, Bench, day, on

ROUNDINGS = ("half-up-0", "half-up-1", "half-up-2", "half-even-0", "half-even-1", "down-0", "down-2")
NOW = day("2026-09-10T09:00")


@pytest.mark.parametrize(
    ("part", "whole", "rounding", "more"),
    [
        (128, 135, "half-up-0", 0),
        (128, 135, "half-up-1", 1),
        (127, 135, "half-up-0", 1),
        (127, 135, "down-0", 2),
        (0, 0, "", 0),
    ],
)
def test_128_of_135_reaches_95_per_cent_where_the_pack_rounds_to_whole_numbers(
    part: int, whole: int, rounding: str, more: int
) -> None:
    assert lacking(part, whole, Fraction(95, 100), rounding) == more


@settings(deadline=None)
@given(
    whole=st.integers(1, 400), part=st.integers(0, 400), goal=st.integers(1, 100), rounding=st.sampled_from(ROUNDINGS)
)
def test_what_is_lacking_is_the_least_that_suffices(whole: int, part: int, goal: int, rounding: str) -> None:
    part, wanted = min(part, whole), Fraction(goal, 100)
    more = next(n for n in range(whole + 1) if reaches(part + n, whole, wanted, rounding))
    assert lacking(part, whole, wanted, rounding) == more


@pytest.mark.parametrize(
    ("per", "written", "today", "left", "step"),
    [
        ("year", "2026", "2026-09-10", 4, "month"), ("year", "2026", "2026-12-31", 1, "month"), ("year", "2026", "2027-01-01", 0, ""),
        ("quarter", "2026-Q1", "2026-01-01", 3, "month"), ("half-year", "2026-H2", "2026-03-01", 6, "month"),
        ("month", "2026-02", "2026-02-01", 4, "week"), ("month", "2026-03", "2026-03-20", 2, "week"),
    ],
)  # fmt: skip
def test_the_time_that_is_left_goes_by_months_and_in_a_month_by_weeks(
    per: str, written: str, today: str, left: int, step: str
) -> None:
    period = parse(per, written)
    assert period is not None
    assert steps_left(period, on(today)) == (left, step)


def test_ten_thousand_a_year_is_what_is_left_over_the_months_that_are_left() -> None:
    year = period_of("year", on("2026-09-10"))
    assert a_step(Fraction(10_000 - 6_001), steps_left(year, on("2026-09-10"))[0]) == 1000
    assert a_step(Fraction(5), 0) == a_step(Fraction(0), 4) == 0
    assert [round(even(Fraction(10_000), year, on(until))) for until in ("2025-12-31", "2026-07-02", "2027-01-01")] == [
        0,
        4986,
        10_000,
    ]


QUOTA = Target("quota", "全年件数", COMPLAINT, "count", 20)
SERIOUS = Atom("serious", Op.CONST, True)
RATE = Target("rate", "严重的", COMPLAINT, "rate", 0.5, SERIOUS, Atom("amount", Op.MINIMUM, 1), rounding="half-up-0")


def seen(bench: Bench, target: Target, me: object = DIRECTOR) -> TargetView:
    with bench.office.database.read() as uow:
        desk = sit(bench.office, uow, me, NOW)  # type: ignore[arg-type]
        pack = next(pack for key, pack in desk.packs.items() if key == target.case_type)
        found = target_view(desk, pack, target, period_of(target.per, desk.today))
    assert found is not None
    return found


@pytest.fixture
def year(bench: Bench) -> Bench:
    """Nine complaints from January to September; of those with an amount every second is serious."""
    for n in range(9):
        case = bench.complain(day(f"2026-0{n + 1}-05T09:00"), serious=n % 2 == 0, amount=n)
        bench.hand_out(case, *("east", "west")[: 1 + n % 2], now=day(f"2026-0{n + 1}-05T10:00"))
    return bench


def test_the_path_of_a_year_is_what_came_month_by_month(year: Bench) -> None:
    quota = seen(year, QUOTA)
    assert [step.value for step in quota.path] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert quota.path[0].even == round(20 * 31 / 365, 1)
    assert (quota.whole.text, quota.whole.lack, quota.a_step, quota.step) == ("9", 11, 3, "month")
    assert "<polyline" in target_chart(quota, "完成", "按时间应完成")
    rate = seen(year, RATE)
    assert [(step.text, step.even) for step in rate.path][:3] == [("—", 50), ("0/1（0 %）", 50), ("1/2（50 %）", 50)]
    assert (rate.whole.text, rate.whole.reached, rate.a_step) == ("4/8（50 %）", True, 0)


def test_each_unit_has_its_own_count_and_those_with_nothing_stand_there_too(year: Bench) -> None:
    each = seen(year, replace(QUOTA, at_least=5, each="units"))
    assert [(row.title, row.text, row.lack) for row in each.rows] == [("西区", "4", 1), ("东区", "9", 0)]
    assert (each.whole.text, each.whole.lack, each.a_step) == ("1/2", 1, 1)
    by_unit = seen(year, replace(RATE, by="unit"))
    assert [(row.title, row.text) for row in by_unit.rows] == [("大厅", "4/8（50 %）")]
    everybody = seen(year, replace(QUOTA, at_least=1, each="case.leader", each_role="answerer"))
    assert [(row.title, row.lack) for row in everybody.rows] == [("冯西", 1), ("郑东", 1)]


def test_where_there_is_nobody_or_nothing_to_count_nothing_was_reached(bench: Bench) -> None:
    nobody = seen(bench, replace(QUOTA, at_least=1, each="case.leader", each_role="nobody-has-it"))
    nothing = seen(bench, RATE)
    assert [(one.whole.text, one.whole.reached, one.whole.missing) for one in (nobody, nothing)] == [
        ("—", False, "")
    ] * 2
    with bench.office.database.read() as uow:
        page = page_of(sit(bench.office, uow, DIRECTOR, NOW), "monthly", "2025-03")
    said = list(paper_tables(replace(page, targets=(*page.targets, nobody))))[-1]
    assert [(heads[0], [cell.text for cell in cells][1:]) for heads, cells in said.rows] == [
        ("按期答复率", ["—", "还没有数"]), ("全年件数", ["—", "还没有数"]),
    ]  # fmt: skip


def test_levels_are_counted_apart_and_a_case_sent_on_once(bench: Bench) -> None:
    put_organisation(bench.office, (Tenant("t2", "另一单位", "380000", "county", parent="t1"),), (), ())
    for n in range(3):
        bench.register(now=day(f"2026-0{n + 1}-05T09:00"))
    register(bench.office, OUTSIDER, REPAIR, {**REPORT, "device": "别处的"}, None, "", day("2026-03-05T09:00"))
    levels = seen(bench, Target("all", "修好", REPAIR, "count", 5, by="level"), CLERK)
    assert [(row.title, row.text) for row in levels.rows] == [("某单位", "3"), ("另一单位", "1")]
    assert (levels.whole.text, levels.whole.lack) == ("4", 1)


def test_the_bound_is_what_was_filled_in_for_what_is_counted(bench: Bench) -> None:
    filled = {REPAIR: {"most": 3}, COMPLAINT: {"most": 40}}
    with bench.office.database.read() as uow:
        desk = replace(sit(bench.office, uow, DIRECTOR, NOW), parameters=filled)
        found = target_view(
            desk, desk.packs[COMPLAINT], replace(QUOTA, at_least=Param("most")), period_of("year", desk.today)
        )
    assert found is not None
    assert found.wanted == "40"


def test_a_target_that_is_reached_asks_for_nothing_more(year: Bench) -> None:
    done = seen(year, replace(QUOTA, at_least=9))
    assert (done.whole.reached, done.whole.lack, done.a_step, done.whole.share) == (True, 0, 0, 100)
