"""Offices for tests: the minimal pack, one jurisdiction, three people, a time that the test moves."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import text

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.working import Worked, work
from fangyuan.compiler.loading import load, load_source
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.events import ClockEscalated, CommentMade, Notified, Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fixtures.copies import copied

MINIMAL = Path(__file__).parents[2] / "packs" / "valid" / "minimal"
REPAIR = "minimal/repair"
ANSWERS: Mapping[str, Any] = {
    "device": "三楼打印机", "category": "printer", "noticed_on": "2026-03-02", "urgent": True, "phone": "13800000000",
}  # fmt: skip
TENANTS = [Tenant("t", "示例县", "SL", "county"), Tenant("other", "别处", "BC", "county")]
UNITS = [Unit("office", "t", "办公室", "office"), Unit("away", "other", "办公室", "office")]
PEOPLE = [
    Person("clerk", "t", "报修员甲", (Post("clerk", "office"),)),
    Person("chief", "t", "科长乙", (Post("chief", "office"),)),
    Person("stranger", "other", "外人", (Post("clerk", "away"), Post("chief", "away"))),
]
START = "2026-03-02T09:00+08:00"
CLERK, CHIEF, STRANGER = Identity("t", "clerk"), Identity("t", "chief"), Identity("other", "stranger")


@dataclass(slots=True)
class SetTime:
    """A time that stands still until the test moves it."""

    at: datetime
    virtual: bool = field(default=True)

    def now(self) -> datetime:
        """The instant, UTC."""
        return self.at

    def machine(self) -> datetime:
        """The same, so that a test moves this too."""
        return self.at


@dataclass(slots=True)
class Place:
    """An office with the minimal pack active, and its time."""

    office: Office
    time: SetTime
    pack: Pack

    @property
    def now(self) -> datetime:
        """The instant, UTC."""
        return self.time.at

    def register(self, key: str = "k1", me: Identity = CLERK, **answers: Any) -> Done:
        """A case with the usual answers."""
        return register(self.office, me, REPAIR, {**ANSWERS, **answers}, None, key, self.now)

    def state(self, case: str, tenant: str = "t") -> CaseState:
        """The case as it is stored."""
        with self.office.database.read() as uow:
            stored = uow.cases.load(tenant, case)
        assert stored is not None
        return stored.state

    def words(self, case: str) -> list[str]:
        """The words of its events."""
        with self.office.database.read() as uow:
            return [event.event.word for event in uow.cases.events("t", case)]

    def work(self, at: datetime) -> Worked:
        """Moves the time and does a round."""
        self.time.at = at
        return work(self.office, Delivery(), at)


def told(history: Iterable[Recorded]) -> Counter[str]:
    """How often the events of a case say that each person was told of something in-app."""
    found: Counter[str] = Counter()
    for one in history:
        match one.event:
            case Notified(to=to):
                found.update(to)
            case CommentMade(mentions=mentions):
                found.update(mentions)
            case ClockEscalated(informed=informed, copied=copied):
                found.update({*informed, *copied})
    return found


def in_inboxes(uow: UnitOfWork, case: str) -> Counter[str]:
    """How often each person was told of the case."""
    rows = uow.connection.execute(text('select person from inbox where "case" = :case'), {"case": case})
    return Counter(row.person for row in rows)


def at(written: str) -> datetime:
    """`2026-03-02T09:00+08:00` as UTC."""
    return datetime.fromisoformat(written).astimezone(UTC)


def make_place(url: str, folder: Path, start: str = START, pack: Path = MINIMAL) -> Place:
    """An office on a new database, with two tenants of which the first runs the minimal pack, or a changed copy of it.

    What it begins with is written once a process and copied, the pack too where it is the plain one from the usual day on.
    """
    time = SetTime(at(start))
    if (start, pack) == (START, MINIMAL):
        copied(url, "minimal", _minimal_at_work)
        office = _office(url, folder, time)
        return Place(office, time, office.packs.put(_minimal()))
    copied(url, "organised", _organised)
    office = _office(url, folder, time)
    return Place(office, time, _at_work(office, pack, time.at))


@cache
def _minimal() -> Pack:
    return load(MINIMAL, (), load_kinds())[1]


def _office(url: str, folder: Path, time: SetTime) -> Office:
    return Office(Database(url, InstallationKey(b"k" * 32), fold), load_kinds(), FileShelf(folder / "files"), time)


def _organised(url: str, folder: Path) -> None:
    office = _office(url, folder, SetTime(at(START)))
    office.database.migrate()
    put_organisation(office, TENANTS, UNITS, PEOPLE)
    office.database.close()


def _minimal_at_work(url: str, folder: Path) -> None:
    copied(url, "organised", _organised)
    office = _office(url, folder, SetTime(at(START)))
    _at_work(office, MINIMAL, at(START))
    office.database.close()


def _at_work(office: Office, folder: Path, now: datetime) -> Pack:
    pack = install(office, load_source(folder), now, trial=False).pack
    activate(office, "t", pack, now)
    return pack
