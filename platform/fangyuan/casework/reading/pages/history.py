"""What happened in a case, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event in words to be: `word` picks the sentence, `params` fill it. `late_entry`: written down on another day.

    `cause` is what made it happen (act, rule, draft, clock, action, command, duty, calendar), `rule` the title of that
    rule, clock or action, `saw` the facts that it looked at. `caused_in` is the number of the block of `why` in which
    its rule fired, `weighed` of the one that tells what rules said of this event; 0 where there is none. `pack` is the hash
    of the version of the definition pack that the event rests on. `due_at` is when a firing was due that came late.
    `kind` is what sort of event it is (work, clocks, letters, ties, talk, looks); `watched`: somebody was urged or stopped.
    """

    seq: int
    word: str
    params: Mapping[str, str]
    at: datetime
    actor: str
    cause: str = ""
    rule: str = ""
    occurred_on: date | None = None
    on_behalf_of: str = ""
    late_entry: bool = False
    scan: str = ""
    saw: str = ""
    caused_in: int = 0
    weighed: int = 0
    pack: str = ""
    due_at: datetime | None = None
    kind: str = ""
    watched: bool = False


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A timeline as it is narrowed: `counts` by kind of what the whole one has, `actors` who did something in it."""

    items: tuple[TimelineItem, ...]
    total: int
    counts: Mapping[str, int]
    actors: tuple[str, ...]
    kind: str = ""
    actor: str = ""
    words: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kind or self.actor or self.words)


@dataclass(frozen=True, slots=True)
class WhyLine:
    """What became of one rule, in a sentence made of the form's titles."""

    rule: str
    title: str
    because: str
    fired: bool
    sentence: str
    saw: str = ""
    overruled_by: str = ""


@dataclass(frozen=True, slots=True)
class WhyBlock:
    """The rules that were weighed on one event, whose number is `of`; `pack` is the hash of the version they are of."""

    seq: int
    on: str
    at: datetime
    lines: tuple[WhyLine, ...]
    of: int = 0
    pack: str = ""
