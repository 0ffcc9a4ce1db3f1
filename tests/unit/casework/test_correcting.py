"""Corrections by whoever reads some of the answers only covered; the scenario that plays and records one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.correcting import correct
from fangyuan.casework.reading.correcting import correction
from fangyuan.casework.recording_cases.scenarios import record
from fangyuan.model.commands import CorrectAnswers, Reveal
from fangyuan.model.problems import ChangedMeanwhile, Refused
from unit.casework.offices import CHIEF, CLERK, MINIMAL, Place, make_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An office whose chief, who sees phone numbers only covered, may correct."""
    folder = tmp_path / "pack"
    shutil.copytree(MINIMAL, folder)
    roles = folder / "roles.yaml"
    roles.write_text(
        roles.read_text("utf-8").replace("  title: 设备科长\n", "  title: 设备科长\n  acts: {correct: true}\n")
    )
    return make_place(f"sqlite:///{tmp_path / 'a.db'}", tmp_path, pack=folder)


def fix(**answers: object) -> CorrectAnswers:
    return CorrectAnswers(reason="看错了", answers=answers)


def test_a_covered_answer_is_revealed_before_it_is_put_right(place: Place) -> None:
    case, now = place.register().case, place.now
    page = correction(place.office, CHIEF, case, now)
    phone = next(field for field in page.form.fields if field.name == "phone")
    assert (phone.read_only, page.answers["phone"]) == (True, "138****0000")
    with pytest.raises(Refused) as refused:
        correct(place.office, CHIEF, case, fix(phone="13800000001"), now)
    assert [(one.code, one.path) for one in refused.value.problems] == [("masked", "phone")]
    correct(place.office, CHIEF, case, fix(device="四楼打印机", phone="13800000000"), now)
    assert place.state(case).answers["phone"] == "13800000000"
    act(place.office, CHIEF, case, Reveal(path="phone", reason="核对"), now)
    assert not correction(place.office, CHIEF, case, now).form.fields[-1].read_only
    correct(place.office, CHIEF, case, fix(phone="13800000001"), now)
    assert (place.state(case).answers["phone"], place.state(case).answers["device"]) == ("13800000001", "四楼打印机")


def test_the_judge_of_the_form_is_asked_and_names_that_no_form_has_are_refused(place: Place) -> None:
    done = place.register()
    for wrong in ({"device": None}, {"category": "spaceship"}, {"nonsense": 1}):
        with pytest.raises(Refused):
            correct(place.office, CLERK, done.case, fix(**wrong), place.now)
    correct(place.office, CLERK, done.case, fix(device="四楼打印机"), place.now)
    with pytest.raises(ChangedMeanwhile):
        correct(place.office, CLERK, done.case, fix(device="五楼打印机"), place.now, seen=done.seq)


def test_a_correction_is_recorded_as_a_step_that_plays_again(place: Place) -> None:
    done = place.register()
    correct(place.office, CLERK, done.case, fix(device="四楼打印机", urgent=None), place.now)
    text = record(place.office, "t", done.number).text
    assert all(word in text for word in ("correct:", "urgent:", "四楼打印机"))
