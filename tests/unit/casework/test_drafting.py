"""Drafts: several side by side, two devices, taken back, too old, and one act however many pages go on with one draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from fangyuan.casework import drafting
from fangyuan.casework.drafting import Writing
from fangyuan.model.problems import Refused
from unit.casework.offices import CHIEF, CLERK, REPAIR, Place

PLACE = f"new:{REPAIR}"
ONE, TWO = "1" * 32, "2" * 32


def keep(place: Place, key: str = ONE, revision: int | None = None, pack: str = "p1", **texts: str) -> drafting.Saved:
    said = {name: [text] for name, text in texts.items()}
    return drafting.keep(place.office, CLERK, Writing(key, PLACE, said, revision, pack, "报修单", "第一行"), place.now)


def test_drafts_of_one_form_stand_side_by_side_and_are_nobody_elses(place: Place) -> None:
    keep(place, ONE, device="扫描仪")
    place.time.at += timedelta(minutes=1)
    keep(place, TWO, device="打印机")
    found = drafting.mine(place.office, CLERK, place.now, PLACE)
    assert [(one.key, one.texts["device"], one.title, one.line) for one in found] == [
        (TWO, ["打印机"], "报修单", "第一行"), (ONE, ["扫描仪"], "报修单", "第一行"),
    ]  # fmt: skip
    assert drafting.mine(place.office, CHIEF, place.now) == ()
    assert drafting.resume(place.office, CHIEF, ONE, PLACE) is None
    assert drafting.resume(place.office, CLERK, ONE, "new:other/type") is None


def test_two_devices_lose_nothing_of_either(place: Place) -> None:
    first = keep(place, device="扫描仪")
    here = keep(place, revision=first.revision, device="扫描仪 A")
    there = keep(place, revision=first.revision, device="扫描仪 B")
    assert (here.forked, there.forked) == (False, True)
    assert there.key != here.key
    texts = {one.key: one.texts["device"] for one in drafting.mine(place.office, CLERK, place.now)}
    assert texts == {here.key: ["扫描仪 A"], there.key: ["扫描仪 B"]}


def test_the_same_texts_from_two_devices_are_one_draft(place: Place) -> None:
    keep(place, device="扫描仪")
    again = keep(place, revision=0, device="扫描仪")
    assert (again.revision, again.forked) == (1, False)


def test_a_draft_becomes_its_act_and_nothing_is_kept_after(place: Place) -> None:
    keep(place, ONE, device="扫描仪")
    done = place.register(key=ONE)
    assert drafting.mine(place.office, CLERK, place.now) == ()
    late = keep(place, ONE, revision=1, device="扫描仪 B")
    assert late.done
    assert drafting.mine(place.office, CLERK, place.now) == ()
    assert place.register(key=ONE).case == done.case


def test_what_is_dropped_can_be_taken_back_for_an_hour(place: Place) -> None:
    keep(place, device="扫描仪")
    assert drafting.drop(place.office, CLERK, ONE, place.now)
    assert drafting.resume(place.office, CLERK, ONE, PLACE) is None
    assert [one.dropped for one in drafting.mine(place.office, CLERK, place.now)] == [True]
    assert drafting.restore(place.office, CLERK, ONE)
    assert drafting.resume(place.office, CLERK, ONE, PLACE) is not None
    drafting.drop(place.office, CLERK, ONE, place.now)
    assert drafting.mine(place.office, CLERK, place.now + drafting.UNDO) == ()
    assert not drafting.drop(place.office, CHIEF, ONE, place.now)


def test_what_nobody_touches_goes_after_the_days_of_the_installation(place: Place) -> None:
    place.office.draft_days = 30
    keep(place, ONE, device="旧")
    place.work(place.now + timedelta(days=29))
    keep(place, TWO, device="新")
    assert len(drafting.mine(place.office, CLERK, place.now)) == 2
    place.work(place.now + timedelta(days=2))
    assert [one.key for one in drafting.mine(place.office, CLERK, place.now)] == [TWO]


def test_nothing_that_was_typed_can_be_read_in_the_database(place: Place) -> None:
    keep(place, device="谁也不该读到的字")
    with place.office.database.read() as uow:
        rows = uow.connection.execute(text("select * from drafts")).all()
    assert rows
    assert "谁也不该读到的字" not in str(rows)
    assert "第一行" not in str(rows)


def test_what_was_typed_into_an_older_version_is_carried_along(place: Place) -> None:
    keep(place, pack="p1", device="扫描仪", gone="只在旧表里")
    keep(place, pack="p2", device="扫描仪 2")
    keep(place, pack="p2", device="扫描仪 3")
    begun = drafting.resume(place.office, CLERK, ONE, PLACE)
    assert begun is not None
    assert begun.texts == {"device": ["扫描仪 3"]}
    assert begun.earlier == {"p1": {"device": ["扫描仪"], "gone": ["只在旧表里"]}}


def test_too_many_are_refused_and_the_ones_there_can_still_be_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "MOST", 1)
    keep(place, ONE, device="a")
    with pytest.raises(Refused, match="1 份草稿"):
        keep(place, TWO, device="b")
    assert keep(place, ONE, device="c").revision == 2


def test_a_key_that_no_page_would_make_gets_one(place: Place) -> None:
    assert len(keep(place, "../../x", device="a").key) == 32
