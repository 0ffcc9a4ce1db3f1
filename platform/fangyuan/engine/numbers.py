"""Numbers that only the commit can draw: of which counter, by which pattern, and what is known for its holes."""

from datetime import date

from fangyuan.engine.rounds import Round
from fangyuan.model.decisions import NumberWanted
from fangyuan.model.who import Hole, Text

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
    found, title = round_.outside.directory.units.get(unit), round_.outside.directory.name(unit)
    known = {
        "month": str((day or round_.today).month),
        "unit.title": title,
        "unit.code": (found.code if found else "") or title,
    }
    own = any(isinstance(part, Hole) and part.path.startswith(_OF_UNIT) for part in pattern.parts)
    return NumberWanted(placeholder, f"{kind}:{unit}" if own else kind, pattern, known, day.year if day else None)
