"""Lists go on behind a row, not at a number: nothing comes twice and nothing is missed while rows are inserted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from fangyuan.casework.reading import inbox, leader, ledger, letter_register, searching, work
from fangyuan.casework.reading.figures import listing
from fangyuan.forms.moment import Moment
from fangyuan.store.lists import Listing
from fangyuan.store.sight import Sight
from fangyuan.store.tables import Cases
from fangyuan.web.api.mounting import OPERATIONS
from unit.api.talking import BY_ID, Program
from unit.casework.offices import REPAIR, Place, make_place

PAGE = 3
LISTS: dict[str, tuple[dict[str, str], str]] = {
    "getView": ({"view": "ledger"}, "rows"),
    "listWork": ({"tab": "mine"}, "rows"),
    "findCases": ({"words": "泵"}, "items"),
    "listInbox": ({}, "items"),
    "listMonthCases": ({"figure": "received"}, "rows"),
    "getLetterRegister": ({}, "lines"),
}


BOUNDED: dict[str, str] = {
    "findAlike": "the eight likest, and those that were chosen",
    "findEarlier": "the twenty newest with exactly this number or person",
    "listFilters": "an officer keeps thirty",
    "listImports": "an officer leaves twenty about",
    "listJobs": "an officer leaves twenty about",
    "discardImport": "an officer leaves twenty about",
    "discardJob": "an officer leaves twenty about",
    "listBulks": "those of the last hour, fifty at most",
    "foreseeBulk": "as many as were asked about, two hundred at most",
    "getBulk": "as many as were asked for, two hundred at most",
    "actInBulk": "as many as were asked for, two hundred at most",
    "takeBulkBack": "as many as were asked for, two hundred at most",
    "doBulkNow": "as many as were asked for, two hundred at most",
    "listDrafts": "an officer has a hundred",
    "listLetters": "the two hundred that have waited longest; the register seeks through all, by step",
    "listMentionable": "two dozen who have a part in the case",
    "listPrintable": "the forms of one case",
    "listViews": "what the packs define",
    "listCaseTypes": "what the packs define",
    "listPacks": "versions that are installed",
    "listArrivals": "archives that wait for a decision",
    "listListeners": "a jurisdiction has twenty",
    "listSetAside": "a thousand of each sort, which is a breakdown and not a list",
    "getImport": "the rows of one file that were refused, by its bounds",
}
"""Lists without a cursor, each with what bounds it; the acts that answer with one are as long."""

ITEMS = ("items", "rows", "lines")


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three rows, so that a few cases fill several."""
    for room, name in (
        (work, "ROWS"),
        (ledger, "ROWS"),
        (letter_register, "ROWS"),
        (leader, "ROWS"),
        (searching, "MOST"),
        (inbox, "ITEMS"),
    ):
        monkeypatch.setattr(room, name, PAGE)
    monkeypatch.setattr("fangyuan.web.api.routes.desk.ITEMS", PAGE)
    monkeypatch.setattr(listing, "ROWS", PAGE)


def pages(
    program: Program, operation: str, between: Callable[[], object] = lambda: None, **words: str
) -> Iterator[Any]:
    """The pages of a list, by their `next`; something happens between two."""
    page = program.get(operation, **words)
    yield page
    while page["next"]:
        between()
        answer = program.client.get(page["next"], headers={"Authorization": f"Bearer {program.secret}"})
        assert answer.status_code == 200, answer.text
        page = answer.json
        yield page


def cursor_of(page: Any) -> str:
    """The cursor of what follows a page."""
    return parse_qs(urlsplit(page["next"]).query)["cursor"][0]


def ids(rows: list[Any]) -> list[str]:
    return [row.get("id") or row["case"] for row in rows]


def registering(place: Place) -> Callable[[], str]:
    """Opens one case after the other, each later than the one before."""
    made = iter(range(10_000))

    def register() -> str:
        place.time.at += timedelta(minutes=1)
        n = next(made)
        return place.register(f"k{n}", device=f"泵{n}").case

    return register


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("operation", LISTS)
def test_every_row_comes_once_while_others_are_inserted(
    operation: str, clerk: Program, chief: Program, place: Place
) -> None:
    words, rows = LISTS[operation]
    program = chief if operation == "listInbox" else clerk
    register = registering(place)
    there = {register() for _ in range(3 * PAGE + 1)}
    before = [one for page in pages(program, operation, **words) for one in ids(page[rows])]
    assert len(before) == len(set(before)) == len(there)
    seen = [one for page in pages(program, operation, register, **words) for one in ids(page[rows])]
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)


