"""The cursor of a list as it travels: sealed, so that it tells nothing of the row that it stands behind and cannot be made up.

It holds for the officer, the address and the query that it was made for, and for no others.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken
from flask import request

from fangyuan.casework.identity import Identity
from fangyuan.casework.reading.pages import Onward
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.bearer import identity
from fangyuan.web.api.operations import Parameter
from fangyuan.web.at_hand import settings

CURSOR = Parameter(
    "cursor",
    "What `next` of the page before says; without it the list begins. It holds for this officer and this query alone.",
    {"type": "string", "maxLength": 2000},
)
BROKEN = Problem(
    "malformed", "“cursor”：不是这个列表、这组条件的游标。", "cursor", advice="请不带 cursor 从头取，再照 next 往下取。"
)


def onward(query: Mapping[str, Any]) -> Onward:
    """Where a request goes on; raises Refused (`malformed`) for a cursor that this list never gave."""
    sent = query[CURSOR.name]
    return Onward(_opened(sent) if sent else ())


def link(following: Onward) -> str | None:
    """The address of the next page of the list that is being answered; None where there is none."""
    if not following.after:
        return None
    held = json.dumps([_about(identity()), [_written(value) for value in following.after]])
    words = [(name, text) for name, text in request.args.items(multi=True) if name != CURSOR.name]
    cursor = _box().encrypt(held.encode()).decode()
    return f"{request.path}?{urlencode([*words, (CURSOR.name, cursor)])}"


def _opened(sent: str) -> tuple[Any, ...]:
    try:
        about, values = json.loads(_box().decrypt(sent.encode()))
    except (InvalidToken, ValueError) as wrong:
        raise Refused(BROKEN) from wrong
    if about != _about(identity()):
        raise Refused(BROKEN)
    return tuple(_read(value) for value in values)


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"cursor:" + settings().secret_key.encode()).digest()))


def _about(me: Identity) -> str:
    """What a cursor holds for, whatever the order of the words of the query."""
    words = sorted((name, text) for name, text in request.args.items(multi=True) if name != CURSOR.name)
    return sha256(json.dumps([me.tenant, me.person, request.path, words]).encode()).hexdigest()


def _written(value: Any) -> Any:
    """A value with its kind, where JSON knows none such."""
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "instant" in value:
        return datetime.fromisoformat(value["instant"])
    return date.fromisoformat(value["day"])
