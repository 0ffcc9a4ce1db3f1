"""No two cases of a jurisdiction get one number: a case type opens only where no other one numbers its cases alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fangyuan.casework.adopting import adopt, roll_back
from fangyuan.casework.installing import activate, deactivate, install, open_cases_under
from fangyuan.compiler.loading import load
from fangyuan.compiler.numbers import shape
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.packs.starting import starter
from unit.casework.offices import REPAIR, Place, make_place

ROLES = {"head": "chief"}


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    made = make_place(sqlite_url, tmp_path)
    yield made
    made.office.database.close()


def new_pack(place: Place, folder: Path, name: str, number: str = "", version: str = "0.1.0") -> Pack:
    """What `pack new` writes under a name, installed; with another pattern of numbers where one is given."""
    for path, raw in starter(f"county-x/{name}", name).items():
        text = raw.decode().replace("version: 0.1.0", f"version: {version}")
        file = folder / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(re.sub(r"(?m)^number: .*", f'number: "{number}"', text) if number else text, encoding="utf-8")
    return install(place.office, load(folder / name, (), place.office.kinds)[0], place.now, trial=False).pack


def refused(place: Place, pack: Pack, days: int = 0) -> list[Problem]:
    """Why a pack cannot be opened from a day on."""
    with pytest.raises(Refused) as caught:
        adopt(place.office, "t", pack, place.now, place.now + timedelta(days=days), roles=ROLES)
    return list(caught.value.problems)


def test_two_new_packs_number_their_cases_apart(place: Place, tmp_path: Path) -> None:
    rooms, secrets = (new_pack(place, tmp_path, name) for name in ("rooms", "own-secrets"))
    assert shape(rooms.case_types["rooms/request"], "SL") == "SLROOMS{year}-{seq}"
    assert shape(secrets.case_types["own-secrets/request"], "SL") == "SLOWNSECRETS{year}-{seq}"
    for pack in (rooms, secrets):
        assert adopt(place.office, "t", pack, place.now, roles=ROLES) == (f"{pack.pack.partition('/')[2]}/request",)


@pytest.mark.parametrize("number", ["{tenant.code}BX{year}-{seq:04}", "SLBX{year}-{seq:06}"])
def test_a_case_type_with_the_numbers_of_another_is_refused_with_its_name(
    place: Place, tmp_path: Path, number: str
) -> None:
    lamps = new_pack(place, tmp_path, "lamps", number)
    (problem,) = refused(place, lamps)
    assert (problem.code, problem.path) == ("number-taken", "case_types")
    assert "设备报修" in problem.message
    assert "lamps/request" in problem.advice
    deactivate(place.office, "t", REPAIR, place.now)
    assert adopt(place.office, "t", lamps, place.now, roles=ROLES) == ("lamps/request",)


def test_one_that_is_planned_for_later_counts_too_and_another_jurisdiction_does_not(
    place: Place, tmp_path: Path
) -> None:
    lamps, lifts = (new_pack(place, tmp_path, name, "{tenant.code}DT{year}-{seq}") for name in ("lamps", "lifts"))
    activate(place.office, "other", lifts, place.now)
    adopt(place.office, "t", lamps, place.now, place.now + timedelta(days=9), roles=ROLES)
    for days in (0, 20):
        assert [problem.code for problem in refused(place, lifts, days)] == ["number-taken"]


def test_types_that_share_their_numbers_already_still_take_new_versions(place: Place, tmp_path: Path) -> None:
    number = "{tenant.code}BX{year}-{seq:04}"
    lamps = new_pack(place, tmp_path, "lamps", number)
    with place.office.database.begin() as uow:
        open_cases_under(uow, "t", lamps, place.now)
        uow.commit()
    newer = new_pack(place, tmp_path, "lamps", number, "0.1.1")
    assert adopt(place.office, "t", newer, place.now + timedelta(hours=1), roles=ROLES) == ("lamps/request",)


def test_going_back_to_numbers_that_another_type_has_taken_meanwhile_is_refused(place: Place, tmp_path: Path) -> None:
    lamps = new_pack(place, tmp_path, "lamps", "{tenant.code}DT{year}-{seq}")
    newer = new_pack(place, tmp_path, "lamps", "{tenant.code}DD{year}-{seq}", "0.1.1")
    lifts = new_pack(place, tmp_path, "lifts", "{tenant.code}DT{year}-{seq}")
    for hour, pack in enumerate((lamps, newer, lifts)):
        adopt(place.office, "t", pack, place.now + timedelta(hours=hour), roles=ROLES)
    later = place.now + timedelta(hours=4)
    with pytest.raises(Refused, match="lifts 0"):
        roll_back(place.office, "t", lamps.pack, later)
    with pytest.raises(Refused, match="编号规则"):
        activate(place.office, "t", lamps, later)
    deactivate(place.office, "t", "lifts/request", later)
    assert roll_back(place.office, "t", lamps.pack, later) == (("lamps/request", lamps.hash),)
