"""A program that speaks to the API: every answer that it gets is held against the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from fangyuan.web.api.mounting import OPERATIONS
from fangyuan.web.api.operations import Operation

BY_ID: Mapping[str, Operation] = {operation.id: operation for operation in OPERATIONS}


@dataclass(slots=True)
class Program:
    """Calls operations by their id; `document` is the one that the API itself gave."""

    client: FlaskClient
    secret: str
    document: Mapping[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, id: str, body: Any = None, key: str = "", **words: Any) -> TestResponse:
        """One request; `words` fill the address first, then the query."""
        one = BY_ID[id]
        inside = {name: value for name, value in words.items() if f"{{{name}}}" in one.path}
        query = {name: value for name, value in words.items() if name not in inside}
        headers = {"Authorization": f"Bearer {self.secret}", **self.headers}
        if key:
            headers["Idempotency-Key"] = key
        more = {"data": body} if one.upload else {"json": body} if body is not None else {}
        address = "/api/v1" + one.path.format(**inside)
        answer = self.client.open(address, method=one.method.upper(), query_string=query, headers=headers, **more)
        check(self.document, one, answer)
        return answer

    def get(self, id: str, **words: Any) -> Any:
        """The JSON of an answer that must be a success."""
        answer = self.call(id, **words)
        assert answer.status_code == BY_ID[id].status, answer.text
        return answer.json

    def do(self, id: str, body: Any = None, key: str = "", **words: Any) -> Any:
        """The JSON of an act that must be a success."""
        answer = self.call(id, {} if body is None else body, key, **words)
        assert answer.status_code == BY_ID[id].status, answer.text
        return answer.json

    def refused(self, status: int, id: str, body: Any = None, key: str = "", **words: Any) -> Any:
        """The problem of a request that must be refused so."""
        answer = self.call(id, body, key, **words)
        assert answer.status_code == status, answer.text
        return answer.json


def check(document: Mapping[str, Any], one: Operation, answer: TestResponse) -> None:
    """Status, media type and body as the document says."""
    told = document["paths"][one.path][one.method]["responses"]
    assert str(answer.status_code) in told, f"{one.id} answered {answer.status_code}: {answer.text}"
    said = told[str(answer.status_code)]
    if "$ref" in said:
        said = document["components"]["responses"][said["$ref"].rsplit("/", 1)[-1]]
    media = said["content"].get(answer.mimetype, said["content"].get("*/*"))
    assert media is not None, f"{one.id} answered {answer.mimetype}"
    if "schema" in media:
        schema = {**media["schema"], "components": document["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json)
