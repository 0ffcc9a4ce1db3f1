"""Sensitive answers: nowhere readable in the database, readable with the key, gone with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, event, select

from fangyuan.engine.folding import fold
from fangyuan.model.events import (
    AnswersSubmitted,
    Cause,
    CommentMade,
    DraftMade,
    LetterIssued,
    Recorded,
    RulesWeighed,
    Verdict,
)
from fangyuan.store import rebuild, sealing
from fangyuan.store.cases import StoredCase
from fangyuan.store.chain import verify
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.drafts import Draft
from fangyuan.store.sealing import REDACTED
from fixtures.instances import plain
from fixtures.storing import NOW, ROW, SENSITIVE, TENANT, answered, begun, put

ID_CARD, PHONE, OTHER = "11010119800101123X", "13800138000", "370101199001011234"
ANSWERS = {
    "kind": "road",
    "secret": {"place": "安置房三号楼", "since": 19991231},
    "persons": [
        {"person_id": "p1", "name": "张三", "id_card": ID_CARD, "phone": PHONE},
        {"person_id": "p2", "name": "李四", "id_card": OTHER},
    ],
    "story": f"请打电话 {PHONE},证件 {OTHER}。",
}
LETTER = {
    "letter": "notice",
    "copy": 1,
    "title": "告知书",
    "number": "1",
    "template": "a.docx",
    "template_hash": "sha256:1",
}


def everything(connection: Connection) -> str:
    """Every value of every table, as one text."""
    metadata = MetaData()
    metadata.reflect(connection)
    rows = (row for table in metadata.sorted_tables for row in connection.execute(select(table)))
    return "\n".join(str(value) for row in rows for value in row)


def full(uow: UnitOfWork) -> StoredCase:
    """A case that says its sensitive answers wherever events can say something."""
    case = begun(uow, ANSWERS)
    case = put(uow, answered({"phone": OTHER}, at="tasks.visit.unit-1", task="visit"), before=case)
    weighed = RulesWeighed(
        on="case-registered",
        verdicts=(
            Verdict("r", False, failed="secret", saw=ANSWERS["secret"]),
            Verdict("s", True, facts={"persons.phone": PHONE, "secret": ANSWERS["secret"], "x": ID_CARD}),
        ),
    )
    events = (
        LetterIssued(**LETTER, context={"id": ID_CARD, "line": f"电话:{PHONE}", "kind": "road"}),
        weighed,
        CommentMade(text=f"已核实 {ID_CARD}"),
        DraftMade(draft=1, rule="r", opinion=PHONE, approvers=("boss",)),
    )
    recorded = [
        Recorded(case.state.seq + n, one, NOW, "clerk", Cause("rule", "r", {"persons.phone": PHONE, "x": ID_CARD}))
        for n, one in enumerate(events, 1)
    ]
    state = case.state
    for one in recorded:
        state = fold(state, one)
    return uow.cases.append(case, recorded, state, ROW)


def test_no_sensitive_answer_stands_anywhere_in_the_database(database: Database) -> None:
    with database.begin() as uow:
        case = full(uow)
        uow.drafts.save(TENANT, "anna", Draft("k", "new:x/y", {"phone": [PHONE]}, 1, NOW, NOW))
        uow.commit()
    with database.read() as uow:
        said = everything(uow.connection)
        for secret in (ID_CARD, PHONE, OTHER, "安置房", "19991231"):
            assert secret not in said
        assert "张三" in said
        assert uow.cases.load(TENANT, case.state.case) == case
        events = [recorded.event for recorded in uow.cases.events(TENANT, case.state.case)]
        assert isinstance(events[2], AnswersSubmitted)
        assert events[2].answers == ANSWERS
        assert isinstance(events[4], LetterIssued)
        assert events[4].context == {"id": ID_CARD, "line": f"电话:{PHONE}", "kind": "road"}
        assert isinstance(events[6], CommentMade)
        assert events[6].text == f"已核实 {ID_CARD}"
        assert uow.cases.events(TENANT, case.state.case)[4].cause.facts == {"persons.phone": PHONE, "x": ID_CARD}


def test_an_erased_person_is_gone_and_the_chain_still_holds(database: Database) -> None:
    with database.begin() as uow:
        case = full(uow).state.case
        uow.commit()
    with database.begin() as uow:
        assert uow.seals.erase(TENANT, "p1", NOW)
        assert not uow.seals.erase(TENANT, "p1", NOW)
        uow.commit()
    with database.read() as uow:
        loaded = uow.cases.load(TENANT, case)
        assert loaded is not None
        one, two = loaded.state.answers["persons"]
        assert (one["name"], one["id_card"], one["phone"]) == ("张三", None, None)
        assert two["id_card"] == OTHER
        assert loaded.state.answers["story"] == f"请打电话 {REDACTED},证件 {OTHER}。"
        assert loaded.state.drafts[1].opinion == REDACTED
        events = [recorded.event for recorded in uow.cases.events(TENANT, case)]
        assert isinstance(events[4], LetterIssued)
        assert events[4].context == {"id": None, "line": f"电话:{REDACTED}", "kind": "road"}
        assert verify(uow) == []


def test_a_case_goes_on_after_an_erasure_and_can_be_rebuilt(database: Database) -> None:
    with database.begin() as uow:
        case = full(uow).state.case
        uow.seals.erase(TENANT, "p1", NOW)
        uow.commit()
    with database.begin() as uow:
        before = uow.cases.load(TENANT, case)
        after = put(uow, answered({**ANSWERS, "persons": [{"person_id": "p1", "phone": "13900139000"}]}), before=before)
        uow.commit()
    with database.begin() as uow:
        assert rebuild.rebuild(uow, TENANT, case, fold, lambda _: ROW).answers == after.state.answers
        assert verify(uow) == []


def test_a_sealed_value_opens_nowhere_else(database: Database) -> None:
    with database.begin() as uow:
        sealed = uow.seals.seal(TENANT, PHONE, "p1", "case-1")
        assert uow.seals.open(TENANT, sealed, "case-1") == PHONE
        assert uow.seals.open(TENANT, sealed, "case-2") is None
        assert uow.seals.open("elsewhere", sealed, "case-1") is None
        assert uow.seals.open(TENANT, {"$sealed": {**sealed["$sealed"], "key": "unknown"}}, "case-1") is None
        assert uow.seals.open(TENANT, {"$sealed": {**sealed["$sealed"], "data": "!"}}, "case-1") is None


@pytest.mark.parametrize("words", [{"$sealed": 5}, {"$sealed": {"key": "k"}}, {"$parts": "x"}, {"$sealed": {}, "b": 1}])
def test_somebodys_own_words_are_no_seal(database: Database, words: Any) -> None:
    with database.begin() as uow:
        case = begun(uow, {"kind": words}).state.case
        uow.commit()
    with database.read() as uow:
        loaded = uow.cases.load(TENANT, case)
        assert loaded is not None
        assert loaded.state.answers["kind"] == words


def test_a_sensitive_answer_is_found_by_its_hash_and_only_in_its_tenant(database: Database) -> None:
    with database.begin() as uow:
        assert uow.seals.blind_index(TENANT, ID_CARD) == uow.seals.blind_index(TENANT, ID_CARD)
        assert uow.seals.blind_index(TENANT, ID_CARD) != uow.seals.blind_index("elsewhere", ID_CARD)


class Box:
    """Seals without a key: what matters here is where, and under whose name."""

    def seal(self, value: Any, subject: str) -> dict[str, Any]:
        return {"$sealed": {"key": subject, "alg": "none", "nonce": "", "data": json.dumps(value)}}

    def open(self, sealed: Any) -> Any:
        return json.loads(sealed["data"])


def _subjects(tree: Any) -> Iterator[tuple[str, Any]]:
    for sealed in sealing.sealed_in(tree):
        yield sealed["key"], json.loads(sealed["data"])


def test_the_key_is_that_of_the_nearest_person() -> None:
    sealed = sealing.seal_tree(ANSWERS, SENSITIVE, "case", Box().seal)
    assert sorted(_subjects(sealed), key=str) == sorted(
        [("case", ANSWERS["secret"]), ("p1", ID_CARD), ("p1", PHONE), ("p2", OTHER)], key=str
    )
    below = sealing.seal_tree({"tasks": {"visit": {"unit-1": {"phone": PHONE}}}}, SENSITIVE, "case", Box().seal)
    assert list(_subjects(below)) == [("case", PHONE)]


_keys = st.sampled_from(["persons", "id_card", "phone", "secret", "person_id", "tasks", "visit", "x"])
_trees = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4))


@settings(max_examples=200, deadline=None)
@given(tree=st.dictionaries(_keys, _trees, max_size=5))
def test_what_was_sealed_opens_as_it_was(tree: dict[str, Any]) -> None:
    box = Box()
    sealed = sealing.seal_tree(tree, SENSITIVE, "case", box.seal)
    assert sealing.open_tree(sealed, box.open) == tree
    secrets = sealing.secrets_of(tree, SENSITIVE, "case")
    carried = sealing.seal_carriers({"text": json.dumps(tree), "context": tree, "other": tree}, secrets, box.seal)
    assert sealing.open_tree(carried, box.open) == {"text": json.dumps(tree), "context": tree, "other": tree}
    assert carried["other"] == tree
    assert not any(value in secrets for value in _strings(carried["context"]))


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for inner in tree:
            yield from _strings(inner)
    elif isinstance(tree, dict) and "$sealed" not in tree and "$parts" not in tree:
        for inner in tree.values():
            yield from _strings(inner)


def test_an_erasure_says_when(database: Database) -> None:
    with database.begin() as uow:
        uow.seals.seal(TENANT, PHONE, "p1", "c")
        uow.seals.erase(TENANT, "p1", datetime(2026, 5, 1, tzinfo=UTC))
        assert "2026-05-01" in everything(uow.connection)
        assert uow.seals.open(TENANT, uow.seals.seal(TENANT, "new", "p1", "c"), "c") == "new"


def test_a_case_of_many_people_takes_no_more_statements_than_one_of_one(database: Database) -> None:
    counts = []
    with database.begin() as uow:
        seen: list[str] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *said: seen.append(said[2]))
        for n in (1, 50):
            persons = [{"person_id": f"{n}.{m}", "id_card": str(m) * 6} for m in range(n)]
            seen.clear()
            begun(uow, {"persons": persons}, number=str(n))
            counts.append(len(seen))
    assert counts[0] == counts[1]
