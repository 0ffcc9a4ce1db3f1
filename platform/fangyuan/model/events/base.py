"""What every event is: a class in one registry, `ClockDue` = pack word `clock-due`.

Events carry decided values: folding them never reads a pack. `narrows` of a class names the properties by which a
pattern of a pack may narrow it. Instants are aware and UTC; dates belong to the calendar's zone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, dataclass_transform

EVENTS: dict[str, type["Event"]] = {}
"""The registry: word -> class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. `version` is the schema version of the class's body."""

    word: ClassVar[str] = ""
    version: ClassVar[int] = 1
    narrows: ClassVar[tuple[str, ...]] = ()


def _word(name: str) -> str:
    """`ClockDue` -> `clock-due`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


@dataclass_transform(frozen_default=True, kw_only_default=True)
def happening(*narrows: str) -> Any:
    """Makes a frozen dataclass of the class, and enters it in the registry under its word."""

    def enter(cls: type[Any]) -> type[Any]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.word = _word(cls.__name__)
        made.narrows = narrows
        EVENTS[made.word] = made
        return made

    return enter


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an event happened: `kind` is act, action, task, delivery, rule, clock, draft, command, confidential; `id` names it.

    `facts` are those it saw; `weighing` is the number of the `rules-weighed` in which the rule fired. `due_at` is the
    instant at which the firing that brought the event was due, where it was carried out later than that; `counts_from` the
    one that clocks count from where somebody turned a clock of the case in between.
    """

    kind: str = "act"
    id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    weighing: int = 0
    due_at: datetime | None = None
    counts_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with its cause, as a decision returns it."""

    event: Event
    cause: Cause = Cause()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the store keeps it: in order within its case, with who, when, and when in the world it occurred.

    `occurred_on` differs from the date of `at` for late entries; `on_behalf_of` is who acted on paper, `scan` the file.
    """

    seq: int
    event: Event
    at: datetime
    actor: str
    cause: Cause = Cause()
    occurred_on: date | None = None
    on_behalf_of: str | None = None
    scan: str | None = None

    @property
    def counts_from(self) -> datetime:
        """The instant for clocks: that at which a firing was due, however late it was carried out, else that of the act."""
        return self.cause.counts_from or self.cause.due_at or self.at
