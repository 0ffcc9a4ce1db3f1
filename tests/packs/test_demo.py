"""The demonstration on a real database: every case plays through, nothing is left refused, a second time does nothing."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from fangyuan.casework.demonstrating import demonstrate
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.figures.dashboard import dashboard_page
from fangyuan.casework.reading.figures.report import reports_page
from fangyuan.casework.verifying import verify
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fixtures.numbers import wrong_in_reports, wrong_in_targets, wrong_on_the_board

DEFINITIONS = Path(__file__).parents[2] / "definitions"
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


WHOLE = bool(os.environ.get("FANGYUAN_STORIES"))
"""Whether the numbers of every report are followed (`make stories`), or of so many as come first."""

FIRST = 3


def wrong_numbers(office: Office) -> list[str]:
    """Of every report, target and board that the packs ship each sort of number, followed to its cases, whoever sees it first;
    in a short run until so many reports were followed.
    """
    found, reports, boards = [], set[str](), set[str]()
    with office.database.read() as uow:
        directories = {tenant: uow.directory.load(tenant)[1] for tenant in uow.directory.tenants()}
    people = [one for tenant, known in directories.items() for one in known.people.values() if one.tenant == tenant]
    for me in (Identity(one.tenant, one.person) for one in people if one.active):
        if not WHOLE and len(reports) >= FIRST:
            break
        mine = {one.report for one in reports_page(office, me, NOW).reports}
        if mine - reports:
            found += wrong_in_reports(office, me, NOW, leave_out=reports, alike=1)
        there = {one.id for one in dashboard_page(office, me, "", NOW).boards}
        if there - boards:
            found += [
                *wrong_on_the_board(office, me, NOW, leave_out=boards, alike=1),
                *wrong_in_targets(office, me, NOW),
            ]
        reports, boards = reports | mine, boards | there
    return found


@pytest.mark.timeout(900)
def test_the_demonstration_plays_through_once(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, InstallationKey(b"k" * 32), fold)
    database.migrate()
    office = Office(database, load_kinds(), FileShelf(tmp_path / "files"))
    try:
        said = list(demonstrate(office, DEFINITIONS, "fangyuan-demo", NOW))
        with database.read() as uow:
            counts = {
                table: uow.connection.execute(text(f"select count(*) from {table}")).scalar_one()
                for table in ("cases", "case_commands", "outbox")
            }
            last = uow.connection.execute(text("select max(at) from events")).scalar_one()
            units = [unit for one in uow.directory.tenants() for unit in uow.directory.load(one)[1].units.values()]
            levels = {tenant.level for tenant in uow.directory.tenants().values()}
        assert counts["cases"] >= 40
        assert (counts["case_commands"], counts["outbox"]) == (0, 0)
        assert datetime.fromisoformat(str(last)).replace(tzinfo=UTC) <= NOW, "a story ran ahead, and every case with it"
        assert {bool(unit.phone) for unit in units} == {True}, "slips and call lists say whom to ring"
        assert {"city", "county", "township"} <= levels
        assert verify(office).problems == ()
        assert any("fangyuan-demo" in line for line in said)
        assert wrong_numbers(office) == []
        again = list(demonstrate(office, DEFINITIONS, "fangyuan-demo", NOW))
        assert not any(line.startswith("演示事项") for line in again)
    finally:
        database.close()
