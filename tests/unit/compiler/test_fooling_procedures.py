"""Procedures that cannot run and do not look it, and others that look as if they could not and can."""

from __future__ import annotations

import pytest

from packs.fooling import CLOCKS, FORM, HEAD, RULES, Edits, codes, found

FINISH = "if: {task.mend.done: {const: true}}"
SCRAP = "confirm: 确定不再修理?"
FLAGS = "flags: {urgent: 急修}"
DONE = "  - {stage: done, title: 办结, final: true}\n"
CHECK = f"  - {{stage: check, title: 验收, tasks: [{{task: look, title: 验收, who: {{role: chief}}}}]}}\n{DONE}"
ACTIONS = "\nactions:\n"
SEND = "\nactions:\n  - {action: send, title: 送验收, from: open, to: check, who: {role: chief}, if: %s}\n"
CLOSE = "  - {action: close, title: 验收通过, from: check, close: done, outcome: repaired, who: {role: chief}}\n"


def sent_if(condition: str, *, only: bool = False) -> tuple[tuple[str, str], ...]:
    """The head with a stage `check` that an action with this condition leads to; `only` that action leads out of `open`."""
    rest = (("from: open, close: done", "from: check, close: done"),) if only else ()
    return ((DONE, CHECK), (ACTIONS, SEND % condition + CLOSE), *rest)


def rule(on: str, condition: str, then: str) -> str:
    return f"+- rule: another\n  title: 另一条\n  because: ours\n  on: {on}\n  if: {condition}\n  then: [{then}]\n"


NEVER_COMES = {
    "a task of the stage itself": sent_if("{task.look.done: {const: true}}"),
    "a number beyond the form": sent_if("{hours: {minimum: 500}}"),
    "a task that is done again and again": (
        *sent_if("{task.again.done: {const: true}}"),
        ("emits: repaired}", "emits: repaired}\n      - {task: again, title: 回访, who: {role: clerk}, repeat: true, optional: true}"),
    ),
    "a stage that is not there yet": sent_if("{case.stage: {const: done}}"),
    "what the form requires, blank": sent_if("{task.register.done: {const: true}, category: {absent: true}}"),
    "a clock that never starts": sent_if("{clock.aside.running: {const: true}}"),
    "two conditions apart": sent_if("{any: [{all: [{hours: {minimum: 6}}, {hours: {maximum: 3}}]}, {task.look.opened: {const: true}}]}"),
}  # fmt: skip
HOURS: Edits = {
    FORM: (
        (
            '"urgent": {',
            '"hours": {"type": "integer", "title": "工时", "minimum": 0, "maximum": 100},\n    "urgent": {',
        ),
    ),
    CLOCKS: "+- {clock: aside, title: 旁, start: {event: stage-entered, stage: check}, stop: {event: case-closed},"
    " within: 3 days, counting: {calendar: cn}}\n",
}


@pytest.mark.parametrize("name", NEVER_COMES)
def test_a_stage_behind_a_condition_that_never_holds_is_never_reached(name: str) -> None:
    problems = {one.code: one for one in found({**HOURS, HEAD: NEVER_COMES[name]})}
    assert {"guard-never-holds", "stage-behind-guards"} <= set(problems)
    assert "send: {" in problems["stage-behind-guards"].message
    only = sent_if("{task.look.done: {const: true}}", only=True)
    assert "stage-never-ends" in codes({HEAD: only})


COMES = {
    "a task that a ladder proposes": sent_if("{task.remind.done: {const: true}}"),
    "a task of the stage before": sent_if("{task.mend.done: {const: true}}"),
    "a number within the form": sent_if("{hours: {minimum: 100}}"),
    "what need not be filled in": sent_if("{task.register.done: {const: true}, phone: {absent: true}}"),
    "what a case sent here may lack": sent_if("{category: {absent: true}}"),
    "not yet done": sent_if("{not: {task.look.done: {const: true}}}"),
    "a flag that a rule raises": sent_if("{case.flags: {contains: urgent}}"),
    "a clock that runs": sent_if("{clock.mend.running: {const: true}}"),
}


