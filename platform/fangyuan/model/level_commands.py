"""What whoever assigned a matter says to the case that handles it."""

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
