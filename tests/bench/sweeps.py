"""W4: what is due among N open cases is found, decided and written down, beside the same by hand with the ORM.

`python -m bench.sweeps [N …] [rounds] [--profile]`: one in a hundred of the open cases is due. The house moves a clock on, weighs two
rules, informs two people, sets a flag, and writes a chain of hashed events; by hand a case turns red, an officer is told and it is
written down who did what, with a commit for every 500. The last figure is 100 due of the most cases beside 100 due of the fewest.
Cases are those of `bench/due`: registered once, and copied row by row with ids and numbers of their own; the hashes are the first's.
Of those that are not due the events and the text index are left out, which no sweep reads.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, ForeignKey, Index, create_engine, event, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bench.measuring import Figure, Run, alone, in_turn, profiled, spent
from fangyuan.casework.registering import register
from fangyuan.casework.sweeping import sweep
from unit.casework.offices import CLERK, Place, make_place

DUE = Path(__file__).with_name("due")
ANSWERS = {"device": "三楼打印机", "urgent": True, "cost": 1200}
SHARE = 100
"""One in so many is due."""
AS_MANY = 100
CHUNK = 500
MOST_ROUNDS = 3
BAR = 2000
"""Milliseconds for what is due of a million."""
PROPORTION = 1.3
TABLES = ("cases", "snapshots", "firings", "clock_runs", "todo", "case_parties")
_COPY = """WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {first} + {many})
INSERT INTO {table} SELECT {columns} FROM numbers, (SELECT * FROM first_{table} WHERE "case" = '{case}') AS first"""
_OWN_CASE = "substr({of}, 1, length({of}) - 12) || printf('%012d', n)"


class House:
    """An office whose open cases are copies of one that is not due yet, and of one that is."""

    def __init__(self, place: Place, cases: int) -> None:
        """Registers the two, moves the one to the eve of its day, and copies the other."""
        self._office, self._drawn = place.office, 1
        self._due = self._registered(place.now)
        sweep(self._office, self._next())
        self.now = self._next()
        self._waiting = self._registered(self.now - timedelta(minutes=1))
        with self._office.database.begin() as uow:
            for table in (*TABLES, "events"):
                uow.connection.exec_driver_sql(f"CREATE TABLE first_{table} AS SELECT * FROM {table}")
            uow.connection.exec_driver_sql("DELETE FROM firings")
            uow.commit()
        self._copy(self._waiting, cases)
        with self._office.database.begin() as uow:
            uow.connection.exec_driver_sql("ANALYZE")
            uow.commit()

    def _next(self) -> datetime:
        with self._office.database.read() as uow:
            found = uow.firings.next_at()
        assert found
        return found

    def _registered(self, now: datetime) -> str:
        return register(self._office, CLERK, "due/repair", ANSWERS, None, f"k{now}", now).case

    def _copy(self, case: str, many: int) -> None:
        with self._office.database.begin() as uow:
            for table in (*TABLES, *(("events",) if case == self._due else ())):
                names = [row[1] for row in uow.connection.exec_driver_sql(f"PRAGMA table_info({table})")]
                columns = ", ".join(_column(table, name, case) for name in names)
                copying = _COPY.format(table=table, columns=columns, case=case, first=self._drawn, many=many)
                uow.connection.exec_driver_sql(copying)
            uow.commit()
        self._drawn += many

    def bring(self, due: int) -> None:
        """So many more cases of which the clock is due now."""
        self._copy(self._due, due)

    def sweep(self, due: int) -> None:
        """The sweep."""
        swept = sweep(self._office, self.now)
        assert (swept.fired, swept.failed) == (due, 0), swept


def _column(table: str, name: str, case: str) -> str:
    """What a copy holds: an id and a number of its own, also where a text says them."""
    own = _OWN_CASE.format(of=f"'{case}'")
    if name == "case":
        return own
    if (table, name) == ("cases", "number"):
        return "number || '-' || n"
    return f"replace({name}, '{case}', {own})" if name == "body" else f'first."{name}"'


class Base(DeclarativeBase):
    """The tables of the comparison."""


class Repair(Base):
    """An open case."""

    __tablename__ = "repairs"
    id: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[str]
    urgent: Mapped[bool]
    cost: Mapped[int]
    light: Mapped[str]
    flags: Mapped[str]
    officer: Mapped[str]
    chief: Mapped[str]
    next_at: Mapped[datetime | None]


Index("ix_repairs_due", Repair.next_at)


class Notice(Base):
    """What somebody was told."""

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    repair: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    person: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class Audit(Base):
    """Who did what."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    repair: Mapped[int] = mapped_column(ForeignKey("repairs.id"))
    what: Mapped[str]
    at: Mapped[datetime]


