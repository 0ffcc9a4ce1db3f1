"""The API as a blueprint: every operation under its own address, and the document that describes them."""

import json
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, send_file

from fangyuan.casework.identity import Download
from fangyuan.web.api import problems
from fangyuan.web.api.document import BASE, JSON, document
from fangyuan.web.api.once import once
from fangyuan.web.api.operations import Asked, Created, Operation
from fangyuan.web.api.plain import plain
from fangyuan.web.api.routes import OPERATIONS as ROUTED
from fangyuan.web.api.taking import judge_of, take


def describe(_: Asked[Any]) -> dict[str, Any]:
    """This document. It tells how the API is spoken to and nothing of the installation."""
    return _document()


OPERATIONS: tuple[Operation, ...] = (
    *ROUTED,
    Operation("getDocument", "get", "/openapi.json", "This document", describe, dict[str, Any], open=True),
)


@cache
def _document() -> dict[str, Any]:
    """Made once a process."""
    return document(OPERATIONS)


def make() -> Blueprint:
    """The blueprint `api`; the endpoint of an operation is `api.` and its id."""
    blueprint = Blueprint("api", __name__, url_prefix=BASE)
    problems.init(blueprint)
    for one in OPERATIONS:
        rule = re.sub(r"\{(\w+)\}", r"<\1>", one.path)
        blueprint.add_url_rule(rule, one.id, _view(one), methods=[one.method.upper()], provide_automatic_options=False)
    return blueprint


def _view(one: Operation) -> Callable[..., Response]:
    """What Flask calls for an operation; the judge of its body is made with the first that comes."""

    @cache
    def judge() -> Any:
        return judge_of(one.body) if one.body else None

    def answer(**path: str) -> Response:
        asked = take(one, path, judge)
        return once(one, asked, lambda: _written(one, one.run(asked)))

    return answer


def _written(one: Operation, value: Any) -> Response:
    """The answer of an operation as HTTP; a file is never shown inside the site."""
    if isinstance(value, Download):
        return send_file(
            BytesIO(value.data), mimetype=value.type, as_attachment=True, download_name=value.name, max_age=0
        )
    made = value.value if isinstance(value, Created) else value
    answer = Response(json.dumps(plain(made), ensure_ascii=False), one.status, mimetype=JSON)
    if isinstance(value, Created):
        answer.headers["Location"] = BASE + value.address
    return answer
