"""A case that gathers others: chosen in a ledger, one decision opens tasks with clocks in each, and every participant signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, Post, Unit
from fixtures.web import PEOPLE, Desk, Site
from unit.casework.offices import MINIMAL, make_place

POSTS = (
    ("window", "受理员", "window", "office"),
    ("director", "主任", "director", "office"),
    ("at-east", "东区答复人", "answerer", "east"),
    ("at-west", "西区答复人", "answerer", "west"),
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An office of complaints with two units that answer."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=MINIMAL.parent / "complaint")
    units = [Unit("east", "t", "东区", "office"), Unit("west", "t", "西区", "office")]
    put_organisation(
        place.office, [], units, [Person(who, "t", name, (Post(role, at),)) for who, name, role, at in POSTS]
    )
    for who, *_ in POSTS:
        monkeypatch.setitem(PEOPLE, who, "t")
    yield Site(place)
    place.office.database.close()


def complain(site: Site, key: str) -> str:
    answers = {"persons": [{"name": f"来访人{key}"}], "topic": f"{key}号窗口等候时间过长", "amount": 10}
    return register(
        site.place.office, Identity("t", "window"), "complaint/complaint", answers, None, key, site.place.now
    ).case


def listed(desk: Desk) -> set[str]:
    """The cases that the last page lets one tick."""
    return set(re.findall(r'name="case" value="([^"]+)"', desk.page))


def done_in_all(site: Site, desk: Desk, cases: list[str], what: str, **said: object) -> None:
    """One act in several cases: looked at, asked for, waited for no longer, carried out."""
    desk.get("/bulk?" + "&".join(f"case={case}" for case in cases) + f"&act={what}")
    desk.post("/bulk", {"_case": cases, "_what": what, "_act": "look", **said}, 200)
    assert desk.shows(f"会办 {len(cases)} 项，0 项办不了")
    desk.post("/bulk", {"_case": cases, "_what": what, "_act": "hold", **said})
    held = desk.answer.headers["Location"]
    desk.follow()
    desk.post(f"{held}/now", {})
    site.place.work(site.place.now)
    desk.get(held)
    assert desk.shows(f"已办 {len(cases)} 项。")


def test_three_cases_are_added_by_a_view_one_decision_opens_tasks_with_clocks_in_each_and_all_sign(site: Site) -> None:
    lead, *others = (complain(site, str(n)) for n in range(4))
    window = site.desk("window")
    window.get("/views/complaints")
    assert listed(window) == {lead, *others}
    done_in_all(site, window, others, "link", into=site.place.state(lead).number)
    window.get(f"/cases/{lead}?tab=links")
    assert listed(window) == set(others)

    done_in_all(site, window, others, "action:hand-out", units=["east", "west"], asks="三日内说明")
    states = [site.place.state(case) for case in others]
    assert [open_of(state) for state in states] == [{("answer", "east"), ("answer", "west")}] * 3
    dues = {run.due_at.date() for state in states for run in state.open_clocks()}
    assert (sum(len(state.open_clocks()) for state in states), dues) == (6, {date(2026, 3, 9)})
    assert site.place.state(lead).stage == "taken"

    for who in ("at-east", "at-west"):
        desk = site.desk(who)
        desk.get("/")
        assert listed(desk) == set(others)
        desk.get("/bulk?" + "&".join(f"case={case}" for case in others) + "&act=task:answer")
        assert desk.shows('value="2026-03-02"')
        done_in_all(site, desk, others, "task:answer", finding="已增设窗口", answered_on="2026-03-02", answered_by=who)
    director = site.desk("director")
    done_in_all(site, director, others, "task:confirm", remark="同意")
    for state in map(site.place.state, others):
        assert not state.open_clocks()
        assert open_of(state) == set()
        signed = [signature.person for task in state.tasks.values() for signature in task.signatures]
        assert {"at-east", "at-west", "director"} <= set(signed)
    desk = site.desk("at-east")
    desk.get(f"/cases/{lead}", 404)


def test_an_act_that_is_sent_again_with_other_words_is_not_said_to_be_done(site: Site) -> None:
    case, window = complain(site, "1"), site.desk("window")
    window.get(f"/cases/{case}/actions/hand-out")
    sent = {"_key": window.hidden("_key"), "units": ["east"], "asks": "三日内说明"}
    window.post(f"/cases/{case}/actions/hand-out", sent)
    for says, status in (("三日内说明", 302), ("改为五日", 422)):
        window.get(f"/cases/{case}")
        window.post(f"/cases/{case}/actions/hand-out", {**sent, "asks": says}, status)
    assert window.shows("这一页已经提交过", "改为五日")


def open_of(state: CaseState) -> set[tuple[str, str]]:
    """The tasks that must be done, each with its unit."""
    return {(task.task, task.subject) for task in state.open_tasks() if task.task == "answer"}
