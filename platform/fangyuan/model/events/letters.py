"""Letters: drafted, checked, sent back, signed, numbered, sealed, delivered."""

from collections.abc import Mapping
from typing import Any

from fangyuan.model.events.base import Event, happening


@happening("letter")
class LetterDrafted(Event):
    """A letter that has to go its way before it is issued was drafted. `copy` is its number in the case.

    `path` are the steps of that way, the drafting first; `context` is what it says so far. `source` is the task and visit
    that brought it: where the same one brings it again, the draft is drawn up anew.
    """

    letter: str
    copy: int
    title: str
    template: str
    path: tuple[str, ...]
    context: Mapping[str, Any]
    subject: str = ""
    to: str = ""
    source: str = ""


@happening("letter", "step")
class LetterAwaited(Event):
    """A letter waits for these people; `place` is that of the step in its path."""

    letter: str
    copy: int
    step: str
    place: int
    people: tuple[str, ...]


@happening("letter")
class LetterCorrected(Event):
    """Words of a letter that is not issued yet were changed; `context` holds the new ones."""

    letter: str
    copy: int
    context: Mapping[str, Any]


@happening("letter", "step")
class LetterPassed(Event):
    """A step of the way of a letter was done."""

    letter: str
    copy: int
    step: str
    place: int


@happening("letter", "step")
class LetterReturned(Event):
    """A letter was sent back from a step to whoever drafts it."""

    letter: str
    copy: int
    step: str
    reason: str


@happening("letter")
class LetterWithdrawn(Event):
    """A letter is sent to nobody: it was not issued yet, or has been declared void. Its number stays used."""

    letter: str
    copy: int
    reason: str


@happening("letter")
class LetterIssued(Event):
    """A letter was issued: number, hash of the template and context are frozen. `copy` is its number in the case."""

    letter: str
    copy: int
    title: str
    number: str
    template: str
    template_hash: str
    context: Mapping[str, Any]
    subject: str = ""
    to: str = ""


@happening("letter")
class LetterRendered(Event):
    """The file of a letter exists, with this hash."""

    letter: str
    copy: int
    file: str
    sha256: str


@happening("letter")
class LetterSealed(Event):
    """The seal was set: `original` is the file of the sealed paper's scan, blank where none was kept."""

    letter: str
    copy: int
    original: str = ""


@happening("letter")
class LetterDelivered(Event):
    """A letter reached its addressee: how, and whether it was signed for. `receipt` is the file of the receipt's scan."""

    letter: str
    copy: int
    method: str
    result: str
    receipt: str = ""


@happening("letter")
class LetterCameBack(Event):
    """A letter did not reach its addressee and is still to be delivered: how it was sent and why it is here again.

    `receipt` is the scan of what came back.
    """

    letter: str
    copy: int
    method: str
    result: str
    receipt: str = ""
