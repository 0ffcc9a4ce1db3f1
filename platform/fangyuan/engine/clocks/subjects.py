"""About whom a clock runs, and the facts as one of them sees them."""

from collections.abc import Mapping
from typing import Any

from fangyuan.engine.facts import KIND_OF
from fangyuan.engine.people import name_of_row, named
from fangyuan.model.clocks import Clock
from fangyuan.model.events import Event
from fangyuan.model.state import CaseState, ClockRun

Facts = Mapping[str, Any]


def subjects_of(clock: Clock, case: CaseState, event: Event | None, facts: Facts) -> tuple[str, ...]:
    """The subjects for which a start concerns the clock: one blank subject where it does not run `per` anything.

    An event that carries a subject concerns that subject alone, if the clock runs for it.
    """
    if not clock.per:
        return ("",)
    known = named(clock.per, case, dict(facts))
    carried = carried_by(event)
    return tuple(subject for subject in known if carried in ("", subject))


def runs_of(clock: Clock, case: CaseState, event: Event | None = None) -> tuple[ClockRun, ...]:
    """The latest run of each subject that the event concerns."""
    carried = carried_by(event) if clock.per else ""
    latest: dict[str, ClockRun] = {}
    for run in sorted(case.clocks.values(), key=lambda run: run.number):
        if run.clock == clock.clock and carried in ("", run.subject):
            latest[run.subject] = run
    return tuple(latest.values())


def latest_run(clock: str, subject: str, case: CaseState) -> ClockRun | None:
    """The run with the highest number, or none."""
    runs = [run for run in case.clocks.values() if (run.clock, run.subject) == (clock, subject)]
    return max(runs, key=lambda run: run.number, default=None)


def carried_by(event: Event | None) -> str:
    """The subject that an event carries, or blank."""
    return str(getattr(event, "subject", "") or "")


def seen_by(subject: str, facts: Facts, per: str = "") -> dict[str, Any]:
    """The facts as they are about this subject: of tasks that are done once a subject its own entries, and whether they
    are done here; of the list that its clock or task is `per` its own row, and of units its own kind. A blank subject
    sees all.
    """
    if not subject:
        return dict(facts)
    tasks = facts.get("tasks", {})
    own = {task: [entry for entry in entries if _own(entry, subject)] for task, entries in tasks.items()}
    here = {task: _here(told, subject) for task, told in facts.get("task", {}).items()}
    return {**facts, **_own_row(per, subject, facts), "tasks": own, "task": here, "subject": subject}


def _own_row(per: str, subject: str, facts: Facts) -> dict[str, Any]:
    """Of a list of rows the subject's own; and the kind of its unit, be it named in the row or be it the subject itself."""
    listed = facts.get(per) or facts.get("slot", {}).get(per)
    if not isinstance(listed, list):
        return {}
    own = [place for place, row in enumerate(listed) if name_of_row(row, place + 1) == subject]
    kinds = facts.get(KIND_OF, {})
    told = kinds.get(per)
    narrowed = {KIND_OF: {**kinds, per: [told[place] for place in own]}} if told and len(told) == len(listed) else {}
    rows = {per: [listed[place] for place in own]} if all(isinstance(row, Mapping) for row in listed) else {}
    return {**rows, **narrowed}


def _here(told: Mapping[str, Any], subject: str) -> dict[str, Any]:
    done_by = told.get("_done_by", ())
    return {**told, "done_here": subject in done_by or "" in done_by}


def _own(entry: Mapping[str, Any], subject: str) -> bool:
    return entry.get("_subject", "") in ("", subject)
