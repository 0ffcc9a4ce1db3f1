"""Whatever is changed in what was recorded is found."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, update

from fangyuan.model.events import CommentMade
from fangyuan.store.chain import verify
from fangyuan.store.database import Database
from fangyuan.store.tables import Cases, Events
from fangyuan.store.tables.base import table_of
from fixtures.storing import TENANT, begun, put

_events = table_of(Events)
_cases = table_of(Cases)
TAMPERED: dict[str, Any] = {
    "type": "stage-left", "version": 2, "actor": "somebody", "occurred_on": None, "on_behalf_of": "else", "scan": None,
    "cause": '{"kind":"act"}', "body": '{"mentions":[],"text":"never"}', "hash": "sha256:0", "prev_hash": "sha256:0",
}  # fmt: skip


@pytest.fixture
def cases(database: Database) -> list[str]:
    """Two cases with five events each."""
    from datetime import date

    with database.begin() as uow:
        made = []
        for number in "12":
            case = begun(uow, {"kind": "road"}, number=number)
            put(uow, CommentMade(text="a"), CommentMade(text="b"), before=case, occurred_on=date(2026, 2, 1), scan="f")
            made.append(case.state.case)
        uow.commit()
    return made


def _verify(database: Database, tenant: str | None = None) -> list[tuple[str, int, str]]:
    with database.read() as uow:
        return [(broken.case, broken.seq, broken.what) for broken in verify(uow, tenant)]


def test_what_was_recorded_holds(database: Database, cases: list[str]) -> None:
    assert _verify(database) == []
    assert _verify(database, TENANT) == []


@pytest.mark.parametrize("column", [*TAMPERED, "at"])
def test_any_changed_column_is_found(database: Database, cases: list[str], column: str) -> None:
    from fixtures.storing import NOW

    with database.begin() as uow:
        value = TAMPERED.get(column, NOW.replace(microsecond=1))
        uow.connection.execute(
            update(_events).where(_events.c.case == cases[0], _events.c.seq == 4).values({column: value})
        )
        uow.commit()
    found = _verify(database, TENANT)
    assert (cases[0], 4, "changed") in found
    assert all(case == cases[0] for case, _, _ in found)
    with database.read() as uow:
        assert "not what was recorded" in "\n".join(map(str, verify(uow)))


def test_a_missing_event_is_found(database: Database, cases: list[str]) -> None:
    with database.begin() as uow:
        uow.connection.execute(delete(_events).where(_events.c.case == cases[1], _events.c.seq == 2))
        uow.commit()
    assert _verify(database) == [(cases[1], 3, "order")]


def test_a_missing_end_is_found(database: Database, cases: list[str]) -> None:
    with database.begin() as uow:
        uow.connection.execute(delete(_events).where(_events.c.case == cases[0], _events.c.seq == 5))
        uow.commit()
    assert _verify(database) == [(cases[0], 4, "missing")]


def test_events_of_another_case_are_found(database: Database, cases: list[str]) -> None:
    with database.begin() as uow:
        uow.connection.execute(delete(_events).where(_events.c.case == cases[0]))
        uow.connection.execute(update(_events).values(case=cases[0]))
        uow.commit()
    found = _verify(database)
    assert (cases[0], 1, "changed") in found
    assert (cases[1], 0, "head") in found


def test_a_case_without_its_row_is_found(database: Database, cases: list[str]) -> None:
    with database.begin() as uow:
        uow.connection.execute(delete(_cases).where(_cases.c.case == cases[0]))
        uow.commit()
    assert _verify(database) == [(cases[0], 5, "head")]
