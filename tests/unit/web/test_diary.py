"""The diary: what falls on which day, seen as far as rights go, and handed out without naming anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.reading.diary import diary_page
from fangyuan.casework.reading.pages import DiaryDay
from fangyuan.compiler.loading import load
from fixtures.web import Site
from unit.casework.offices import at
from unit.casework.test_duties import WEEKLY, pack_with_duties

DIARY = "  diary: {on: case.received_on}\n"


@pytest.fixture
def dated(site: Site, tmp_path: Path) -> Site:
    """The minimal pack with a weekly duty, and a view whose rows stand in the diary."""
    folder = pack_with_duties(tmp_path, WEEKLY)
    (views,) = (folder / "views").glob("*.yaml")
    views.write_text(views.read_text(encoding="utf-8").rstrip("\n") + "\n" + DIARY, encoding="utf-8")
    place = site.place
    source, _ = load(folder, (), place.office.kinds)
    activate(place.office, "t", install(place.office, source, place.now, trial=False).pack, place.now)
    return site


def days(site: Site, person: str, day: str, span: Any = "month", whose: str = "") -> dict[date, DiaryDay]:
    page = diary_page(site.place.office, Identity("t", person), span, date.fromisoformat(day), whose, site.place.now)
    return {one.on: one for one in page.days}


def test_a_month_shows_duties_dates_and_what_is_due_with_days_off(dated: Site) -> None:
    site, place = dated, dated.place
    case = site.case(noticed_on="2026-03-02")
    month = days(site, "clerk", "2026-03-15")
    assert (min(month), max(month)) == (date(2026, 2, 23), date(2026, 4, 5))
    (row,) = month[date(2026, 3, 2)].entries
    assert (row.sort, row.case, row.number) == ("date", case, "SLBX2026-0001")
    planned = month[date(2026, 3, 16)].entries
    assert [(one.sort, one.title, one.case) for one in planned] == [("duty", "每周巡检", "")]
    (make_up, holiday) = (month[date(2026, 2, 28)], days(site, "clerk", "2026-10-01")[date(2026, 10, 1)])
    assert (make_up.worked, make_up.made_up, make_up.on.isoweekday()) == (True, True, 6)
    assert (holiday.worked, bool(holiday.name)) == (False, True)
    place.work(at("2026-03-09T09:00+08:00"))
    opened = days(site, "clerk", "2026-03-09", "week")[date(2026, 3, 9)].entries
    assert [one.case != "" for one in opened if one.sort == "duty"] == [True]
    due = [one for day in days(site, "clerk", "2026-03-09").values() for one in day.entries if one.sort == "due"]
    assert due
    assert all(one.due and one.due.on == one.on and one.case for one in due)


def test_only_units_and_people_within_ones_rights_may_be_chosen(dated: Site) -> None:
    dated.case(noticed_on="2026-03-02")
    clerk = dated.desk("clerk")
    clerk.get("/diary?day=2026-03-01")
    assert clerk.shows("2026年3月", "每周巡检", "SLBX2026-0001", "班", "看谁的")
    clerk.get("/diary?span=week&day=2026-03-02&whose=person/clerk")
    assert clerk.shows("2026-03-02 至 2026-03-08", 'value="person/clerk" selected')
    clerk.get("/diary?day=0001-01-01&span=never&whose=unit/nowhere")
    clerk.get("/diary?day=9999-12-31&span=week&whose=person/stranger")
    assert "selected" not in clerk.page
    assert "SLBX2026-0001" not in dated.desk("stranger").get("/diary?day=2026-03-01")


def test_the_address_of_a_diary_names_nobody_and_can_be_ended(dated: Site) -> None:
    dated.case(noticed_on="2026-03-02", phone="13800000000")
    clerk, phone = dated.desk("clerk"), dated.anonymous()
    clerk.get("/diary")
    clerk.post("/diary/address", {}, 200)
    address = clerk.page.partition('readonly value="')[2].partition('"')[0]
    path = "/" + address.partition("//")[2].partition("/")[2]
    read = Calendar.from_ical(phone.client.get(path).get_data())
    said = [str(one["summary"]) for one in read.walk("VEVENT")]
    assert any(one.startswith("每周巡检") for one in said)
    assert any("SLBX2026-0001" in one for one in said)
    assert len({str(one["uid"]) for one in read.walk("VEVENT")}) == len(said)
    told = phone.client.get(path).get_data(as_text=True).replace("\r\n ", "")
    assert "13800000000" not in told
    assert "三楼打印机" not in told
    clerk.get("/diary")
    clerk.post("/diary.ics", {}, 200)
    with dated.place.office.database.read() as uow:
        assert {look.about for look in uow.log.page("t", "clerk")} >= {"diary", "diary address"}
    clerk.get("/diary")
    clerk.post("/diary/address/end", {})
    phone.get(path, 404)
