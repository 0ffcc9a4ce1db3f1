"""Who has which turn of recurring work, and who is booked for which time."""

from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class TurnDay:
    """A day of a rota. `sort`: opened, set, swapped, or expected; `n` how much was said of the day, for the next act.

    `open`: it has not begun, so that it may still change hands; `mine`: it is the viewer's. `case` is empty where the
    viewer may not open it.
    """

    occurs_on: date
    on: date
    person: Named | None
    sort: str
    n: int
    open: bool
    mine: bool
    reason: str = ""
    by: str = ""
    case: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class TurnShare:
    """How many turns somebody has in the period, those that were and those to come; `enough`: as many as the pack asks."""

    person: Named
    turns: int
    enough: bool


@dataclass(frozen=True, slots=True)
class TurnChange:
    """Somebody gave a day to somebody: `sort` is set or swapped."""

    on: date
    person: str
    sort: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SwapAsked:
    """`asker`, whose day is `on`, has asked whoever has the `other` day to change; the viewer answers or may take it back."""

    id: str
    asker: Named
    asked: Named
    on: date
    other: date
    reason: str
    may_answer: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class RotaView:
    """A duty with turns: the days of the coming months, each one's share of the present period, what was changed.

    `takes`: people may be booked for its days; `asked`: two are to change places, and one has not agreed yet.
    """

    duty: str
    title: str
    days: tuple[TurnDay, ...]
    people: tuple[Named, ...]
    period: str
    at_least: int
    shares: tuple[TurnShare, ...]
    changes: tuple[TurnChange, ...]
    may_set: bool
    may_swap: bool
    takes: bool = False
    asked: tuple[SwapAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class RotaPage:
    """The rotas of the viewer's jurisdiction."""

    rotas: tuple[RotaView, ...]
