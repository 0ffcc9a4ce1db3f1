"""Ways round a bound of the law that do not look like one, and changes that look like one and only tighten."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.compiler.meddling import answering
from fangyuan.compiler.shunting import shunting
from fangyuan.model.problems import Mark
from fangyuan.packs.trees import grow
from packs.examples import INVALID
from packs.fooling import codes

CHILD = INVALID / "bound-stretched-by-calendar"
CALENDAR = "calendars/cn.yaml"
YEAR = "years: [{year: 2026, status: published, %s}]"


@pytest.mark.parametrize(
    "words",
    [
        "weekend: [sat, sun, mon]",
        "zone: America/New_York",
        YEAR % "holidays: {2026-06-01: 休}",
        YEAR % "workdays: []",
        "replace: true\ntitle: 新\nweekend: [sat, sun]\nyears: [{year: 2026, status: published, holidays: {2026-07-01: 休}}]",
        "years: [{year: 2026, remove: true, status: published}]",
    ],
)
def test_a_childs_calendar_may_not_give_a_bounded_clock_more_days_off(words: str) -> None:
    assert codes({CALENDAR: f"calendar: cn\n{words}\n"}, CHILD) & {"bound-stretched", "unknown-key"}


@pytest.mark.parametrize(
    "words",
    [
        "title: 本县日历",
        "weekend: [sun]",
        "zone: Asia/Shanghai",
        YEAR % "workdays: [2026-01-04, 2026-10-10]",
        "years: [{year: 2027, status: provisional, holidays: {2027-01-01: 元旦}}]",
    ],
)
def test_a_childs_calendar_may_be_tighter_and_know_a_further_year(words: str) -> None:
    assert codes({CALENDAR: f"calendar: cn\n{words}\n"}, CHILD) == set()


STEPPING = [
    {"clock": "handle", "at-most": "60 days", "start": {"event": "stage-entered", "stage": "handling"}},
    {
        "clock": "accept",
        "at-most": "15 days",
        "start": "case-registered",
        "stop": {"event": "stage-left", "stage": "open"},
    },
    {
        "clock": "keep",
        "at-most": "9 days",
        "once": True,
        "start": "stage-entered",
        "cancel": {"event": "case-reopened"},
    },
]
STAGES = {"stages": [{"stage": "open"}, {"stage": "handling"}, {"stage": "waiting"}, {"stage": "done", "final": True}]}


def stepped(rules: list[Any] | None = None, actions: list[Any] | None = None) -> set[tuple[str, str]]:
    """(code, clock) of what a child's rules and actions do to clocks that hang on stages."""
    over = grow({"actions": actions or []}, Mark("case-types/x/case-type.yaml"))
    ours = grow(rules or [], Mark("case-types/x/rules.yaml")).rows()
    clocks = grow(STEPPING, Mark("a/b/case-types/x/clocks.yaml")).rows()
    base = grow(STAGES, Mark("a/b/case-types/x/case-type.yaml"))
    authors = {clock["clock"]: "a/b/" for clock in STEPPING}
    found = shunting(clocks, (base, []), (over, ours), authors)
    return {(problem.code, problem.detail["clock"]) for problem in found}


@pytest.mark.parametrize(
    ("on", "to", "expected"),
    [
        (
            "clock-warned",
            "handling",
            {("bound-stretched", "handle"), ("bound-escaped", "accept"), ("bound-escaped", "keep")},
        ),
        ("day-began", "done", {("bound-escaped", "accept")}),
        (
            {"event": "stage-entered", "stage": "waiting"},
            "handling",
            {("bound-stretched", "handle"), ("bound-escaped", "keep")},
        ),
        ({"event": "task-completed", "task": "mend"}, "handling", set()),
        (["action-taken", "clock-due"], "waiting", {("bound-escaped", "accept"), ("bound-escaped", "keep")}),
    ],
)
def test_a_childs_rule_may_not_move_a_case_out_of_a_bounded_clock_or_into_it_again(
    on: object, to: str, expected: set[tuple[str, str]]
) -> None:
    assert stepped([{"rule": "shunt", "on": on, "then": [{"move": to}]}]) == expected
    approved = {"draft": {"approver": {"role": "x"}, "if-approved": [{"move": to}]}}
    assert stepped([{"rule": "shunt", "on": on, "then": [approved]}]) == set()


@pytest.mark.parametrize(
    ("action", "escapes"),
    [
        ({"from": "open", "to": "waiting", "automatic": True}, True),
        ({"from": "open", "to": "waiting"}, False),
        ({"from": ["waiting"], "to": "open", "automatic": True}, False),
        ({"from": "open", "to": "waiting", "automatic": True, "if": {"task.mend.done": {"const": True}}}, False),
    ],
)
def test_an_automatic_action_of_a_child_ends_no_bounded_clock(action: dict[str, Any], escapes: bool) -> None:
    assert (("bound-escaped", "accept") in stepped(actions=[{"action": "shunt", **action}])) is escapes


@pytest.mark.parametrize(
    ("effect", "path"),
    [
        ({"flag": "late"}, "case.flags"),
        ({"derive": {"small": True}}, "small"),
        ({"assign": {"slot": "keeper", "to": {"role": "clerk"}}}, "slot.keeper"),
        ({"take-charge": {"role": "clerk"}}, "case.leader"),
    ],
)
def test_a_childs_rule_brings_about_nothing_that_keeps_a_bounded_clock_from_starting(effect: object, path: str) -> None:
    tests = {path: {"absent": True}}
    clocks = grow([{"clock": "handle", "at-most": "60 days", "if": tests}], Mark("a/b/case-types/x/clocks.yaml")).rows()
    for then, told in ((effect, ["bound-escaped"]), ({"flag": "other"}, ["bound-escaped"] * (path == "case.flags"))):
        rules = grow([{"rule": "r", "on": "case-registered", "then": [then]}], Mark("case-types/x/rules.yaml")).rows()
        assert [problem.code for problem in answering(clocks, rules, ({}, {}), {"handle": "a/b/"})] == told
