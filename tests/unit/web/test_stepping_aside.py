"""Whoever stepped aside for a conflict of interest (Regulation 2022, Art. 28) reads the case no more, in no list either."""

from __future__ import annotations

from datetime import date

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.delegating import delegate
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.model.commands import Recuse
from fangyuan.model.world import Person, Post
from fixtures.web import PEOPLE, Site

WHY = "是信访人的亲属"


@pytest.fixture
def case(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(PEOPLE, "chief-2", "t")
    put_organisation(site.place.office, [], [], [Person("chief-2", "t", "科长己", (Post("chief", "office"),))])
    return site.case()


def test_it_is_as_if_not_there_for_them_and_the_others_see_that_they_stepped_aside(site: Site, case: str) -> None:
    me = site.desk("chief")
    assert "三楼打印机" in me.get("/views/ledger")
    me.get(f"/cases/{case}/acts/recuse")
    me.post(f"/cases/{case}/acts/recuse", {"reason": WHY, "person": "chief"})
    assert "不再向您显示" in me.follow()
    for address in ("", "/print", "/acts/recuse", "/letters/1", "/why"):
        me.get(f"/cases/{case}{address}", 404)
    me.post(f"/cases/{case}/comments", {"text": "快点办"}, 404)
    me.post(f"/cases/{case}/reveal", {"path": "phone", "reason": "想看"}, 404)
    for address in ("/search?q=打印机", "/views/ledger", "/", "/leader"):
        assert "三楼打印机" not in me.get(address)
    other = site.desk("chief-2")
    assert WHY in other.get(f"/cases/{case}?tab=timeline&whole=1")
    assert "三楼打印机" in other.get("/views/ledger")


LISTS = (
    "/search?q=打印机",
    "/views/ledger",
    "/",
    "/?tab=unit",
    "/?tab=watched",
    "/leader",
    "/diary",
    "/letters/register",
)


@pytest.mark.parametrize("who", ["aide", "chief-2"])
def test_nobody_finds_it_in_place_of_whoever_stepped_aside(
    site: Site, case: str, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """The aide sees nothing but what is lent to them, the other chief sees the case by a post of their own."""
    office, now = site.place.office, site.place.now
    monkeypatch.setitem(PEOPLE, "aide", "t")
    put_organisation(office, [], [], [Person("aide", "t", "借调人员", (Post("none", "office"),))])
    delegate(office, Identity("t", "chief"), "chief", who, date(2026, 3, 1), date(2026, 3, 31), "出差", now)
    desk = site.desk(who)
    before = {address: "三楼打印机" in desk.get(address) for address in LISTS}
    assert before["/search?q=打印机"]
    assert before["/views/ledger"]
    act(office, Identity("t", "chief"), case, Recuse(reason=WHY, to="chief-2"), now)
    own = who == "chief-2"
    desk.get(f"/cases/{case}", 200 if own else 404)
    after = {address: "三楼打印机" in desk.get(address) for address in LISTS}
    assert after == (before if own else dict.fromkeys(LISTS, False))


def test_who_stands_in_for_whoever_stepped_aside_reads_no_more_than_in_their_own_place(site: Site, case: str) -> None:
    """The clerk may read the phone, a chief sees it masked: who stood in for the clerk, and who takes over in this case."""
    office, now, today = site.place.office, site.place.now, site.place.now.date()
    delegate(office, Identity("t", "clerk"), "clerk", "chief-2", today, today, "出差", now)
    other = site.case(key="k2")
    command = Recuse(reason=WHY, person="clerk", to="chief")
    act(office, Identity("t", "clerk"), case, command, now)
    read = {
        (who, which): "13800000000" in site.desk(who).get(f"/cases/{which}")
        for who in ("chief", "chief-2")
        for which in (case, other)
    }
    assert read == {
        ("chief", case): True, ("chief", other): False, ("chief-2", case): False, ("chief-2", other): True,
    }  # fmt: skip


def test_who_stepped_aside_finds_it_in_nobodys_place(site: Site, case: str) -> None:
    office, now = site.place.office, site.place.now
    delegate(office, Identity("t", "clerk"), "clerk", "chief", date(2026, 3, 1), date(2026, 3, 31), "出差", now)
    desk = site.desk("chief")
    assert "三楼打印机" in desk.get("/")
    act(office, Identity("t", "chief"), case, Recuse(reason=WHY, to="chief-2"), now)
    assert [address for address in LISTS if "三楼打印机" in desk.get(address)] == []
