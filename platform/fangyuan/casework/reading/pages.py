"""The shapes that pages and the API show. Ids travel beside titles; words of the interface are the reader's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fangyuan.model.clocks import Light
from fangyuan.model.conditions import Condition
from fangyuan.model.effects import Rule
from fangyuan.model.fields import Form
from fangyuan.model.procedure import CaseType


@dataclass(frozen=True, slots=True)
class Named:
    """An id and how it is called."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in officer, for the frame of every page. `menus` are the views of the packs that they may open."""

    person: str
    name: str
    tenant: Named
    units: tuple[Named, ...]
    roles: tuple[Named, ...]
    views: tuple[Named, ...] = ()
    unread: int = 0
    administers: bool = False
    may_register: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it stands: `workdays` to go (negative: overdue by so many), counted in the clock's calendar."""

    light: Light
    on: date
    workdays: int
    title: str = ""
    at: datetime | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of my work: a case and what is asked."""

    case: str
    number: str
    case_type: Named
    matter: str
    people: str
    stage: Named
    asked: tuple[Named, ...]
    unit: Named
    received_on: date
    due: Due | None = None
    leader: str = ""
    flags: tuple[str, ...] = ()
    claimed_by: str = ""


@dataclass(frozen=True, slots=True)
class MyWork:
    """A tab of my work. `lights` counts all rows of the tab by light, before the filter by light."""

    tab: str
    rows: tuple[WorkRow, ...]
    lights: Mapping[Light, int]
    total: int
    tabs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as a person reads it. A masked one may be revealed under its path, with a reason."""

    path: str
    title: str
    text: str
    masked: bool = False
    revealable: bool = False


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """Answers under a heading; `rows` of a list of objects come as one section each."""

    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class StageStep:
    """One stage of the track: done, now or ahead."""

    stage: str
    title: str
    status: str
    entered_at: datetime | None = None
    visits: int = 0


@dataclass(frozen=True, slots=True)
class DueLine:
    """One due date a clock had, and how it came about."""

    on: date
    at: datetime
    why: str
    by: str
    steps: tuple[str, ...]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class AskedExtension:
    """An extension that waits for an answer."""

    by: str
    reason: str
    approvers: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class ClockView:
    """A run of a clock, with everything its box opens. `status`: running, paused, stopped, cancelled."""

    clock: str
    subject: Named
    number: int
    title: str
    law: str
    status: str
    due: Due
    history: tuple[DueLine, ...]
    late: bool = False
    stopped_on: date | None = None
    may_ask: bool = False
    up_to: str = ""
    asked: AskedExtension | None = None
    rungs_fired: int = 0
    period: int = 0


@dataclass(frozen=True, slots=True)
class SlotView:
    """A place of a task: who may fill it, who has."""

    slot: int
    title: str
    people: tuple[Named, ...]
    signed_by: str = ""
    signed_at: datetime | None = None
    method: str = ""
    recorded_by: str = ""
    scan: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task of the case. `mine`: the viewer may act now. `may_record`: may write it down for those in open places.

    `answers` prefill the form. `tree` is what the form's conditions may see besides its own answers.
    """

    task: str
    subject: Named
    title: str
    status: str
    hint: str = ""
    form: Form | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    tree: Mapping[str, Any] = field(default_factory=dict)
    signature: bool = False
    slots: tuple[SlotView, ...] = ()
    mine: bool = False
    may_claim: bool = False
    may_record: bool = False
    repeat: bool = False
    count: int = 0
    instrument: bool = False
    proposed_to: str = ""
    letter: str = ""
    done_at: datetime | None = None
    returned: str = ""


@dataclass(frozen=True, slots=True)
class ActionButton:
    """A button. When not `enabled`, `failed` is the condition's first failed test and `saw` what it saw."""

    action: str
    title: str
    enabled: bool
    hint: str = ""
    confirm: str = ""
    form: Form | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class DraftView:
    """An opinion for approval."""

    draft: int
    rule: str
    title: str
    because: str
    opinion: str
    status: str
    approvers: tuple[str, ...]
    candidates: tuple[Named, ...]
    mine: bool
    made_at: datetime
    decided_by: str = ""


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
    """A tie to another case; `visible` where the viewer may open it."""

    relation: str
    case: str
    number: str
    title: str = ""
    stage: str = ""
    unit: str = ""
    visible: bool = False


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event in words to be: `word` picks the sentence, `params` fill it. `late_entry`: written down on another day."""

    seq: int
    word: str
    params: Mapping[str, str]
    at: datetime
    actor: str
    cause: str = ""
    rule: str = ""
    occurred_on: date | None = None
    on_behalf_of: str = ""
    late_entry: bool = False
    scan: str = ""


@dataclass(frozen=True, slots=True)
class WhyLine:
    """What became of one rule, in a sentence made of the form's titles."""

    rule: str
    title: str
    because: str
    fired: bool
    sentence: str
    saw: str = ""
    overruled_by: str = ""


