"""The rows that are made from a state, for reading: pure, so that append and rebuild cannot differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fangyuan.model.clocks import Light
from fangyuan.model.events import SlotOpened
from fangyuan.model.state import CaseState, ClockRun, LetterState, TaskState
from fangyuan.store.deadlines import Deadlines, Ends, nearest
from fangyuan.store.projection import IndexedField, separated

Rows = dict[tuple[Any, ...], dict[str, Any]]
"""Primary key -> row."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What the pinned pack says of a case beside its state.

    `title` and `summary` stand in lists and must hold no sensitive answer. `fields` are the indexed answers of the case
    type; `sensitive` the dotted paths (no indexes; `tasks.<task>.<field>` below a task) of answers that are sealed.
    `excluded` are the units and people whom a confidential case must never reach, and who was recused. `text` is found
    by whoever may see the case, so it holds only what all of them may read; `kept` are (path, text) that not everybody
    may, `exact` (path, value) of sealed answers that are found as a whole, `sounds` (path, sound) of names. `ends` is by
    task the clocks that its being done ends.
    """

    title: str = ""
    summary: str = ""
    fields: tuple[IndexedField, ...] = ()
    sensitive: frozenset[str] = frozenset()
    confidential: bool = False
    excluded: frozenset[str] = frozenset()
    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    exact: tuple[tuple[str, str], ...] = ()
    sounds: tuple[tuple[str, str], ...] = ()
    ends: Ends = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derived:
    """Every row of a case but its row in `cases` and its projection, by table."""

    firings: Rows = field(default_factory=dict)
    clock_runs: Rows = field(default_factory=dict)
    todo: Rows = field(default_factory=dict)
    case_parties: Rows = field(default_factory=dict)
    letters: Rows = field(default_factory=dict)


def rows_of(state: CaseState, row: CaseRow) -> Derived:
    """The rows of a state."""
    return Derived(
        _keyed(_firings(state), "clock", "subject", "number"),
        _keyed(_clock_runs(state), "clock", "subject", "number"),
        _keyed(_todo(state, Deadlines(state, row.ends)), "kind", "task", "subject", "visit", "slot", "person"),
        _keyed(_parties(state), "party", "excluded"),
        _keyed(_letters(state), "copy"),
    )


def case_columns(state: CaseState, row: CaseRow, changed_at: datetime) -> dict[str, Any]:
    """The columns of `cases`, without seq, head hash and hops."""
    first = nearest(state.open_clocks())
    return {
        "tenant": state.tenant, "case": state.case, "number": state.number, "case_type": state.case_type,
        "pack": state.pack, "unit": state.unit, "stage": state.stage, "visit": state.visit, "leader": state.leader,
        "parent": state.parent, "registered_by": state.registered_by, "received_on": state.received_on,
        "registered_at": state.registered_at, "changed_at": changed_at, "closed_at": state.closed_at,
        "outcome": state.outcome, "merged_into": state.into or None, "flags": separated(state.flags),
        "title": row.title, "summary": row.summary,
        "confidential": row.confidential, "slip": state.slip, **_lights(first), "red_at": _red_at(state),
        "next_firing_at": min((run.next_firing.at for run in state.clocks.values() if run.next_firing), default=None),
    }  # fmt: skip


_MOVE_TOGETHER = (
    ("stage", "visit"), ("leader",), ("flags",), ("slip",), ("closed_at", "outcome", "merged_into"),
    ("next_due_at", "red_at", "yellow_at", "orange_at", "next_firing_at"),
)  # fmt: skip
"""Columns of `cases` that acts move; there are as many statements as ways of choosing some of these, and no more."""

_MOVE_EVER = frozenset({"seq", "head_hash", "changed_at", "title", "summary", "confidential"})
"""Columns that move with each act, or that no state says."""

_MOVING = _MOVE_EVER.union(*_MOVE_TOGETHER)


def moved_columns(before: CaseState, values: dict[str, Any], row: CaseRow) -> frozenset[str]:
    """Those of the columns of `cases` that a case does not have yet: one that is written brings its indexes up to date,
    whether it says something new or not. All of them where one has changed that acts leave as it is.
    """
    held = case_columns(before, row, values["changed_at"])
    changed = {name for name, value in held.items() if values[name] != value}
    if not changed <= _MOVING:
        return frozenset(values)
    return _MOVE_EVER.union(*(part for part in _MOVE_TOGETHER if not changed.isdisjoint(part)))


def excluded_rows(state: CaseState, row: CaseRow) -> list[dict[str, Any]]:
    """Whom the case must never reach."""
    mine = {"tenant": state.tenant, "case": state.case, "excluded": True}
    return [{**mine, "party": party} for party in sorted(row.excluded) if party]


def _firings(state: CaseState) -> Iterable[dict[str, Any]]:
    """One row a running run: its next firing."""
    for run in state.clocks.values():
        if (firing := run.next_firing) is not None:
            yield {
                **_run_key(state, run), "kind": firing.kind, "place": firing.index, "fires_at": firing.at,
                "lease_until": None, "attempts": 0, "poisoned": False, "error": "",
            }  # fmt: skip


def _clock_runs(state: CaseState) -> Iterable[dict[str, Any]]:
    for run in state.clocks.values():
        lights = _lights(run)
        yield {
            **_run_key(state, run), "status": run.status, "started_at": run.started_at, "due_at": run.due_at,
            "red_at": lights["red_at"], "yellow_at": lights["yellow_at"], "orange_at": lights["orange_at"],
            "stopped_at": run.stopped_at or run.paused_at, "late": run.late, "missed": run.missed,
        }  # fmt: skip


def _run_key(state: CaseState, run: ClockRun) -> dict[str, Any]:
    return {
        "tenant": state.tenant, "case": state.case, "clock": run.clock, "subject": run.subject, "number": run.number,
    }  # fmt: skip


def _red_at(state: CaseState) -> datetime | None:
    """Since when a missed period of any open run is not made good: no nearer deadline hides it."""
    reds = (_lights(run)["red_at"] for run in state.open_clocks())
    return min((at for at in reds if at is not None), default=None)


def _lights(run: ClockRun | None) -> dict[str, Any]:
    """The instants at which the light of a run changes, the first of each colour; of a paused run those that had come."""
    if run is None:
        return {"next_due_at": None, "red_at": None, "yellow_at": None, "orange_at": None}
    first = {light: at for at, light in reversed(run.lights) if run.paused_at is None or at <= run.paused_at}
    comes = run.paused_at is None or run.paused_at >= run.due_at
    return {
        "next_due_at": run.due_at if comes else None,
        "red_at": first.get(Light.RED), "yellow_at": first.get(Light.YELLOW), "orange_at": first.get(Light.ORANGE),
    }  # fmt: skip


def _todo(state: CaseState, until: Deadlines) -> Iterable[dict[str, Any]]:
    """What is asked of whom: open places of tasks, opinions and extensions to decide, letters on their way."""
    for task in state.open_tasks():
        due = until.of_task(task)
        for slot in task.waiting():
            for person in slot.people:
                yield _task_todo(state, task, slot, person, due)
    for draft in state.drafts.values():
        due = until.of_case("")
        for person in draft.approvers if draft.status == "waiting" else ():
            yield _asked(state, "draft", draft.rule, "", draft.draft, person, draft.rule, draft.made_at, due)
    for letter in state.letters.values():
        due, since = until.of_case(letter.subject), letter.waits_since or letter.issued_at
        for person in letter.waiting if letter.step else ():
            yield _asked(state, "letter", letter.step, letter.subject, letter.copy, person, letter.title, since, due)
    for run in state.open_clocks():
        for person in run.asked[2] if run.asked else ():
            yield _asked(state, "extension", run.clock, run.subject, run.number, person, run.title, run.started_at, run)


def _task_todo(
    state: CaseState, task: TaskState, slot: SlotOpened, person: str, due: ClockRun | None
) -> dict[str, Any]:
    row = _asked(state, "task", task.task, task.subject, task.visit, person, task.title, task.opened_at, due)
    return {**row, "slot": slot.who, "unit": slot.unit, "claimed_by": task.claimed_by}


def _asked(
    state: CaseState, kind: str, task: str, subject: str, visit: int, person: str, title: str, opened_at: datetime,
    due: ClockRun | None,
) -> dict[str, Any]:  # fmt: skip
    lights = _lights(due)
    return {
        "tenant": state.tenant, "case": state.case, "kind": kind, "task": task, "subject": subject, "visit": visit,
        "slot": 0, "person": person, "title": title, "unit": "", "opened_at": opened_at, "claimed_by": "",
        "due_at": lights["next_due_at"], "red_at": lights["red_at"],
        "yellow_at": lights["yellow_at"], "orange_at": lights["orange_at"],
    }  # fmt: skip


def parties_of(state: CaseState) -> tuple[str, ...]:
    """Whom the case reaches: its unit, who registered it, holders of slots, units and people of its tasks."""
    return tuple(filter(None, dict.fromkeys([state.unit, state.registered_by, *_involved(state)])))


def _parties(state: CaseState) -> Iterable[dict[str, Any]]:
    for party in parties_of(state):
        yield {"tenant": state.tenant, "case": state.case, "party": party, "excluded": False}


def _letters(state: CaseState) -> Iterable[dict[str, Any]]:
    for letter in state.letters.values():
        yield {
            "tenant": state.tenant, "case": state.case, "copy": letter.copy, "letter": letter.letter,
            "title": letter.title, "number": letter.number, "unit": state.unit, "subject": letter.subject,
            "step": "" if letter.withdrawn else letter.step, "standing": _standing(letter),
            "delivered": letter.delivered or letter.came_back, "at": letter.issued_at,
        }  # fmt: skip


def _standing(letter: LetterState) -> str:
    if letter.withdrawn:
        return "withdrawn"
    if letter.delivered:
        return "delivered"
    return "issued" if letter.is_issued else "under-way"


def _involved(state: CaseState) -> Iterable[str]:
    for holders in state.slots.values():
        yield from holders
    for task in state.tasks.values():
        yield task.subject
        yield from (signature.person for signature in task.signatures)
        for slot in task.slots:
            yield slot.unit
            yield from slot.people
    for draft in state.drafts.values():
        yield from draft.approvers
    for letter in state.letters.values():
        yield from (*letter.waiting, *(one.by for one in letter.passed))
    for run in state.clocks.values():
        yield run.subject
        yield from run.asked[2] if run.asked else ()


def _keyed(rows: Iterable[dict[str, Any]], *key: str) -> Rows:
    return {tuple([row[part] for part in key]): row for row in rows}
