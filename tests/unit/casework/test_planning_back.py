"""Plans counted back from a deadline (倒排工期): proposed when the form opens, kept where typed, explained, run as clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.reading.forming import task
from fangyuan.casework.registering import register
from fangyuan.model.commands import CompleteTask, ReturnTask
from fangyuan.model.problems import Refused
from unit.casework.offices import CHIEF, CLERK, MINIMAL, Place, make_place

PROJECT = "planned-back/project"
STEPS = ({"id": "1", "name": "调查", "takes": "5 workdays"}, {"id": "2", "name": "整改", "takes": "20 days"})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    made = make_place(
        f"sqlite:///{tmp_path / 'plan.db'}", tmp_path, "2026-01-12T09:00+08:00", MINIMAL.parent / "planned-back"
    )
    yield made
    made.office.database.close()


def opened(site: Place, **answers: Any) -> str:
    return register(site.office, CLERK, PROJECT, {"topic": "消防设施", **answers}, None, "k1", site.now).case


def rows(site: Place, case: str) -> list[tuple[str | None, ...]]:
    return [tuple(row.get(name) for name in ("begin", "due")) for row in site.state(case).answers["steps"]]


def test_the_form_opens_with_the_usual_steps_and_their_dates_counted_back(site: Place) -> None:
    page = task(site.office, CLERK, opened(site, finish_by="2026-03-08"), "plan", "", site.now)
    assert [(row["name"], row["begin"], row["due"]) for row in page.answers["steps"]] == [
        ("调查", "2026-02-05", "2026-02-11"),
        ("整改", "2026-02-12", "2026-03-03"),
        ("验收", "2026-03-04", "2026-03-06"),
    ]
    assert page.answers["steps"][2]["how"] == "往前排：最迟2026-03-06做完，用3个工作日，最迟2026-03-04开始"


def test_a_typed_date_stays_and_moves_the_steps_before_it(site: Place) -> None:
    case = opened(site, finish_by="2026-03-08")
    given = [STEPS[0], {**STEPS[1], "due": "2026-03-02", "how": "自己写的", "begin": "2020-01-01"}]
    act(site.office, CLERK, case, CompleteTask(task="plan", answers={"steps": given}), site.now)
    assert rows(site, case) == [("2026-02-04", "2026-02-10"), ("2026-02-11", "2026-03-02")]
    told = site.state(case).answers["steps"][1]["how"]
    assert told == "往前排：最迟2026-03-06做完；填写的是2026-03-02，用20日，最迟2026-02-11开始"
    runs = {run.subject: run.history[0].reckoning.due for run in site.state(case).open_clocks()}
    assert runs == {"1": date(2026, 2, 10), "2": date(2026, 3, 2)}


def test_without_a_deadline_or_a_length_nothing_is_proposed_and_nothing_breaks(site: Place) -> None:
    case = opened(site)
    page = task(site.office, CLERK, case, "plan", "", site.now)
    assert [set(row) for row in page.answers["steps"]] == [{"id", "name", "takes"}] * 3
    untimed = [{"id": "1", "name": "调查"}, {"id": "2", "name": "值守", "takes": "90 minutes"}]
    act(site.office, CLERK, case, CompleteTask(task="plan", answers={"steps": untimed}), site.now)
    assert rows(site, case) == [(None, None), (None, None)]


def test_a_plan_into_a_year_that_is_not_published_says_so(site: Place) -> None:
    case = opened(site, finish_by="2027-02-01")
    act(site.office, CLERK, case, CompleteTask(task="plan", answers={"steps": [STEPS[0]]}), site.now)
    assert site.state(case).answers["steps"][0]["how"].endswith("2027年放假安排尚未公布，为暂定")


def steps(site: Place, case: str, *given: dict[str, str]) -> None:
    act(site.office, CLERK, case, CompleteTask(task="plan", answers={"steps": list(given)}), site.now)


def test_a_row_without_an_id_is_numbered_and_a_number_is_never_given_again(site: Place) -> None:
    case = opened(site, finish_by="2026-03-08")
    steps(site, case, *({"name": name, "takes": "5 days"} for name in ("调查", "整改", "验收")))
    assert [row["id"] for row in site.state(case).answers["steps"]] == ["1", "2", "3"]
    due = {run.subject: run.due_at for run in site.state(case).open_clocks()}
    kept = site.state(case).answers["steps"][1:]
    act(site.office, CHIEF, case, CompleteTask(task="step", subject="1"), site.now)
    act(site.office, CHIEF, case, ReturnTask(task="plan", reason="调整"), site.now)
    steps(site, case, *kept, {"name": "回访"})
    assert [row["id"] for row in site.state(case).answers["steps"]] == ["2", "3", "4"]
    after = {run.subject: run.due_at for run in site.state(case).open_clocks() if run.subject in ("2", "3")}
    assert after == {subject: due[subject] for subject in ("2", "3")}
    assert [task.subject for task in site.state(case).open_tasks() if task.task == "step"] == ["2", "3", "4"]


def test_two_rows_with_one_id_are_refused_beside_the_second(site: Place) -> None:
    with pytest.raises(Refused) as refused:
        steps(site, opened(site), STEPS[0], {**STEPS[1], "id": "1"})
    problem = refused.value.problems[0]
    assert (problem.path, problem.message) == ("steps.1.id", "“步骤”里已经有编号为“1”的一行")
