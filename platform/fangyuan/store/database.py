"""The database: SQLite or PostgreSQL, and one unit of work a transaction."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cached_property
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import OperationalError

from fangyuan.model.problems import TryAgain
from fangyuan.store.access import AccountRepository, LogRepository, TokenRepository
from fangyuan.store.appointments import AppointmentRepository
from fangyuan.store.arrivals import ArrivalRepository, TrialRepository
from fangyuan.store.bundles import Bundle
from fangyuan.store.cases import CaseRepository, Conflict, Fold, SnapshotStale, StoredCase
from fangyuan.store.directory import DirectoryRepository
from fangyuan.store.drafts import DraftRepository
from fangyuan.store.duties import DutyRepository
from fangyuan.store.engines import WRITING, engine_of, in_memory
from fangyuan.store.figures import FigureRepository
from fangyuan.store.files import FileRepository
from fangyuan.store.filters import FilterRepository
from fangyuan.store.firings import FiringRepository
from fangyuan.store.installation import InstallationKey
from fangyuan.store.jobs import JobRepository
from fangyuan.store.lending import before_writing, borrowed, lending
from fangyuan.store.letters import LetterRepository
from fangyuan.store.listeners import ListenerRepository
from fangyuan.store.migrating import migrate
from fangyuan.store.packs import CalendarRepository, PackRepository
from fangyuan.store.projection import ProjectionRepository
from fangyuan.store.publishers import ArchiveRepository, PublisherRepository
from fangyuan.store.requests import Claim, RequestRepository
from fangyuan.store.rotas import RotaRepository
from fangyuan.store.seals import Seals
from fangyuan.store.sources import SourceRepository
from fangyuan.store.todo import TodoRepository
from fangyuan.store.traffic import (
    CommandRepository,
    CounterRepository,
    InboxRepository,
    KeyRepository,
    OutboxRepository,
)
from fangyuan.store.tries import TryRepository

__all__ = ["Busy", "ClaimTaken", "Conflict", "Database", "SnapshotStale", "StoredCase", "UnitOfWork"]

Found = TypeVar("Found")
_claimed: ContextVar[Claim | None] = ContextVar("claimed", default=None)


class Busy(Conflict, TryAgain):
    """Another writer held the database for too long; trying again is all there is to do."""


class ClaimTaken(Conflict):
    """Another request with the same key was quicker; nothing of this one was written."""


class Database:
    """One database of the installation. `key` seals; `fold` is the engine's, for snapshots of an older shape.

    `url` is where another process finds it; blank for one in memory, which none does.
    """

    def __init__(
        self, url: str, key: InstallationKey | None = None, fold: Fold | None = None, busy_seconds: float = 10.0
    ) -> None:
        """`url` as SQLAlchemy writes it: `sqlite:///path` or `postgresql://…`; a writer waits `busy_seconds` at most."""
        self.key = key
        self.fold = fold
        self.url = "" if in_memory(make_url(url)) else url
        self.engine = engine_of(make_url(url), busy_seconds)

    def begin(self) -> "UnitOfWork":
        """A writing transaction: `with database.begin() as uow: …; uow.commit()`; without the commit nothing happened."""
        before_writing(self)
        return UnitOfWork(self, writing=True)

    def read(self) -> "UnitOfWork":
        """One moment of the database, which refuses writes in this transaction. In `one_snapshot` always the same one."""
        return borrowed(self) or UnitOfWork(self, writing=False)

    def one_snapshot(self, until_written: bool = False) -> AbstractContextManager["UnitOfWork"]:
        """Reads in the block see one moment of the database, in one transaction; if `until_written`, until one writes."""
        return lending(UnitOfWork(self, writing=False), self, until_written)

    @contextmanager
    def claiming(self, claim: Claim | None) -> Iterator[None]:
        """The first commit in the block takes the claim along, or raises ClaimTaken; none does where it is None."""
        token = _claimed.set(claim)
        try:
            yield
        finally:
            _claimed.reset(token)

    def migrate(self) -> None:
        """Brings the tables to this version's shape; two processes that try at once wait for each other."""
        with self.begin() as uow:
            migrate(uow.connection)
            uow.commit()

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