@pytest.mark.usefixtures("short_pages")
def test_any_order_of_a_view_goes_on_where_it_was(clerk: Program, place: Place) -> None:
    register = registering(place)
    for _ in range(2 * PAGE + 2):
        register()
    for sort in ("case.number", "-case.number", "category", "case.overdue", "-case.closed"):
        whole = [one for page in pages(clerk, "getView", view="ledger", sort=sort) for one in ids(page["rows"])]
        assert (len(whole), len(set(whole))) == (2 * PAGE + 2,) * 2, sort
    for sort in ("received", "-received", ""):
        for tab in ("mine", "unit", "watched"):
            whole = [one for page in pages(clerk, "listWork", tab=tab, sort=sort) for one in ids(page["rows"])]
            assert (len(whole), len(set(whole))) == (2 * PAGE + 2,) * 2, (sort, tab)


@pytest.mark.usefixtures("short_pages")
def test_a_cursor_holds_for_its_list_its_query_and_its_officer(clerk: Program, chief: Program, place: Place) -> None:
    register = registering(place)
    for _ in range(PAGE + 1):
        register()
    cursor = cursor_of(clerk.get("listWork"))
    assert clerk.get("listWork", cursor=cursor)["rows"]
    for program, operation, words in (
        (chief, "listWork", {}), (clerk, "listInbox", {}), (clerk, "listWork", {"tab": "unit"}),
    ):  # fmt: skip
        problem = program.refused(400, operation, cursor=cursor, **words)
        assert (problem["code"], problem["problems"][0]["path"]) == ("malformed", "cursor")


@pytest.mark.usefixtures("short_pages")
def test_a_cursor_cannot_be_made_up_or_read(clerk: Program, place: Place) -> None:
    register = registering(place)
    for _ in range(PAGE + 1):
        case = register()
    cursor = cursor_of(clerk.get("listWork"))
    assert case not in cursor

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.one_of(st.text(min_size=1, max_size=300), st.integers(0, len(cursor) - 5).map(lambda n: cursor[:n] + "A"))
    )
    def broken(sent: str) -> None:
        clerk.refused(400, "listWork", cursor=sent)

    broken()


def test_every_list_with_a_cursor_says_what_comes_next(app: Flask, clerk: Program) -> None:
    listing = [one for one in OPERATIONS if any(word.name == "cursor" for word in one.query)]
    assert {one.id for one in listing} == {
        *LISTS,
        "listDashboardCases",
        "listCasesBehind",
        "listTargetCases",
        "getListenerLog",
    }
    assert not [one.id for one in OPERATIONS if any(word.name in ("page", "offset") for word in one.query)]
    for one in listing:
        told = clerk.document["paths"][one.path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert "next" in clerk.document["components"]["schemas"][told["$ref"].rsplit("/", 1)[-1]]["required"], one.id


def test_every_list_goes_on_or_says_what_bounds_it(clerk: Program) -> None:
    endless = set()
    for one in OPERATIONS:
        told = clerk.document["paths"][one.path][one.method]["responses"][str(one.status)]["content"]
        schema = told.get("application/json", {}).get("schema", {})
        shown = clerk.document["components"]["schemas"].get(schema.get("$ref", "").rsplit("/", 1)[-1], {})
        names = shown.get("properties", {})
        if any(names.get(name, {}).get("type") == "array" for name in ITEMS) and "next" not in names:
            endless.add(one.id)
    assert {one for one in endless if BY_ID[one].method == "get"} | endless & set(BOUNDED) == set(BOUNDED)
    same = {BY_ID[one].gives for one in BOUNDED}
    assert [one for one in endless if BY_ID[one].gives not in same] == []


def test_a_late_page_costs_what_the_first_one_does(tmp_path: Path) -> None:
    """Counted in steps of the database's own machine, over 2,000 cases."""
    place = make_place(f"sqlite:///{tmp_path / 'many.db'}", tmp_path)
    copy_case(place, place.register().case, 2_000)
    listing = Listing(
        "t", Sight("clerk", None), Moment.of(place.now, ZoneInfo("Asia/Shanghai"), {}), (REPAIR,), counted=False
    )
    costs = []
    with place.office.database.read() as uow:
        raw = uow.connection.connection.driver_connection
        for _ in range(30):
            steps = iter(range(10**9))
            raw.set_progress_handler(lambda steps=steps: next(steps) and 0, 10)
            page = uow.cases.page(listing)
            raw.set_progress_handler(None, 10)
            costs.append(next(steps))
            listing = replace(listing, cursor=page.next)
    place.office.database.close()
    assert costs[-1] < costs[1] * 1.2, costs


def copy_case(place: Place, case: str, times: int) -> None:
    """So many cases like one, each registered a minute later: rows of the list alone."""
    with place.office.database.begin() as uow:
        [row] = uow.connection.execute(select(Cases).where(Cases.case == case)).mappings()
        rows = [
            {**row, "case": f"{case}-{n:05}", "number": f"N{n}", "registered_at": place.now + timedelta(minutes=n)}
            for n in range(times)
        ]
        uow.connection.execute(insert(Cases), rows)
        uow.commit()
