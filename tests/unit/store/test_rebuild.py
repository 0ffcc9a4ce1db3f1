"""Everything that is made from events can be made again, and comes out the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from fangyuan.engine.folding import fold
from fangyuan.model.events import CaseClosed, CaseReopened, ClockDue, DraftMade, FlagRaised, SlotFilled, TaskClaimed
from fangyuan.store.cases import SnapshotStale
from fangyuan.store.chain import verify
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.projection import IndexedField, projection_table
from fangyuan.store.rebuild import cases_with_events, rebuild
from fangyuan.store.rows import CaseRow
from fangyuan.store.tables import Cases, ClockRuns, Closings, Firings, Parties, Snapshots, Todo
from fangyuan.store.tables.base import table_of
from fixtures.storing import FIELDS, NOW, ROW, TENANT, TYPE, answered, begun, opened, put, started

MADE = [*map(table_of, (Cases, ClockRuns, Closings, Firings, Parties, Todo)), projection_table(TYPE, FIELDS)]
AWAY = CaseRow("题", "人", FIELDS, ROW.sensitive, confidential=True, excluded=frozenset({"accused"}))


def _dump(uow: UnitOfWork) -> dict[str, Any]:
    return {t.name: sorted(map(repr, uow.connection.execute(select(t)).all())) for t in MADE}


def _lived(uow: UnitOfWork) -> str:
    case = begun(uow, {"amount": 3, "persons": [{"person_id": "p", "name": "张", "id_card": "110"}]}, row=AWAY)
    case = put(uow, opened("check", "anna", "ben"), started("reply", NOW), before=case, row=AWAY)
    case = put(uow, TaskClaimed(task="check", person="ben"), ClockDue(clock="reply", number=1), before=case, row=AWAY)
    case = put(uow, started("reply", NOW + timedelta(days=3), number=2), FlagRaised(flag="x"), before=case, row=AWAY)
    closed = (CaseClosed(stage="done", outcome="settled"), CaseReopened(stage="entry", reason="again"))
    case = put(uow, *closed, before=case, row=AWAY)
    draft = DraftMade(draft=1, rule="lead", opinion="yes", approvers=("boss",))
    return put(
        uow, SlotFilled(slot="leader", holders=("boss",)), draft, answered({"amount": 4}), before=case, row=AWAY
    ).state.case


def test_what_is_rebuilt_is_what_was_appended(database: Database) -> None:
    with database.begin() as uow:
        case = _lived(uow)
        begun(uow, number="other")
        before, state = _dump(uow), uow.cases.load(TENANT, case)
        for name in list(cases_with_events(uow)):
            rebuild(uow, name.tenant, name.case, fold, lambda one: AWAY if one.case == case else ROW)
        assert _dump(uow) == before
        assert uow.cases.load(TENANT, case) == state


def test_lost_rows_come_back(database: Database) -> None:
    with database.begin() as uow:
        case = _lived(uow)
        before, state = _dump(uow), uow.cases.load(TENANT, case)
        for table in [*MADE, table_of(Snapshots)]:
            uow.connection.execute(delete(table))
        assert uow.cases.load(TENANT, case) is None
        assert [name.case for name in cases_with_events(uow, TENANT)] == [case]
        rebuild(uow, TENANT, case, fold, lambda _: AWAY)
        assert _dump(uow) == before
        assert uow.cases.load(TENANT, case) == state
        assert verify(uow) == []


def test_an_unknown_case_is_not_rebuilt(database: Database) -> None:
    with database.begin() as uow, pytest.raises(SnapshotStale, match="no events"):
        rebuild(uow, TENANT, "none", fold, lambda _: ROW)


def test_a_new_index_fills_by_rebuilding(database: Database) -> None:
    more = (*FIELDS, IndexedField("amount", "string"), IndexedField("place"))
    row = CaseRow(fields=more)
    with database.begin() as uow:
        case = begun(uow, {"amount": 3, "place": "村委会"}).state.case
        uow.projections.ensure(TYPE, more)
        uow.projections.ensure(TYPE, more)
        table = projection_table(TYPE, more)
        columns = [table.c[one.column] for one in more[-2:]] + [table.c[FIELDS[0].column]]
        assert uow.connection.execute(select(*columns)).one() == (None, None, 3.0)
        rebuild(uow, TENANT, case, fold, lambda _: row)
        assert uow.connection.execute(select(*columns)).one() == (None, "村委会", 3.0)
