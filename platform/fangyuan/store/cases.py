"""`uow.cases`: loading a case, appending to it, and its events."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from fangyuan.model.events import Recorded
from fangyuan.model.state import CaseState
from fangyuan.store.bundles import Bundle, Gathered, RowsMissing
from fangyuan.store.canonical import compact
from fangyuan.store.closings import write_closings
from fangyuan.store.codec import state_format
from fangyuan.store.derived import excluded_from, write_derived, write_excluded, write_projection
from fangyuan.store.hashing import GENESIS
from fangyuan.store.lists import CaseLists
from fangyuan.store.prepared import first
from fangyuan.store.recording import Envelope, bring_keys, event_row, read_event, read_state
from fangyuan.store.rows import CaseRow, case_columns, moved_columns
from fangyuan.store.seals import Seals
from fangyuan.store.snapshots import put_snapshot
from fangyuan.store.tables import Cases, Events, Snapshots
from fangyuan.store.tables.base import insert_new, table_of
from fangyuan.store.texts import write_text

Fold = Callable[[CaseState | None, Recorded], CaseState]
"""The engine's `fold`; the store must not know the engine."""

_cases = table_of(Cases)
_events = table_of(Events)
_snapshots = table_of(Snapshots)


# Made once, because making a statement of so many columns costs more than carrying it out.
_UNCHANGED = update(_cases).where(
    _cases.c.tenant == bindparam("tenant_before"),
    _cases.c.case == bindparam("case_before"),
    _cases.c.seq == bindparam("seq_before"),
    _cases.c.head_hash == bindparam("head_before"),
)
_STANDING = (
    select(_cases.c.seq, _cases.c.head_hash, _cases.c.hops, _cases.c.confidential, _cases.c.changed_at)
    .add_columns(_snapshots.c.seq.label("taken_at"), _snapshots.c.format, _snapshots.c.body)
    .outerjoin_from(
        _cases, _snapshots, and_(_snapshots.c.tenant == _cases.c.tenant, _snapshots.c.case == _cases.c.case)
    )
    .where(_cases.c.tenant == bindparam("of"))
)
_STANDS = _STANDING.where(_cases.c.case == bindparam("which"))
_STAND = _STANDING.add_columns(_cases.c.case).where(_cases.c.case.in_(bindparam("these", expanding=True)))
_ADD_CASES = insert(_cases)
_ADD_EVENTS = insert(_events)


class Conflict(Exception):
    """Somebody else appended to the case between reading and writing: read, decide and write again."""


