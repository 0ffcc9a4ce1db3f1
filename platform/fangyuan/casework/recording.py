"""From a decision to the events of a case: numbered in order, with who, when, and on whose behalf."""

from collections.abc import Iterable
from datetime import datetime

from fangyuan.engine.folding import fold
from fangyuan.model.commands import Command
from fangyuan.model.events import Happened, Recorded
from fangyuan.model.state import CaseState


def recorded(events: Iterable[Happened], after: int, command: Command, now: datetime) -> tuple[Recorded, ...]:
    """The events as they will be kept; `after` is the number of the case's last event."""
    return tuple(
        Recorded(
            seq=after + place,
            event=happened.event,
            at=now,
            actor=command.actor.person,
            cause=happened.cause,
            occurred_on=command.occurred_on,
            on_behalf_of=command.on_behalf_of,
            scan=command.scan,
        )
        for place, happened in enumerate(events, 1)
    )


def folded(case: CaseState | None, events: Iterable[Recorded]) -> CaseState:
    """The case after these events; at least one event, or a case."""
    for event in events:
        case = fold(case, event)
    if case is None:
        raise ValueError("a case begins with an event")
    return case
