"""Requests that nobody thought of, made by schemathesis from the document: never a crash, always what the document says."""

from __future__ import annotations

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

from unit.api.conftest import ProgramOf
from unit.api.talking import BY_ID, Program, check
from unit.casework.offices import ANSWERS, REPAIR

# The same requests in every run, so that a failure is that of the change at hand.
SHORT = settings(
    max_examples=5, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@dataclass(slots=True)
class Fuzzer:
    """Sends generated requests of one operation, every other one about a case that there is, and keeps the statuses."""

    program: Program
    id: str
    case: str
    statuses: set[int] = field(default_factory=set)

    def run(self, requests: SearchStrategy[Any]) -> None:
        """A few requests of a strategy."""

        @SHORT
        @given(requests)
        def each(asked: Any) -> None:
            self.send(asked)

        each()

    def send(self, asked: Any) -> None:
        """One request; its answer is held against the document."""
        path = asked.path_parameters or {}
        if "case" in path and len(str(path["case"])) % 2:
            path["case"] = self.case
        answer = asked.call(headers={"Authorization": f"Bearer {self.program.secret}"})
        self.statuses.add(answer.status_code)
        if answer.status_code in (308, 405):
            return
        headers = Headers([(name, value) for name, values in answer.headers.items() for value in values])
        asked_for = Request({"REQUEST_METHOD": "GET"})
        told = TestResponse(iter([answer.content]), str(answer.status_code), headers, asked_for)
        check(self.program.document, BY_ID[self.id], told)


def test_whatever_is_sent_nothing_breaks(app: Flask, program_of: ProgramOf) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    admin, clerk = program_of("admin"), program_of("clerk")
    case = clerk.do("registerCase", {"case_type": REPAIR, "answers": dict(ANSWERS)})["case"]
    fuzzers: dict[str, Fuzzer] = {}
    for operation in (result.ok() for result in schema.get_all_operations()):
        told = operation.definition.raw
        fuzzer = Fuzzer(admin if "administrators" in told["summary"] else clerk, told["operationId"], case)
        fuzzers[fuzzer.id] = fuzzer
        fuzzer.run(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        if told["parameters"] or "requestBody" in told:
            fuzzer.run(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    assert set(fuzzers) == set(BY_ID) - {"getDocument"}
    assert set().union(*(fuzzer.statuses for fuzzer in fuzzers.values())) >= {200, 201, 400, 404, 422}
