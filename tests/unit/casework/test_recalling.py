"""Matters that were sent to another unit and are called back, or merged there: through the store, worker and page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.merging import merge
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import LinkView
from fangyuan.casework.verifying import verify
from fangyuan.model.commands import Recall, TakeAction
from fangyuan.model.problems import ChangedMeanwhile, Refused
from fangyuan.model.world import Person, Post, Unit
from unit.casework.offices import CHIEF, MINIMAL, Place, make_place

SEND = """
  - action: send
    title: 转修理厂
    from: open
    who: {role: chief}
    dispatch: {kind: assign, case-type: minimal/repair, to: {unit: works}, report: true, wait: true}
"""


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    pack = tmp_path / "minimal"
    shutil.copytree(MINIMAL, pack)
    kind = pack / "case-types/repair/case-type.yaml"
    kind.write_text(kind.read_text(encoding="utf-8").rstrip() + SEND, encoding="utf-8")
    made = make_place(database_url, tmp_path, pack=pack)
    smith = Person("smith", "t", "修理工丁", (Post("clerk", "works"),))
    put_organisation(made.office, [], [Unit("works", "t", "修理厂", "office")], [smith])
    yield made
    made.office.database.close()


def told(place: Place, case: str) -> LinkView:
    (link,) = case_page(place.office, CHIEF, case, place.now).links
    return link


def later(place: Place) -> None:
    """A round of the worker, a minute later."""
    place.work(place.now + timedelta(minutes=1))


def test_what_is_called_back_ends_at_the_receiver_and_the_sender_sees_it(place: Place) -> None:
    case = place.register().case
    act(place.office, CHIEF, case, TakeAction(action="send"), place.now)
    later(place)
    sent = told(place, case)
    assert (sent.relation, sent.unit, sent.may_recall) == ("转出", "修理厂", True)
    seen = place.state(case).seq
    act(place.office, CHIEF, case, Recall(key=sent.key, reason="发错了单位"), place.now)
    with pytest.raises(ChangedMeanwhile):
        act(place.office, CHIEF, case, Recall(key=sent.key, reason="发错了单位"), place.now, seen=seen)
    later(place)
    there = place.state(sent.case)
    assert (there.outcome, there.open_tasks()) == ("recalled", ())
    page = case_page(place.office, CHIEF, sent.case, place.now)
    assert page.outcome == "交办单位收回"
    assert "matter-recalled" in place.words(sent.case)
    later(place)
    back = told(place, case)
    assert (back.recalled, back.may_recall, back.stage) == ("发错了单位", False, "办结")
    assert "child-closed" in place.words(case)
    with place.office.database.read() as uow:
        notes = [str(one.body["text"]) for one in uow.inbox.page("t", "smith")]
    assert any("交办单位收回了本件，不再办理：发错了单位" in note for note in notes)
    assert verify(place.office).problems == ()


def test_a_receiver_that_is_not_there_yet_is_ended_as_soon_as_it_comes(place: Place) -> None:
    case = place.register().case
    act(place.office, CHIEF, case, TakeAction(action="send"), place.now)
    act(place.office, CHIEF, case, Recall(key=told(place, case).key, reason="发错了单位"), place.now)
    with pytest.raises(Refused, match="已经收回"):
        act(place.office, CHIEF, case, Recall(key=told(place, case).key, reason="再收一次"), place.now)
    for _ in range(3):
        later(place)
    assert place.state(told(place, case).case).outcome == "recalled"
    assert "child-closed" in place.words(case)


# --- cases that wait for each other, through others ----------------------------------------------------------------------


def sent_on(place: Place, case: str) -> str:
    """The case that opens for one that is sent on."""
    act(place.office, CHIEF, case, TakeAction(action="send"), place.now)
    later(place)
    return waits(place, case)[-1]


def waits(place: Place, case: str) -> list[str]:
    """For whom a case waits."""
    return [tie.case for tie in place.state(case).links if tie.wait and not tie.closed]


def test_no_merger_closes_a_circle_of_cases_that_wait_for_each_other(place: Place) -> None:
    cases = [place.register(f"k{n}") for n in range(3)]
    for here, there in zip(cases, (*cases[1:], cases[0]), strict=True):
        copy = sent_on(place, here.case)
        merge(place.office, CHIEF, copy, there.number, "同一事项", place.now)
        for _ in range(3):
            later(place)
    first, second, third = (one.case for one in cases)
    assert (waits(place, first), waits(place, second)) == ([second], [third])
    assert waits(place, third) == [], "the one that would have closed the circle was told that its matter was merged"
    assert "child-closed" in place.words(third)
