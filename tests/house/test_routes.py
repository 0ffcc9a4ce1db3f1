"""Every route is in the access table once, with a rule that is kept; opening an address writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fangyuan.casework.admitting import issue_token
from fangyuan.casework.identity import Identity
from fangyuan.store.database import Database
from fangyuan.web import Settings, create_app
from fangyuan.web.access import ACCESS, Who
from fixtures.web import Desk, Site

PARTS = {
    "pack": "minimal", "case_type": "repair", "task": "mend", "action": "scrap", "number": "1", "clock": "mend",
    "copy": "1", "draft": "1", "act": "recuse", "child": "none", "other": "none",
    "person": "clerk", "delegation": "none", "calendar": "cn", "year": 2026, "file": "none", "view": "ledger", "filename": "mark.svg",
    "form": "report", "key": "none", "report": "none", "sort": "xlsx", "digest": "none", "unit": "none", "job": "none", "filter": "none",
    "listener": "none", "announcement": "none",
    "tenant": "t", "secret": "none", "duty": "none", "day": "2026-03-11", "swap": "none",
}  # fmt: skip


# A program's token stands in a header; the public page has no session that a token could guard, and here it is closed.
STATUS_WITHOUT_TOKEN = {Who.BEARER: 401, Who.ADMINISTRATOR_BEARER: 401, Who.OUTSIDE: 404}
NO_SUCH_FILE = (
    "imports.show",
    "api.getListenerLog",
    "listeners.log",
    "api.getImport",
    "api.getWrongRows",
    "imports.wrong",
    "jobs.show",
    "bulk.show",
    "api.getBulk",
    "jobs.file",
    "reports.show",
    "reports.cases",
    "reports.behind",
    "api.getReport",
    "api.listCasesBehind",
    "api.listTargetCases",
    "dashboard.cases",
    "leader.cases",
    "api.listDashboardCases",
    "digests.show",
    "case.file",
    "slip.show",
    "api.getSlip",
    "public.show",
    "diary.feed",
    "reception.show",
    "api.getReception",
    "api.getFile",
    "letter.to_sign",
    "api.getUnsignedLetter",
    "api.listMonthCases",
    "api.getDraft",
    "api.getJob",
    "api.getJobFile",
    "packs.archive",
    "arrivals.show",
    "api.getPackArchive",
    "api.getArrival",
)


def turned_away(answer: TestResponse) -> bool:
    """Whether nobody was let in: a person is sent to the form, a program told that it needs a token."""
    return answer.headers.get("Location", "").startswith("/login") or answer.status_code == 401


def signed_in(site: Site, person: str) -> Desk:
    """A browser with a session and, for the addresses of programs, a token in a header."""
    desk = site.desk(person)
    token = issue_token(site.place.office, Identity("t", person), "test", site.place.now)
    desk.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return desk


def opened(desk: Desk, address: str) -> int:
    """The status of an address."""
    with desk.client.get(address) as answer:
        return answer.status_code


def rules(site: Site, method: str) -> Iterator[tuple[Rule, str]]:
    """Every rule that answers the method, with an address of it."""
    case = site.case()
    for rule in site.app.url_map.iter_rules():
        if method in (rule.methods or ()):
            parts = {name: {**PARTS, "case": case}[name] for name in rule.arguments}
            with site.app.test_request_context():
                yield rule, site.app.url_map.bind("localhost").build(rule.endpoint, parts, method=method)


def test_every_route_is_in_the_table_and_nothing_else_is(site: Site) -> None:
    assert {rule.endpoint for rule in site.app.url_map.iter_rules()} == set(ACCESS)


def test_every_address_has_one_view_a_method(site: Site) -> None:
    routes = [
        (rule.rule, method)
        for rule in site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    assert len(routes) == len(set(routes))


def test_nobody_gets_in_without_signing_in(site: Site) -> None:
    desk = site.anonymous()
    for rule, address in rules(site, "GET"):
        open_to_all = ACCESS[rule.endpoint].who is Who.ANYBODY
        with desk.client.get(address) as answer:
            if ACCESS[rule.endpoint].who in (Who.OUTSIDE, Who.BY_ADDRESS):
                assert answer.status_code == 404, address
                continue
            assert (answer.status_code < 300) is open_to_all, address
            assert open_to_all or turned_away(answer), address


def test_a_post_of_nobody_does_nothing(site: Site) -> None:
    desk = site.anonymous()
    desk.get("/login")
    token = desk.hidden("csrf_token")
    for rule, address in rules(site, "POST"):
        if ACCESS[rule.endpoint].who not in (Who.ANYBODY, Who.OUTSIDE):
            assert turned_away(desk.client.post(address, data={"csrf_token": token})), address


def test_a_post_without_a_token_does_nothing(site: Site) -> None:
    desk = site.desk("admin")
    for rule, address in rules(site, "POST"):
        expected = STATUS_WITHOUT_TOKEN.get(ACCESS[rule.endpoint].who, 400)
        assert desk.client.post(address, data={}).status_code == expected, address


def test_what_is_for_administrators_is_for_nobody_else(site: Site) -> None:
    clerk, admin = site.desk("clerk"), site.desk("admin")
    for rule, address in rules(site, "GET"):
        if ACCESS[rule.endpoint].who is Who.ADMINISTRATOR:
            found = 404 if rule.endpoint in NO_SUCH_FILE else 200
            assert (clerk.client.get(address).status_code, admin.client.get(address).status_code) == (403, found), (
                address
            )


def test_no_act_of_administrators_is_anybody_elses(site: Site) -> None:
    """By every method, for whoever has signed in and for their programs."""
    clerk = signed_in(site, "clerk")
    clerk.get("/")
    token, asked = clerk.hidden("csrf_token"), 0
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        for rule, address in rules(site, method):
            if ACCESS[rule.endpoint].who in (Who.ADMINISTRATOR, Who.ADMINISTRATOR_BEARER):
                data = {"csrf_token": token} if method == "POST" else None
                assert clerk.client.open(address, method=method, data=data).status_code == 403, (method, address)
                asked += 1
    assert asked > 60


def test_a_route_that_the_table_forgot_is_nobodys(site: Site) -> None:
    site.app = create_app(site.place.office, Settings(secret_key="s" * 32))
    site.app.add_url_rule("/forgotten", "forgotten", lambda: "here")
    desk = site.desk("admin")
    assert desk.client.get("/forgotten").status_code == 403
    with pytest.raises(AssertionError):
        test_every_route_is_in_the_table_and_nothing_else_is(site)


LEAVES_A_TRACE = {"letter.show", "api.getLetter"}
"""Files that may be taken by an address, and whose taking is written into the access log; nothing else is.

