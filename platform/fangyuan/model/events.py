"""Everything that can have happened to a case: one registry, class `ClockDue` = pack word `clock-due`.

Events carry decided values: folding them never reads a pack. `narrows` of a class names the properties by which a
pattern of a pack may narrow it. Instants are aware and UTC; dates belong to the calendar's zone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

EVENTS: dict[str, type["Event"]] = {}
"""The registry: word -> class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. `version` is the schema version of the class's body."""

    word: ClassVar[str] = ""
    version: ClassVar[int] = 1
    narrows: ClassVar[tuple[str, ...]] = ()


def _word(name: str) -> str:
    """`ClockDue` -> `clock-due`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def happening(*narrows: str) -> Any:
    """Makes a frozen dataclass of the class, and enters it in the registry under its word."""

    def enter(cls: type[Any]) -> type[Any]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.word = _word(cls.__name__)
        made.narrows = narrows
        EVENTS[made.word] = made
        return made

    return enter


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an event happened: `kind` is act, action, rule, clock, draft, command; `id` names it; `facts` are those it saw."""

    kind: str = "act"
    id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with its cause, as a decision returns it."""

    event: Event
    cause: Cause = Cause()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the store keeps it: in order within its case, with who, when, and when in the world it occurred.

    `occurred_on` differs from the date of `at` for late entries; `on_behalf_of` is who acted on paper, `scan` the file.
    """

    seq: int
    event: Event
    at: datetime
    actor: str
    cause: Cause = Cause()
    occurred_on: date | None = None
    on_behalf_of: str | None = None
    scan: str | None = None


# --- the life of a case ---------------------------------------------------------------------------------------------


@happening()
class CaseRegistered(Event):
    """A case was opened under a pinned pack. `received_on` is when the matter arrived; `number` may be a placeholder."""

    case: str
    tenant: str
    unit: str
    case_type: str
    pack: str
    number: str
    received_on: date
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None


@happening("form", "task")
class AnswersSubmitted(Event):
    """A form was accepted. `at` is where its answers were written: the root (empty), or `tasks.<task>.<subject or n>`.

    `answers` are the whole answers of that form after pruning and computing; `cleared` the root paths it emptied.
    """

    form: str
    answers: Mapping[str, Any]
    task: str = ""
    subject: str = ""
    at: str = ""
    cleared: tuple[str, ...] = ()


@happening("stage")
class StageEntered(Event):
    """The case entered a stage for the `visit`-th time."""

    stage: str
    visit: int
    final: bool = False


@happening("stage")
class StageLeft(Event):
    """The case left a stage."""

    stage: str


@happening("action")
class ActionTaken(Event):
    """Somebody (or the platform, for an automatic one) took an action."""

    action: str
    automatic: bool = False


@happening("mark", "subject")
class Emitted(Event):
    """A word of the pack's own was said (`emits`), about a subject where the task has one. A pattern names it by the word alone."""

    mark: str
    subject: str = ""


@happening("outcome")
class CaseClosed(Event):
    """The procedure ended, with an outcome of the pack's list; says nothing about settlement or acceptance."""

    stage: str
    outcome: str = ""


@happening()
class CaseReopened(Event):
    """A closed case went on."""

    stage: str
    reason: str


@happening("slot")
class SlotFilled(Event):
    """A slot of the case holds these units or officers now."""

    slot: str
    holders: tuple[str, ...]


@happening("role")
class ChargeTaken(Event):
    """A leader took personal charge: the built-in slot `leader`."""

    person: str
    role: str = ""


@happening("flag")
class FlagRaised(Event):
    """A flag of the pack was raised."""

    flag: str


@happening()
class NobodyMatched(Event):
    """A description of people matched nobody; the office was given a task to settle it."""

    wanted: str
    purpose: str


# --- tasks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SlotOpened:
    """One place of a task: who may fill it. `people` were resolved when the task was opened; `who` is the index of the description."""

    who: int
    people: tuple[str, ...]
    title: str = ""
    unit: str = ""


@happening("task", "subject")
class TaskOpened(Event):
    """Work was asked of somebody. `need` of the `slots` must act (1 for any, all of them for all, n for a vote)."""

    task: str
    title: str
    subject: str = ""
    visit: int = 1
    slots: tuple[SlotOpened, ...] = ()
    need: int = 1
    order: str = "parallel"
    repeat: bool = False
    optional: bool = False
    instrument: bool = False
    proposed_to: str = ""


@happening("task", "subject")
class TaskClaimed(Event):
    """Somebody took the task on; others see that it is taken."""

    task: str
    person: str
    subject: str = ""
    visit: int = 1


@happening("task", "subject")
class TaskReassigned(Event):
    """A place of a task was given to others."""

    task: str
    slot: int
    people: tuple[str, ...]
    subject: str = ""
    visit: int = 1
    reason: str = ""


@happening("task", "subject")
class Signed(Event):
    """Somebody signed or did their part of a task. `method`: confirmed, drawn, paper."""

    task: str
    slot: int
    person: str
    subject: str = ""
    visit: int = 1
    method: str = "confirmed"


@happening("task", "subject")
class TaskCompleted(Event):
    """A task is done (`n` counts the entries of a repeated one, which stays open)."""

    task: str
    subject: str = ""
    visit: int = 1
    n: int = 1


@happening("task", "subject")
class TaskReturned(Event):
    """A done task was sent back for correction, with the reason."""

    task: str
    reason: str
    subject: str = ""
    visit: int = 1


