"""What targets and reports show of the cases of a rehearsal: counted by the very queries that officers' pages ask.

The cases are written into a database of their own that is gone afterwards; nothing is counted in a second way.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.periods import period_of
from fangyuan.casework.reading.figures.report import open_reports, page_of
from fangyuan.casework.reading.figures.tables import TOTAL
from fangyuan.casework.reading.figures.targets import open_targets, target_view
from fangyuan.casework.reading.pages import FigureCell, FigureTable, ReportPage, TargetView
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rows import row_of
from fangyuan.model.pack import Scope
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.projection import indexed_fields
from fangyuan.store.shelf import FileShelf

_WIDE = (Scope.TENANT, Scope.SUBTREE)
_KEY = InstallationKey(bytes(32))
"""Nothing that is written here outlives the question."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The cases of a rehearsal as they stand, ready to be counted."""

    office: Office
    memory: Memory

    def target(self, name: str) -> TargetView | None:
        """A target in its current period, as whoever sees most of it here sees it; none where nobody may."""
        for desk in self._desks():
            found = next(((pack, one) for pack, one in open_targets(desk) if one.target == name), None)
            if found:
                return target_view(desk, *found, period_of(found[1].per, desk.today))
        return None

    def report(self, name: str, period: str) -> ReportPage | None:
        """The same for a report, in a period; none as well where there is no such period."""
        desks = (desk for desk in self._desks() if any(one.report == name for _, one in open_reports(desk)))
        desk = next(desks, None)
        with suppress(Refused):
            return page_of(desk, name, period) if desk else None
        return None

    def _desks(self) -> Iterator[Desk]:
        """The desks of the people of the rehearsal, those who see the most first."""
        memory = self.memory
        people = sorted(memory.world.directory.people.values(), key=lambda one: not _sees_widely(one, memory))
        with self.office.database.read() as uow:
            for person in people:
                yield sit(self.office, uow, Identity(memory.world.tenant.tenant, person.person), memory.now)


def cell_of(table: FigureTable, row: str, measure: str) -> FigureCell | None:
    """The figure of a measure, of all columns together; `row` is what its row is called, blank for a table without rows."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    lines = [one for one in rows if not row or row in (" · ".join(one.heads), *one.heads[:1])]
    cells = [cell for one in lines for cell in one.cells if cell.measure == measure]
    together = any(TOTAL in (head.group, head.title) for head in table.columns)
    return (cells[-1] if together else cells[0]) if cells else None


class _Room:
    """A database for one count after the other; what was asked in it once is not put into words again."""

    def __init__(self) -> None:
        """The tables are made once; every count begins with a copy of them."""
        self._folder = TemporaryDirectory()
        self.path = Path(self._folder.name)
        self.database = Database(f"sqlite:///{self.path / 'figures.db'}", _KEY)
        self.database.migrate()
        self.database.close()
        copyfile(self.path / "figures.db", self.path / "empty.db")

    @contextmanager
    def emptied(self) -> Iterator[Database]:
        """The database with its tables and nothing in them, whatever a connection that was not given back left beside it."""
        for beside in ("-wal", "-shm"):
            (self.path / f"figures.db{beside}").unlink(missing_ok=True)
        copyfile(self.path / "empty.db", self.path / "figures.db")
        try:
            yield self.database
        finally:
            self.database.close()


_free: list[_Room] = []
"""The rooms where nobody counts at the moment."""


@contextmanager
def counting(memory: Memory) -> Iterator[Counted]:
    """Counts the cases as they stand now."""
    room = _free.pop() if _free else _Room()
    try:
        with room.emptied() as database:
            office = Office(database, memory.kinds, FileShelf(room.path))
            _furnish(office, memory)
            yield Counted(office, memory)
    finally:
        _free.append(room)


def _furnish(office: Office, memory: Memory) -> None:
    """The people, the pack, and every case with its history."""
    office.packs.put(memory.pack)
    known, pack, tenant = memory.world.directory, memory.pack, memory.world.tenant
    with office.database.begin() as uow:
        uow.directory.put_tenants({**known.tenants, tenant.tenant: tenant}.values())
        uow.directory.put_units(known.units.values())
        uow.directory.put_people(known.people.values())
        uow.packs.save(pack.hash, pack.pack, pack.version, "", memory.now)
        for kind in (one for one in pack.case_types.values() if not one.abstract):
            uow.projections.ensure(kind.key, indexed_fields(kind))
            uow.packs.activate(tenant.tenant, kind.key, pack.hash, memory.now, memory.now, memory.world.parameters)
        for calendar in pack.calendars.values():
            uow.calendars.put(replace(calendar, revision=calendar.revision or pack.version), memory.now)
        for case, state in memory.states.items():
            row = row_of(state, pack, memory.world, memory.kinds, memory.now)
            uow.cases.append(None, memory.histories[case], state, row)
        uow.commit()


def _sees_widely(person: Person, memory: Memory) -> bool:
    return any(memory.pack.roles[role].scope in _WIDE for role in person.roles if role in memory.pack.roles)
