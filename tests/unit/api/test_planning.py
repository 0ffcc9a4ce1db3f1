"""Calendars, recurring work and what was set aside, through the API."""

from __future__ import annotations

from unit.api.conftest import ProgramOf
from unit.api.talking import Program
from unit.casework.offices import Place, at

YEAR = {
    "year": 2027,
    "days_off": {"2027-01-01": "元旦"},
    "workdays": ["2027-01-09"],
    "hours": {"2027-02-04": ["09:00-12:00"]},
}


def test_a_year_is_looked_at_and_published(clerk: Program, program_of: ProgramOf, place: Place) -> None:
    place.time.at = at("2026-12-30T09:00+08:00")
    place.register(noticed_on="2026-12-29")
    admin = program_of("admin")
    clerk.refused(403, "keepYear", YEAR, calendar="cn")
    assert len(admin.do("foreseeYear", YEAR, calendar="cn")["moves"]) == 1
    [calendar] = clerk.get("listCalendars")["calendars"]
    assert [year["published"] for year in calendar["years"] if year["year"] == 2027] == [False]
    assert len(admin.do("keepYear", YEAR, calendar="cn")["moves"]) == 1
    [calendar] = admin.get("listCalendars")["calendars"]
    [year] = [year for year in calendar["years"] if year["year"] == 2027]
    assert (year["published"], year["hours"]) == (True, ["2027-02-04 09:00-12:00"])
    admin.refused(404, "keepYear", YEAR, calendar="no-such")
    for wrong in (
        {"workdays": ["2026-01-09"]},
        {"workdays": ["2027-13-09"]},
        {"hours": {"2027-02-04": ["12:00-09:00"]}},
    ):
        admin.refused(400, "foreseeYear", {**YEAR, **wrong}, calendar="cn")


def test_duties_and_what_broke_are_listed(clerk: Program, program_of: ProgramOf) -> None:
    admin = program_of("admin")
    assert clerk.get("listDuties") == {"duties": []}
    clerk.refused(403, "listSetAside")
    assert admin.get("listSetAside") == admin.do("release", {"case": "nothing"}) == {"items": []}
