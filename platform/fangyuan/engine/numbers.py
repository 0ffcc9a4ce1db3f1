"""Numbers that only the commit can draw: of which counter, by which pattern, and what is known for its holes."""

from fangyuan.engine.rounds import Round
from fangyuan.model.decisions import NumberWanted
from fangyuan.model.who import Hole, Text

_OF_UNIT = "unit."


def wanted(round_: Round, placeholder: str, kind: str, pattern: Text, unit: str) -> None:
    """Asks for a number. One whose pattern names the unit is counted for each unit by itself, so that none has gaps."""
    found = round_.outside.directory.units.get(unit)
    known = {
        "month": str(round_.today.month),
        "unit.title": round_.outside.directory.name(unit),
        "unit.code": found.code if found else "",
    }
    own = any(isinstance(part, Hole) and part.path.startswith(_OF_UNIT) for part in pattern.parts)
    round_.numbers.append(NumberWanted(placeholder, f"{kind}:{unit}" if own else kind, pattern, known))
