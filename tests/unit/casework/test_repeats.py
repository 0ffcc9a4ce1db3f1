"""How often the same people have come: counted in every act for whoever asks, over all cases of the jurisdiction."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.importing import asking
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.working import work_longer
from fangyuan.model.commands import Comment
from unit.casework.offices import CLERK, MINIMAL, REPAIR, Place, make_place

RULE = """
- rule: third-time
  title: 三次以上报修
  because: ours
  on: [case-registered, comment-made]
  if: {case.repeat_count: {minimum: 3}}
  then: [{notify: {to: {role: chief}, text: "同一人第{case.repeat_count}次报修"}}]
"""


def asking_how_often(url: str, folder: Path) -> Place:
    """An office that wants to know when the same people come for the third time."""
    pack = folder / "minimal"
    shutil.copytree(MINIMAL, pack)
    rules = pack / "case-types/repair/rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8") + RULE, encoding="utf-8")
    return make_place(url, folder, pack=pack)


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    made = asking_how_often(database_url, tmp_path)
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


def test_people_who_stand_several_times_in_a_ledger_are_counted_row_by_row(place: Place) -> None:
    place.register("k1", urgent=True, phone="13800000001")
    phones = ["13900000009", "13800000001", "13700000007", "13800000001"]
    rows = [f"{at},三楼打印机{at},打印机,2026-03-01,是,{phone}" for at, phone in enumerate(phones)]
    file = BytesIO("\n".join(["编号,设备,类别,发现日期,急修,电话", *rows]).encode())
    job = asking.bring(place.office, CLERK, REPAIR, file, "旧台账.csv", place.now)
    columns = {
        str(at): path for at, path in enumerate(["_number", "device", "category", "noticed_on", "urgent", "phone"])
    }
    asking.map_columns(place.office, CLERK, job.id, {**job.spec, "columns": columns}, "", place.now)
    work_longer(place.office)
    asking.take_in(place.office, CLERK, job.id, place.now)
    work_longer(place.office)
    assert asking.page_of(place.office, CLERK, job.id, place.now).job.counts == {"new": 4}
    assert said(place) == ["同一人第3次报修"]
