"""Closings that were taken back: what figures of the time before need to know, written and read.

A figure of a month that is over must stay what it was, so the row of a closing holds what the case said until it was
reopened: its indexed answers by column, and of each clock the run that counted, under `clock.<id>.<what>`.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Double, FromClause, delete, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from fangyuan.model.clocks import Light
from fangyuan.model.state import CaseState, ClockRun, Closing
from fangyuan.store.bundles import Bundle
from fangyuan.store.projection import TYPES, blinded, projected
from fangyuan.store.rows import CaseRow
from fangyuan.store.seals import Seals
from fangyuan.store.tables import Closings, Instant
from fangyuan.store.tables.base import table_of

_closings = table_of(Closings)
_ADD = insert(_closings)
_CASTS = {BigInteger: "bigint", Double: "double precision", Boolean: "boolean", Date: "date"}


def write_closings(bundle: Bundle, seals: Seals, before: CaseState | None, state: CaseState, row: CaseRow) -> None:
    """Adds the rows of the closings that have been taken back since `before`; nobody changes one that is there."""
    known = len(before.closings) if before else 0
    if len(state.closings) > known:
        bundle.add(_ADD, closing_rows(seals, state, row)[known:])


def erase_closings(bundle: Bundle, state: CaseState) -> None:
    """Takes the rows of a case away, before they are all made again."""
    mine = (_closings.c.tenant == state.tenant, _closings.c.case == state.case)
    bundle.connection.execute(delete(_closings).where(*mine))


def closing_rows(seals: Seals, state: CaseState, row: CaseRow) -> list[dict[str, Any]]:
    """A row for each closing that was taken back, in order."""
    return [
        {
            "tenant": state.tenant, "case": state.case, "number": number, "closed_at": one.closed_at,
            "reopened_at": one.reopened_at, "stage": one.stage, "unit": one.unit, "outcome": one.outcome,
            "leader": one.leader, "merged_into": one.into or None, "held": _held(seals, state, one, row),
        }
        for number, one in enumerate(state.closings, 1)
    ]  # fmt: skip


def _held(seals: Seals, state: CaseState, closing: Closing, row: CaseRow) -> str:
    def hashed(text: str) -> str:
        return seals.blind_index(state.tenant, text)

    held: dict[str, Any] = {}
    for one in row.fields:
        held[one.column] = blinded(closing.answers, one, hashed) if one.sensitive else projected(closing.answers, one)
    for run in sorted(closing.runs, key=lambda run: (-run.number, run.due_at), reverse=True):
        held |= {f"clock.{run.clock}.{name}": value for name, value in _run(run, closing.reopened_at).items()}
    return json.dumps({name: _written(value) for name, value in held.items() if value is not None}, sort_keys=True)


def _run(run: ClockRun, at: datetime) -> dict[str, Any]:
    """What reports may name of a run of a clock, as it stood at an instant (`Places`)."""
    light = run.light(at)
    return {
        "due": run.due_at, "light": str(light), "overdue": run.late or light is Light.RED, "running": run.open,
        "status": run.status, "started": run.started_at, "stopped": run.stopped_at,
    }  # fmt: skip


def _written(value: Any) -> Any:
    """A value as both databases compare it: instants in UTC, of one length."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


class held_value(GenericFunction[Any]):  # noqa: N801
    """What a row of a closing holds under a key, as a value of a type of answers; the key is a parameter of the statement."""

    name = "fangyuan_held_value"
    inherit_cache = True

    def __init__(self, closings: FromClause, key: str, kind: str) -> None:
        """`closings` is the table or another name for it."""
        super().__init__(closings.c.held, key, type_=TYPES[kind]())


@compiles(held_value, "sqlite")
def _held_sqlite(made: held_value, compiler: Any, **how: Any) -> str:
    held, key = (compiler.process(one, **how) for one in made.clauses)
    return f"json_extract({held}, '$.\"' || {key} || '\"')"


@compiles(held_value, "postgresql")
def _held_postgresql(made: held_value, compiler: Any, **how: Any) -> str:
    held, key = (compiler.process(one, **how) for one in made.clauses)
    text = f"({held}::json ->> {key})"
    if isinstance(made.type, Instant):
        return f"(({text} || '+00')::timestamptz)"
    return next((f"({text}::{cast})" for kind, cast in _CASTS.items() if isinstance(made.type, kind)), text)