class SnapshotStale(Exception):
    """The snapshot was written in another shape, and no `fold` was given to make a new one."""


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as it was read: what the next append must find unchanged. `hops` is how far its first command had come.

    `changed_at` is the instant of its last event.
    """

    state: CaseState
    head_hash: str
    hops: int = 0
    confidential: bool = False
    changed_at: datetime | None = None

    def no_earlier(self, now: datetime) -> datetime:
        """The instant of an act: no machine whose time is behind lets one happen before the last event of its case."""
        return max(now, self.changed_at or now)


class CaseRepository(CaseLists):
    """Cases, one by one; lists and look-ups are those of `CaseLists`."""

    def __init__(self, bundle: Bundle, seals: Seals, fold: Fold | None = None) -> None:
        """`fold` is needed only where a snapshot has another shape than this version writes."""
        super().__init__(bundle.connection, seals)
        self._bundle = bundle
        self._fold = fold

    def load(self, tenant: str, case: str) -> StoredCase | None:
        """The case as its last event left it, with sealed values opened; None where the tenant has no such case."""
        row = first(self._connection, _STANDS, {"of": tenant, "which": case})
        return self._stored(tenant, case, row) if row else None

    def loading(self, tenant: str, cases: Collection[str]) -> dict[str, Callable[[], StoredCase]]:
        """What `load` gives for each of these that are there, read in two statements: one that breaks, breaks when it is asked
        for, and for itself alone.
        """
        rows = self._connection.execute(_STAND, {"of": tenant, "these": sorted(cases)}).all()
        bring_keys(self._seals, tenant, (row.body for row in rows if row.body))
        return {row.case: partial(self._stored, tenant, row.case, row) for row in rows}

    def _stored(self, tenant: str, case: str, row: Any) -> StoredCase:
        fresh = row.taken_at == row.seq and row.format == state_format()
        state = read_state(self._seals, tenant, case, row.body) if fresh else self._folded(tenant, case)
        return StoredCase(state, row.head_hash, row.hops, row.confidential, row.changed_at)

    def events(self, tenant: str, case: str, after: int = 0) -> list[Recorded]:
        """The events of a case in order, those later than seq `after`, with sealed values opened."""
        mine = (_events.c.tenant == tenant, _events.c.case == case, _events.c.seq > after)
        rows = self._connection.execute(select(_events).where(*mine).order_by(_events.c.seq)).all()
        bring_keys(self._seals, tenant, (text for row in rows for text in (row.body, row.cause)))
        return [read_event(self._seals, row) for row in rows]

    def mentioning(self, key: str) -> list[tuple[str, str]]:
        """(tenant, case) of the cases of all tenants that name a unit or person anywhere, the oldest first.

        Looks through every case: for what happens once in years, such as a unit that is dissolved.
        """
        said = _snapshots.c.body.contains(compact(key), autoescape=True)
        rows = self._connection.execute(select(_snapshots.c.tenant, _snapshots.c.case).where(said))
        return sorted((row.tenant, row.case) for row in rows)

    def states(self, tenant: str, cases: Sequence[str]) -> dict[str, CaseState]:
        """Those of these cases that are there by id, opened, in two queries; only those whose snapshot is of another version
        are folded.
        """
        current = and_(_snapshots.c.seq == _cases.c.seq, _snapshots.c.format == state_format())
        rows = self._connection.execute(
            select(_snapshots.c.case, _snapshots.c.body)
            .join(_cases, and_(_snapshots.c.tenant == _cases.c.tenant, _snapshots.c.case == _cases.c.case, current))
            .where(_snapshots.c.tenant == tenant, _snapshots.c.case.in_(cases))
        ).all()
        bring_keys(self._seals, tenant, (row.body for row in rows))
        found = {row.case: read_state(self._seals, tenant, row.case, row.body) for row in rows}
        return found | {case: self._folded(tenant, case) for case in self._there(tenant, set(cases) - found.keys())}

    def _there(self, tenant: str, cases: Collection[str]) -> list[str]:
        """Which of these ids are cases; nothing is asked where there is none to ask for."""
        if not cases:
            return []
        query = select(_cases.c.case).where(_cases.c.tenant == tenant, _cases.c.case.in_(sorted(cases)))
        return list(self._connection.execute(query).scalars())

    def confidential(self) -> list[tuple[str, str]]:
        """(tenant, case) of the confidential cases of all tenants."""
        query = select(_cases.c.tenant, _cases.c.case).where(_cases.c.confidential.is_(True))
        return [
            (row.tenant, row.case) for row in self._connection.execute(query.order_by(_cases.c.tenant, _cases.c.case))
        ]

    def exclude(self, state: CaseState, parties: frozenset[str]) -> bool:
        """Keeps these away from the case in lists, and nobody else; whether others were kept away before."""
        if excluded_from(self._connection, state) == parties:
            return False
        write_excluded(self._bundle, state, CaseRow(excluded=parties))
        self._bundle.write()
        return True

    @contextmanager
    def many(self) -> Iterator[None]:
        """What is appended in the block is written when it ends, each table once; until then nobody finds it.

        Raises Conflict where one of the cases is no longer as it was, or is there already.
        """
        with _conflicts(), self._bundle.gathering():
            yield

    def gathered(self, work: Callable[[], object]) -> Gathered:
        """What is appended by some work, for `write`; it is of cases that nothing else is gathered of."""
        return self._bundle.gathered(work)

    def write(self, gathered: Iterable[Gathered]) -> None:
        """Writes what was gathered in other transactions; raises Conflict where one of the cases is no longer as it was."""
        with _conflicts():
            self._bundle.write(gathered)

    def append(
        self, before: StoredCase | None, recorded: Sequence[Recorded], state: CaseState, row: CaseRow, hops: int = 0
    ) -> StoredCase:
        """Writes events and every row that follows from them; raises Conflict where `before` is no longer the case.

        `state` is `before.state` with `recorded` folded in, not empty. `hops` counts only for a new case.
        """
        envelope = Envelope(self._seals, state, row.sensitive)
        events = _chained(envelope, state, recorded, before.head_hash if before else GENESIS)
        after = StoredCase(
            state, events[-1]["hash"], before.hops if before else hops, row.confidential, recorded[-1].at
        )
        self._put_case(before, after, row, recorded[-1])
        self._put_events(events)
        put_snapshot(self._bundle, envelope, state)
        write_derived(self._bundle, before.state if before else None, state, row)
        write_projection(self._bundle, self._seals, before.state if before else None, state, row)
        write_closings(self._bundle, self._seals, before.state if before else None, state, row)
        write_text(self._bundle, self._seals, before.state if before else None, state, row)
        if row.excluded or (before and before.confidential):
            write_excluded(self._bundle, state, row)
        return after

    def _put_case(self, before: StoredCase | None, after: StoredCase, row: CaseRow, last: Recorded) -> None:
        """The row of the case comes first: whoever loses a race stops here, before anything else is written."""
        values = {**case_columns(after.state, row, last.at), "seq": last.seq, "head_hash": after.head_hash}
        self._bundle.turn_to((after.state.tenant, after.state.case))
        if before is not None:
            self._change_case(before, values, moved_columns(before.state, values, row))
            return
        values["hops"] = after.hops
        if self._bundle.is_gathering:
            self._bundle.add(_ADD_CASES, [values])
        elif not insert_new(self._connection, _cases, values):
            raise Conflict(f"case {after.state.case} was made meanwhile")

    def _change_case(self, before: StoredCase, values: dict[str, Any], moved: frozenset[str]) -> None:
        tenant, case = before.state.tenant, before.state.case
        mine = {"tenant_before": tenant, "case_before": case, "seq_before": before.state.seq}
        unchanged = {**mine, "head_before": before.head_hash}
        try:
            self._bundle.change(_UNCHANGED, {**values, **unchanged}, (tenant, case), moved | unchanged.keys())
        except RowsMissing as gone:
            raise Conflict(f"case {case} was changed meanwhile") from gone

    def _put_events(self, events: list[dict[str, Any]]) -> None:
        try:
            self._bundle.add(_ADD_EVENTS, events)
        except IntegrityError as error:
            raise Conflict(f"case {events[0]['case']} was changed meanwhile") from error

    def _folded(self, tenant: str, case: str) -> CaseState:
        """The state out of all events, where the snapshot cannot be used."""
        if self._fold is None:
            raise SnapshotStale(f"the snapshot of case {case} is of another version; run a rebuild")
        state = None
        for recorded in self.events(tenant, case):
            state = self._fold(state, recorded)
        if state is None:
            raise SnapshotStale(f"case {case} has a row and no events; run a verification")
        return state


@contextmanager
def _conflicts() -> Iterator[None]:
    """What stands in the way of rows that are written together was somebody else."""
    try:
        yield
    except (IntegrityError, RowsMissing) as error:
        raise Conflict("one of the cases was made or changed meanwhile") from error


def _chained(
    envelope: Envelope, state: CaseState, recorded: Sequence[Recorded], prev_hash: str
) -> list[dict[str, Any]]:
    """Rows of `events`, each with the hash of the one before."""
    rows: list[dict[str, Any]] = []
    for one in recorded:
        rows.append(event_row(envelope, state, one, rows[-1]["hash"] if rows else prev_hash))
    return rows
