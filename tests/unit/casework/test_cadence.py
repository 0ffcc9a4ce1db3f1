"""The example pack of recurring work on real databases: agendas, single tasks, missed duties, and mornings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fangyuan.casework import recurring
from fangyuan.casework.acting import act
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.mornings import begin_day
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.work import my_work
from fangyuan.casework.recurring import open_duties
from fangyuan.casework.registering import register
from fangyuan.casework.verifying import verify
from fangyuan.compiler.loading import load
from fangyuan.engine.recurring import calendar_for
from fangyuan.model.calendars import Calendar
from fangyuan.model.commands import CompleteTask, CorrectAnswers, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Tenant, World
from unit.casework.offices import CHIEF, CLERK, MINIMAL, Place, at, make_place

CADENCE = MINIMAL.parent / "cadence"


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office that runs the example pack from 2026-03-02 on."""
    made = make_place(database_url, tmp_path)
    source, _ = load(CADENCE, (), made.office.kinds)
    made.pack = install(made.office, source, made.now, trial=False).pack
    activate(made.office, "t", made.pack, made.now)
    yield made
    made.office.database.close()


def hazard(place: Place, where: str, key: str) -> Done:
    return register(place.office, CLERK, "cadence/hazard", {"place": where}, None, key, place.now)


def opened(place: Place, duty: str) -> list[str]:
    with place.office.database.read() as uow:
        return [one.case for one in uow.duties.opened("t") if one.duty == f"cadence/{duty}"]


def test_a_duty_of_one_task_is_work_like_any_other(place: Place) -> None:
    now = at("2026-03-09T09:00+08:00")
    assert place.work(now).opened == 1
    (case,) = opened(place, "weekly-round")
    assert [row.number for row in my_work(place.office, CLERK, "mine", None, 1, now).rows] == [
        "SL-weekly-round-2026-001"
    ]
    page = case_page(place.office, CLERK, case, now)
    assert [(task.title, task.mine) for task in page.tasks] == [("填报排查情况", True)]
    assert [action.title for action in page.actions] == ["零报告"]
    with pytest.raises(Refused, match="不能小于"):
        act(place.office, CLERK, case, CompleteTask(task="do", answers={"visited": 0}), now)
    act(place.office, CLERK, case, CompleteTask(task="do", answers={"visited": 3}), now)
    state = place.state(case)
    assert (state.closed, state.answers["visited"]) == (True, 3)


def test_a_missed_duty_climbs_its_ladder_and_a_report_of_nothing_ends_it_late(place: Place) -> None:
    place.work(at("2026-03-09T09:00+08:00"))
    place.work(at("2026-03-13T09:00+08:00"))
    (case,) = opened(place, "weekly-round")
    assert place.words(case).count("clock-escalated") == 2
    with place.office.database.read() as uow:
        assert any("每周排查" in one.body["text"] for one in uow.inbox.page("t", "chief"))
    act(place.office, CLERK, case, TakeAction(action="nil-report"), at("2026-03-13T10:00+08:00"))
    (run,) = place.state(case).clocks.values()
    assert (run.status, run.late) == ("stopped", True)


def test_the_agenda_of_a_meeting_is_tied_to_it(place: Place) -> None:
    place.time.at = at("2026-03-24T10:00+08:00")
    first, second = hazard(place, "一号楼", "a"), hazard(place, "二号楼", "b")
    act(place.office, CLERK, first.case, CompleteTask(task="mend"), place.now)
    act(place.office, CLERK, first.case, TakeAction(action="finish"), place.now)
    place.work(at("2026-03-25T09:00+08:00"))
    (meeting,) = opened(place, "monthly-meeting")
    links = case_page(place.office, CHIEF, meeting, place.now).links
    assert [(link.relation, link.number, link.visible) for link in links] == [("列入议程", second.number, True)]
    with place.office.database.read() as uow:
        assert any("议程见“关联”" in one.body["text"] for one in uow.inbox.page("t", "chief"))


def test_who_is_called_to_a_meeting_is_told_where_the_cases_are_that_its_agenda_has_no_room_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recurring, "MOST_ON_AN_AGENDA", 2)
    place.time.at = at("2026-03-24T10:00+08:00")

    def called(on: str) -> tuple[int, str]:
        place.work(at(f"{on}T09:00+08:00"))
        meeting = opened(place, "monthly-meeting")[-1]
        with place.office.database.read() as uow:
            (said,) = (one.body["text"] for one in uow.inbox.page("t", "chief") if one.case == meeting)
        return len(case_page(place.office, CHIEF, meeting, place.now).links), said

    for number in ("a", "b"):
        hazard(place, f"{number}号楼", number)
    many, said = called("2026-03-25")
    assert (many, "只列了" in said) == (2, False)
    hazard(place, "三号楼", "c")
    many, said = called("2026-04-27")
    assert (many, said.rpartition("，只列了")[2].partition("“")[0]) == (2, "前 2 件，其余见台账")


