"""One act in many cases: what is offered, what would happen in each, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.reading.pages.acts import Colleagues


@dataclass(frozen=True, slots=True)
class BulkStep:
    """An event to come: `word` picks the sentence, `params` fill it."""

    word: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One thing in one case. `about` is the task, opinion or letter; `steps` is what will happen; `why_not` why nothing does.

    `outcome` is blank before the act is asked for, then held, done, changed (by somebody else meanwhile) or refused.
    """

    case: str
    number: str
    matter: str
    about: str
    steps: tuple[BulkStep, ...] = ()
    why_not: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class BulkOffer:
    """An act that is offered in some of the cases. `act` is a word of the platform, else `action:` or `task:` with its
    id, and then `title` is what the pack calls it. `first` is a case whose form of it may be shown.
    """

    act: str
    title: str
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class BulkChoice:
    """The cases that were chosen, by id and number, what may be done in any of them, and whom work may be given to."""

    cases: Mapping[str, str]
    offers: tuple[BulkOffer, ...]
    people: tuple[Colleagues, ...]


@dataclass(frozen=True, slots=True)
class BulkView:
    """An act that was asked for. `state`: held (until `due_at`, `seconds` from now), waiting, done, taken-back, failed.

    `counts` is how many rows came to which outcome.
    """

    id: str
    act: str
    title: str
    state: str
    seconds: int
    due_at: datetime | None
    made_at: datetime
    counts: Mapping[str, int]
    rows: tuple[BulkRow, ...] = ()
    error: str = ""
