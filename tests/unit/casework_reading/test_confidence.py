"""A confidential case never reaches those it is about: not in a page, a list, a ledger, a search, a form or a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import text

from fangyuan.casework import listening
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import link_case
from fangyuan.casework.listening import Wanted
from fangyuan.casework.mentioning import comment, offered
from fangyuan.casework.merging import merge
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.files import file
from fangyuan.casework.reading.forming import action, task
from fangyuan.casework.reading.inbox import NO_LONGER_YOURS, inbox
from fangyuan.casework.reading.leader import leader_page
from fangyuan.casework.reading.ledger import ledger
from fangyuan.casework.reading.letters import letter
from fangyuan.casework.reading.opened import opened
from fangyuan.casework.reading.searching import Asked, search
from fangyuan.casework.reading.why import Explainer, why_blocks
from fangyuan.casework.reading.work import my_work
from fangyuan.casework.working import work
from fangyuan.model.channels import Outbound
from fangyuan.model.commands import CorrectAnswers
from fangyuan.model.decisions import Message, Outgoing
from fangyuan.model.events import EVENTS
from fangyuan.model.level_commands import HearGathering
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post
from fixtures.reading import AT_EAST, AT_WEST, AUDITOR, COMPLAINED, DIRECTOR, NOW, OUTSIDER, WINDOW, Bench, day


@dataclass
class Sms:
    """A way out of the house that keeps what it was handed."""

    name: str = "sms"
    sent: list[Outbound] = field(default_factory=list)

    def reaches(self, person: Person) -> bool:
        """Everybody has a phone."""
        return True

    def send(self, message: Outbound) -> None:
        """One message."""
        self.sent.append(message)


@pytest.fixture
def case(bench: Bench) -> str:
    """A complaint that is about nobody, handed out to both units."""
    found = bench.complain()
    bench.hand_out(found, "east", "west")
    return found


def about(bench: Bench, unit: str) -> str:
    """A complaint about a unit, handed out to the other."""
    found = bench.complain(about_unit=unit)
    bench.hand_out(found, "west")
    return found


def test_the_unit_it_is_about_meets_no_trace_of_it(bench: Bench, case: str) -> None:
    secret = about(bench, "east")
    for call in (
        lambda: case_page(bench.office, AT_EAST, secret, NOW),
        lambda: letter(bench.office, AT_EAST, secret, 1, NOW),
        lambda: file(bench.office, AT_EAST, secret, "scan", NOW),
        lambda: task(bench.office, AT_EAST, secret, "answer", "east", NOW),
        lambda: action(bench.office, AT_EAST, secret, "finish", NOW),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.problems[0].code == "not-found"
    assert {row.case for tab in ("mine", "unit", "unclaimed", "watched") for row in _work(bench, AT_EAST, tab)} == {
        case
    }
    assert [row.case for row in search(bench.office, AT_EAST, Asked("等候"), NOW).rows] == [case]
    shown = ledger(bench.office, AT_EAST, "own-complaints", {}, "", "", 1, NOW)
    assert ([row.case for row in shown.rows], shown.total) == ([case], 1)
    assert secret not in {item.case for item in inbox(bench.office, AT_EAST, 1, NOW)}


def test_no_program_is_told_of_what_is_confidential_by_whosever_sight(bench: Bench) -> None:
    """Nobody answers at the address, so what was tried is what would have been told. An administrator whom it is about could
    name the sight of somebody who does see it, so it leaves for nobody; nor does the log say that something stayed.
    """
    admin = Identity("t1", "keeper")
    put_organisation(bench.office, (), (), [Person("keeper", "t1", "管理员", (Post("administrator", "office"),))])
    bench.office.may_listen = ("http://127.0.0.1:9",)
    heard = {
        who.person: listening.register(
            bench.office, admin, Wanted("http://127.0.0.1:9/", tuple(EVENTS), person=who.person), NOW
        )[0]
        for who in (AT_EAST, WINDOW)
    }
    secret, open_to_all = about(bench, "east"), bench.complain()
    bench.hand_out(open_to_all, "east")
    work(bench.office, Delivery(), NOW)
    told = {
        person: {row.case for row in listening.log(bench.office, admin, listener, 1).rows if row.tries}
        for person, listener in heard.items()
    }
    assert told == {AT_EAST.person: {open_to_all}, WINDOW.person: {open_to_all}}
    assert secret not in {row.case for one in heard.values() for row in listening.log(bench.office, admin, one, 1).rows}


def test_the_other_unit_sees_both(bench: Bench, case: str) -> None:
    secret = about(bench, "east")
    assert {row.case for row in _work(bench, AT_WEST, "mine")} == {case, secret}
    assert case_page(bench.office, AT_WEST, secret, NOW).case == secret


@pytest.mark.parametrize("me", [DIRECTOR, AUDITOR])
def test_a_wide_scope_does_not_open_what_is_kept_from_ones_unit(bench: Bench, me: Identity, case: str) -> None:
    secret = about(bench, "board")
    with pytest.raises(Refused):
        case_page(bench.office, me, secret, NOW)
    shown = ledger(bench.office, me, "complaints", {}, "", "", 1, NOW)
    assert ([row.case for row in shown.rows], shown.total) == ([case], 1)
    assert b"TS2026-0002" not in ledger_xlsx(bench.office, me, "complaints", {}, "", NOW).data
    assert [row.case for row in search(bench.office, me, Asked("等候"), NOW).rows] == [case]


def test_a_leader_does_not_even_count_it(bench: Bench, case: str) -> None:
    before = leader_page(bench.office, DIRECTOR, NOW).month
    about(bench, "board")
    assert leader_page(bench.office, DIRECTOR, NOW).month == before


def test_those_it_is_about_are_not_offered_in_its_forms(bench: Bench) -> None:
    secret = bench.complain(about_unit="east")
    offered = action(bench.office, WINDOW, bench.complain(), "hand-out", NOW).choices["unit"]
    assert "east" in {named.id for named in offered}

    offered = action(bench.office, WINDOW, secret, "hand-out", NOW).choices["unit"]
    assert {named.id for named in offered}.isdisjoint({"east"})


def test_a_case_goes_only_into_one_that_is_kept_from_the_same(bench: Bench, case: str) -> None:
    secret, other, same = about(bench, "east"), about(bench, "board"), about(bench, "east")
    for main in (case, other):
        with pytest.raises(Refused) as refused:
            merge(bench.office, WINDOW, secret, _number(bench, main), "同一事项", NOW)
        assert refused.value.problems[0].code == "kept-from"
        assert "改为关联" in refused.value.problems[0].advice
    for main in (secret, same):
        merge(bench.office, WINDOW, case if main == secret else secret, _number(bench, same), "同一事项", NOW)
    assert case_page(bench.office, WINDOW, secret, NOW).outcome == "并案"


def test_what_was_told_before_it_was_known_to_be_confidential_is_read_no_more(bench: Bench, case: str) -> None:
    secret = about(bench, "board")
    with bench.office.database.begin() as uow:
        for told in (case, secret):
            uow.inbox.add("t1", ["director"], told, {"text": f"金额较大：{told}"}, NOW)
        uow.inbox.add("t1", ["director"], "", {"text": "系统维护"}, NOW)
        uow.commit()
    shown = {(item.text, item.case) for item in inbox(bench.office, DIRECTOR, 1, NOW)}
    assert shown == {("系统维护", ""), (NO_LONGER_YOURS, ""), (f"金额较大：{case}", case)}


def test_a_message_that_waited_for_the_morning_leaves_for_nobody_from_whom_the_case_is_kept_since(
    bench: Bench,
) -> None:
    sms = Sms()
    bench.office.channels = {sms.name: sms}
    evening, morning = day("2026-03-02T20:00"), day("2026-03-03T09:30")
    turned, known, other = (bench.complain(evening) for _ in range(3))
    with bench.office.database.begin() as uow:
        for one, person in ((turned, "at-east"), (known, "director"), (other, "at-east")):
            uow.outbox.add("t1", one, [Message(sms.name, person, {"person": person, "text": "金额较大"})], evening)
        uow.commit()
    for one, unit in ((turned, "east"), (known, "board")):
        corrected = CorrectAnswers(answers={**COMPLAINED, "about_unit": unit}, reason="来信人补充说明")
        bench.act(WINDOW, one, corrected, evening)
    work(bench.office, Delivery(), morning)
    assert [(told.to.person, told.case) for told in sms.sent if told.text == "金额较大"] == [("at-east", other)]
    with bench.office.database.read() as uow:
        assert uow.outbox.set_aside() == []
        assert uow.connection.execute(text("select count(*) from outbox where channel = 'sms'")).scalar_one() == 0


def test_a_remark_mentions_nobody_whom_the_case_is_kept_from_and_shows_nobody_more_than_the_case_does(
    bench: Bench,
) -> None:
    secret = about(bench, "east")
    with pytest.raises(Refused) as refused:
        comment(bench.office, WINDOW, secret, "请@郑东 说明", (), NOW)
    assert "“郑东”不能查看这件事项" in refused.value.problems[0].message
    for picked in ("at-east", "outsider"):
        with pytest.raises(Refused, match="不能查看这件事项"):
            comment(bench.office, WINDOW, secret, "请说明", (picked,), NOW)
    assert secret not in {item.case for me in (AT_EAST, OUTSIDER) for item in inbox(bench.office, me, 1, NOW)}
    named = {one.id for one in offered(bench.office, WINDOW, secret, NOW, "@郑东 @吴九")}
    assert {"auditor", "at-west"} <= named
    assert "at-east" not in named

    comment(bench.office, WINDOW, secret, f"{COMPLAINED['persons'][0]['name']}来电，@吴九 请看", (), NOW)
    [told] = [item for item in inbox(bench.office, AUDITOR, 1, NOW) if item.case == secret]
    assert told.text.endswith("来电，@吴九 请看")
    assert COMPLAINED["persons"][0]["name"] not in told.text


def test_what_it_said_to_another_case_before_it_was_known_to_be_confidential_is_read_no_more(
    bench: Bench, case: str
) -> None:
    tied, listing = about(bench, "board"), about(bench, "board")
    link_case(bench.office, WINDOW, tied, case, "joint", NOW)
    for one in (tied, listing):
        word = HearGathering(case=one, number=bench.number(one), said="decided", text="核查到位")
        with bench.office.database.begin() as uow:
            uow.commands.add("t1", one, [Outgoing(f"{one}:said", word, case)], NOW)
            uow.commit()
    work(bench.office, Delivery(), NOW)

    def heard(me: Identity) -> list[str]:
        lines = [one for one in case_page(bench.office, me, case, NOW).timeline if one.word == "gathering-spoke"]
        return sorted(one.params["number"] + one.params["text"] for one in lines)

    assert heard(WINDOW) == sorted(f"{bench.number(one)}核查到位" for one in (tied, listing))
    assert heard(DIRECTOR) == []


def test_what_rules_made_of_a_word_that_is_not_told_is_not_on_the_page_of_why(bench: Bench, case: str) -> None:
    with bench.office.database.read() as uow:
        found = opened(bench.office, uow, WINDOW, case, NOW)
        events = found.events(uow)
    sight = found.sight(events)
    explainer = Explainer(found.names, sight, found.veil(sight))
    first, *others = why_blocks(found.state, events, explainer, ())
    assert why_blocks(found.state, events, explainer, {first.of}) == tuple(one for one in others if one.of != first.of)


def _number(bench: Bench, case: str) -> str:
    return case_page(bench.office, WINDOW, case, NOW).number


def _work(bench: Bench, me: Identity, tab: str) -> Any:
    return my_work(bench.office, me, tab, None, 1, NOW).rows
