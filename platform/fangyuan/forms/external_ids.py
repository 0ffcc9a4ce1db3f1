"""The word `x-fangyuan-external-id`: the answer is the number that another system knows the case by."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.forms.inlining import Pointer, Say
from fangyuan.forms.vocabulary import PREFIX
from fangyuan.model.fields import ExternalId

WORD = PREFIX + "external-id"
_SYSTEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_KNOWN = ("system", "title", "columns")
_TAKEN = ("number", "row")
"""Names under which files that were imported are kept."""


def external_id(raw: Mapping[str, Any], kind: str, at: Pointer, say: Say) -> ExternalId | None:
    """What a field says of the number that it asks for; nothing where it is none, or what it says is told wrong."""
    if WORD not in raw:
        return None
    said, where = raw[WORD], (*at, WORD)
    if not isinstance(said, Mapping) or kind != "text" or raw.get(PREFIX + "sensitive"):
        say("bad-external-id", where, word="external-id")
        return None
    wrong = _wrong(said)
    for word in wrong:
        say("bad-external-id", (*where, word) if word in said else where, word=word)
    if wrong:
        return None
    return ExternalId(said.get("system", ""), said.get("title", ""), tuple(said.get("columns", ())))


def _wrong(said: Mapping[str, Any]) -> list[str]:
    """The words that are not known, of the wrong shape, or missing."""
    wrong = [word for word in said if word not in _KNOWN]
    system = said.get("system", "")
    if system in _TAKEN or ("system" in said and not (isinstance(system, str) and _SYSTEM.fullmatch(system))):
        wrong.append("system")
    if system and not (isinstance(said.get("title"), str) and said["title"].strip()):
        wrong.append("title")
    columns = said.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(one, str) and one for one in columns):
        wrong.append("columns")
    return wrong