class Hand:
    """The comparison over a database with as many cases."""

    now = datetime(2026, 3, 6, 1, tzinfo=UTC)

    def __init__(self, engine: Engine, cases: int) -> None:
        """Fills it."""
        self._engine = engine
        modes = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL"
        event.listen(engine, "connect", lambda made, _: made.executescript(modes))
        Base.metadata.create_all(engine)
        self._add(cases, self.now + timedelta(days=10))

    def _add(self, many: int, next_at: datetime) -> None:
        row = {**ANSWERS, "light": "yellow", "flags": "", "officer": "clerk", "chief": "chief", "next_at": next_at}
        with self._engine.begin() as connection:
            for _ in range(0, many, CHUNK):
                connection.execute(insert(Repair), [row] * min(CHUNK, many))

    def bring(self, due: int) -> None:
        """So many more cases that are due now."""
        self._add(due, self.now)

    def sweep(self, due: int) -> None:
        """As a developer would write it."""
        done = 0
        with Session(self._engine) as store:
            while found := store.scalars(
                select(Repair).where(Repair.next_at <= self.now.replace(tzinfo=None)).limit(CHUNK)
            ).all():
                for one in found:
                    self._fire(store, one)
                store.commit()
                done += len(found)
        assert done == due, done

    def _fire(self, store: Session, one: Repair) -> None:
        one.light, one.next_at = "red", self.now + timedelta(days=2)
        store.add(Notice(repair=one.id, person=one.chief, text=f"逾期：{one.device}", at=self.now))
        if one.urgent:
            one.flags = "late"
            store.add(Notice(repair=one.id, person=one.officer, text=f"已逾期：{one.device}", at=self.now))
        if one.cost >= 100_000:
            one.flags = "watched"
        store.add(Audit(repair=one.id, what="overdue", at=self.now))


def cost(side: House | Hand, due: int) -> float:
    """Milliseconds of CPU of a sweep that finds so many due."""
    side.bring(due)
    return spent(partial(side.sweep, due))


@contextmanager
def house(cases: int) -> Iterator[House]:
    """The house with so many open cases."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        place = make_place(f"sqlite:///{Path(folder) / 'office.sqlite3'}", Path(folder), pack=DUE)
        yield House(place, cases)
        place.office.database.close()


@contextmanager
def by_hand(cases: int) -> Iterator[Hand]:
    """The comparison with so many."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'hand.sqlite3'}")
        yield Hand(engine, cases)
        engine.dispose()


def figures(run: Run) -> Iterator[Figure]:
    """W4 at each number of cases, and what the open ones add to it."""
    rounds = min(run.rounds, MOST_ROUNDS)
    with ExitStack() as stack:
        ours = {size: stack.enter_context(house(size)) for size in run.sizes}
        for size in run.sizes:
            due = size // SHARE
            with by_hand(size) as hand:
                found = in_turn({"house": partial(cost, ours[size], due), "hand": partial(cost, hand, due)}, rounds)
            more = {"due": due, "each": round(found["house"] / due, 3)}
            yield Figure(
                figure=f"W4 a sweep, {due:,} due", cases=size, ours=found["house"], beside=found["hand"],
                most=BAR * size / 1_000_000, more=more,
            )  # fmt: skip
        few, many = (partial(cost, ours[size], AS_MANY) for size in (min(run.sizes), max(run.sizes)))
        found = in_turn({"few": few, "many": many}, 2 * rounds + 1)
        yield Figure(
            figure=f"W4 {AS_MANY} due of {max(run.sizes):,}, beside {AS_MANY} due of {min(run.sizes):,}", cases=max(run.sizes),
            ours=found["many"], beside=found["few"], bar=PROPORTION,
        )  # fmt: skip
        if run.profile:
            most = ours[max(run.sizes)]
            most.bring(AS_MANY)
            profiled(partial(most.sweep, AS_MANY))


if __name__ == "__main__":
    alone(figures)
