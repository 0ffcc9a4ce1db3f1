"""Who is booked for which time of recurring work, and which times a case may be booked for."""

from dataclasses import dataclass
from datetime import date

from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class BookedView:
    """A place that is taken. `state`: booked, kept, missed. Of a case that the viewer may not see nothing else is told.

    `told` is the day that the person was told, where it is another than the day is now: they are to be told again. `amiss`
    is why they should not come as booked: the case is over (`closed`), or is kept from whoever receives (`must-not-meet`).
    """

    state: str
    case: str = ""
    number: str = ""
    people: str = ""
    matter: str = ""
    told: date | None = None
    amiss: str = ""


@dataclass(frozen=True, slots=True)
class TimeView:
    """A time of the day: who has its places, how many are `free`; `over` when nobody can be told any more to come then."""

    time: str
    free: int
    over: bool
    booked: tuple[BookedView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceptionPage:
    """A day for which people are booked. `duty` is `pack/duty`, `occurs_on` the date of its rule, `on` the day it is.

    `types` are those that the viewer may register and book for it. `case` is the day's own, where the viewer may see it.
    """

    duty: str
    title: str
    occurs_on: date
    on: date
    person: Named | None
    times: tuple[TimeView, ...]
    may_book: bool
    come: bool
    types: tuple[Named, ...] = ()
    case: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class DayOffer:
    """A day with times that are not over, each with what is free."""

    duty: str
    title: str
    occurs_on: date
    on: date
    person: Named | None
    times: tuple[TimeView, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever the case is of was told; `state`: booked, kept, missed, cancelled."""

    duty: str
    title: str
    occurs_on: date
    day: date
    time: str
    person: str
    state: str


@dataclass(frozen=True, slots=True)
class AppointmentPage:
    """What a case is booked for, and what it may be booked for. `come`: the day has come, so that it may be told how it went."""

    case: str
    number: str
    matter: str
    seq: int
    told: Told | None
    come: bool
    days: tuple[DayOffer, ...]
