"""The whole house against whatever may happen to one case after another: acts, sweeps, downtimes, restarts, changing hands.

Held after every step: no open case is lost, nothing fires twice and nothing that came is left unfired when its run ends,
every due date is explained, and what is stored is what the events fold to. At the end: everything that can become of a
clock has become of some clock.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select, text

from fangyuan.casework.acting import act
from fangyuan.casework.delegating import delegate
from fangyuan.casework.forwarding import forward
from fangyuan.casework.handing_over import hand_over
from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.merging import merge
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.sweeping import sweep
from fangyuan.casework.verifying import rebuild, verify
from fangyuan.compiler.loading import load
from fangyuan.engine.folding import fold, fold_all
from fangyuan.engine.rights import Available, available
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import (
    ApproveExtension,
    AskExtension,
    Command,
    CompleteTask,
    RefuseExtension,
    Reopen,
    ReturnTask,
    TakeAction,
)
from fangyuan.model.events import (
    ClockCancelled,
    ClockDue,
    ClockEscalated,
    ClockExtended,
    ClockMoved,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
    Event,
    Recorded,
)
from fangyuan.model.problems import Refused
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.world import CLOCKWORK, Person, Post, Tenant, Unit
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.lines import clock_line
from fangyuan.store.shelf import FileShelf
from fangyuan.store.tables import ClockRuns
from fangyuan.store.tables.base import table_of
from unit.casework.offices import MINIMAL, SetTime, at, in_inboxes, told

APPEAL = "several-clocks/appeal"
KINDS = load_kinds()
SOURCE, _ = load(MINIMAL.parent / "several-clocks", (), KINDS)
PEOPLE = (
    Person("clerk", "t", "甲", (Post("clerk", "office"),)),
    Person("chief", "t", "乙", (Post("chief", "office"),)),
    Person("one", "t", "丙", (Post("handler", "u1"),)),
    Person("two", "t", "丁", (Post("handler", "u2"),)),
    Person("spare", "t", "戊", (Post("guest", "office"),)),
    Person("admin", "t", "己", (Post("administrator", "office"),)),
)
MOVED = (ClockMoved, ClockExtended, ClockResumed)
ANSWERS = {
    "register": {"topic": "征地", "units": ["u1", "u2"]},
    "answer": {"answer_text": "已核实"},
    "hear": {"hearing_open": True},
    "heard": {"hearing_open": False},
}
HAPPENED: Counter[str] = Counter()
MUST_HAPPEN = {
    "case-closed", "clock-cancelled", "clock-due", "clock-escalated", "clock-extended", "clock-moved", "clock-paused",
    "clock-restarted", "clock-resumed", "clock-started", "clock-stopped", "clock-warned", "extension-asked",
    "extension-refused", "task-completed",
}  # fmt: skip
TABLES = ("clock_runs", "todo", "case_parties", "firings", "cases")
PASSING = {"changed_at", "lease_until", "attempts"}
"""Columns that say when something was done, and not what is so."""


def _office(folder: Path, time: SetTime) -> Office:
    database = Database(f"sqlite:///{folder / 'house.db'}", InstallationKey(b"k" * 32), fold)
    return Office(database, KINDS, FileShelf(folder / "files"), time)


def _template() -> Path:
    """A database with the pack at work, made once and copied for every example."""
    folder = Path(tempfile.mkdtemp())
    office = _office(folder, SetTime(at("2026-01-28T09:00+08:00")))
    office.database.migrate()
    units = [Unit("office", "t", "办公室"), Unit("u1", "t", "甲单位"), Unit("u2", "t", "乙单位")]
    put_organisation(office, [Tenant("t", "示例县", "SL", "county")], units, PEOPLE)
    activate(office, "t", install(office, SOURCE, office.clock.now(), trial=False).pack, office.clock.now())
    office.database.close()
    return folder


TEMPLATE = _template()
people = st.sampled_from([one.person for one in PEOPLE])


class WholeHouse(RuleBasedStateMachine):
    """Officers act at random; time passes with and without a worker; the process ends and begins again."""

    @initialize(eventful=st.booleans())
    def begin(self, eventful: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(TEMPLATE, self.folder, dirs_exist_ok=True)
        self.time = SetTime(at("2026-01-28T09:00+08:00"))
        self.office = _office(self.folder, self.time)
        self.cases: list[str] = []
        self.open_a_case(["u1", "u2"], eventful)

    def teardown(self) -> None:
        """Whatever happened, every case can still be brought to its end."""
        for case in self.cases:
            if not self._state(case).closed:
                self._act("chief", case, TakeAction(action="drop"))
        self.nothing_is_lost_doubled_or_unexplained()
        assert all(self._state(case).closed for case in self.cases)
        forward(self.office, self.time.at)
        with self.office.database.read() as uow:
            waiting = text("select count(*) from case_commands where error = ''")
            assert uow.connection.execute(waiting).scalar_one() == 0, "a command waits and nothing says why"
        assert verify(self.office).problems == ()
        self.office.database.close()
        shutil.rmtree(self.folder)

    # --- what happens ------------------------------------------------------------------------------------------------

    @rule(units=st.lists(st.sampled_from(["u1", "u2"]), unique=True), eventful=st.booleans())
    @precondition(lambda self: len(self.cases) < 3)
    def open_a_case(self, units: list[str], eventful: bool) -> None:
        """A case, to which all that moves a clock may happen at once."""
        answers = {"topic": "征地", "units": units}
        key = f"k{len(self.cases)}"
        self.cases.append(register(self.office, Identity("t", "clerk"), APPEAL, answers, None, key, self.time.at).case)
        if eventful:
            newest = len(self.cases) - 1
            self.more_time_is_asked_for(newest, granted=False)
            self.more_time_is_asked_for(newest, granted=True)
            self.a_hearing_is_held(newest, days=2)
            self.an_enquiry_is_clarified(newest)

    @rule(who=people, data=st.data())
    def do_what_is_offered(self, who: str, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(self.cases))
        moves = self._moves(case, who)
        if moves:
            self._do(who, case, data.draw(st.sampled_from(moves)))

    @rule(case=st.integers(0, 2), days=st.integers(0, 20))
    def a_hearing_is_held(self, case: int, days: int) -> None:
        """A pause begins, and ends again some days later."""
        key = self.cases[case % len(self.cases)]
        for name, later in (("hear", 0), ("heard", days)):
            self.time.at += timedelta(days=later)
            self._refused(lambda name=name: self._act("chief", key, TakeAction(action=name, answers=_given(name))))

    @rule(case=st.integers(0, 2), granted=st.booleans())
    def more_time_is_asked_for(self, case: int, granted: bool) -> None:
        key = self.cases[case % len(self.cases)]
        answer = ApproveExtension(clock="handle") if granted else RefuseExtension(clock="handle", reason="不必")
        for who, command in (("clerk", AskExtension(clock="handle", by="4 days", reason="鉴定")), ("chief", answer)):
            self._refused(lambda who=who, command=command: self._act(who, key, command))

    @rule(case=st.integers(0, 2))
    def an_enquiry_is_clarified(self, case: int) -> None:
        """The clock of the review begins anew."""
        key = self.cases[case % len(self.cases)]
        self._refused(lambda: self._act("clerk", key, TakeAction(action="clarify")))

    @rule(how=st.sampled_from(["decide", "drop"]))
    @precondition(lambda self: len(self.cases) > 1)
    def the_first_case_ends(self, how: str) -> None:
        decided = [CompleteTask(task="decide"), TakeAction(action="finish")]
        for command in decided if how == "decide" else [TakeAction(action="drop")]:
            self._refused(lambda command=command: self._act("chief", self.cases[0], command))

    def _moves(self, case: str, who: str) -> list[Command]:
        """Everything that a person is offered."""
        may = self._may(case, who)
        return [
            *(
                CompleteTask(task=c.state.task, subject=c.state.subject, answers=_given(c.state.task))
                for c in may.tasks
            ),
            *(TakeAction(action=c.action.action, answers=_given(c.action.action)) for c in may.actions if c.allowed),
            *(
                AskExtension(clock=c.run.clock, by="4 days", reason="鉴定")
                for c in may.may_ask_extension
                if not c.why_not
            ),
            *(ApproveExtension(clock=run.clock) for run in may.extensions),
            *(RefuseExtension(clock=run.clock, reason="不必") for run in may.extensions),
            *(ReturnTask(task=s.task, subject=s.subject, reason="不清楚") for s in may.returnable),
            *([Reopen(stage="handling", reason="新证据")] if may.may_reopen else ()),
        ]

    @rule(who=people, case=st.integers(0, 2), action=st.sampled_from(["finish", "hear", "heard", "clarify", "drop"]))
    def try_what_may_not_be(self, who: str, case: int, action: str) -> None:
        key = self.cases[case % len(self.cases)]
        before, due = self._state(key), self._has_come(key)
        refused = self._refused(lambda: self._act(who, key, TakeAction(action=action, answers=_given(action))))
        if refused and not due:
            assert self._state(key) == before
        elif refused:
            self._check_only_what_had_come(key, before.seq)

    @rule(hours=st.sampled_from([1, 30, 24 * 9, 24 * 40]), workers=st.integers(1, 2))
    def time_passes_and_the_worker_comes_round(self, hours: int, workers: int) -> None:
        self.time.at += timedelta(hours=hours)
        for _ in range(workers):
            swept = sweep(self.office, self.time.at)
            assert swept.failed == 0
        waiting = [f for case in self.cases for r in self._state(case).open_clocks() if (f := r.next_firing)]
        assert all(firing.at > self.time.at for firing in waiting)

    @rule(hours=st.integers(1, 24 * 45))
    def time_passes_and_nobody_works(self, hours: int) -> None:
        self.time.at += timedelta(hours=hours)

    @rule()
    def the_process_ends_and_begins_again(self) -> None:
        self.office.database.close()
        self.office = _office(self.folder, self.time)

    @rule(who=people, to=people)
    def somebody_is_away(self, who: str, to: str) -> None:
        if who != to:
            today = self.time.at.date()
            delegate(self.office, Identity("t", who), who, to, today, today + timedelta(days=5), "出差", self.time.at)

    @rule(who=st.sampled_from(["clerk", "one", "two"]), to=people)
    def charges_change_hands(self, who: str, to: str) -> None:
        if who != to:
            hand_over(self.office, Identity("t", "admin"), who, to, "分工调整", self.time.at)

    @rule(who=people)
    @precondition(lambda self: len(self.cases) > 1)
    def a_duplicate_is_merged(self, who: str) -> None:
        first, second = (self._state(case) for case in self.cases[:2])
        self._refused(
            lambda: merge(self.office, Identity("t", who), second.case, first.number, "同一事项", self.time.at)
        )

    # --- what holds --------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_doubled_or_unexplained(self) -> None:
        for case in self.cases:
            state, history = self._state(case), self._history(case)
            assert fold_all(history) == state
            assert [one.seq for one in history] == list(range(1, len(history) + 1))
            assert state.closed or self._goes_on(state), f"nobody can do anything in {state.number}"
            assert not (state.closed and (state.open_tasks() or state.open_clocks()))
            HAPPENED.update(_told(one.event) for one in history)
            _check_firings(history)
            _check_nothing_was_left_unfired(state, history)
            with self.office.database.read() as uow:
                assert in_inboxes(uow, case) == told(history)
            for run in state.clocks.values():
                _check_explained(run)

    @invariant()
    def what_is_stored_is_what_happened(self) -> None:
        stored = self._rows()
        rebuild(self.office)
        assert self._rows() == stored
        with self.office.database.read() as uow:
            rows = uow.connection.execute(select(table_of(ClockRuns))).all()
        for row in rows:
            run = self._state(row.case).clocks[(row.clock, row.subject, row.number)]
            assert clock_line(row, self.time.at).light == run.light(self.time.at)

    # --- looking -----------------------------------------------------------------------------------------------------

    def _act(self, who: str, case: str, command: Command) -> None:
        act(self.office, Identity("t", who), case, command, self.time.at)

    def _do(self, who: str, case: str, command: Command) -> None:
        """What is offered can be done, unless something fell due since: that comes first, and takes back the offer."""
        if not self._has_come(case):
            self._act(who, case, command)
            return
        before = self._state(case).seq
        if self._refused(lambda: self._act(who, case, command)):
            self._check_only_what_had_come(case, before)
            assert command not in self._moves(case, who)

    def _has_come(self, case: str) -> bool:
        """Whether a firing of the case waits for a sweep."""
        return any(f.at <= self.time.at for run in self._state(case).open_clocks() if (f := run.next_firing))

    def _check_only_what_had_come(self, case: str, before: int) -> None:
        """What was refused left nothing behind but the firings that came before it, all of them, each at its own instant."""
        added = self._history(case)[before:]
        assert added
        assert {one.actor for one in added} == {CLOCKWORK.person}
        assert all(one.at <= self.time.at for one in added)
        assert not self._has_come(case)

    def _refused(self, attempt: Callable[[], object]) -> bool:
        """Whether it was refused; with words, if so."""
        try:
            attempt()
        except Refused as refused:
            return bool([problem.message for problem in refused.problems])
        return False

    def _state(self, case: str) -> CaseState:
        with self.office.database.read() as uow:
            stored = uow.cases.load("t", case)
        assert stored is not None
        return stored.state

    def _history(self, case: str) -> list[Recorded]:
        with self.office.database.read() as uow:
            return list(uow.cases.events("t", case))

    def _may(self, case: str, who: str) -> Available:
        state = self._state(case)
        with self.office.database.read() as uow:
            pack = self.office.pack_of(uow, state)
            world = self.office.world(uow, "t", pack, state.parameters)
        return available(pack, state, world, world.directory.people[who], self.time.at)

    def _goes_on(self, state: CaseState) -> bool:
        """An open case has somebody who can do something, and a clock or a task that asks for it."""
        someone = any(
            (may := self._may(state.case, one.person)).tasks or any(choice.allowed for choice in may.actions)
            for one in PEOPLE
        )
        return someone and bool(state.open_tasks() or state.open_clocks())

    def _rows(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.office.database.read() as uow:
            found = {}
            for table in TABLES:
                rows = uow.connection.execute(text(f"select * from {table}")).mappings()
                kept = [tuple((key, row[key]) for key in row if key not in PASSING) for row in rows]
                found[table] = sorted(kept, key=repr)
            return found


def _given(name: str) -> dict[str, Any]:
    return dict(ANSWERS.get(name, {}))


def _check_firings(history: list[Recorded]) -> None:
    """A rung fires once in a run; warnings and due dates once for each due date that the run had."""
    rungs = Counter(
        (e.clock, e.subject, e.number, e.rung) for one in history if isinstance(e := one.event, ClockEscalated)
    )
    assert not [key for key, times in rungs.items() if times > 1]
    seen: set[tuple[Any, ...]] = set()
    for one in history:
        event = one.event
        if isinstance(event, MOVED):
            seen = {key for key in seen if key[:3] != (event.clock, event.subject, event.number)}
        elif isinstance(event, ClockDue | ClockWarned):
            key = (event.clock, event.subject, event.number, event.word, getattr(event, "index", 0))
            assert key not in seen
            seen.add(key)


def _check_nothing_was_left_unfired(state: CaseState, history: list[Recorded]) -> None:
    """A run that ended had fired all that had come by then; within a pause nothing comes."""
    for one in history:
        event = one.event
        if not isinstance(event, ClockStopped | ClockCancelled):
            continue
        run = state.clocks[(event.clock, event.subject, event.number)]
        if run.stopped_at is not None and not run.open and not any(end >= run.stopped_at for _, end in run.pauses):
            assert not [firing for firing in run.firings if firing.at <= run.stopped_at]


def _told(event: Event) -> str:
    """The word of an event; a clock begun anew has one of its own."""
    return "clock-restarted" if isinstance(event, ClockStarted) and event.number > 1 else event.word


def _check_explained(run: ClockRun) -> None:
    """Every due date of a run is there with what changed it and how it was counted; the last is the one that holds."""
    assert run.history[-1].due_at == run.due_at
    for change in run.history:
        assert change.reckoning.steps
        assert change.reckoning.calendar == "cn"
        assert change.why or change.change == "clock-started"
        assert _days_named(change.reckoning.steps, change.reckoning.due)
    assert all(before.at <= after.at for before, after in pairwise(run.history))


def _days_named(steps: tuple[str, ...], due: Any) -> bool:
    """The date that holds stands in the words."""
    return any(str(due.date() if isinstance(due, datetime) else due) in step for step in steps)


WholeHouse.TestCase.settings = settings(max_examples=6, stateful_step_count=20, deadline=None, phases=(Phase.generate,))


class TestWholeHouse(WholeHouse.TestCase):  # type: ignore[misc]
    """The machine, and at its end the proof that its random walks went where they must."""

    def setUp(self) -> None:
        HAPPENED.clear()

    def tearDown(self) -> None:
        assert set(HAPPENED) >= MUST_HAPPEN, f"never happened: {sorted(MUST_HAPPEN - set(HAPPENED))}"
