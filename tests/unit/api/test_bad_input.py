"""What the API refuses before casework hears of it: always a problem that names the place, never a crash."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from flask import Flask

from fangyuan.casework.admitting import issue_token, revoke_tokens
from unit.api.talking import Program
from unit.casework.offices import ANSWERS, CLERK, REPAIR, Place

NEW = {"case_type": REPAIR, "answers": dict(ANSWERS)}


def raw(program: Program, data: bytes | str, media: str = "application/json", address: str = "/api/v1/cases") -> Any:
    headers = {"Authorization": f"Bearer {program.secret}"}
    answer = program.client.post(address, data=data, content_type=media, headers=headers)
    assert answer.mimetype == "application/problem+json", answer.text
    assert answer.json["status"] == answer.status_code
    return answer.json


MALFORMED = (
    b"{", b"\xff", b'"text"', b"[]", b"null", b'{"case_type": NaN, "answers": {}}',
    b'{"case_type": "x", "answers": {"n": 1e999}}', b'{"case_type": "x", "answers": {"n": "\\ud800"}}',
    b'{"case_type": "x", "answers": {"n": "\\u0000"}}', b'{"case_type": "x", "answers": {"\\u0000": 1}}',
    b'{"case_type": "x\\u0000", "answers": {}}', b"[" * 100_000,
    b'{"case_type": "x", "answers": {"n": ' + b"9" * 5000 + b"}}",
    b'{"case_type": "x", "answers": {"n": ' + b"[" * 80 + b"]" * 80 + b"}}",
)  # fmt: skip


def test_what_is_no_json_or_no_database_could_keep_is_malformed(clerk: Program) -> None:
    for data in MALFORMED:
        problem = raw(clerk, data)
        assert (problem["status"], problem["code"]) == (400, "malformed"), data[:60]


SHAPES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"received": "2026-03-01"}, ""),
    ({"received_on": "01.03.2026"}, "received_on"),
    ({"received_on": 5}, "received_on"),
    ({"answers": []}, "answers"),
    ({"case_type": ""}, "case_type"),
)


def test_a_name_that_is_written_twice_is_told(clerk: Program) -> None:
    problem = raw(clerk, '{"case_type": "x", "answers": {"device": "泵", "device": "阀"}}')
    assert (problem["status"], problem["code"]) == (400, "malformed")
    assert "“device”写了两次" in json.dumps(problem, ensure_ascii=False)


def test_a_body_of_another_shape_is_told_by_path(clerk: Program) -> None:
    for more, path in SHAPES:
        problem = clerk.refused(400, "registerCase", {**NEW, **more})
        assert [line["path"] for line in problem["problems"]] == [path]
        assert problem["problems"][0]["advice"]


def test_every_wrong_place_is_told_at_once(clerk: Program) -> None:
    problem = clerk.refused(400, "registerCase", {"case_type": 1, "answers": 1, "extra": 1})
    assert len(problem["problems"]) == 3


def test_an_answer_that_no_field_has_is_refused_too(clerk: Program) -> None:
    problem = clerk.refused(422, "registerCase", {**NEW, "answers": {**ANSWERS, "devise": "三楼打印机"}})
    assert problem["problems"][0]["path"] == "devise"


def test_an_answer_of_another_type_is_refused_by_its_path(clerk: Program) -> None:
    for name in ("device", "noticed_on", "urgent", "phone"):
        for value in (10**30, -(10**30), 1.5, "true" if name == "urgent" else True, {"a": 1}, ["a"], "长" * 30_000):
            problem = clerk.refused(422, "registerCase", {**NEW, "answers": {**ANSWERS, name: value}})
            assert problem["problems"][0]["path"].split(".")[0] == name


def test_another_media_type_is_refused(clerk: Program) -> None:
    assert raw(clerk, "case_type=x", "application/x-www-form-urlencoded")["status"] == 415
    assert raw(clerk, json.dumps(NEW), "text/plain")["status"] == 415
    assert raw(clerk, json.dumps(NEW), address="/api/v1/files")["status"] == 415


def test_a_body_without_end_is_refused(clerk: Program) -> None:
    data = json.dumps({**NEW, "answers": {"device": "x" * 9_000_000}})
    assert raw(clerk, data)["status"] == 413


def test_a_key_without_end_is_refused(clerk: Program) -> None:
    clerk.refused(400, "registerCase", NEW, key="k" * 300)


QUERIES = (
    ("cursor=x", "cursor"), ("cursor=%00", "cursor"), ("cursor=" + "x" * 3000, "cursor"), ("cursor=1&cursor=2", "cursor"),
    ("light=blue", "light"), ("tab=", "tab"), ("nothing=1", "nothing"), ("tab[x]=1", "tab[x]"),
)  # fmt: skip


def test_a_query_is_held_to_the_document(clerk: Program) -> None:
    headers = {"Authorization": f"Bearer {clerk.secret}"}
    for query, path in QUERIES:
        answer = clerk.client.get(f"/api/v1/work?{query}", headers=headers)
        assert (answer.status_code, answer.json["problems"][0]["path"]) == (400, path), query


def test_words_that_nothing_is_called_are_found_nowhere(clerk: Program) -> None:
    for case in ("no-such", "\x00", "x" * 300, "é" * 90, "' or 1=1 --"):
        clerk.refused(404, "getCase", case=case.replace("\x00", "%00"))
    clerk.refused(404, "approveDraft", {}, case="x", draft="one")


def test_other_addresses_and_methods_are_problems_too(clerk: Program) -> None:
    headers = {"Authorization": f"Bearer {clerk.secret}"}
    answer = clerk.client.get("/api/v1/no-such", headers=headers)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    answer = clerk.client.delete("/api/v1/cases", headers=headers)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_without_a_token_nothing_is_said(app: Flask) -> None:
    sent: tuple[dict[str, str], ...] = ({}, {"Authorization": "Bearer"}, {"Authorization": "Basic YTpi"})
    for headers in sent:
        answer = app.test_client().get("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_a_token_ends_when_it_is_revoked_and_when_it_runs_out(clerk: Program, place: Place) -> None:
    revoke_tokens(place.office, CLERK)
    clerk.refused(401, "getMe")
    clerk.secret = issue_token(place.office, CLERK, "short", place.now, days=1)
    assert clerk.get("getMe")["person"] == "clerk"
    place.time.at = place.now.replace(month=12)
    clerk.refused(401, "getMe")


def test_a_cookie_is_no_token(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["tenant"], session["person"] = "t", "clerk"
    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/inbox").status_code == 200


def test_an_upload_needs_its_file(clerk: Program) -> None:
    clerk.refused(400, "uploadFile", {"other": (BytesIO(b"x"), "x.txt")})
    clerk.refused(422, "uploadFile", {"file": (BytesIO(b""), "x.txt")})