@pytest.mark.parametrize("name", COMES)
def test_a_stage_behind_a_condition_that_may_hold_is_reached(name: str) -> None:
    assert codes({**HOURS, CLOCKS: "+", HEAD: COMES[name]}) == set()


LATE = (FLAGS, "flags: {urgent: 急修, late: 超期}")
ASKED = (FINISH, "if: {case.flags: {contains: late}}"), (SCRAP, "if: {case.flags: {contains: late}}")


@pytest.mark.parametrize(
    ("then", "on", "condition", "ends"),
    [
        ("{flag: urgent}", "task-completed", "{urgent: {const: true}}", False),
        ("{flag: late}", "{event: stage-entered, stage: open}", "{case.stage: {const: done}}", False),
        ("{flag: late}", "task-completed", "{case.flags: {contains: late}}", False),
        ("{flag: late}", "{event: stage-entered, stage: done}", "{urgent: {const: true}}", False),
        ("{flag: late}", "task-completed", "{urgent: {const: true}}", True),
        ("{move: done}", "{event: clock-due, clock: mend}", "{urgent: {const: true}}", True),
        ("{draft: {opinion: 超期, approver: {role: chief}, if-approved: [{flag: late}]}}", "clock-due", "{urgent: {const: true}}", True),
    ],
)  # fmt: skip
def test_a_flag_must_be_raised_by_a_rule_that_can_fire_before_it(
    then: str, on: str, condition: str, ends: bool
) -> None:
    edits: Edits = {HEAD: (LATE, *ASKED), RULES: rule(on, condition, then)}
    assert ("stage-never-ends" in codes(edits)) is not ends


@pytest.mark.parametrize(
    ("start", "stop", "runs"),
    [
        ("{event: case-closed}", "{event: repaired}", False),
        ("{event: stage-entered, stage: done}", "{event: task-completed, task: mend}", False),
        ("{event: action-taken, action: scrap}", "[{event: repaired}, {event: case-closed}]", False),
        ("{event: case-closed}", "{event: case-reopened}", True),
        ("{event: case-closed}", "{event: task-completed, task: file}", True),
        ("{event: task-completed, task: register}", "{event: case-closed}", True),
        ("[{event: case-registered}, {event: case-closed}]", "{event: repaired}", True),
    ],
)
def test_a_clock_that_starts_must_still_find_what_stops_it(start: str, stop: str, runs: bool) -> None:
    clock = (
        f"+- {{clock: later, title: 归档, start: {start}, stop: {stop}, within: 3 days, counting: {{calendar: cn}}}}\n"
    )
    filed = (
        DONE,
        "  - {stage: done, title: 办结, final: true, tasks: [{task: file, title: 归档, who: {role: clerk}}]}\n",
    )
    assert ("clock-starts-too-late" in codes({HEAD: (filed,), CLOCKS: clock})) is not runs


@pytest.mark.parametrize(
    "condition",
    [
        "{hours: {minimum: 500}}",
        "{hours: {exclusiveMaximum: 0}}",
        "{all: [{urgent: {const: false}}, {urgent: {const: true}}]}",
    ],
)
def test_a_lone_test_that_never_holds_is_told_of_tasks_and_clocks(condition: str) -> None:
    task = (
        (
            "emits: repaired}",
            f"emits: repaired}}\n      - {{task: extra, title: 另, who: {{role: clerk}}, if: {condition}}}",
        ),
    )
    clock = (
        "+- {clock: c, title: 另, start: {event: case-registered}, stop: {event: repaired}, within: 3 days,"
        f" counting: {{calendar: cn}}, if: {condition}}}\n"
    )
    assert "guard-never-holds" in codes({**HOURS, CLOCKS: "+", HEAD: task})
    assert "guard-never-holds" in codes({FORM: HOURS[FORM], CLOCKS: clock})
