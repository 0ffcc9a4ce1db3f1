"""Units of one title or code, and kinds of letters of one series, count apart and write alike: no number is given twice."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.organising import put_organisation, set_code
from fangyuan.casework.registering import register
from fangyuan.compiler.loading import load
from fangyuan.model.commands import TakeAction
from fangyuan.model.world import Person, Post, Unit
from fixtures.reading import DIRECTOR, NOW, PACKS, SINCE, Bench

UNITS = (Unit("first", "t1", "司法所"), Unit("second", "t1", "司法所"), Unit("third", "t1", "法庭"))
CLERKS = {unit.unit: Identity("t1", f"of-{unit.unit}") for unit in UNITS}


def letters(folder: Path) -> Path:
    """A pack in which two kinds of letters are numbered in one series."""
    shutil.copytree(PACKS / "lettered", folder / "lettered")
    file = folder / "lettered" / "letters" / "letters.yaml"
    series = re.sub('"{unit.title}[催便]', '"县函', file.read_text(encoding="utf-8"))
    file.write_text(series, encoding="utf-8")
    return folder / "lettered"


@pytest.fixture
def houses(bench: Bench) -> Bench:
    """Three units that send letters, the first two of one title."""
    return furnished(bench, PACKS / "lettered")


def furnished(bench: Bench, pack: Path) -> Bench:
    """The units, their clerks, and a pack of letters."""
    people = [Person(one.person, "t1", one.person, (Post("clerk", unit),)) for unit, one in CLERKS.items()]
    put_organisation(bench.office, (), UNITS, people)
    source, _ = load(pack, [PACKS], bench.office.kinds)
    activate(bench.office, "t1", install(bench.office, source, NOW, trial=False).pack, SINCE)
    return bench


def reminded(bench: Bench, unit: str) -> str:
    """The number of a letter that a unit sends."""
    me = CLERKS[unit]
    case = register(bench.office, me, "lettered/inquiry", {"matter": "水费"}, None, "", NOW).case
    bench.act(me, case, TakeAction(action="remind"))
    with bench.office.database.read() as uow:
        stored = uow.cases.load("t1", case)
    assert stored is not None
    return next(one.number for one in stored.state.letters.values() if one.letter == "reminder")


def written(bench: Bench, unit: str) -> str:
    """The number of a letter of another kind."""
    case = register(bench.office, CLERKS[unit], "lettered/note", {"text": "水费"}, None, "", NOW).case
    with bench.office.database.read() as uow:
        stored = uow.cases.load("t1", case)
    assert stored is not None
    return stored.state.letters[1].number


def test_two_kinds_of_one_series_never_give_a_number_twice(bench: Bench, tmp_path: Path) -> None:
    furnished(bench, letters(tmp_path))
    given = [reminded(bench, "first"), written(bench, "second"), written(bench, "third"), reminded(bench, "third")]
    assert given == [f"县函〔2026〕{n}号" for n in (1, 2, 3, 4)]


def test_units_of_one_title_never_give_a_number_twice(houses: Bench) -> None:
    given = [reminded(houses, unit) for unit in ("first", "first", "second", "first", "second", "third")]
    assert given == [*(f"司法所催〔2026〕{n}号" for n in (1, 2, 3, 4, 5)), "法庭催〔2026〕1号"]


def test_units_of_one_title_that_send_at_once_give_no_number_twice(houses: Bench) -> None:
    with ThreadPoolExecutor(2) as both:
        given = list(both.map(lambda unit: reminded(houses, unit), ["first", "second"] * 3))
    assert sorted(given) == [f"司法所催〔2026〕{n}号" for n in range(1, 7)]


def test_a_unit_that_has_the_code_of_a_closed_one_goes_on_behind_its_numbers(houses: Bench) -> None:

    assert [reminded(houses, "first"), reminded(houses, "third")] == ["司法所催〔2026〕1号", "法庭催〔2026〕1号"]
    put_organisation(houses.office, (), [replace(UNITS[0], active=False), replace(UNITS[2], title="司法所")], ())
    assert [reminded(houses, "third"), reminded(houses, "second")] == ["司法所催〔2026〕2号", "司法所催〔2026〕3号"]
    set_code(houses.office, DIRECTOR, "second", "乙")
    assert reminded(houses, "second") == "司法所催〔2026〕4号"
