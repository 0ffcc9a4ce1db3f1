"""What of a case answers to whoever it is of, on the public page (Regulation 2022, Art. 21)."""

from fangyuan.engine.confidence import is_confidential
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import holds


def answers_outside(round_: Round) -> bool:
    """Whether the case answers at all: its pack says so, and says it of a confidential one by name (Art. 30)."""
    public = round_.case_type.public
    if public is None:
        return False
    if not public.confidential and is_confidential(round_.case_type, round_.facts(), round_.moment):
        return False
    return public.condition is None or holds(public.condition, round_.facts(), round_.moment)
