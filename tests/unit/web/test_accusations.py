"""An accusation never reaches whom it is about: every address answers them as if it had never come.

Regulation 2022, Art. 30 and 46(5). The addresses are those of the application, so a new one is asked as well; pages and
API, rows, searches, counts, figures, files, looks ahead and acts. What is asked names the accusation by its id, its number,
its words and its people, and nobody may tell it from one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

import pytest
from flask.testing import FlaskClient

from fangyuan.store.access import LogRepository, Look
from fangyuan.store.database import UnitOfWork
from fixtures.accused import BOSS, HEAD, UNDER, WORDS, House, Pair, pair
from unit.web.walking import Ask, Places, Said, looks, sent, writes

SINGLE = frozenset(
    {"letter.show", "letter.to_sign", "case.file", "packs.archive", "jobs.file", "imports.wrong"}
    | {
        "api.getLetter",
        "api.getFile",
        "api.getPackArchive",
        "api.getWrongRows",
        "api.getUnsignedLetter",
        "api.getJobFile",
    }
)
"""Downloads by GET: one paper of one case, a pack, or what was asked for before and written into the log then."""

SHOWN = frozenset(
    {"desk.show", "desk.search", "case.show", "case.why", "case.printed", "ledger.show", "ledger.excel"}
    | {"letter_register.show", "letter_register.excel", "letter.page", "letter.show", "task.show", "dashboard.cases"}
    | {"reports.cases", "bulk.ask", "bulk.show", "slip.show", "paper.filled", "correction.show", "act.show"}
    | {"api.getCase", "api.listWork", "api.findCases", "api.getView", "api.exportView", "api.listDashboardCases"}
    | {"api.listCasesBehind", "api.getLetterPage", "api.getBulk", "api.listBulkActs", "api.foreseeBulk", "api.getAct"}
    | {
        "api.findEarlier",
        "api.listMonthCases",
        "api.getFilledForm",
        "api.foreseeKit",
        "api.getLetterRegister",
        "leader.cases",
    }
)
"""Where the same requests do show it to the head of the office: so that an address that shows nothing to anybody is seen."""

TAKEN = frozenset(
    {
        "ledger.excel",
        "diary.file",
        "kit.make",
        "reports.file",
        "letter_register.excel",
        "letter_register.take",
        "letter.take_together",
    }
    | {"api.exportView", "api.exportReport", "api.makeDigest", "api.makeKit", "api.packLetters", "api.exportDiary"}
)
"""What gives many cases, or figures of them, in one file."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    made = pair(tmp_path_factory.mktemp("worlds"))
    yield made
    for house in (made.there, made.never):
        house.office.database.close()


@pytest.fixture
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is posted is done and answered, and taken back, so that each request finds the same world."""
    monkeypatch.setattr(UnitOfWork, "commit", lambda _: None)


def client_of(house: House, person: str) -> FlaskClient:
    client: FlaskClient = house.app.test_client()
    with client.session_transaction() as session:
        session.update(tenant="t", person=person, stamp="")
    return client


def asks(worlds: Pair) -> list[Ask]:
    places = Places.of(worlds)
    return [*looks(worlds.there, places), *writes(worlds.there, places)]


def asked_of(worlds: Pair, person: str) -> list[Ask]:
    """Every address once, the API's by one of the two and the pages by the other; the lists by both."""
    of_api = person == BOSS
    return [
        ask for ask in asks(worlds)
        if ask.endpoint.startswith("api.") is of_api or (ask.fields is None and not ask.of_case)
    ]  # fmt: skip


@pytest.mark.usefixtures("nothing_stays")
@pytest.mark.parametrize("person", [BOSS, UNDER])
def test_whom_it_is_about_cannot_tell_that_it_came(worlds: Pair, person: str) -> None:
    there, never = client_of(worlds.there, person), client_of(worlds.never, person)
    betrayed = {}
    for ask in asked_of(worlds, person):
        one, other = sent(worlds.there, there, person, ask), sent(worlds.never, never, person, ask)
        assert one.status < 500, ask.name
        if one != other:
            betrayed[ask.name] = "\n".join(unified_diff(other.text.split("\n"), one.text.split("\n"), n=0, lineterm=""))
    assert betrayed == {}


@pytest.mark.usefixtures("nothing_stays")
def test_others_see_it_at_the_same_addresses_and_what_they_take_out_is_written_down(
    worlds: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Look] = []
    keep = LogRepository.add

    def noted(log: LogRepository, tenant: str, look: Look) -> None:
        written.append(look)
        keep(log, tenant, look)

    monkeypatch.setattr(LogRepository, "add", noted)
    client, shown, taken = client_of(worlds.there, HEAD.person), set(), set()
    for ask in asks(worlds):
        if ask.fields is not None and ask.of_case:
            continue
        before = len(written)
        said = sent(worlds.there, client, HEAD.person, ask)
        if tells(said, ask, worlds):
            shown.add(ask.endpoint)
        if said.file and ask.endpoint not in SINGLE:
            taken.add(ask.endpoint)
            assert len(written) > before, f"{ask.name} gives a file, and no log says who took it"
    assert shown >= SHOWN, SHOWN - shown
    assert taken >= TAKEN, TAKEN - taken


def tells(said: Said, ask: Ask, worlds: Pair) -> bool:
    """Whether an answer says more of it than the request itself did."""
    asked = f"{ask.address} {ask.fields or ''}"
    return any(one not in asked and one in said.text for one in (worlds.secret.number, WORDS))