So are a draft (`letter.to_sign`) and the scan of a letter (`case.file`, `api.getFile`), of which there is none here.
"""

SHOWS_A_CASE = {
    "case.show", "case.why", "case.printed", "task.show", "action.show", "correction.show", "letter.page", "paper.filled",
    "api.getCase", "api.getTaskForm", "api.getActionForm", "api.getCorrectionForm", "api.getLetterPage",
    "api.getFilledForm",
}  # fmt: skip
"""What may show sealed answers to whoever may see them: that they were shown is written into the access log."""


def test_what_is_taken_or_seen_by_its_address_writes_its_trace_and_nothing_else(site: Site) -> None:
    def rows() -> dict[str, int]:
        with site.place.office.database.read() as uow:
            names = inspect(uow.connection).get_table_names()
            count = {
                name: uow.connection.execute(text(f'select count(*) from "{name}"')).scalar_one() for name in names
            }
        return {name: many for name, many in count.items() if name != "access_log"}

    clerk = signed_in(site, "clerk")
    for rule, address in rules(site, "GET"):
        if rule.endpoint in LEAVES_A_TRACE | SHOWS_A_CASE:
            before = rows()
            status = opened(clerk, address)
            assert status == 200 or (rule.endpoint in SHOWS_A_CASE and status in (403, 404)), address
            assert rows() == before


def test_opening_an_address_never_writes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    desks = [signed_in(site, person) for person in ("clerk", "chief", "admin")]
    addresses = [
        (rule, address) for rule, address in rules(site, "GET") if rule.endpoint not in LEAVES_A_TRACE | SHOWS_A_CASE
    ]

    def refuse(_: Database) -> None:
        raise AssertionError("a GET began a write transaction")

    monkeypatch.setattr(Database, "begin", refuse)
    for rule, address in addresses:
        statuses = {opened(desk, address) for desk in desks}
        assert 500 not in statuses, address
        assert rule.endpoint in NO_SUCH_FILE or statuses & {200, 302}, address


def test_every_answer_forbids_what_is_not_ours(site: Site) -> None:
    desk = site.desk("clerk")
    for _, address in rules(site, "GET"):
        with desk.client.get(address) as answer:
            headers = answer.headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff", address
