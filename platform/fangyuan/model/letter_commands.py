"""What somebody may ask on the way of a letter: one class an act."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fangyuan.model.commands import Command, Issuing


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLetter(Issuing):
    """Does the step of a letter that is waited for: submits, checks, signs or numbers it; `words` are those to change in it.

    `number` is the one that its paper has already, where the step issues it; blank draws the next.
    """

    copy: int
    step: str
    words: Mapping[str, str] = field(default_factory=dict)
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLetter(Command):
    """Sends a letter that is not issued yet back to whoever drafts it."""

    copy: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLetter(Command):
    """Draws a letter back before it is issued, or declares it void before it is delivered."""

    copy: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLetter(Command):
    """The seal was set on a letter; `original` is the file of its scan, blank only where the pack lets it be.

    What was sealed on paper by another may show it by its `scan` alone.
    """

    copy: int
    original: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRendering(Command):
    """The worker has rendered a letter."""

    copy: int
    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDelivery(Command):
    """A letter was handed over: `method` and `result` as the pack's code lists say, `receipt` the file of the receipt's scan."""

    copy: int
    method: str
    result: str
    receipt: str = ""