@happening("task", "subject")
class TaskWithdrawn(Event):
    """A task is no longer asked for."""

    task: str
    subject: str = ""
    visit: int = 1
    reason: str = ""


# --- clocks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Firing:
    """Something a run will do: `kind` is warn, due or rung; `index` its place in the clock's list."""

    kind: str
    index: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a due date came about: the start, the words of each step, the revision of the calendar, whether it rests on a provisional year.

    `unrolled` is the end before it was moved to a working day: extensions and pauses count on from there.
    """

    start: date
    due: date | datetime
    steps: tuple[str, ...] = ()
    calendar: str = ""
    revision: str = ""
    provisional: bool = False
    unrolled: date | datetime | None = None


@happening("clock", "subject")
class ClockStarted(Event):
    """A run began. `due_at` is the end of the due date in the calendar's zone; `lights` the instants the light changes."""

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    subject: str = ""
    title: str = ""
    law: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()
    period: int = 0


@happening("clock", "subject")
class ClockMoved(Event):
    """The due date of a run changed, for a reason that is no extension (a calendar was published, a resumed pause)."""

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    why: str
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()


@happening("clock", "subject")
class ClockPaused(Event):
    """The run stands still."""

    clock: str
    number: int
    subject: str = ""
    why: str = ""


@happening("clock", "subject")
class ClockResumed(Event):
    """The run goes on, with the due date that the pause moved."""

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()


@happening("clock", "subject")
class ClockWarned(Event):
    """A warning fired: the light is yellow or orange."""

    clock: str
    number: int
    index: int
    light: str
    subject: str = ""


@happening("clock", "subject")
class ClockDue(Event):
    """The due date passed without the clock having stopped."""

    clock: str
    number: int
    subject: str = ""
    period: int = 0


@happening("clock", "subject", "rung")
class ClockEscalated(Event):
    """A rung of the ladder fired (`rung` counts from 1): people were informed, an instrument proposed."""

    clock: str
    number: int
    rung: int
    subject: str = ""
    informed: tuple[str, ...] = ()
    proposed: str = ""
    copied: tuple[str, ...] = ()


@happening("clock", "subject")
class ClockStopped(Event):
    """What was owed was done; `late` says whether after the due date."""

    clock: str
    number: int
    subject: str = ""
    late: bool = False


@happening("clock", "subject")
class ClockCancelled(Event):
    """The run ended without a verdict."""

    clock: str
    number: int
    subject: str = ""


@happening("clock", "subject")
class ObligationMet(Event):
    """A recurring obligation was met for its running period; `late` where the period had passed."""

    clock: str
    number: int
    period: int
    subject: str = ""
    late: bool = False


@happening("clock", "subject")
class ExtensionAsked(Event):
    """Somebody asks for more time; `approvers` may say yes or no."""

    clock: str
    number: int
    by: str
    reason: str
    approvers: tuple[str, ...]
    subject: str = ""


@happening("clock", "subject")
class ClockExtended(Event):
    """The extension was approved; `due_at` is the new due date. An extended clock is not a breached clock."""

    clock: str
    number: int
    by: str
    reason: str
    due_at: datetime
    reckoning: Reckoning
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()


@happening("clock", "subject")
class ExtensionRefused(Event):
    """The extension was refused, with the reason."""

    clock: str
    number: int
    reason: str
    subject: str = ""


# --- rules, drafts, letters, people -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule: fired, overruled by another, or the first condition (a path) that failed and what it saw."""

    rule: str
    fired: bool
    round: int = 1
    overruled_by: str = ""
    failed: str = ""
    saw: Any = None


@happening()
class RulesWeighed(Event):
    """The rules of one event were weighed together, all seeing one snapshot of the facts."""

    on: str
    verdicts: tuple[Verdict, ...]


@happening("rule")
class DraftMade(Event):
    """An opinion waits for approval. `draft` is its number in the case; `slot` what it writes when approved."""

    draft: int
    rule: str
    opinion: str
    approvers: tuple[str, ...]
    candidates: tuple[str, ...] = ()


@happening("rule")
class DraftApproved(Event):
    """The opinion was approved, as it was or with another text."""

    draft: int
    rule: str
    opinion: str
    changed: bool = False
    chosen: str = ""


@happening("rule")
class DraftRefused(Event):
    """The opinion was refused; nothing follows."""

    draft: int
    rule: str
    reason: str


@happening()
class Notified(Event):
    """People were told something, in-app at once."""

    to: tuple[str, ...]
    text: str


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
class LetterDelivered(Event):
    """A letter reached its addressee: how, and whether it was signed for."""

    letter: str
    copy: int
    method: str
    result: str


@happening("kind")
class CaseDispatched(Event):
    """The matter was sent on. `key` is the key of the command to the other case."""

    kind: str
    case_type: str
    to: str
    report: bool
    wait: bool
    key: str


@happening()
class CaseObjected(Event):
    """The receiver objects to a dispatch, with reasons."""

    key: str
    reason: str


@happening("relation")
class CasesLinked(Event):
    """Another case belongs to this one: child, parent, repeat, joint, merged …"""

    relation: str
    case: str
    number: str = ""
    key: str = ""


@happening()
class ChildClosed(Event):
    """A case that was sent on has closed; its answers came back under the names that the dispatch gave."""

    case: str
    outcome: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@happening("path")
class PrivateDataSeen(Event):
    """Somebody looked at a masked value, and said why."""

    path: str
    reason: str


@happening()
class CommentMade(Event):
    """A remark for colleagues, with those it mentions."""

    text: str
    mentions: tuple[str, ...] = ()
