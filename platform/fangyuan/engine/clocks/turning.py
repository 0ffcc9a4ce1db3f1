"""When anything was last done to the clocks of a case."""

from collections.abc import Iterator
from datetime import UTC, datetime

from fangyuan.model.state import CaseState, ClockRun

_NEVER = datetime.min.replace(tzinfo=UTC)


def turned_last(case: CaseState | None) -> datetime:
    """The last instant at which a clock of the case was begun, moved, paused, let go on or ended; the first of all if none."""
    return max((at for run in (case.clocks.values() if case else ()) for at in _turns(run)), default=_NEVER)


def _turns(run: ClockRun) -> Iterator[datetime]:
    yield run.started_at
    yield from (change.at for change in run.history[-1:])
    yield from (at for at in (run.paused_at, run.stopped_at) if at is not None)
    yield from (end for _, end in run.pauses[-1:])
