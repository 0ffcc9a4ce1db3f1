"""The day of an act that its own form asks for: it is the act's, once, and lies within the case."""

from dataclasses import replace
from datetime import date

import pytest

from fangyuan.engine.occurring import asked_day, occurring
from fangyuan.model.commands import Comment, CompleteTask, Sign, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import CaseType
from unit.engine.procedures import Play, case_type

DAY = date(2026, 3, 1)


def dated() -> CaseType:
    """The type of the tests, its task `screen` and its action `drop` naming their day."""
    made = case_type()
    tasks = {**made.tasks, "screen": replace(made.tasks["screen"], occurred="done_on")}
    actions = tuple(replace(one, occurred="dropped_on") if one.action == "drop" else one for one in made.actions)
    return replace(made, tasks=tasks, actions=actions)


@pytest.mark.parametrize(
    "command",
    [
        CompleteTask(task="screen", answers={"done_on": "2026-03-01"}),
        CompleteTask(task="screen", answers={"done_on": "2026-03-01"}, occurred_on=DAY),
        Sign(task="screen", answers={"done_on": "2026-03-01"}),
        TakeAction(action="drop", answers={"dropped_on": "2026-03-01"}),
    ],
)
def test_an_act_occurred_on_the_day_that_its_form_was_told(command: CompleteTask | Sign | TakeAction) -> None:
    assert occurring(dated(), command).occurred_on == DAY


@pytest.mark.parametrize(
    "command",
    [
        CompleteTask(task="screen", answers={}),
        CompleteTask(task="screen", answers={"done_on": "gestern"}),
        CompleteTask(task="register", answers={"done_on": "2026-03-01"}),
        CompleteTask(task="nowhere", answers={"done_on": "2026-03-01"}),
        TakeAction(action="nothing", answers={"dropped_on": "2026-03-01"}),
        Comment(text="2026-03-01"),
    ],
)
def test_an_act_whose_form_tells_no_day_is_of_the_day_on_which_it_is_written_down(
    command: CompleteTask | TakeAction | Comment,
) -> None:
    assert occurring(dated(), command) == command


def test_an_act_of_two_days_is_refused_beside_the_field_of_its_form() -> None:
    with pytest.raises(Refused) as refused:
        occurring(dated(), CompleteTask(task="screen", answers={"done_on": "2026-03-01"}, occurred_on=date(2026, 3, 2)))
    assert [(one.code, one.path) for one in refused.value.problems] == [("two-days", "done_on")]


def test_a_day_before_the_matter_came_is_told_beside_the_field_that_asked_for_it() -> None:
    play = Play().register()
    command = CompleteTask(task="screen", answers={}, occurred_on=date(2025, 3, 1))
    assert play.refusal("head", command).path == "occurred_on"
    assert asked_day(dated(), command) == "done_on"
