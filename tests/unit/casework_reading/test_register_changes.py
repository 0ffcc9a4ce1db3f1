"""A confidential case is kept from whom the register of units and people says now: lists and page do not differ (Art. 30)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.searching import Asked, search
from fangyuan.casework.registering import register
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Unit
from fixtures.accused import CLERK, PETITION, WORDS, _furnished, _matter, _opened

WATCHER = Identity("t", "watcher")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office in which somebody of a third bureau sees every case."""
    office = _opened(tmp_path / "office")
    _furnished(office)
    third = Unit("third", "t", "丙局", "bureau")
    put_organisation(office, [], [third], [Person("watcher", "t", "督查员丙", (Post("supervisor", "third"),))])
    return office


def accused(office: Office, now: datetime, **whom: str) -> str:
    answers = {
        "channel": "letter", "persons": [{"name": "王某某", "address": "示例镇", "phone": "13900001111"}], "cause": WORDS,
        "category": "discipline", "purpose": "accusation", "requests": [{"request": "查处"}], **whom,
    }  # fmt: skip
    return register(office, CLERK, PETITION, answers, None, "k", now).case


def reads(office: Office, case: str, now: datetime) -> tuple[bool, bool]:
    """Whether the watcher finds the case in lists, and whether its page opens."""
    try:
        case_page(office, WATCHER, case, now)
        opens = True
    except Refused:
        opens = False
    return bool(search(office, WATCHER, Asked(WORDS), now).rows), opens


def test_a_unit_that_is_put_below_the_accused_one_finds_the_case_no_more(office: Office) -> None:
    now = office.clock.now()
    case = accused(office, now, accused_unit="accused")
    assert reads(office, case, now) == (True, True)
    put_organisation(office, [], [Unit("third", "t", "丙局", "bureau", parent="accused")], [])
    assert reads(office, case, now) == (False, False)
    put_organisation(office, [], [Unit("third", "t", "丙局", "bureau")], [])
    assert reads(office, case, now) == (True, True)


def test_the_unit_that_the_accused_comes_to_head_finds_the_case_no_more(office: Office) -> None:
    now = office.clock.now()
    ordinary = Person("named", "t", "被反映人", (Post("handler", "third"),))
    put_organisation(office, [], [], [ordinary])
    case = accused(office, now, accused_person="named")
    assert reads(office, case, now) == (True, True)
    put_organisation(office, [], [], [Person("named", "t", "被反映人", (Post("unit-head", "third"),))])
    assert reads(office, case, now) == (False, False)


def test_whoever_works_on_what_came_of_an_accusation_reads_where_it_came_from(office: Office) -> None:
    """They see their own case alone; the unit that it is about sees neither."""
    now = office.clock.now()
    answers = {"accused_unit": "accused", "purpose": "accusation", "cause": WORDS}
    secret = _matter(office, "k", now, **answers)
    page = case_page(office, Identity("t", "u2h"), secret.child, now)
    assert [(one.relation, one.number, one.visible) for one in page.links] == [("来自", "", False)]
    assert [one.word for one in page.timeline if one.word == "cases-linked"] == ["cases-linked"]
