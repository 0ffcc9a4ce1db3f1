"""The page of a case, and a form to fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fangyuan.casework.reading.pages.acts import CaseAct, ObjectionView
from fangyuan.casework.reading.pages.answers import AnswerSection
from fangyuan.casework.reading.pages.clocks import ClockView
from fangyuan.casework.reading.pages.duties import HandedIn
from fangyuan.casework.reading.pages.history import TimelineItem, WhyBlock
from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.papers import FileView, LetterView, LinkView
from fangyuan.casework.reading.pages.receptions import Told
from fangyuan.casework.reading.pages.tasks import ActionButton, DraftView, TaskCard
from fangyuan.model.fields import Form
from fangyuan.model.procedure import CaseType


@dataclass(frozen=True, slots=True)
class StageStep:
    """One stage of the track: done, now or ahead."""

    stage: str
    title: str
    status: str
    entered_at: datetime | None = None
    visits: int = 0


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the page of a case shows to this viewer. `seq` guards against a stale page. `open_values`: how many
    sealed answers stand open to them because of their roles.
    """

    case: str
    seq: int
    number: str
    case_type: Named
    matter: str
    unit: Named
    leader: str
    received_on: date
    registered_at: datetime
    registered_by: str
    closed_at: datetime | None
    outcome: str
    flags: tuple[str, ...]
    stages: tuple[StageStep, ...]
    tasks: tuple[TaskCard, ...]
    actions: tuple[ActionButton, ...]
    drafts: tuple[DraftView, ...]
    clocks: tuple[ClockView, ...]
    people: tuple[AnswerSection, ...]
    sections: tuple[AnswerSection, ...]
    by_unit: tuple[AnswerSection, ...]
    letters: tuple[LetterView, ...]
    links: tuple[LinkView, ...]
    files: tuple[FileView, ...]
    timeline: tuple[TimelineItem, ...]
    why: tuple[WhyBlock, ...]
    acts: tuple[CaseAct, ...] = ()
    objections: tuple[ObjectionView, ...] = ()
    may_comment: bool = True
    may_reopen: bool = False
    may_deliver: bool = False
    may_print_slip: bool = False
    pack: str = ""
    hands_in: HandedIn | None = None
    told: Told | None = None
    may_book: bool = False
    open_values: int = 0
    on_paper: tuple[ActionButton, ...] = ()
    """Actions of others that the viewer may write down."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form to fill: for a new case, a task or an action. `tree` is what conditions may see besides the answers."""

    form: Form
    case_type: CaseType
    answers: Mapping[str, Any]
    tree: Mapping[str, Any]
    choices: Mapping[str, tuple[Named, ...]]
    """Choices of fields that name units or officers: kind (`unit`, `officer`) -> ids and titles."""
    pack: str = ""
    """The hash of the version that the form is of."""
    numbers: tuple[Named, ...] = ()
    """The numbered letters that the act issues, whose papers may have numbers already."""
    units: tuple[Named, ...] = ()
    """In the name of which units a new case may be opened, where there are several."""
