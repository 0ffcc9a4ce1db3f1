"""Numbers that only the commit can draw: of which counter, by which pattern, and what is known for its holes."""

from collections.abc import Collection
from datetime import date

from fangyuan.engine.rounds import Round
from fangyuan.model.decisions import NumberWanted
from fangyuan.model.who import Hole, Text
from fangyuan.model.world import Directory, Unit

_OF_UNIT = "unit."


def wanted(round_: Round, placeholder: str, kind: str, pattern: Text, unit: str, day: date | None = None) -> None:
    """Asks for a number, which the commit draws."""
    round_.numbers.append(number_of(round_, placeholder, kind, pattern, unit, day))


def number_of(
    round_: Round, placeholder: str, kind: str, pattern: Text, unit: str, day: date | None = None
) -> NumberWanted:
    """A number to be asked for. One whose pattern names the unit is counted for each unit by itself, so that none has gaps.

    `day` is that of what is numbered, where it is written down on another. A unit without a code is called by its title.
    """
    directory = round_.outside.directory
    found, title = directory.units.get(unit), directory.name(unit)
    named = _of(found) if found else {"unit.title": title, "unit.code": title}
    known = {"month": str((day or round_.today).month), **named}
    holes = (part.path.partition(":")[0] for part in pattern.parts if isinstance(part, Hole))
    own = tuple(name for name in holes if name.startswith(_OF_UNIT))
    shared = bool(own and found and _is_shared(found, own, directory))
    year = day.year if day else None
    return NumberWanted(placeholder, f"{kind}:{unit}" if own else kind, pattern, known, year, shared=shared)


def _is_shared(unit: Unit, holes: Collection[str], directory: Directory) -> bool:
    """Whether another unit of the jurisdiction, be it closed, has the same in these holes: two units of a title, or of a code."""
    mine = _of(unit)
    others = (one for one in directory.units.values() if one.tenant == unit.tenant and one.unit != unit.unit)
    return any(all(_of(one).get(name) == mine.get(name) for name in holes) for one in others)


def _of(unit: Unit) -> dict[str, str]:
    """What stands in the holes of a pattern that name a unit."""
    return {"unit.title": unit.title, "unit.code": unit.code or unit.title}
