"""Every page of the web at a desk and on a phone: axe finds nothing, nothing is wider than its window, and none is left out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page

from browser.desk import Desk
from browser.shots import AXE, RULES, WINDOWS
from browser.town import DISPUTE, ENTERED, PETITION, TENANT, Town, settled, six_steps
from fangyuan.casework import arriving, jobs, listening
from fangyuan.casework.bulk.holding import hold
from fangyuan.casework.bulk.targets import REMIND, Wanted
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking
from fangyuan.casework.rehearsing.script import read_steps
from fangyuan.store.jobs import DONE
from fangyuan.web.access import ACCESS
from unit.casework.test_receiving import archive

NO_PAGES = frozenset(
    {
        "static", "health.show", "case.file", "letter.show", "letter.to_sign", "imports.wrong", "jobs.file",
        "packs.archive", "diary.feed", "kit.choose",
    }
)  # fmt: skip
"""Addresses that give a file, or lead on to a page."""

PETITIONS = "qianjian/supervised-petition"
PAGES: Mapping[str, tuple[str, ...]] = {
    "": ("/login", f"/public/{TENANT}"),
    "clerk": (
        "/", "/?tab=unit", "/inbox", "/places", "/search?q=补偿", "/search?q=没有这样的事", "/cases/new",
        f"/cases/new/{PETITIONS}", "/cases/{case}", "/cases/{case}?tab=timeline",
        "/cases/{case}?tab=letters", "/cases/{case}?tab=units", "/cases/{case}?tab=links", "/cases/{case}/why",
        "/cases/{case}/print", "/cases/{case}/tasks/supervise", "/cases/{begun}/tasks/liaise",
        "/cases/{case}/acts/recuse", "/cases/{case}/acts/merge", "/cases/{case}/acts/link", "/cases/{case}/correction",
        "/cases/{case}/slip", f"/forms/{PETITIONS}/register/print", "/cases/{case}/forms/register/print", "/drafts",
        "/letters", "/letters/register", "/cases/{case}/letters/1/page", "/diary", "/diary?span=week", "/rota", "/duties",
        "/delegations", "/handover", "/calendars",
        "/bulk?case={case}", "/bulk?case={case}&act=remind", "/bulk/{bulk}", "/bulk/{going}", "/views/supervised-ledger",
        "/views/supervised-ledger/back", "/views/supervised-ledger/kit?case={case}", "/imports", "/imports/{file}", "/jobs",
        "/jobs/{job}", "/jobs/{waiting}", "/dashboard", "/dashboard/cases?board=monthly&figure=open", "/reports", "/reports/three-levels",
        "/reports/quarterly/digest", "/reports/yearly/cases?table=volume&measure=cases", "/targets",
        f"/targets/cases?target=settled&case_type={PETITIONS}&period=2026&half=missing", "/password",
    ),
    "head": ("/cases/{case}/actions/propose-leader",),
    "staff": ("/reception/liangxiang/deputies-receive/2026-03-20", "/cases/{dispute}/appointment", "/rota"),
    "deputy": ("/leader", "/leader/cases?figure=open"),
    "admin": (
        "/gallery?kind=text", "/packs", "/packs/liangxiang", "/packs/liangxiang/changes", "/packs/liangxiang/activation",
        "/packs/liangxiang/way-back", "/packs/liangxiang/stop", "/packs/liangxiang/plan", "/pack-arrivals",
        "/pack-arrivals/{archive}", "/organisation", "/organisation/people/clerk", "/units/merge", "/calendars/cn/2027",
        "/set-aside", "/listeners", "/listeners/{listener}",
    ),
}  # fmt: skip
"""Who looks at which addresses; nobody has signed in for those of ""."""


WHOLE = bool(os.environ.get("FANGYUAN_STORIES"))
"""Whether axe looks at every page at both widths (`make stories`), or at one, by turns; how wide a page is, is always asked of both."""

BOTH = tuple(WINDOWS)
ASKED = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Town]:
    with settled(tmp_path_factory.mktemp("town"), browser) as town:
        yield town


@pytest.fixture(scope="module")
def parts(town: Town) -> Mapping[str, str]:
    """What stands in the addresses: a case in each state, jobs held, under way, done and one that asks, an archive, a listener."""
    office, now, clerk, admin = town.office, town.time.at, Identity(TENANT, "clerk"), Identity(TENANT, "admin")
    case, begun = (town.play(PETITION, six_steps(until))[0] for until in ("hand-over", "select"))
    office.may_listen = ("http://127.0.0.1:9",)
    wanted = listening.Wanted("http://127.0.0.1:9/told", ("case-closed",), (), "clerk")
    sheet = BytesIO("信访人,案由,反映内容\n王某,补偿,少发补偿款\n".encode())
    waiting = replace(jobs.made(clerk, "export", "重点督办台账", {}, now), total=3000, position=1200)
    job = replace(jobs.made(clerk, "export", "重点督办台账", {}, now), state=DONE, counts={"rows": 3})
    bulk, going = (hold(office, clerk, [case], Wanted(REMIND, reason="请尽快办理"), "提醒", now) for _ in range(2))
    with office.database.begin() as uow:
        jobs.start(uow, clerk, job)
        jobs.start(uow, clerk, waiting)
        uow.jobs.hurry(jobs.my_job(office, clerk, going, ("bulk",)))
        uow.commit()
    return {
        "job": job.id,
        "waiting": waiting.id,
        "going": going,
        "case": case,
        "begun": begun,
        "dispute": town.play(DISPUTE, read_steps([{"as": "staff", "do": "enter", "answers": ENTERED}]))[0],
        "bulk": bulk,
        "file": asking.bring(office, clerk, PETITION, sheet, "台账.csv", now).id,
        "archive": arriving.bring(office, admin, "minimal.fypack", archive(), now),
        "listener": listening.register(office, admin, wanted, now)[0],
    }


def wrong(page: Page, width: str, *, axe: bool) -> Iterator[str]:
    """What is wrong with a page in a window of this width."""
    page.set_viewport_size(WINDOWS[width])  # type: ignore[arg-type]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"{wide} px wider than {width}"
    for one in page.evaluate(ASKED, RULES)["violations"] if axe else ():
        yield f"{one['id']} at {width}: {', '.join(str(node['target'][0]) for node in one['nodes'][:3])}"


def looked_at(desk: Desk, address: str, widths: Sequence[str]) -> Iterator[str]:
    """Everything that is wrong with an address; axe looks at these widths."""
    answer = desk.page.goto(address)
    if answer is None or answer.status != 200:
        yield f"{address}: {answer.status if answer else 'nothing'}"
        return
    desk.page.evaluate(AXE.read_text("utf-8"))
    yield from (f"{address}: {one}" for width in WINDOWS for one in wrong(desk.page, width, axe=width in widths))


@pytest.mark.parametrize("person", PAGES)
def test_axe_finds_nothing_on_any_page(town: Town, parts: Mapping[str, str], person: str) -> None:
    desk = town.sit_down(person)
    desk.page.set_default_timeout(60_000)
    found: list[str] = []
    for place, address in enumerate(PAGES[person]):
        found += looked_at(desk, address.format(**parts), BOTH if WHOLE else BOTH[place % 2 :][:1])
    assert found == []


def test_no_page_is_left_out(town: Town) -> None:
    """A new page of the access table stands in the list above as well."""
    asked = town.app.url_map.bind("localhost")
    found = {asked.match(one.partition("?")[0])[0] for pages in PAGES.values() for one in pages}
    given = {rule.endpoint for rule in town.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert found == {one for one in given & set(ACCESS) if not one.startswith("api.")} - NO_PAGES
