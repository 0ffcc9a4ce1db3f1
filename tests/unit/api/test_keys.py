"""Idempotency keys: whatever writes takes one, does once what it stands for, and answers alike every time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from fangyuan.casework.admitting import open_account
from fangyuan.casework.asking_once import KEPT
from fangyuan.store.requests import Claim
from fangyuan.web.api.mounting import OPERATIONS
from fangyuan.web.api.operations import Operation
from fangyuan.web.api.taking import own_key
from unit.api.conftest import WHO, ProgramOf
from unit.api.talking import Program
from unit.casework.offices import ANSWERS, CLERK, REPAIR, Place

NEW = {"case_type": REPAIR, "answers": dict(ANSWERS)}
FILTER = {"place": "desk", "title": "红灯", "query": "light=red"}
WRITING = [one for one in OPERATIONS if one.writes and not one.open]


def smallest(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The smallest value that a schema of the document allows, as far as bodies need it."""
    if "$ref" in schema:
        return smallest(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: smallest(schema["properties"][name], schemas) for name in schema.get("required", ())}
        case "array":
            return [smallest(schema["items"], schemas)] * schema.get("minItems", 0)
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            words = ("x" * max(schema.get("minLength", 1), 1), "1 workday", "x/1", "09:00", "2026-03-02")
            told = next(word for word in words if re.search(schema.get("pattern", ""), word))
            return "2026-03-02" if schema.get("format") == "date" else told


def address(one: Operation) -> str:
    return "/api/v1" + re.sub(r"\{\w+\}", "1", one.path)


def ask(program: Program, one: Operation, key: str) -> TestResponse:
    """The smallest request of an operation."""
    headers = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": key}
    told = program.document["paths"][one.path][one.method]
    more: dict[str, Any] = {"data": {"file": (BytesIO(b"x"), "x.txt")}} if one.upload else {}
    if "application/json" in (content := told.get("requestBody", {}).get("content", {})):
        more["json"] = smallest(content["application/json"]["schema"], program.document["components"]["schemas"])
    words = {word["name"]: "x" for word in told["parameters"] if word.get("required") and word["in"] == "query"}
    return program.client.open(address(one), method="POST", headers=headers, query_string=words, **more)


def test_whatever_writes_refuses_a_key_that_stands_for_something_else(program_of: ProgramOf, place: Place) -> None:
    """One row for every operation of the document that writes: none of them runs before its key was looked at."""
    programs = {name: program_of(name) for name in ("admin", "clerk")}
    with place.office.database.begin() as uow:
        for one in WRITING:
            for me in (WHO["admin"], CLERK):
                uow.requests.claim(Claim("t", own_key(me, one.id, address(one), "k"), "something else", place.now))
        uow.commit()
    met = {}
    for one in WRITING:
        answer = ask(programs["admin" if "administrators" in one.summary else "clerk"], one, "k")
        met[one.id] = (answer.status_code, answer.json["code"])
    assert met == dict.fromkeys((one.id for one in WRITING), (422, "key-reused"))
    assert len(met) > 60


def test_what_was_done_once_is_told_again_word_for_word(clerk: Program, place: Place) -> None:
    case = clerk.do("registerCase", NEW)["case"]
    acts: tuple[tuple[str, Any, dict[str, str]], ...] = (
        ("registerCase", NEW, {}),
        ("commentCase", {"text": "已通知维修"}, {"case": case}),
        ("saveFilter", FILTER, {}),
    )
    for operation, body, words in acts:
        first, second = (clerk.call(operation, body, "k", **words) for _ in range(2))
        assert first.status_code in (200, 201), first.text
        assert (first.text, first.status_code) == (second.text, second.status_code)
        assert first.headers.get("Location") == second.headers.get("Location")
        assert [a.headers.get("Idempotency-Replayed") for a in (first, second)] == [None, "true"]
    assert place.words(case).count("comment-made") == 1
    assert count(place, "cases") == 2


def test_another_request_under_a_key_is_refused_and_does_nothing(clerk: Program) -> None:
    clerk.do("saveFilter", FILTER, "k")
    refused = clerk.refused(422, "saveFilter", {**FILTER, "title": "黄灯"}, "k")
    assert (refused["code"], refused["problems"][0]["path"]) == ("key-reused", "Idempotency-Key")
    assert [one["title"] for one in clerk.get("listFilters")["items"]] == ["红灯"]
    clerk.do("saveFilter", {**FILTER, "title": "黄灯"}, "another")


