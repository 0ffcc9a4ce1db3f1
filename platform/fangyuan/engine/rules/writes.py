"""Who has written where in a round: a place is the rule's that comes first, with all that it is part of or that is part of it."""

from collections.abc import Iterable

from fangyuan.model.writes import Place, way_to


class Written:
    """The places of a round, each with the rule that wrote there first."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        self._writers: dict[Place, str] = {}
        self._within: dict[Place, str] = {}

    def take(self, places: Iterable[Place], rule: str) -> str:
        """Gives the places to a rule; or names the rule that holds one of them already, and gives none.

        A rule may write into what it wrote before (a whole, then a part of it), but no place twice.
        """
        ways = [way_to(place) for place in places]
        holder = next((found for way in ways if (found := self._holder(way, rule))), "")
        for way in () if holder else ways:
            self._writers.setdefault(way[0], rule)
            for place in way:
                self._within.setdefault(place, rule)
        return holder

    def _holder(self, way: tuple[Place, ...], rule: str) -> str:
        around = (self._writers.get(place, rule) for place in way[1:])
        others = (found for found in (*around, self._within.get(way[0], rule)) if found != rule)
        return self._writers.get(way[0]) or next(others, "")
