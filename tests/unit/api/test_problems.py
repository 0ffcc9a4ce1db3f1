"""Every error under /api is a problem (RFC 9457), whatever went wrong and wherever: one table."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from fangyuan.casework.admitting import issue_token, open_account
from fangyuan.store.database import Database
from fixtures.webs import web_over
from unit.api.talking import Program
from unit.casework.offices import ANSWERS, CLERK, REPAIR, Place, make_place

NEW = json.dumps({"case_type": REPAIR, "answers": dict(ANSWERS)})
WRONG_PASSWORD = json.dumps({"old": "not this one", "new": "another-long-one"})
JSON = "application/json"


@dataclass(frozen=True)
class Sent:
    """One request and the problem that it must meet."""

    status: int
    code: str
    method: str
    path: str
    body: bytes | str = b""
    media: str = JSON
    token: bool = True
    headers: dict[str, str] = field(default_factory=dict)


TABLE = (
    Sent(400, "malformed", "POST", "/api/v1/cases", b"{"),
    Sent(400, "malformed", "GET", "/api/v1/work?nothing=1"),
    Sent(401, "wrong-token", "GET", "/api/v1/me", token=False),
    Sent(401, "wrong-token", "GET", "/api/v1/me", token=False, headers={"Authorization": "Bearer no-such"}),
    Sent(403, "forbidden", "GET", "/api/v1/organisation"),
    Sent(404, "not-found", "GET", "/api/v1/cases/no-such"),
    Sent(404, "not-found", "GET", "/api/v1/no-such"),
    Sent(404, "not-found", "GET", "/api/v2/me"),
    Sent(404, "not-found", "GET", "/api/"),
    Sent(404, "not-found", "GET", "/api", token=False),
    Sent(404, "not-found", "POST", "/api/no-such", NEW, token=False),
    Sent(405, "method-not-allowed", "DELETE", "/api/v1/cases"),
    Sent(405, "method-not-allowed", "OPTIONS", "/api/v1/cases", token=False),
    Sent(405, "method-not-allowed", "PATCH", "/api/v1/me", NEW),
    Sent(413, "too-large", "POST", "/api/v1/cases", json.dumps({"answers": {"device": "x" * 9_000_000}})),
    Sent(415, "unsupported-media-type", "POST", "/api/v1/cases", NEW, "text/plain"),
    Sent(415, "unsupported-media-type", "POST", "/api/v1/files", NEW),
    Sent(422, "", "POST", "/api/v1/cases", json.dumps({"case_type": REPAIR, "answers": {"no": 1}})),
)


def sent(program: Program, one: Sent) -> TestResponse:
    headers = {"Authorization": f"Bearer {program.secret}"} if one.token else {}
    return program.client.open(
        one.path, method=one.method, data=one.body, content_type=one.media, headers={**headers, **one.headers}
    )


def check(answer: TestResponse, status: int, code: str = "") -> Any:
    """A problem of this status, whole, in words, and nothing that a browser or a shared memory would keep."""
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    told = answer.json
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert told["title"]
    assert told["detail"]
    assert told["problems"][0]["advice"] or not code
    assert told["code"] == (code or told["code"])
    assert answer.headers["Cache-Control"] == "no-store"
    return told


def test_every_error_is_a_problem(clerk: Program) -> None:
    for one in TABLE:
        answer = sent(clerk, one)
        check(answer, one.status, one.code)
        assert ("Allow" in answer.headers) is (one.status == 405), one
        assert answer.headers.get("WWW-Authenticate", "").startswith("Bearer") is (one.status == 401), one


def test_what_changed_meanwhile_is_a_problem(clerk: Program) -> None:
    made = clerk.do("registerCase", json.loads(NEW))
    clerk.do("completeTask", {"seen": made["seq"]}, case=made["case"], task="mend")
    answer = clerk.call("completeTask", {"seen": made["seq"]}, case=made["case"], task="mend")
    check(answer, 409, "changed-meanwhile")


def test_who_tries_passwords_is_told_how_long_to_wait(clerk: Program, place: Place) -> None:
    open_account(place.office, "t", CLERK.person, "clerk", "long-enough-1", place.now)
    asked = Sent(422, "wrong-password", "POST", "/api/v1/me/password", WRONG_PASSWORD)
    for _ in range(5):
        check(sent(clerk, asked), 422, "wrong-password")
    answer = sent(clerk, asked)
    check(answer, 429, "locked")
    assert answer.headers["Retry-After"] == "900"


def test_a_busy_database_is_a_problem_that_says_when_to_come_back(tmp_path: Path) -> None:
    place = make_place(f"sqlite:///{tmp_path / 'busy.db'}", tmp_path)
    client = web_over(place.office).test_client()
    clerk = Program(client, issue_token(place.office, CLERK, "test", place.now), {})
    held = place.office.database
    place.office.database = Database(str(held.engine.url), held.key, busy_seconds=0.1)
    with held.begin():
        answer = sent(clerk, Sent(503, "busy", "POST", "/api/v1/inbox/read", '{"ids": ["x"]}'))
    check(answer, 503, "busy")
    assert answer.headers["Retry-After"] == "5"
    place.office.database.close()
    held.close()


def test_a_defect_is_a_problem_that_tells_nothing_of_itself(clerk: Program, place: Place) -> None:
    """Whatever asks for the time breaks: the log has it, the program does not."""
    clock, place.office.clock = place.office.clock, Broken()
    answer = sent(clerk, Sent(500, "internal-error", "GET", "/api/v1/me"))
    place.office.clock = clock
    assert "off a wall" not in json.dumps(check(answer, 500, "internal-error"))


class Broken:
    """A clock that has no time to tell."""

    virtual = False

    def now(self) -> datetime:
        """Breaks."""
        raise RuntimeError("the clock fell off a wall")

    machine = now
