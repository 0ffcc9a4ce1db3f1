"""Whose turn it is: a round that goes on from what stands, so that nobody who comes or goes moves what was."""

from bisect import bisect, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from fangyuan.model.rotas import Rota
from fangyuan.model.world import Directory

Away = Callable[[str, date], bool]
"""Whether somebody is not there on a day."""

NEVER = 10**6
"""Days: further than any two turns lie apart."""


def order_of(rota: Rota, directory: Directory, tenant: str) -> tuple[str, ...]:
    """Who goes round in a tenant: the people of the roles as the pack lists these, each once, in the directory's order."""
    people = (person for who in rota.of for person in directory.with_role(who.role) if person.tenant == tenant)
    return tuple(dict.fromkeys(person.person for person in people))


def absent(directory: Directory, person: str, on: date) -> bool:
    """Whether somebody has said that another stands in for them on that day: then it is not their turn."""
    return any(one.person == person and one.holds(on) for one in directory.delegations)


def go_round(order: Sequence[str], held: Mapping[date, str], days: Iterable[date], away: Away) -> dict[date, str]:
    """Whose turn each of the days is: as it stands in `held`, else of whoever's nearest turn, before or after, lies furthest.

    Who never had one comes first, in the order; a day on which everybody is away is nobody's ("").
    """
    turns: dict[str, list[date]] = {}
    for on, person in held.items():
        insort(turns.setdefault(person, []), on)
    found: dict[date, str] = {}
    for on in sorted(days):
        found[on] = held[on] if on in held else _next(order, turns, on, away)
        if on not in held and found[on]:
            insort(turns.setdefault(found[on], []), on)
    return found


def _next(order: Sequence[str], turns: Mapping[str, list[date]], on: date, away: Away) -> str:
    there = [person for person in order if not away(person, on)]
    return max(there, key=lambda person: _apart(turns.get(person, []), on), default="")


def _apart(own: list[date], on: date) -> int:
    """How far the nearest of one's turns lies; `max` takes the first of equals."""
    at = bisect(own, on)
    return min((abs((one - on).days) for one in own[max(at - 1, 0) : at + 1]), default=NEVER)
