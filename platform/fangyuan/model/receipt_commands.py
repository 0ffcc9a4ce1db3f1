"""What may be asked of a case about the day on which it was received."""

from dataclasses import dataclass
from datetime import date

from fangyuan.model.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectReceipt(Command):
    """Puts the day of receipt right, with the reason and (`scan`) what shows the day; it waits for whoever grants it, unless
    the pack lets the actor do so directly.
    """

    received_on: date
    reason: str
