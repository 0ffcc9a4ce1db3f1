"""Forms to fill: for whom, with what they begin, what may be chosen."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.casework.reading.forming import action, new_case, task
from fangyuan.model.commands import CompleteTask, ReturnTask
from fangyuan.model.problems import Refused
from fixtures.reading import (
    AT_EAST,
    AUDITOR,
    CHIEF,
    CLERK,
    COMPLAINT,
    NOW,
    OUTSIDER,
    REPAIR,
    STRANGER,
    WINDOW,
    Bench,
    day,
)


def code_of(call: Any) -> str:
    """The code of what a call is refused with."""
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.problems[0].code


def test_a_new_case_begins_with_what_the_pack_fills_in(bench: Bench) -> None:
    page = new_case(bench.office, CLERK, REPAIR, day("2026-03-03T23:30"))
    assert (page.form.title, page.case_type.key) == ("报修单", REPAIR)
    assert page.answers == {"noticed_on": "2026-03-03"}
    assert page.tree["actor"]["person"] == "clerk"
    assert (page.tree["unit"]["title"], page.tree["tenant"]["title"]) == ("设备科", "某单位")
    assert page.choices == {}


def test_only_who_registers_gets_the_form(bench: Bench) -> None:
    assert code_of(lambda: new_case(bench.office, STRANGER, REPAIR, NOW)) == "forbidden"
    assert code_of(lambda: new_case(bench.office, WINDOW, REPAIR, NOW)) == "forbidden"
    assert code_of(lambda: new_case(bench.office, OUTSIDER, COMPLAINT, NOW)) == "not-active"
    assert code_of(lambda: new_case(bench.office, CLERK, "no/such", NOW)) == "not-active"


def test_units_and_officers_are_offered_where_the_form_asks_for_them(bench: Bench) -> None:
    offered = new_case(bench.office, WINDOW, COMPLAINT, NOW).choices
    assert set(offered) == {"unit"}
    assert ("east", "东区") in {(named.id, named.title) for named in offered["unit"]}
    case = bench.complain()
    bench.hand_out(case, "east")
    officers = task(bench.office, AT_EAST, case, "answer", "east", NOW).choices["officer"]
    assert ("at-east", "郑东（东区）") in {(named.id, named.title) for named in officers}
    assert ("west", "西区") not in {(named.id, named.title) for named in officers}


def test_a_task_begins_with_what_was_answered_for_the_same_subject(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", "west")
    answers = {"finding": "已核实", "answered_on": "2026-03-02"}
    bench.act(AT_EAST, case, CompleteTask(task="answer", subject="east", answers=answers))
    bench.act(WINDOW, case, ReturnTask(task="answer", subject="east", reason="请补充"))
    again = task(bench.office, AT_EAST, case, "answer", "east", day("2026-03-05T10:00"))
    assert again.answers == {**answers, "answered_by": "at-east"}
    assert again.tree["subject"] == "east"


def test_a_repetition_begins_anew(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east")
    bench.act(WINDOW, case, CompleteTask(task="call", answers={"said": "在等"}))
    assert task(bench.office, WINDOW, case, "call", "", NOW).answers == {}


def test_a_task_that_is_not_open_or_not_ones_own(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east")
    assert code_of(lambda: task(bench.office, WINDOW, case, "take", "", NOW)) == "not-open"
    assert code_of(lambda: task(bench.office, WINDOW, case, "no-such", "", NOW)) == "not-open"
    assert code_of(lambda: task(bench.office, AUDITOR, case, "answer", "east", NOW)) == "forbidden"
    assert code_of(lambda: task(bench.office, STRANGER, case, "answer", "east", NOW)) == "not-found"


def test_an_action_that_may_not_be_taken_says_why(bench: Bench) -> None:
    case = bench.register()
    assert code_of(lambda: action(bench.office, CHIEF, case, "finish", NOW)) == "guard"
    assert code_of(lambda: action(bench.office, CLERK, case, "finish", NOW)) == "forbidden"
    page = action(bench.office, CHIEF, case, "scrap", NOW)
    assert (page.form.title, page.form.fields, page.answers) == ("报废", (), {})