@pytest.fixture
def secretive(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """The same office; a hazard in the cellar is kept from the officer whom it is about."""
    pack = tmp_path / "cadence"
    shutil.copytree(CADENCE, pack)
    kind, form = (pack / "case-types/hazard" / name for name in ("case-type.yaml", "hazard.schema.json"))
    kept = "confidential: {if: {place: {const: 地下室}}, from: [about]}\n"
    kind.write_text(kind.read_text("utf-8") + kept, "utf-8")
    about = '"properties": {"about": {"type": "string", "title": "责任人", "x-fangyuan-kind": "officer"}, '
    form.write_text(form.read_text("utf-8").replace('"properties": {', about), "utf-8")
    made = make_place(database_url, tmp_path)
    source, _ = load(pack, (), made.office.kinds)
    made.pack = install(made.office, source, made.now, trial=False).pack
    activate(made.office, "t", made.pack, made.now)
    yield made
    made.office.database.close()


def test_an_agenda_tells_nobody_of_a_case_that_is_kept_from_them(secretive: Place) -> None:
    """Neither of one that was confidential when the meeting was called, nor of one that turned out to be (Art. 30)."""
    place = secretive
    other = Identity("t", "clerk-2")
    put_organisation(place.office, [], [], [Person("clerk-2", "t", "巡查员己", (Post("clerk", "office"),))])
    place.time.at = at("2026-03-24T10:00+08:00")
    told = {"about": CLERK.person}
    open_one, secret, turned = (
        register(place.office, other, "cadence/hazard", {"place": where, **told}, None, where, place.now)
        for where in ("一号楼", "地下室", "车库")
    )
    place.work(at("2026-03-25T09:00+08:00"))
    (meeting,) = opened(place, "monthly-meeting")

    def tells(me: Identity) -> list[str]:
        page = case_page(place.office, me, meeting, place.now)
        listed = [link.number for link in page.links]
        written = [one.params["number"] for one in reversed(page.timeline) if one.word == "cases-linked"]
        assert written == listed
        return listed

    assert tells(CHIEF) == tells(CLERK) == [open_one.number, turned.number]
    act(place.office, other, turned.case, CorrectAnswers(reason="是地下室", answers={"place": "地下室"}), place.now)
    assert tells(CHIEF) == [open_one.number, turned.number]
    assert tells(CLERK) == [open_one.number]
    with place.office.database.read() as uow:
        said = "".join(one.body["text"] for one in uow.inbox.page("t", "chief"))
    assert "议程见“关联”" in said
    assert secret.number not in said


def test_a_morning_is_worked_once_and_kept_only_where_something_came_of_it(place: Place) -> None:
    case = hazard(place, "三号楼", "a").case
    for day in range(3, 12):
        place.work(at(f"2026-03-{day:02}T09:30+08:00"))
    assert "day-began" not in place.words(case)
    place.work(at("2026-03-12T08:59+08:00"))
    assert place.state(case).flags == ()
    place.work(at("2026-03-12T09:00+08:00"))
    assert place.state(case).flags == ("stale",)
    for _ in range(2):
        place.office.almanac.mornings_seen = None
        assert begin_day(place.office, at("2026-03-12T15:00+08:00")) == 0
    place.work(at("2026-03-13T09:00+08:00"))
    assert place.words(case).count("day-began") == 1
    assert verify(place.office).problems == ()


def test_a_closed_case_has_no_mornings(place: Place) -> None:
    case = hazard(place, "四号楼", "a").case
    act(place.office, CLERK, case, CompleteTask(task="mend"), place.now)
    act(place.office, CLERK, case, TakeAction(action="finish"), place.now)
    place.work(at("2026-04-01T09:30+08:00"))
    assert "day-began" not in place.words(case)


def test_a_duty_goes_by_the_calendar_that_it_names(place: Place) -> None:
    duty = place.pack.duties["monthly-meeting"]
    other = Calendar("other", "", {}, zone="Asia/Tokyo")
    assert calendar_for(duty, World(Tenant("t", "", "", ""), calendars={"cn": other})).zone == "Asia/Tokyo"
    weekly = place.pack.duties["weekly-round"]
    assert calendar_for(weekly, World(Tenant("t", "", "", ""), calendars={"other": other})) is other


def test_six_cadences_of_a_year_open_what_they_should(place: Place) -> None:
    """Every week, month, quarter and half-year once; a year caught up with month by month."""
    for month in range(3, 13):
        place.office.almanac.duties_seen = None
        open_duties(place.office, at(f"2026-{month:02}-28T18:00+08:00"))
    counted = {name: len(opened(place, name)) for name in place.pack.duties}
    assert counted == {
        "weekly-round": 43, "monthly-meeting": 10, "quarterly-bulletin": 3, "monthly-table": 9,
        "quarterly-analysis": 3, "half-year-summary": 1,
    }  # fmt: skip
    days = [place.state(case).received_on for case in opened(place, "weekly-round")]
    assert len(set(days)) == len(days)
    assert days[0] == date(2026, 3, 9)
