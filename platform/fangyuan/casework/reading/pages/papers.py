"""Letters, files and ties of a case."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter of the case; `file` is empty until it is rendered."""

    copy: int
    letter: str
    title: str
    number: str
    issued_at: datetime
    to: str = ""
    subject: str = ""
    file: str = ""
    sha256: str = ""
    delivered: str = ""


@dataclass(frozen=True, slots=True)
class LinkView:
    """A tie to another case; `visible` where the viewer may open it.

    What was sent on has a `key`, by which the viewer calls it back where `may_recall`; `recalled` is why it was, or blank.
    One that was made by hand is undone where `may_unlink`.
    """

    relation: str
    case: str
    number: str
    title: str = ""
    stage: str = ""
    unit: str = ""
    visible: bool = False
    key: str = ""
    recalled: str = ""
    may_recall: bool = False
    may_unlink: bool = False


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the case."""

    file: str
    name: str
    size: int
    type: str
    sha256: str
    at: datetime
    by: str
