"""Requests that nobody thought of, made by schemathesis from the document: never a crash, always what the document says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from fangyuan.casework.organising import publish, put_organisation
from fangyuan.model.world import Person, Post, Tenant, Unit
from unit.api.conftest import WHO, ProgramOf
from unit.api.talking import BY_ID, Program, check
from unit.casework.offices import ANSWERS, REPAIR, Place

# The same requests in every run, so that a failure is that of the change at hand.
STEADY = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
MANY = 5
REQUESTS = {"sqlite": MANY, "postgresql": MANY if os.environ.get("FANGYUAN_EXPLORE") else 2}
"""How many of each sort every operation gets: what makes a request is the same on both databases, and takes most of the time.
Whether they get as far as what there is is asked where they are many.
"""


NOT_THERE = {400, 404, 405, 308}
SHALLOW = frozenset(
    {"answerObjection", "unlinkCase", "getFile", "getActionForm"}
    | {"dropFilter", "renameFilter", "getDraft", "dropDraft", "restoreDraft", "endDelegation"}
    | {"getBulk", "takeBulkBack", "doBulkNow", "getJob", "getJobFile", "discardJob"}
    | {"getImport", "mapImport", "remapImport", "takeImport", "discardImport", "getWrongRows"}
    | {"getReport", "exportReport", "listCasesBehind", "composeDigest", "makeDigest"}
    | {"startListener", "stopListener", "dropListener", "resendAnnouncement"}
)
"""Operations on what this office has none of, so that they find nothing; each has tests of its own."""


@dataclass(slots=True)
class Fuzzer:
    """Sends generated requests of one operation about what there is, every other one of the wrong ones too; keeps the statuses."""

    program: Program
    id: str
    real: Mapping[str, Any]
    requests: int
    statuses: set[int] = field(default_factory=set)
    sent: int = 0

    def run(self, requests: SearchStrategy[Any], *, fitting: bool) -> None:
        """A few requests of a strategy; those that are `fitting` name what there is in their bodies too."""

        @settings(STEADY, max_examples=self.requests)
        @given(requests)
        def each(asked: Any) -> None:
            self.sent += 1
            if fitting or self.sent % 2:
                self.point(asked, fitting=fitting)
            self.send(asked)

        each()

    def point(self, asked: Any, *, fitting: bool) -> None:
        """Turns a request to what there is: a case, its task, a view."""
        for name in (path := asked.path_parameters or {}):
            path[name] = self.real.get(name, path[name])
        if fitting and isinstance(body := asked.body, dict):
            body.update({name: self.real[f"body.{name}"] for name in body if f"body.{name}" in self.real})

    def send(self, asked: Any) -> None:
        """One request; its answer is held against the document."""
        answer = asked.call(headers={"Authorization": f"Bearer {self.program.secret}"})
        self.statuses.add(answer.status_code)
        if answer.status_code in (308, 405):
            return
        headers = Headers([(name, value) for name, values in answer.headers.items() for value in values])
        asked_for = Request({"REQUEST_METHOD": "GET"})
        told = TestResponse(iter([answer.content]), str(answer.status_code), headers, asked_for)
        check(self.program.document, BY_ID[self.id], told)


def there(case: str, number: str, path: str) -> dict[str, Any]:
    """What stands in the holes of an address, and by `body.` in a body, so that a request finds something."""
    packs = {"pack": "minimal", "case_type": "repair"} if path.startswith("/case-types") else {}
    inside = {
        "cases": [case], "case": case, "case_type": REPAIR, "answers": dict(ANSWERS), "letters": [f"{case}/1"], "to": "chief",
        "place": "new:minimal/repair", "act": "claim", "number": number, "path": "phone", "by": "1 workday", "person": "",
        "into": number, "unit": "yard", "role": "clerk",
    }  # fmt: skip
    return {
        "case": case, "task": "mend", "action": "scrap", "act": "link", "clock": "mend", "copy": 1, "form": "report",
        "view": "ledger", "person": "spare", "unit": "yard", "calendar": "cn", "tenant": "t", **packs,
        **{f"body.{name}": value for name, value in inside.items()},
    }  # fmt: skip


def test_whatever_is_sent_nothing_breaks(app: Flask, program_of: ProgramOf, place: Place) -> None:
    put_organisation(
        place.office,
        [Tenant("t", "示例县", "SL", "county", public=True)],
        [Unit("yard", "t", "维修站")],
        [Person("spare", "t", "多出来的人", (Post("clerk", "yard"),))],
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    admin, clerk = program_of("admin"), program_of("clerk")
    requests = REQUESTS[place.office.database.engine.dialect.name]
    fuzzers: dict[str, Fuzzer] = {}
    for operation in (result.ok() for result in schema.get_all_operations()):
        told = operation.definition.raw
        # What was sent before may have ended the case, or closed the public page.
        made = place.register(f"{len(fuzzers)}")
        publish(place.office, WHO["admin"], public=True)
        program = admin if "administrators" in told["summary"] else clerk
        fuzzer = Fuzzer(program, told["operationId"], there(made.case, made.number, operation.path), requests)
        fuzzers[fuzzer.id] = fuzzer
        fuzzer.run(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), fitting=True)
        if told["parameters"] or "requestBody" in told:
            fuzzer.run(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE), fitting=False)
    assert set(fuzzers) == set(BY_ID) - {"getDocument"}
    assert set().union(*(fuzzer.statuses for fuzzer in fuzzers.values())) >= {200, 201, 400, 404, 422}
    if requests < MANY:
        return
    of_cases = {one for one in fuzzers if "{" in BY_ID[one].path and "{pack}" not in BY_ID[one].path}
    assert {one for one in of_cases if fuzzers[one].statuses <= NOT_THERE} <= SHALLOW
