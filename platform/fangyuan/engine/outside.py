"""What of a case answers to whoever it is of, on the public page (Regulation 2022, Art. 21)."""

from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import holds


def answers_outside(round_: Round) -> bool:
    """Whether the case answers at all: its pack says so, and says it of a confidential one by name (Art. 30)."""
    public = round_.case_type.public
    if public is None or (round_.away and not public.confidential):
        return False
    return public.condition is None or holds(public.condition, round_.facts(), round_.moment)
