"""The OpenAPI 3.1 document of the API, made of the operations that are routed; nothing is written twice."""

import re
from collections.abc import Iterable
from typing import Any

from fangyuan import __version__
from fangyuan.web.api.operations import File, Operation, Parameter
from fangyuan.web.api.problems import MEDIA_TYPE, ProblemDocument
from fangyuan.web.api.schemas import Schemas

Written = dict[str, Any]

BASE = "/api/v1"
JSON = "application/json"
KEY = "IdempotencyKey"
_HOLE = re.compile(r"\{(\w+)\}")

_WHEN = {
    400: "The request cannot be read, or says something that this address does not know.",
    401: "No token, or one that is unknown or has run out.",
    403: "The officer has no right to this.",
    404: "There is no such thing, or the officer may not see it.",
    409: "What this is about has changed meanwhile, read it again; or a request with this key is under way "
    "(`key-under-way`).",
    413: "The request or its file is too large.",
    415: "Another media type than the address takes.",
    422: "Understood and not allowed now: the problems name answers by path, or say what is missing.",
    429: "Tried too often. `Retry-After` says after how many seconds another try makes sense.",
    500: "A defect of the system. It stands in its log; nothing of it is told here.",
    503: "Too busy just now, and nothing was done. `Retry-After` says when to try again, with the same key.",
}


def document(operations: tuple[Operation, ...]) -> Written:
    """The document of these operations."""
    schemas = Schemas()
    problem = schemas.of(ProblemDocument)
    paths: dict[str, Written] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fangyuan",
            "version": __version__,
            "description": "Everything that the pages of the staff do, for programs. A token acts as the officer "
            "whom it was made for, with the rights of that officer.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": BASE}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {KEY: _key()},
            "responses": {f"Problem{status}": _problem(text, problem) for status, text in _WHEN.items()},
            "schemas": dict(sorted(schemas.components.items())),
        },
    }


def _operation(one: Operation, schemas: Schemas) -> Written:
    written: Written = {
        "operationId": one.id,
        "summary": one.summary,
        "description": (one.run.__doc__ or one.summary).strip(),
        "parameters": [*_parameters(one)],
        "responses": {str(one.status): _success(one, schemas), **_errors(one)},
    }
    if one.open:
        written["security"] = []
    if one.upload:
        written["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _UPLOAD}}}
    elif one.body is not None:
        schema = schemas.of(one.body)
        required = "required" in schemas.components[one.body.__name__]
        written["requestBody"] = {"required": required, "content": {JSON: {"schema": schema}}}
    return written


_UPLOAD: Written = {
    "type": "object",
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
    "required": ["file"],
    "additionalProperties": False,
}


def _parameters(one: Operation) -> Iterable[Written]:
    """The words of the address, of the query, and the key."""
    for name in _HOLE.findall(one.path):
        integer = name in one.integers
        schema: Written = {"type": "integer", "minimum": 0} if integer else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for parameter in one.query:
        yield _in_query(parameter)
    if one.writes:
        yield {"$ref": f"#/components/parameters/{KEY}"}


def _in_query(parameter: Parameter) -> Written:
    written: Written = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": {**parameter.schema, **({"default": parameter.default} if parameter.default else {})},
    }
    return written | ({"style": "deepObject", "explode": True} if parameter.schema["type"] == "object" else {})


def _key() -> Written:
    """The header that makes a repeated request do nothing more."""
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A word of your own for this request. What is sent again with it within 30 days, word for word, does "
        "nothing and gets the answer of the first, with `Idempotency-Replayed: true`; another request with it is refused "
        "(422, `key-reused`). A file is made anew. What was refused leaves the key free.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    }


def _success(one: Operation, schemas: Schemas) -> Written:
    if isinstance(one.gives, File):
        return {"description": "The file.", "content": {one.gives.media_type: {}}}
    written: Written = {"description": one.summary + ".", "content": {JSON: {"schema": schemas.of(one.gives)}}}
    if one.status == 201 and not one.upload:
        written["headers"] = {"Location": {"description": "Where it is now.", "schema": {"type": "string"}}}
    return written


def _errors(one: Operation) -> dict[str, Written]:
    """The problems that an operation may answer with."""
    if one.open and not one.writes:
        return {}
    statuses = [400, 404] if one.open else [400, 401, 403, 404]
    if one.writes:
        statuses.append(409)
    if one.body is not None or one.upload:
        statuses += [413, 415]
    return {
        str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in [*statuses, 422, 429, 500, 503]
    }


def _problem(description: str, schema: Written) -> Written:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}
