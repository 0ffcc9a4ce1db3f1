"""What whoever assigned a matter says to the case that handles it, and what a case that gathers others says to those."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.model.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class HearSender(Command):
    """Whoever assigned the matter here, from `case`, says a word about it: that the result is taken, or is not."""

    case: str
    said: str
    text: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HearGathering(Command):
    """A case that gathers others (an agenda, a meeting, a lead case), `number`, says a word about this one: what was decided."""

    case: str
    number: str
    said: str
    text: str
    answers: Mapping[str, Any] = field(default_factory=dict)
