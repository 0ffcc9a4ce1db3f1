"""What an import writes together is to the last row what registering the same cases one by one writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, event, select, text

from fangyuan.casework.acting import load
from fangyuan.casework.importing import asking
from fangyuan.casework.registering import register
from fangyuan.casework.verifying import rebuild, verify
from fixtures.beside import decide_beside
from fixtures.reading import COMPLAINED, COMPLAINT, NOW, WINDOW, Bench
from unit.casework_reading.test_importing import HEADS, brought, cases, row, tried, workbook, worked

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CHAINED = {"hash", "prev_hash", "head_hash"}
"""What hangs on the identities; `verify` holds it."""
_SEALED = {"snapshots": {"body"}, "events": {"cause", "body"}, "inbox": {"body"}}
"""What no two cases write alike, since each has a key of its own; it is read as a reader does."""
_OF_IMPORTS = {"case_sources", "job_lines", "idempotency_keys", "access_log"}
_OF_NUMBERS = {"case_texts"}
"""What is cut into words, the number too; a rebuild, which makes one case at a time, writes it no otherwise."""

SAID: Sequence[dict[str, Any]] = (
    {"登记日期": "2026-03-02", "投诉人": "陈小明", "电话": "13900001111", "金额": 300},
    {"登记日期": "2026-02-10", "投诉人": "林大海", "电话": "13900002222", "金额": 26_000, "严重": "是"},
    {"登记日期": "2026-03-02", "投诉人": "赵一", "电话": "13900003333", "严重": "是"},
)
HEADS_TOO = [*HEADS, "严重"]


def _answers(said: dict[str, Any]) -> dict[str, Any]:
    person = {"name": said["投诉人"], "phone": said["电话"]}
    told = {"serious": True if "严重" in said else None, "amount": said.get("金额")}
    return {"persons": [person], "topic": COMPLAINED["topic"], **{k: v for k, v in told.items() if v is not None}}


def _alone(bench: Bench, said: dict[str, Any]) -> str:
    received = date.fromisoformat(said["登记日期"])
    late = received if received < date(2026, 3, 2) else None
    return register(bench.office, WINDOW, COMPLAINT, _answers(said), received, "", NOW, occurred_on=late).case


def _tables(bench: Bench) -> Iterator[Table]:
    """Every table that keeps something of a case, those of indexed answers and of words too."""
    with bench.office.database.read() as uow:
        known = MetaData()
        known.reflect(uow.connection)
    yield from (one for one in known.tables.values() if {"tenant", "case"} <= set(one.c.keys()))


def _written(bench: Bench, case: str) -> dict[str, Any]:
    """All that is kept of a case, with its identities and its number by the order in which they are met."""
    found: dict[str, Any] = {}
    with bench.office.database.read() as uow:
        stored = load(uow, "t1", case)
        found["state"], found["history"] = stored.state, uow.cases.events("t1", case)
        for table in _tables(bench):
            rows = uow.connection.execute(select(table).where(table.c.case == case)).mappings()
            left = _CHAINED | _SEALED.get(table.name, set())
            found[table.name] = sorted(repr({k: v for k, v in one.items() if k not in left}) for one in rows)
        found["inbox bodies"] = [
            n.body for p in ("director", "window") for n in uow.inbox.page("t1", p) if n.case == case
        ]
    known: dict[str, str] = {}
    number = stored.state.number
    return {
        name: _ID.sub(lambda one: known.setdefault(one[0], f"id-{len(known)}"), repr(part)).replace(number, "N")
        for name, part in found.items()
        if name not in _OF_IMPORTS | _OF_NUMBERS
    }


def _texts(bench: Bench) -> list[str]:
    with bench.office.database.read() as uow:
        rows = uow.connection.execute(text('select "case", words from case_texts')).all()
    return sorted(map(repr, rows))


@pytest.mark.parametrize("is_beside", [False, True], ids=["here", "beside"])
def test_cases_of_an_import_are_those_of_single_registrations(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_beside: bool
) -> None:
    rows = [[*row(str(at), **one), one.get("严重")] for at, one in enumerate(SAID)]
    job = tried(bench, brought(bench, workbook(rows, (HEADS_TOO,))))
    if is_beside:
        decide_beside(monkeypatch)
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    job = worked(bench, job)
    assert job.counts == {"new": len(SAID)}
    alone = [_alone(bench, one) for one in SAID]
    together = cases(bench, job)
    for one, other in zip(together, alone, strict=True):
        left, right = _written(bench, one.case), _written(bench, other)
        assert left.keys() == right.keys()
        for name in left:
            assert left[name] == right[name], name
    numbers = [one.number for one in together]
    assert numbers == sorted(numbers)
    assert verify(bench.office).problems == ()
    kept = _texts(bench)
    assert len(kept) == 2 * len(SAID)
    rebuild(bench.office)
    assert _texts(bench) == kept


def _statements(bench: Bench, start: int, many: int) -> tuple[int, int]:
    """How many statements trying and taking in so many rows of a portion cost."""
    found: list[str] = []

    def heard(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(statement)

    job = brought(bench, workbook([row(str(start + at), 登记日期="2026-03-02") for at in range(many)]))
    event.listen(bench.office.database.engine, "before_cursor_execute", heard)
    job = tried(bench, job)
    trial = len(found)
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    job = worked(bench, job)
    event.remove(bench.office.database.engine, "before_cursor_execute", heard)
    assert job.counts == {"new": many}
    return trial, len(found) - trial


def test_a_portion_costs_as_many_statements_as_a_single_case(bench: Bench) -> None:
    trial, taking = _statements(bench, 100, 1)
    more = _statements(bench, 200, 20)
    assert more[0] <= trial
    assert more[1] <= taking