def test_a_file_that_is_sent_twice_is_one_file(clerk: Program) -> None:
    def upload(data: bytes) -> TestResponse:
        return clerk.call("uploadFile", {"file": (BytesIO(data), "签字.pdf")}, "k")

    first, second = upload(b"%PDF-1.4 one"), upload(b"%PDF-1.4 one")
    assert first.json["file"] == second.json["file"]
    assert upload(b"%PDF-1.4 two").json["code"] == "key-reused"


def test_a_file_that_is_taken_out_twice_leaves_two_traces(clerk: Program, place: Place) -> None:
    for _ in range(2):
        answer = clerk.call("exportView", key="k", view="ledger")
        assert answer.data[:2] == b"PK"
    assert clerk.refused(422, "exportView", key="k", view="ledger", sort="-case.received_on")["code"] == "key-reused"
    assert count(place, "access_log where what = 'export'") == 2


def count(place: Place, what: str) -> int:
    with place.office.database.read() as uow:
        return int(uow.connection.execute(text(f"select count(*) from {what}")).scalar_one())


def test_a_password_that_is_told_once_is_not_told_again(program_of: ProgramOf, place: Place) -> None:
    admin = program_of("admin")
    open_account(place.office, "t", "clerk", "clerk", "long-enough-1", place.now)
    password = admin.do("resetPassword", key="k", person="clerk")["password"]
    again = admin.call("resetPassword", None, "k", person="clerk")
    assert (again.status_code, again.json["code"]) == (409, "key-under-way")
    assert password not in again.text


def test_what_was_refused_leaves_its_key_free(clerk: Program) -> None:
    clerk.refused(422, "registerCase", {**NEW, "answers": {}}, "k")
    clerk.do("registerCase", NEW, "k")
    clerk.refused(400, "saveFilter", {**FILTER, "place": 5}, "k")
    clerk.do("saveFilter", FILTER, "k")


def test_a_key_is_one_officers_own(clerk: Program, chief: Program) -> None:
    clerk.do("saveFilter", FILTER, "k")
    chief.do("saveFilter", {**FILTER, "title": "黄灯"}, "k")


def test_two_at_once_are_one_act(app: Flask, clerk: Program, place: Place) -> None:
    """However they meet: one does it, the other is told the same or that it is under way."""

    def send(n: int) -> list[tuple[int, str]]:
        mine = Program(app.test_client(), clerk.secret, clerk.document)
        met = [
            mine.call("registerCase", {**NEW, "answers": {**ANSWERS, "device": f"泵{k}"}}, f"k{k}") for k in range(5)
        ]
        met += [mine.call("saveFilter", {**FILTER, "title": f"滤{k}"}, f"k{k}") for k in range(5)]
        return [(answer.status_code, answer.json.get("code", "")) for answer in met]

    with ThreadPoolExecutor(2) as pool:
        met = [one for each in pool.map(send, range(2)) for one in each]
    assert {status for status, _ in met} <= {200, 201, 409}
    assert {code for status, code in met if status == 409} <= {"key-under-way"}
    assert count(place, "cases") == 5
    assert count(place, "saved_filters") == 5


def test_an_act_whose_answer_was_lost_is_told_by_its_case(clerk: Program, place: Place) -> None:
    """As after a crash between the act and its answer: the key stands, the answer does not."""
    made = clerk.do("registerCase", NEW, "k")
    clerk.do("saveFilter", FILTER, "k")
    with place.office.database.begin() as uow:
        uow.connection.execute(text("update requests_done set answer = ''"))
        uow.commit()
    assert clerk.do("registerCase", NEW, "k")["case"] == made["case"]
    assert clerk.refused(409, "saveFilter", FILTER, "k")["code"] == "key-under-way"


def test_nothing_of_what_was_answered_can_be_read_in_the_database(clerk: Program, place: Place) -> None:
    clerk.do("saveFilter", {**FILTER, "title": "张三的案件"}, "k")
    with place.office.database.read() as uow:
        [kept] = uow.connection.execute(text("select answer from requests_done")).scalars()
    assert "张三" not in kept


def test_keys_run_out(clerk: Program, place: Place) -> None:
    clerk.do("registerCase", NEW, "k")
    clerk.do("saveFilter", FILTER, "k")
    place.work(place.now + KEPT - timedelta(hours=2))
    assert count(place, "requests_done") == 2
    place.work(place.now + timedelta(hours=4))
    assert (count(place, "requests_done"), count(place, "idempotency_keys where key like 'api:%'")) == (0, 0)
