"""Who may or should act, which events are meant, and texts with holes: the words that recur in packs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class UnitFrom(StrEnum):
    """Where the unit of a *who* comes from."""

    SUBJECT = "subject"
    FIELD = "field"
    EACH = "each"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit: the subject of the task or clock, an answer (`path`), each of a list of units, or the owner.

    Of a subject that is a row of a list, `path` is the column that names the unit (`lines.unit`).
    """

    source: UnitFrom
    path: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """One description of people; a tuple of them means any of them.

    Exactly one of `role`, `slot`, `field` is given. `covers` is a path whose value must lie in the person's remit.
    """

    role: str = ""
    slot: str = ""
    field: str = ""
    unit: UnitRef | None = None
    level: str = ""
    covers: str = ""


Whos = tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class EventPattern:
    """An event and what narrows it, as `{event: stage-entered, stage: liaison}`; `word` may be the pack's own."""

    word: str
    narrowed: Mapping[str, str] = field(default_factory=dict)


EventPatterns = tuple[EventPattern, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """`{path.to.field}` inside a text."""

    path: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words and holes in order."""

    parts: tuple[str | Hole, ...] = ()
