"""What of a case answers to whoever it is of, on the public page (Regulation 2022, Art. 21)."""

from fangyuan.engine.confidence import is_confidential
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import holds
from fangyuan.model.fields import is_people
from fangyuan.model.once import once_each
from fangyuan.model.procedure import CaseType


def answers_outside(round_: Round) -> bool:
    """Whether the case answers at all: its pack says so, and says it of a confidential one by name (Art. 30)."""
    public = round_.case_type.public
    if public is None:
        return False
    if not public.confidential and is_confidential(round_.case_type, round_.facts(), round_.moment):
        return False
    return public.condition is None or holds(public.condition, round_.facts(), round_.moment)


@once_each
def has_slip(case_type: CaseType) -> bool:
    """Whether there is somebody to hand a slip to: the case answers them in public, or its forms name who brought it."""
    return case_type.public is not None or any(is_people(field) for field in case_type.fields.values())
