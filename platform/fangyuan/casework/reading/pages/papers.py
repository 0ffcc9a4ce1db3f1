"""Letters, files and ties of a case."""

from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.onward import Onward
from fangyuan.publishing.previews import PaperBlock


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter of the case; `file` is empty until it is rendered.

    `step` is the one that is waited for, by those in `waiting`; it is `mine` where the viewer does it. `original` is the
    file of the sealed paper's scan, `receipt` that of the receipt's.
    """

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
    came_back: str = ""
    step: str = ""
    waiting: str = ""
    mine: bool = False
    is_issued: bool = True
    returned: str = ""
    withdrawn: str = ""
    original: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class LetterStepView:
    """A step of the way of a letter: `status` is done (`by`, `at`), now (waiting for those in `by`), or ahead."""

    step: str
    status: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterWord:
    """A word of a letter that may be changed: what it is called, what stands there, what asks for it (blank: nothing)."""

    word: str
    title: str
    text: str
    required: str = ""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter to read and to work on. `problem` says why its text cannot be shown.

    `may_record_for` are those whose step, done on paper, the reader may write down. The seal takes a scan unless it is
    `scan_optional`. With `takes_number` the step that is waited for numbers it, or writes down the number of the paper.
    """

    case: str
    seq: int
    number: str
    matter: str
    letter: LetterView
    steps: tuple[LetterStepView, ...]
    words: tuple[LetterWord, ...]
    text: tuple[PaperBlock, ...]
    problem: str = ""
    may_return: bool = False
    may_withdraw: bool = False
    may_seal: bool = False
    may_deliver: bool = False
    may_record_for: tuple[Named, ...] = ()
    scan_optional: bool = False
    takes_number: bool = False


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A letter that waits for a step of the viewer, `since` an instant."""

    case: str
    copy: int
    case_number: str
    title: str
    number: str
    step: str
    is_issued: bool
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters that wait for the viewer; `more` of them wait than are listed."""

    lines: tuple[BatchLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A letter in the register; `step` is the one that is waited for, `to` the unit or person that it is about.

    `standing`: under-way, issued, delivered or withdrawn.
    """

    case: str
    copy: int
    case_number: str
    matter: str
    title: str
    number: str
    day: date
    unit: str
    to: str
    step: str
    standing: str
    delivered: str


@dataclass(frozen=True, slots=True)
class LetterRegister:
    """A page of the register of letters, with what it can be narrowed by; `capped`: more than `total`."""

    lines: tuple[RegisterLine, ...]
    total: int
    capped: bool
    page: int
    pages: int
    kinds: tuple[Named, ...]
    units: tuple[Named, ...]
    next: Onward = Onward()


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