@dataclass(frozen=True, slots=True)
class WhyBlock:
    """The rules that were weighed on one event."""

    seq: int
    on: str
    at: datetime
    lines: tuple[WhyLine, ...]


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


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the page of a case shows to this viewer. `seq` guards against a stale page."""

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
    may_comment: bool = True
    pack: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form to fill: for a new case, a task or an action. `tree` is what conditions may see besides the answers."""

    form: Form
    case_type: CaseType
    answers: Mapping[str, Any]
    tree: Mapping[str, Any]
    choices: Mapping[str, tuple[Named, ...]]
    """Choices of fields that name units or officers: kind (`unit`, `officer`) -> ids and titles."""


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column of a ledger."""

    path: str
    title: str
    sortable: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row: texts by column, the case behind it, its light where a clock is shown."""

    case: str
    cells: tuple[str, ...]
    light: Light | None = None
    due: Due | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter that a ledger offers: options where the field has them."""

    path: str
    title: str
    kind: str
    options: tuple[Named, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of a view. `total` is exact up to `capped_at`, beyond it only a floor."""

    view: str
    title: str
    case_type: Named
    columns: tuple[LedgerColumn, ...]
    rows: tuple[LedgerRow, ...]
    filters: tuple[FilterField, ...]
    total: int
    page: int
    pages: int
    sort: str = ""
    group: str = ""
    capped: bool = False
    excel_title: str = ""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something the officer was told."""

    id: str
    at: datetime
    text: str
    case: str
    number: str
    read: bool


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """What a leader asks on a phone: to decide, in my charge, this month."""

    drafts: tuple[tuple[WorkRow, DraftView], ...]
    extensions: tuple[tuple[WorkRow, ClockView], ...]
    signatures: tuple[WorkRow, ...]
    charges: tuple[WorkRow, ...]
    month: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PackSummary:
    """A pack that is installed; `active_for` are the case types that it runs here."""

    pack: str
    name: str
    version: str
    title: str
    hash: str
    active_for: tuple[Named, ...]
    installed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleSentence:
    """A rule read aloud: when, if, then; each a list of sentences."""

    rule: Rule
    when: str
    condition: str
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackPage:
    """A pack as readable pages."""

    summary: PackSummary
    description: str
    case_types: tuple[CaseType, ...]
    rules: Mapping[str, tuple[RuleSentence, ...]]
    versions: tuple[PackSummary, ...]
    letters: tuple[Named, ...]
    views: tuple[Named, ...]
    roles: tuple[Named, ...]
    conditions: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree of the organisation, with its people and their roles."""

    unit: Named
    kind: str
    phone: str
    people: tuple[tuple[Named, tuple[str, ...]], ...]
    children: tuple["UnitNode", ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The jurisdiction, the ones below it, and its units."""

    tenant: Named
    level: str
    below: tuple[Named, ...]
    units: tuple[UnitNode, ...]
    roles: tuple[Named, ...]
