"""Texts that are read where nobody asks what the reader may see: in inboxes, in mail, in a refusal, as the title of a task.

A sensitive answer stands in them with its middle covered; whoever may see it looks it up in the case, where that is logged.
"""

from fangyuan.engine.masking import sealed_veil
from fangyuan.engine.rounds import Round
from fangyuan.forms.holes import fill
from fangyuan.forms.sensitivity import sensitive_field
from fangyuan.forms.texts import masked
from fangyuan.model.who import Hole, Text


def covered(round_: Round, text: Text, subject: str = "") -> str:
    """A text with its holes filled, and what is sensitive covered, also where another answer repeats it."""
    return "".join(part if isinstance(part, str) else _hole(round_, part, subject) for part in text.parts)


def _hole(round_: Round, hole: Hole, subject: str) -> str:
    said = fill(Text((hole,)), round_.facts(subject), round_.names)
    secret = sensitive_field(round_.case_type.fields, hole.path)
    if secret:
        return "、".join(map(masked, said.split("、")))
    return sealed_veil(round_.state, round_.case_type).cover(said) if round_.state else said
