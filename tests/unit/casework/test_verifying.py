"""`verify` finds what was lost, changed or doubled, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from fangyuan.casework.verifying import rebuild, verify
from fangyuan.engine.folding import fold
from fangyuan.model.events import ClockDue, Recorded
from fangyuan.store.rows import CaseRow
from unit.casework.offices import Place, make_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = make_place(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    place.register("k1")
    return place


def problems(place: Place) -> list[str]:
    return [one.split(" ", 2)[2] for one in verify(place.office).problems]


def spoil(place: Place, *statements: str) -> None:
    with place.office.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("delete from firings", "firings mend/1: missing"),
        ("update firings set fires_at = '2030-01-01 00:00:00.000000'", "firings mend/1: fires_at changed"),
        ("update clock_runs set due_at = '2030-01-01 00:00:00.000000'", "clock_runs mend/1: due_at changed"),
        ("update todo set due_at = null", "due_at changed"),
        ("delete from todo", "missing"),
        ("insert into case_parties values ('t', (select \"case\" from cases), 'stranger', 0)", "nothing says so"),
        ("update cases set stage = 'closed'", "cases: stage changed"),
        ("update cases set next_due_at = null", "cases: next_due_at changed"),
    ],
)
def test_what_was_lost_or_changed_is_found_and_made_again(place: Place, statement: str, found: str) -> None:
    assert problems(place) == []
    spoil(place, statement)
    assert any(found in one for one in problems(place)), problems(place)
    rebuild(place.office)
    assert problems(place) == []


def test_a_firing_that_happened_twice_is_found(place: Place) -> None:
    with place.office.database.begin() as uow:
        case = uow.connection.execute(text('select "case" from cases')).scalar_one()
        for _ in range(2):
            stored = uow.cases.load("t", case)
            assert stored is not None
            fired = Recorded(stored.state.seq + 1, ClockDue(clock="mend", number=1), place.now, "clockwork")
            uow.cases.append(stored, [fired], fold(stored.state, fired), CaseRow())
        uow.commit()
    assert problems(place) == [f"#{fired.seq}: clock-due was not to come"]


def test_a_letter_that_nobody_will_write_is_found(place: Place) -> None:
    spoil(place, "delete from outbox")
    assert problems(place) == ["outbox: 1 letters were issued and nobody will write them"]
