"""The lines that lists give: plain frozen values, opened from rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

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


_AS_THEY_ARE = (
    "case", "number", "case_type", "pack", "unit", "stage", "visit", "leader", "parent", "registered_by", "received_on",
    "registered_at", "changed_at", "closed_at", "outcome", "title", "summary", "confidential", "seq",
)  # fmt: skip


def case_line(row: Row[Any], answers: Mapping[str, Any], clocks: Mapping[str, ClockLine]) -> CaseLine:
    """A line of a row of `cases` with its `light`."""
    columns = row._mapping
    return CaseLine(
        **{name: columns[name] for name in _AS_THEY_ARE},
        flags=parted(columns["flags"]),
        due_at=columns["next_due_at"],
        light=Light(columns["light"]),
        answers={path: _value(value) for path, value in answers.items() if value is not None},
        clocks=clocks,
    )


def clock_line(row: Row[Any], now: datetime) -> ClockLine:
    """A line of a row of `clock_runs`."""
    seen, ended = row.stopped_at or now, None if row.status == "paused" else row.stopped_at
    light = light_now(row.due_at, row.red_at, row.yellow_at, row.orange_at, seen)
    return ClockLine(row.clock, row.subject, row.status, row.due_at, light, row.late, row.missed, ended)


def is_shown(field: IndexedField) -> bool:
    """Whether a field's column holds something that a line may show."""
    return not field.sensitive


def parted(text: str) -> tuple[Any, ...]:
    """The scalars of a separated text."""
    return tuple(json.loads(item) for item in text.split(SEPARATOR) if item)


def _value(value: Any) -> Any:
    return parted(value) if isinstance(value, str) and value.startswith(SEPARATOR) else value
