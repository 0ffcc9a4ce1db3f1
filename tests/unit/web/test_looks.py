"""Who is shown sealed answers because of their role leaves a line in the access log: once an hour, not at each look."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from fangyuan.casework import witnessing
from fangyuan.casework.admitting import issue_token
from fangyuan.casework.lately import MOST, Lately
from fangyuan.engine.folding import fold
from fangyuan.store.access import Look
from fangyuan.store.database import Database
from fixtures.web import KEY, Site
from unit.casework.offices import CLERK, MINIMAL, START, make_place

PAGES = ("", "/why", "/print", "/tasks/mend", "/correction", "/letters/1/page", "/forms/report/print")
OF_PROGRAMS = ("", "/tasks/mend/form", "/corrections/form", "/letters/1/page", "/forms/report")


def looks(site: Site, person: str = "clerk") -> list[Look]:
    with site.place.office.database.read() as uow:
        return [one for one in uow.log.page("t", person) if one.what == witnessing.LOOK]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_shows_a_case_writes_down_who_saw_what_is_sealed(site: Site, page: str) -> None:
    case = site.case()
    number = site.place.state(case).number
    for person in ("clerk", "chief"):
        site.desk(person).get(f"/cases/{case}{page}", 422 if (person, page) == ("chief", "/correction") else 200)
    assert [(one.about, one.amount) for one in looks(site)] == [(number, 1)]
    # The chief sees it masked: to reveal it is an event of the case, with a reason.
    assert looks(site, "chief") == []


@pytest.mark.parametrize("address", OF_PROGRAMS)
def test_a_program_leaves_the_same_line(site: Site, address: str) -> None:
    case, place = site.case(), site.place
    told = site.app.test_client().get(
        f"/api/v1/cases/{case}{address}",
        headers={"Authorization": f"Bearer {issue_token(place.office, CLERK, 'test', place.now)}"},
    )
    assert (told.status_code, len(looks(site))) == (200, 1)


def test_whoever_works_on_a_case_for_an_hour_has_looked_at_it_once(site: Site) -> None:
    clerk, case, other = site.desk("clerk"), site.case(), site.case(key="k2", phone=None)
    for minutes in (0, 20, 30, 20):
        site.place.time.at += timedelta(minutes=minutes)
        clerk.get(f"/cases/{case}")
        clerk.get(f"/cases/{other}")
    assert [(one.about, one.at) for one in looks(site)] == [
        (site.place.state(case).number, site.place.now - timedelta(minutes=minutes)) for minutes in (0, 70)
    ]


def test_a_page_opens_where_its_look_cannot_be_written_and_the_look_goes_in_with_the_next_one(site: Site) -> None:
    """Who reads does not wait for who writes: an import, or a disk that is full, closes no case."""
    clerk, office = site.desk("clerk"), site.place.office
    case, other = site.case(), site.case(key="k2")
    numbers = [site.place.state(one).number for one in (case, other)]
    patient, office.database = office.database, Database(office.database.url, KEY, fold, busy_seconds=0.05)
    with patient.begin():
        clerk.get(f"/cases/{case}")
    assert looks(site) == []
    clerk.get(f"/cases/{other}")
    assert sorted(one.about for one in looks(site)) == numbers
    office.database.close()
    office.database = patient


def test_a_ledger_with_a_column_that_is_sealed_does_so_too(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    written = pack / "views" / "ledger.yaml"
    plain = written.read_text(encoding="utf-8")
    with_phone = plain.replace("view: ledger", "view: phones").replace("device, category,", "device, phone,", 1)
    written.write_text(plain + with_phone, encoding="utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, START, pack)
    site = Site(place)
    site.case()
    for person in ("clerk", "chief"):
        for view in ("ledger", "phones"):
            site.desk(person).get(f"/views/{view}")
    assert [(one.about, one.amount) for one in looks(site)] == [("phones", 1)]
    assert looks(site, "chief") == []
    place.office.database.close()


def test_what_was_done_lately_is_forgotten_in_the_order_in_which_it_was_done(site: Site) -> None:
    lately, now, hour = Lately(), site.place.now, timedelta(hours=1)
    for n in range(MOST + 1):
        lately.done(n, now)
    assert [lately.is_due(n, now, hour) for n in (0, 1, MOST)] == [True, False, False]
    assert lately.is_due(MOST, now + hour, hour)
