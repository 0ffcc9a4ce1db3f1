"""The document: valid OpenAPI 3.1, and exactly what is routed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from fangyuan.web.access import ACCESS, Who
from fangyuan.web.api.mounting import OPERATIONS
from house.source import ROOT
from unit.api.talking import Program

PAPER = (ROOT / "docs" / "api.md").read_text("utf-8")
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def document(app: Flask) -> Mapping[str, Any]:
    """As a program without a token gets it."""
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json)


def test_it_is_valid_openapi(document: Mapping[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(dict(document)).iter_errors()) == []


def test_it_holds_every_route_of_the_api_and_nothing_else(app: Flask, document: Mapping[str, Any]) -> None:
    routed = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower(), rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in METHODS & set(rule.methods or ())
    }
    told = {
        (path, method, "api." + operation["operationId"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert told == routed


def test_every_address_asks_for_a_token_but_the_document(app: Flask, document: Mapping[str, Any]) -> None:
    tokens = {Who.BEARER, Who.ADMINISTRATOR_BEARER}
    for one in OPERATIONS:
        assert (ACCESS[f"api.{one.id}"].who in tokens) is not one.open, one.id
        told = document["paths"][one.path][one.method]
        assert (told.get("security", document["security"]) == []) is one.open, one.id
    client = app.test_client()
    for one in OPERATIONS:
        address = "/api/v1" + re.sub(r"\{\w+\}", "1", one.path)
        answer = client.open(address, method=one.method.upper())
        # The public page is closed here, so that what is open beside the document is not there.
        assert answer.status_code == (200 if one.id == "getDocument" else 404 if one.open else 401), one.id
        assert one.open or answer.headers["WWW-Authenticate"].startswith("Bearer"), one.id


def test_whatever_writes_takes_a_key_and_may_be_told_that_it_is_under_way_or_changed(
    document: Mapping[str, Any],
) -> None:
    for one in OPERATIONS:
        told = document["paths"][one.path][one.method]
        assert ({"$ref": "#/components/parameters/IdempotencyKey"} in told["parameters"]) is one.writes, one.id
        assert ("409" in told["responses"]) is one.writes, one.id


def test_every_body_refuses_names_that_it_does_not_know(document: Mapping[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    bodies = {one.body.__name__ for one in OPERATIONS if one.body}
    assert bodies
    assert [name for name in bodies if schemas[name]["additionalProperties"] is not False] == []


def test_what_a_form_may_see_of_a_case_never_leaves(document: Mapping[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert {"form", "answers", "tree"} & set(schemas["TaskCard"]["properties"]) == set()
    assert {"form", "answers"} & set(schemas["ActionButton"]["properties"]) == set()


def test_the_paper_names_addresses_that_there_are(document: Mapping[str, Any]) -> None:
    """Whole ones, and those of which it names the end."""
    named = set(re.findall(r"(?:\$API|GET /api/v1|POST )(/[\w/{}.-]+)", PAPER))
    named |= set(re.findall(r"`(?:GET |POST )?…?(/[\w/{}.-]+)`", PAPER))
    patterns = [re.sub(r"\{\w+\}", r"[^/]+", path) for path in document["paths"]]
    ends = {one[at:] for one in patterns for at in range(len(one)) if one[at] == "/"}
    unknown = [path for path in named if not any(re.fullmatch(one, path) for one in ends)]
    assert len(named) >= 40
    assert set(unknown) <= {"/api", "/api/v1"}


def test_the_first_case_of_the_paper_is_one(clerk: Program) -> None:
    [said] = re.findall(r"-d '(\{.*?\})'", PAPER, re.DOTALL)
    [key] = re.findall(r'"Idempotency-Key: ([^"]+)"', PAPER)
    made, again = (clerk.do("registerCase", json.loads(said), key) for _ in range(2))
    assert (made["events"][0], again["case"]) == ("case-registered", made["case"])
