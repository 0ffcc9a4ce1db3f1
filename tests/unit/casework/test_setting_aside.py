"""A case that breaks is set aside and named; all others go on; nothing of it is lost once the cause is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from fangyuan.casework.acting import act, fire
from fangyuan.casework.doctoring import examine
from fangyuan.casework.mending import retry, set_aside, told
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.sweeping import sweep
from fangyuan.model.commands import Comment, CompleteTask
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post
from fangyuan.store.leasing import MAX_ATTEMPTS
from unit.casework.offices import CLERK, Place, at

LIFE = ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]
LATER = at("2026-04-12T10:00+08:00")
"""Forty days after the start."""


def _clock_words(place: Place, case: str) -> list[str]:
    return [word for word in place.words(case) if word.startswith("clock-")]


def _write_snapshot(place: Place, case: str, body: str) -> str:
    with place.office.database.begin() as uow:
        at_case = {"case": case, "body": body}
        before = uow.connection.execute(text('select body from snapshots where "case" = :case'), at_case).scalar_one()
        uow.connection.execute(text('update snapshots set body = :body where "case" = :case'), at_case)
        uow.commit()
    return str(before)


def test_a_broken_case_is_set_aside_named_and_caught_up_with(place: Place, tmp_path: Path) -> None:
    good, bad, also_good = (place.register(f"k{n}").case for n in range(3))
    whole = _write_snapshot(place, bad, "{broken")
    now = LATER
    for _ in range(MAX_ATTEMPTS):
        place.work(now)
        now += timedelta(days=1)
    assert [_clock_words(place, case) for case in (good, bad, also_good)] == [LIFE, LIFE[:1], LIFE]
    with place.office.database.read() as uow:
        (aside, *others) = set_aside(uow)
        assert uow.firings.poisoned("t") == 1
    assert (aside.case, aside.waits_for_person) == (bad, True)
    assert all(other.case == bad for other in others)
    assert any(bad in line and "fangyuan sweep --retry" in line for line in told([aside]))
    assert any(bad in line for line in examine(place.office, tmp_path)["set-aside"])
    _write_snapshot(place, bad, whole)
    assert place.work(now).fired == 0
    assert retry(place.office, now) >= 1
    place.work(now)
    assert _clock_words(place, bad) == LIFE
    with place.office.database.read() as uow:
        assert set_aside(uow) == []


def test_forty_days_of_downtime_are_caught_up_with_in_one_round(place: Place) -> None:
    case = place.register().case
    swept = sweep(place.office, LATER)
    with place.office.database.read() as uow:
        fired = [event for event in uow.cases.events("t", case) if event.event.word.startswith("clock-")]
    assert [event.event.word for event in fired] == LIFE
    assert {event.at for event in fired[1:]} == {LATER}
    assert fired[-1].cause.due_at == at("2026-03-09T09:00+08:00")
    assert (swept.fired, swept.stale, swept.failed) == (3, 0, 0)
    assert sweep(place.office, LATER).fired == 0


def test_an_act_before_the_sweep_comes_after_what_had_fallen_due(place: Place) -> None:
    case = place.register().case
    act(place.office, CLERK, case, CompleteTask(task="mend"), LATER, "once")
    act(place.office, CLERK, case, CompleteTask(task="mend"), LATER, "once")
    assert [word for word in place.words(case) if word in {*LIFE, "task-completed"}][-5:] == [
        *LIFE[1:],
        "task-completed",
    ]
    assert sweep(place.office, LATER).fired == 0
    assert _clock_words(place, case)[: len(LIFE)] == LIFE


def test_a_firing_that_a_sweep_holds_is_carried_out_once_by_the_act_that_overtakes_it(place: Place) -> None:
    case = place.register().case
    with place.office.database.begin() as uow:
        (held,) = uow.firings.lease(LATER)
        uow.commit()
    act(place.office, CLERK, case, Comment(text="请尽快"), LATER)
    assert fire(place.office, held, LATER) is False
    assert _clock_words(place, case) == LIFE


def test_a_firing_at_which_processes_ended_holds_up_no_officer(place: Place) -> None:
    case = place.register().case
    with place.office.database.begin() as uow:
        uow.connection.execute(text("update firings set attempts = 2"))
        uow.commit()
    act(place.office, CLERK, case, Comment(text="请尽快"), LATER)
    assert _clock_words(place, case) == LIFE[:1]
    sweep(place.office, LATER)
    assert _clock_words(place, case) == LIFE


@pytest.mark.parametrize("broken", ["attempts = 2", "error = 'ValueError: x', lease_until = '2026-04-13 00:00:00'"])
def test_a_firing_that_broke_is_not_swallowed_by_the_act_that_ends_its_run(place: Place, broken: str) -> None:
    case = place.register().case
    with place.office.database.begin() as uow:
        uow.connection.execute(text(f"update firings set {broken}"))
        uow.commit()
    with pytest.raises(Refused, match="没有发出") as refused:
        act(place.office, CLERK, case, CompleteTask(task="mend"), LATER, "end")
    assert refused.value.problems[0].advice
    act(place.office, CLERK, case, Comment(text="请尽快"), LATER)
    assert _clock_words(place, case) == LIFE[:1]
    retry(place.office, LATER)
    sweep(place.office, LATER)
    act(place.office, CLERK, case, CompleteTask(task="mend"), LATER, "end")
    assert [word for word in place.words(case) if word in {*LIFE, "task-completed"}][-4:] == [
        *LIFE[2:],
        "task-completed",
    ]
    assert place.state(case).clocks[("mend", "", 1)].late


def test_a_firing_from_which_no_process_returns_is_set_aside(place: Place) -> None:
    case = place.register().case
    now = LATER
    for _ in range(MAX_ATTEMPTS):
        with place.office.database.begin() as uow:
            assert len(uow.firings.lease(now)) == 1
            uow.commit()
        now += timedelta(minutes=2)
    assert sweep(place.office, now).failed == 1
    with place.office.database.read() as uow:
        (aside,) = set_aside(uow)
    assert (aside.case, aside.waits_for_person) == (case, True)
    assert "process ended" in aside.error


def test_a_task_that_nobody_can_do_is_named_until_somebody_can(place: Place, tmp_path: Path) -> None:
    case = place.register().case
    assert examine(place.office, tmp_path)["nobody-can-do"] == []
    put_organisation(place.office, [], [], [Person("clerk", "t", "报修员甲", (Post("clerk", "office"),), active=False)])
    (named,) = examine(place.office, tmp_path)["nobody-can-do"]
    assert place.state(case).number in named
    assert "修理" in named
    put_organisation(place.office, [], [], [Person("clerk", "t", "报修员甲", (Post("clerk", "office"),))])
    assert examine(place.office, tmp_path)["nobody-can-do"] == []


def test_a_task_for_which_no_post_was_found_is_named(place: Place, tmp_path: Path) -> None:
    put_organisation(place.office, [], [], [Person("chief", "t", "科长乙", ())])
    place.register()
    place.work(LATER)
    (named,) = examine(place.office, tmp_path)["nobody-can-do"]
    assert "“催办”无人可办（设备科长），请指定人员" in named


def test_no_deadline_waits_for_what_breaks_before_the_clocks(place: Place) -> None:
    """A pack that is gone breaks the round of duties as a whole: that is raised, after the clocks have had their turn."""
    case = place.register().case
    with place.office.database.begin() as uow:
        uow.packs.activate("t", "gone/round", "sha256:gone", place.now, place.now)
        uow.commit()
    with pytest.raises(LookupError, match="sha256:gone"):
        place.work(LATER)
    assert _clock_words(place, case) == LIFE
