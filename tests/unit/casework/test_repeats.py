"""How often the same people have come: counted in every act for whoever asks, over all cases of the jurisdiction."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.reading.case import case_page
from fangyuan.model.commands import Comment
from unit.casework.offices import CLERK, MINIMAL, Place, make_place

RULE = """
- rule: third-time
  title: 三次以上报修
  because: ours
  on: [case-registered, comment-made]
  if: {case.repeat_count: {minimum: 3}}
  then: [{notify: {to: {role: chief}, text: "同一人第{case.repeat_count}次报修"}}]
"""


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    pack = tmp_path / "minimal"
    shutil.copytree(MINIMAL, pack)
    rules = pack / "case-types/repair/rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8") + RULE, encoding="utf-8")
    made = make_place(database_url, tmp_path, pack=pack)
    yield made
    made.office.database.close()


def said(place: Place) -> list[str]:
    """What the chief was told about repeats, the oldest first."""
    with place.office.database.read() as uow:
        notes = [str(one.body["text"]) for one in uow.inbox.page("t", "chief")]
    return [text for text in reversed(notes) if "报修" in text and "次" in text]


def test_the_third_matter_of_the_same_people_sets_the_rule_off(place: Place) -> None:
    first = place.register("k1", urgent=True, phone="13800000001").case
    place.register("k2", urgent=True, phone="13900000009")
    place.register("k3", urgent=True, phone="13800000001")
    assert said(place) == []
    place.register("k4", urgent=True, phone="13800000001")
    assert said(place) == ["同一人第3次报修"]
    act(place.office, CLERK, first, Comment(text="又来了"), place.now)
    assert said(place) == ["同一人第3次报修"] * 2
    place.register("k5", urgent=False)
    assert len(said(place)) == 2


def test_why_not_names_the_number_of_times(place: Place) -> None:
    case = place.register("k1", urgent=True, phone="13800000001").case
    page = case_page(place.office, CLERK, case, place.now)
    line = next(one for block in page.why for one in block.lines if one.rule == "third-time")
    assert (line.fired, line.sentence) == (False, "要求“重复次数”不小于 3，现在是1")
