"""Whoever stepped aside for a conflict of interest (Regulation 2022, Art. 28) reads the case no more, in no list either."""

from __future__ import annotations

import pytest

from fangyuan.casework.organising import put_organisation
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
