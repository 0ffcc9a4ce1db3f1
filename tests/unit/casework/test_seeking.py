"""Officers who leave while cases wait for them: the worker finds who holds the posts now, or the office is asked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from fangyuan.casework.acting import act
from fangyuan.casework.doctoring import examine
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import add_person, give_post, put_organisation
from fangyuan.casework.seeking import AGAIN
from fangyuan.casework.tenure import reinstate, retire
from fangyuan.casework.verifying import verify
from fangyuan.model.commands import CompleteTask
from fangyuan.model.world import Person, Post
from unit.casework.offices import Place

ADMIN = Identity("t", "admin")


@pytest.fixture
def staffed(place: Place) -> Place:
    """The place with an administrator and a guest without a post of the pack; the worker has looked around."""
    guests = [
        Person("admin", "t", "管理员丁", (Post("administrator", "office"),)),
        Person("guest", "t", "来客己", (Post("guest", "office"),)),
    ]
    put_organisation(place.office, (), (), guests)
    place.work(place.now)
    return place


def todo(place: Place) -> list[tuple[str, str]]:
    with place.office.database.read() as uow:
        rows: list[Mapping[str, Any]] = list(uow.connection.execute(text("select person, task from todo")).mappings())
    return sorted((row["person"], row["task"]) for row in rows)


def test_the_only_clerk_leaves_the_office_is_asked_and_whoever_gets_the_post_has_the_task(staffed: Place) -> None:
    case = staffed.register().case
    retire(staffed.office, ADMIN, "clerk", staffed.now)
    staffed.work(staffed.now)
    assert todo(staffed) == [("admin", "settle-nobody")]
    new = add_person(staffed.office, ADMIN, "报修员辛", [("clerk", "office")])
    staffed.work(staffed.now)
    assert todo(staffed) == [(new, "mend")]
    act(staffed.office, Identity("t", new), case, CompleteTask(task="mend"), staffed.now)
    assert staffed.state(case).tasks["mend", "", 1].status == "done"
    assert verify(staffed.office).problems == ()


def test_a_colleague_who_has_the_post_gets_the_task_with_the_next_round_and_nothing_is_done_twice(
    staffed: Place,
) -> None:
    case = staffed.register().case
    give_post(staffed.office, ADMIN, "guest", "clerk", "office")
    retire(staffed.office, ADMIN, "clerk", staffed.now)
    staffed.work(staffed.now)
    assert todo(staffed) == [("guest", "mend")]
    before = staffed.words(case)
    staffed.work(staffed.now + AGAIN + timedelta(minutes=1))
    assert staffed.words(case) == before


def test_who_comes_back_before_anybody_was_found_has_the_work_again(staffed: Place) -> None:
    staffed.register()
    retire(staffed.office, ADMIN, "clerk", staffed.now)
    staffed.work(staffed.now)
    reinstate(staffed.office, ADMIN, "clerk", staffed.now)
    staffed.work(staffed.now)
    assert todo(staffed) == [("clerk", "mend")]


def test_a_case_that_breaks_holds_up_no_other_and_is_tried_again_after_an_hour(
    staffed: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = staffed.register("k1").case, staffed.register("k2").case
    retire(staffed.office, ADMIN, "clerk", staffed.now)
    load = type(staffed.office).pack_of

    def broken(office: Any, uow: Any, state: Any) -> Any:
        if state.case == first:
            raise RuntimeError("broken")
        return load(office, uow, state)

    with monkeypatch.context() as patch:
        patch.setattr(type(staffed.office), "pack_of", broken)
        staffed.work(staffed.now)
    asked = {case: "nobody-matched" in staffed.words(case) for case in (first, second)}
    assert asked == {first: False, second: True}
    staffed.work(staffed.now + timedelta(minutes=1))
    assert "nobody-matched" not in staffed.words(first)
    staffed.work(staffed.now + AGAIN)
    assert "nobody-matched" in staffed.words(first)


def test_doctor_names_it_until_somebody_is_found(staffed: Place, tmp_path: Any) -> None:
    staffed.register()
    retire(staffed.office, ADMIN, "clerk", staffed.now)
    assert len(examine(staffed.office, tmp_path)["nobody-can-do"]) == 1
    give_post(staffed.office, ADMIN, "guest", "clerk", "office")
    staffed.work(staffed.now)
    assert examine(staffed.office, tmp_path)["nobody-can-do"] == []
