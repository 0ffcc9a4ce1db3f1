"""Who acts for whom, and what changes hands at once."""

from dataclasses import dataclass
from datetime import date

from fangyuan.casework.reading.pages.acts import Colleagues
from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class DelegationView:
    """`to` acts for `person`, both days included. `status`: coming, running, over; `may_end`: the viewer may take it back."""

    id: str
    person: Named
    to: Named
    since: date
    until: date
    reason: str
    status: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """The viewer's delegations, given and received, and those of others where they administer; who may be chosen."""

    given: tuple[DelegationView, ...]
    received: tuple[DelegationView, ...]
    others: tuple[DelegationView, ...]
    people: tuple[Colleagues, ...]
    administers: bool


@dataclass(frozen=True, slots=True)
class RemitPage:
    """By what charges may be told apart where a remit changes: `subjects` are the choices of each field with options."""

    units: tuple[Named, ...]
    case_types: tuple[Named, ...]
    subjects: tuple[tuple[str, tuple[Named, ...]], ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a hand-over would move: open cases, tasks in them, ended cases that only change their unit.

    `staying` are officers who still hold a post in a unit that goes; `failed` are the reasons of cases that refuse.
    `looked` is how many cases were tried out where there are more: the figures are then the most that can move.
    `elsewhere` are cases of other jurisdictions that name the unit.
    """

    cases: int
    tasks: int
    ended: int = 0
    staying: tuple[Named, ...] = ()
    failed: tuple[str, ...] = ()
    looked: int = 0
    elsewhere: int = 0
