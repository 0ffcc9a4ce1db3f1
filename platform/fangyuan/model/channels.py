"""A way for a message to leave the house: what a plugin's channel is given, and what it must be able to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fangyuan.model.world import Person


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message for one person. `key` is the same at every attempt, so that a receiver can tell a repeat."""

    key: str
    tenant: str
    case: str
    number: str
    to: Person
    subject: str
    text: str
    at: datetime


class Channel(Protocol):
    """One way out. `name` is unique in an installation (`sms`); a message that it cannot reach anybody by is left out."""

    @property
    def name(self) -> str:
        """The channel's name."""
        ...

    def reaches(self, person: Person) -> bool:
        """Whether a message could go to that person (they have a number, an address)."""
        ...

    def send(self, message: Outbound) -> None:
        """Hands the message over; any exception means that it was not, and it is tried again later."""
        ...
