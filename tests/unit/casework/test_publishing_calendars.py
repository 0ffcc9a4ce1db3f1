"""Publishing the days off of a year: previewed, carried out case by case, told beside the old dates, repeatable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text

from fangyuan.casework.acting import act
from fangyuan.casework.publishing_calendars import Publication, preview, printed, publish, read_calendar
from fangyuan.casework.verifying import verify
from fangyuan.engine.clocks.calendars import due_on
from fangyuan.model.calendars import Calendar
from fangyuan.model.commands import CompleteTask
from fangyuan.model.problems import PackRejected, Refused
from unit.casework.offices import CLERK, Place, at, make_place

NEW_YEAR = """
calendar: cn
title: 全国工作日历
years:
  - {year: 2026, status: published}
  - {year: 2027, status: published, holidays: {2027-01-01: 元旦}}
"""
COUNTY = """
calendar: cn
years: [{year: 2027, status: published, holidays: {2027-01-04: 本县节日}}]
"""


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """The minimal pack on the Wednesday before a new year whose days off nobody knows."""
    made = make_place(database_url, tmp_path, "2026-12-30T09:00+08:00")
    yield made
    made.office.database.close()


def _file(tmp_path: Path, written: str) -> Path:
    file = tmp_path / "cn.yaml"
    file.write_text(written, "utf-8")
    return file


def _due(place: Place, case: str) -> tuple[date, bool, int]:
    (run,) = place.state(case).clocks.values()
    due = due_on(run.due_at, ZoneInfo("Asia/Shanghai"))
    return due, run.history[-1].reckoning.provisional, len(run.history)


def _dates(publication: Publication) -> list[tuple[date, date]]:
    zone = ZoneInfo("Asia/Shanghai")
    return [(due_on(move.due_from, zone), due_on(move.due_to, zone)) for move in publication.moves]


def test_a_preview_says_what_would_move_and_writes_nothing(place: Place, tmp_path: Path) -> None:
    case = place.register(noticed_on="2026-12-29").case
    assert _due(place, case) == (date(2027, 1, 4), True, 1)
    with place.office.database.read() as uow:
        installed = uow.calendars.revisions()
    found = preview(place.office, read_calendar(_file(tmp_path, NEW_YEAR)), place.now)
    assert _dates(found) == [(date(2027, 1, 4), date(2027, 1, 5))]
    assert "2027-01-04 → 2027-01-05" in "\n".join(printed(found, done=False))
    assert _due(place, case) == (date(2027, 1, 4), True, 1)
    with place.office.database.read() as uow:
        assert uow.calendars.revisions() == installed


def test_publishing_moves_each_case_once_and_keeps_the_old_date_beside_the_new(place: Place, tmp_path: Path) -> None:
    cases = [place.register(f"k{n}", noticed_on="2026-12-29").case for n in range(3)]
    said = read_calendar(_file(tmp_path, NEW_YEAR))
    done = publish(place.office, said, place.now)
    assert _dates(done) == [(date(2027, 1, 4), date(2027, 1, 5))] * 3
    assert [_due(place, case) for case in cases] == [(date(2027, 1, 5), False, 2)] * 3
    assert publish(place.office, said, place.now).moves == ()
    assert verify(place.office).problems == ()
    place.work(at("2027-01-05T10:00+08:00"))
    assert "clock-due" not in place.words(cases[0])
    place.work(at("2027-01-06T10:00+08:00"))
    assert place.words(cases[0]).count("clock-due") == 1


def test_a_case_that_cannot_be_moved_is_named_and_the_rest_goes_on(place: Place, tmp_path: Path) -> None:
    cases = [place.register(f"k{n}", noticed_on="2026-12-29").case for n in range(2)]
    with place.office.database.begin() as uow:
        uow.connection.execute(text("update snapshots set body = '{' where \"case\" = :case"), {"case": cases[0]})
        uow.commit()
    done = publish(place.office, read_calendar(_file(tmp_path, NEW_YEAR)), place.now)
    assert len(done.moves) == 1
    assert [cases[0] in line for line in done.failed] == [True]


def test_a_county_lays_its_own_dates_over_the_calendar_of_all(place: Place, tmp_path: Path) -> None:
    publish(place.office, read_calendar(_file(tmp_path, NEW_YEAR)), place.now)
    publish(place.office, read_calendar(_file(tmp_path, COUNTY)), place.now, tenant="t")
    case = place.register(noticed_on="2026-12-29").case
    assert _due(place, case) == (date(2027, 1, 6), False, 1)
    reckoning = next(iter(place.state(case).clocks.values())).history[0].reckoning
    assert "+" in reckoning.revision
    with place.office.database.read() as uow:
        assert date(2027, 1, 4) not in place.office.almanac.calendars(uow, "other")["cn"].years[2027].holidays


def test_a_countys_own_day_moves_the_cases_that_run_foreseen_first_and_only_its_own(
    place: Place, tmp_path: Path
) -> None:
    publish(place.office, read_calendar(_file(tmp_path, NEW_YEAR)), place.now)
    case = place.register(noticed_on="2026-12-29").case
    assert _due(place, case) == (date(2027, 1, 5), False, 1)
    own = read_calendar(_file(tmp_path, COUNTY))
    foreseen = preview(place.office, own, place.now, tenant="t")
    assert _dates(foreseen) == [(date(2027, 1, 5), date(2027, 1, 6))]
    assert _due(place, case) == (date(2027, 1, 5), False, 1)
    assert _dates(preview(place.office, own, place.now, tenant="other")) == []
    done = publish(place.office, own, place.now, tenant="t")
    assert (done.moves, done.failed) == (foreseen.moves, ())
    assert _due(place, case) == (date(2027, 1, 6), False, 2)
    (run,) = place.state(case).clocks.values()
    assert (run.history[0].reckoning.due, run.history[1].why) == (date(2027, 1, 5), "工作日历已公布，重新计算")
    assert publish(place.office, own, place.now, tenant="t").moves == ()
    place.work(at("2027-01-06T10:00+08:00"))
    assert "clock-due" not in place.words(case)
    place.work(at("2027-01-07T10:00+08:00"))
    assert place.words(case).count("clock-due") == 1
    assert verify(place.office).problems == ()


def _cases_read(place: Place, said: Calendar, tenant: str = "") -> int:
    """How many cases a preview reads."""
    read: list[str] = []

    def listen(*sent: Any) -> None:
        read.append(sent[2])

    event.listen(place.office.database.engine, "before_cursor_execute", listen)
    preview(place.office, said, place.now, tenant)
    event.remove(place.office.database.engine, "before_cursor_execute", listen)
    return sum("snapshots.body" in one for one in read)


def test_only_cases_are_read_whose_clocks_count_over_days_that_change(place: Place, tmp_path: Path) -> None:
    """Neither those whose clocks have ended, nor those that are due before, nor those that count by another calendar."""
    near = place.register(noticed_on="2026-12-29").case
    for number in range(3):
        done = place.register(f"done{number}", noticed_on="2026-12-29").case
        act(place.office, CLERK, done, CompleteTask(task="mend"), place.now)
    assert _cases_read(place, read_calendar(_file(tmp_path, NEW_YEAR))) == 1
    done = publish(place.office, read_calendar(_file(tmp_path, NEW_YEAR)), place.now)
    assert [move.case for move in done.moves] == [near]
    later = "calendar: cn\nyears: [{year: 2027, status: published, holidays: {2027-01-01: 元旦, 2027-05-03: 劳动节}}]\n"
    assert _cases_read(place, read_calendar(_file(tmp_path, later))) == 0
    other = "calendar: other\nyears: [{year: 2027, status: published}]\n"
    assert _cases_read(place, read_calendar(_file(tmp_path, other))) == 0
    again = read_calendar(_file(tmp_path, NEW_YEAR))
    assert _cases_read(place, again) == 1
    assert preview(place.office, again, place.now).moves == ()


@pytest.mark.parametrize(
    ("written", "tenant", "words"),
    [
        ("calendar: cn\nyears: [{year: 2027, status: provisional}]\n", "", "不能改回暂定"),
        ("calendar: cn\nhours: [{from: '09:00', to: '12:00'}]\n", "t", "本地日历只能写日期"),
        ("calendar: other\nyears: [{year: 2027, status: published}]\n", "t", "没有日历"),
        ("[{calendar: a}, {calendar: b}]\n", "", "一个日历"),
    ],
)
def test_what_cannot_be_published_says_why_and_what_to_do(
    place: Place, tmp_path: Path, written: str, tenant: str, words: str
) -> None:
    publish(place.office, read_calendar(_file(tmp_path, NEW_YEAR)), place.now)
    with pytest.raises(Refused, match=words) as refused:
        preview(place.office, read_calendar(_file(tmp_path, written)), place.now, tenant)
    assert all(problem.advice for problem in refused.value.problems)


def test_a_misshapen_file_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PackRejected) as rejected:
        read_calendar(_file(tmp_path, "calendar: cn\nyears:\n  - {year: 2027, status: perhaps}\n"))
    assert rejected.value.problems[0].mark is not None
    assert rejected.value.problems[0].mark.line == 3


def test_a_day_of_the_file_lies_in_its_year(tmp_path: Path) -> None:
    with pytest.raises(PackRejected):
        read_calendar(
            _file(tmp_path, "calendar: cn\nyears: [{year: 2027, status: published, holidays: {2027-02-29: x}}]\n")
        )


def test_half_days_are_read(tmp_path: Path) -> None:
    written = "calendar: cn\nhours: [{from: '09:00', to: '17:00'}]\nyears:\n"
    written += "  - {year: 2027, status: published, hours: {2027-02-05: [{from: '09:00', to: '12:00'}]}}\n"
    assert read_calendar(_file(tmp_path, written)).years[2027].hours == {date(2027, 2, 5): ((time(9), time(12)),)}
