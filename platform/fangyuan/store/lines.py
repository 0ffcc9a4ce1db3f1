"""The lines that lists give: plain frozen values, opened from rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from fangyuan.model.clocks import Light
from fangyuan.store.lights import light_now
from fangyuan.store.projection import SEPARATOR, IndexedField


@dataclass(frozen=True, slots=True)
class ClockLine:
    """The latest run of a clock, as ledgers show it."""

    clock: str
    subject: str
    status: str
    due_at: datetime
    light: Light
    late: bool
    missed: int
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. `answers` holds its indexed answers by path, without the sensitive ones; `clocks` by clock."""

    case: str
    number: str
    case_type: str
    pack: str
    unit: str
    stage: str
    visit: int
    leader: str
    parent: str | None
    registered_by: str
    received_on: date
    registered_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    outcome: str
    flags: tuple[str, ...]
    title: str
    summary: str
    confidential: bool
    due_at: datetime | None
    light: Light
    seq: int
    answers: Mapping[str, Any]
    clocks: Mapping[str, ClockLine]


_BEFORE_FLAGS = (
    "case", "number", "case_type", "pack", "unit", "stage", "visit", "leader", "parent", "registered_by", "received_on",
    "registered_at", "changed_at", "closed_at", "outcome",
)  # fmt: skip
_BEHIND_FLAGS = ("title", "summary", "confidential", "next_due_at")
OF_A_CASE = (*_BEFORE_FLAGS, "flags", *_BEHIND_FLAGS, "seq")
"""The columns of a case that a line is made of, with its `light`."""

_ANSWERS = len(OF_A_CASE) + 1
_before = attrgetter(*_BEFORE_FLAGS)
_behind = attrgetter(*_BEHIND_FLAGS)
_LIGHTS = {light.value: light for light in Light}


def case_line(row: Any, clocks: Mapping[str, ClockLine], paths: Sequence[str] = ()) -> CaseLine:
    """A line of a row of `OF_A_CASE` with its `light` and, behind that, the answers of these paths."""
    values = row[_ANSWERS : _ANSWERS + len(paths)] if paths else ()
    said = {path: _value(value) for path, value in zip(paths, values, strict=True) if value is not None}
    told: tuple[Any, ...]
    told = (*_before(row), parted(row.flags), *_behind(row), _LIGHTS[row.light], row.seq, said, clocks)
    return CaseLine(*told)


def clock_line(row: Any, now: datetime) -> ClockLine:
    """A line of a row of `clock_runs`."""
    seen, ended = row.stopped_at or now, None if row.status == "paused" else row.stopped_at
    light = light_now(row.due_at, row.red_at, row.yellow_at, row.orange_at, seen)
    return ClockLine(row.clock, row.subject, row.status, row.due_at, light, row.late, row.missed, ended)


def is_shown(field: IndexedField) -> bool:
    """Whether a field's column holds something that a line may show."""
    return not field.sensitive


def parted(text: str) -> tuple[Any, ...]:
    """The scalars of a separated text."""
    return tuple(json.loads(item) for item in text.split(SEPARATOR) if item) if text else ()


def _value(value: Any) -> Any:
    return parted(value) if isinstance(value, str) and value.startswith(SEPARATOR) else value