class UnitOfWork:
    """One transaction, with everything that can be done in it. Never shared between threads."""

    def __init__(self, database: Database, writing: bool) -> None:
        """Nothing happens before it is entered."""
        self._database = database
        self._writing = writing
        self._entered = 0
        self._found: dict[Hashable, Any] = {}
        self.connection: Connection

    def of(self, database: Database) -> bool:
        """Whether it is a transaction of this database."""
        return self._database is database

    def once(self, about: Hashable, find: Callable[[], Found]) -> Found:
        """What `find` gives, asked once a reading transaction: nothing it saw can change; a writing one asks again."""
        if self._writing:
            return find()
        if about not in self._found:
            self._found[about] = find()
        found: Found = self._found[about]
        return found

    def __enter__(self) -> Self:
        """Begins, unless it has begun; raises Busy where the lock could not be had."""
        self._entered += 1
        if self._entered > 1:
            return self
        self.connection = self._database.engine.connect().execution_options(**self._options())
        try:
            self._transaction = self.connection.begin()
        except OperationalError as error:
            self._entered = 0
            self.connection.close()
            raise Busy("the database was busy for too long; try again") from error
        return self

    def _options(self) -> dict[str, Any]:
        """In SQLite a reader sees one moment anyway. The pool takes back what PostgreSQL is told, with the connection."""
        if self._database.engine.dialect.name == "sqlite":
            return {WRITING: self._writing}
        return {} if self._writing else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Rolls back what was not committed, once whoever began it leaves."""
        self._entered -= 1
        if not self._entered:
            self.connection.close()

    def let_go(self) -> None:
        """Ends before whoever began it leaves, unless somebody else reads in it right now."""
        if self._entered == 1:
            self.connection.close()

    def commit(self) -> None:
        """Makes everything permanent; nothing may follow in this unit of work. Raises ClaimTaken (see `claiming`)."""
        claim = _claimed.get()
        if claim is None or claim.made or not self._writing:
            self._transaction.commit()
            return
        if not self.requests.claim(claim):
            raise ClaimTaken
        self._transaction.commit()
        claim.made = True

    @cached_property
    def cases(self) -> CaseRepository:
        """Cases and their events."""
        return CaseRepository(self.bundle, self.seals, self._database.fold)

    @cached_property
    def bundle(self) -> Bundle:
        """What writes rows one by one, or those of many cases together."""
        return Bundle(self.connection)

    @cached_property
    def figures(self) -> FigureRepository:
        """Figures of reports and targets."""
        return FigureRepository(self.connection, self.seals)

    @cached_property
    def todo(self) -> TodoRepository:
        """What is asked of whom."""
        return TodoRepository(self.connection, self.seals)

    @cached_property
    def letters(self) -> LetterRepository:
        """The register of letters."""
        return LetterRepository(self.connection)

    @cached_property
    def firings(self) -> FiringRepository:
        """Clocks whose time has come."""
        return FiringRepository(self.connection)

    @cached_property
    def projections(self) -> ProjectionRepository:
        """The tables of indexed answers."""
        return ProjectionRepository(self.connection)

    @cached_property
    def outbox(self) -> OutboxRepository:
        """Messages on their way out."""
        return OutboxRepository(self.bundle, self.seals)

    @cached_property
    def commands(self) -> CommandRepository:
        """Commands to other cases."""
        return CommandRepository(self.bundle, self.seals)

    @cached_property
    def counters(self) -> CounterRepository:
        """Numbers without a gap."""
        return CounterRepository(self.connection)

    @cached_property
    def keys(self) -> KeyRepository:
        """Idempotency keys."""
        return KeyRepository(self.connection)

    @cached_property
    def listeners(self) -> ListenerRepository:
        """Programs that are told what happens."""
        return ListenerRepository(self.bundle, self.seals)

    @cached_property
    def requests(self) -> RequestRepository:
        """What programs asked for under keys."""
        return RequestRepository(self.connection, self.seals)

    @cached_property
    def inbox(self) -> InboxRepository:
        """What people were told."""
        return InboxRepository(self.bundle, self.seals)

    @cached_property
    def duties(self) -> DutyRepository:
        """Recurring work that was opened."""
        return DutyRepository(self.connection)

    @cached_property
    def rotas(self) -> RotaRepository:
        """Who had, has and will have which turn."""
        return RotaRepository(self.connection)

    @cached_property
    def appointments(self) -> AppointmentRepository:
        """Which cases are booked for which times."""
        return AppointmentRepository(self.connection)

    @cached_property
    def packs(self) -> PackRepository:
        """Resolved packs and activations."""
        return PackRepository(self.connection, self.directory.moved)

    @cached_property
    def publishers(self) -> PublisherRepository:
        """Keys that publishers of packs are known by."""
        return PublisherRepository(self.connection)

    @cached_property
    def archives(self) -> ArchiveRepository:
        """Packs as they came."""
        return ArchiveRepository(self.connection)

    @cached_property
    def arrivals(self) -> ArrivalRepository:
        """Archives that wait for a decision."""
        return ArrivalRepository(self.connection)

    @cached_property
    def trials(self) -> TrialRepository:
        """How packs did here."""
        return TrialRepository(self.connection)

    @cached_property
    def calendars(self) -> CalendarRepository:
        """Working calendars."""
        return CalendarRepository(self.connection, self.directory.moved)

    @cached_property
    def directory(self) -> DirectoryRepository:
        """Tenants, units, people."""
        return DirectoryRepository(self.connection)

    @cached_property
    def accounts(self) -> AccountRepository:
        """How people log in."""
        return AccountRepository(self.connection)

    @cached_property
    def tokens(self) -> TokenRepository:
        """Sessions and API tokens."""
        return TokenRepository(self.connection)

    @cached_property
    def tries(self) -> TryRepository:
        """Tries of the public page."""
        return TryRepository(self.connection)

    @cached_property
    def drafts(self) -> DraftRepository:
        """Forms that were begun."""
        return DraftRepository(self.connection, self.seals)

    @cached_property
    def filters(self) -> FilterRepository:
        """Filters of lists that officers keep."""
        return FilterRepository(self.connection, self.seals)

    @cached_property
    def jobs(self) -> JobRepository:
        """Work that takes longer than a request."""
        return JobRepository(self.connection, self.seals)

    @cached_property
    def sources(self) -> SourceRepository:
        """Where cases came from that were taken in from files."""
        return SourceRepository(self.connection, self.seals)

    @cached_property
    def log(self) -> LogRepository:
        """Looks and exports outside a case."""
        return LogRepository(self.connection)

    @cached_property
    def files(self) -> FileRepository:
        """What the files in the folder are."""
        return FileRepository(self.connection, self.seals)

    @cached_property
    def seals(self) -> Seals:
        """Sealing, opening, erasing."""
        return Seals(self.connection, self._database.key)
