"""What the hash of an event covers: every column of it, and the hash of the event before."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fangyuan.store.canonical import canonical

GENESIS = ""
"""Stands before the first event of a case."""

_ALGORITHM = "sha256"
_FORM = "fangyuan-event-1"
_COVERED = (
    "prev_hash", "tenant", "case", "seq", "type", "version", "actor", "at", "occurred_on", "on_behalf_of", "scan",
    "cause", "body",
)  # fmt: skip


def hash_of(event: Mapping[str, Any]) -> str:
    """The hash of an event's columns, with the algorithm's id; instants count in UTC."""
    covered = canonical([_FORM, *(event[column] for column in _COVERED)])
    return f"{_ALGORITHM}:{sha256(covered.encode()).hexdigest()}"
