"""A case as its events made it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fangyuan.model.clocks import Light
from fangyuan.model.events import Firing, Reckoning, SlotOpened, Verdict

TaskKey = tuple[str, str, int]
"""(task, subject or "", visit of its stage)."""

RunKey = tuple[str, str, int]
"""(clock, subject or "", number of the run)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who filled a place of a task, when, how (`confirmed`, `drawn`, `paper`), who wrote it down, and for whom as a delegate."""

    slot: int
    person: str
    at: datetime
    method: str = "confirmed"
    recorded_by: str = ""
    scan: str | None = None
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task of one visit: open, done, or withdrawn (`dropped`: by an officer); a repeated task stays open and counts."""

    task: str
    title: str
    opened_at: datetime
    subject: str = ""
    visit: int = 1
    slots: tuple[SlotOpened, ...] = ()
    need: int = 1
    order: str = "parallel"
    repeat: bool = False
    optional: bool = False
    instrument: bool = False
    proposed_to: str = ""
    status: str = "open"
    signatures: tuple[Signature, ...] = ()
    claimed_by: str = ""
    count: int = 0
    done_at: datetime | None = None
    last_at: datetime | None = None
    returned: str = ""
    dropped: bool = False

    @property
    def key(self) -> TaskKey:
        """(task, subject, visit)."""
        return (self.task, self.subject, self.visit)

    @property
    def open(self) -> bool:
        """Whether somebody is still asked to act."""
        return self.status == "open"

    @property
    def filled(self) -> bool:
        """Whether so many places are filled as must be, and those that must be filled themselves."""
        return len(self.signatures) >= self.need and not any(place.must for place in self.unfilled())

    def unfilled(self) -> tuple[SlotOpened, ...]:
        """The places nobody has filled yet."""
        filled = {signature.slot for signature in self.signatures}
        return tuple(slot for slot in self.slots if slot.who not in filled)

    def waiting(self) -> tuple[SlotOpened, ...]:
        """The places that may be filled now: all that are unfilled, or only the first of them in a sequence."""
        empty = self.unfilled()
        return empty[:1] if self.order == "sequence" else empty


@dataclass(frozen=True, slots=True)
class DueChange:
    """One due date of a run, and why it is so; the first is the start. `change` is the word of the event that made it."""

    due_at: datetime
    reckoning: Reckoning
    at: datetime
    why: str
    by: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class ClockRun:
    """A run of a clock. `firings` are those still to come, in order; `history` every due date it had.

    `period` is the running period of a recurring obligation, `missed` how many passed since it was last met.
    `pauses` are the pauses that are over, as (from, to); `paused_at` begins the one that is not. `since` is where the bound
    of a run that was begun anew counts from; its `pauses` begin with those of the runs before it, which the bound knows.
    `asked_by` is who asked for the extension that waits, who does not decide on it, `asked_at` when. `overran`: a due date
    had passed before more time was asked for, so that the run is late whenever it stops.
    `paused_why` is blank for a pause that the clock's own condition began. `left`: the subject left the case. `stopped_on`: on
    which day it was stopped, where that was said.
    """

    clock: str
    number: int
    started_at: datetime
    due_at: datetime
    subject: str = ""
    title: str = ""
    law: str = ""
    status: str = "running"
    period: int = 0
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()
    fired_rungs: int = 0
    fired_due: bool = False
    history: tuple[DueChange, ...] = ()
    extensions: tuple[str, ...] = ()
    asked: tuple[str, str, tuple[str, ...]] | None = None
    asked_by: str = ""
    asked_at: datetime | None = None
    overran: bool = False
    stopped_at: datetime | None = None
    late: bool = False
    missed: int = 0
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    paused_at: datetime | None = None
    paused_why: str = ""
    left: bool = False
    since: date | datetime | None = None
    stopped_on: date | None = None

    @property
    def key(self) -> RunKey:
        """(clock, subject, number)."""
        return (self.clock, self.subject, self.number)

    @property
    def open(self) -> bool:
        """Running or paused."""
        return self.status in ("running", "paused")

    @property
    def next_firing(self) -> Firing | None:
        """The one firing for which a row is kept; none while paused or ended."""
        return self.firings[0] if self.status == "running" and self.firings else None

    def light(self, now: datetime) -> Light:
        """The light at an instant: red after the due date, else the last light that has come; a pause holds it."""
        seen = self.stopped_at or self.paused_at or now
        if seen >= self.due_at:
            return Light.RED
        lit = [light for at, light in self.lights if at <= seen]
        return Light(lit[-1]) if lit else Light.GREEN


@dataclass(frozen=True, slots=True)
class DraftState:
    """An opinion for approval: waiting, approved or refused. `weighing` is that in which its rule fired. One that would put the
    day of `receipt` right, which a `scan` shows, is not decided by who asked for it.
    """

    draft: int
    rule: str
    opinion: str
    approvers: tuple[str, ...]
    made_at: datetime
    candidates: tuple[str, ...] = ()
    status: str = "waiting"
    decided_by: str = ""
    weighing: int = 0
    receipt: date | None = None
    asked_by: str = ""
    reason: str = ""
    scan: str = ""


@dataclass(frozen=True, slots=True)
class LetterPass:
    """A step of the way of a letter that was done; `by` is who answers for it, `at` when it was written down."""

    step: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterState:
    """A letter of the case: drafted, on its way, issued, rendered (`file`), sealed (`original`), delivered.

    `path` are the steps of its way, `place` the one that waits for the people in `waiting`; -1 is none. `drafter` drew it
    up; `returned` is why it was last sent back, `withdrawn` why it goes to nobody, `came_back` how it was sent in vain.
    """

    copy: int
    letter: str
    title: str
    number: str
    issued_at: datetime
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    to: str = ""
    file: str = ""
    sha256: str = ""
    delivered: str = ""
    is_issued: bool = True
    path: tuple[str, ...] = ()
    place: int = -1
    waiting: tuple[str, ...] = ()
    waits_since: datetime | None = None
    passed: tuple[LetterPass, ...] = ()
    drafter: str = ""
    source: str = ""
    returned: str = ""
    withdrawn: str = ""
    original: str = ""
    receipt: str = ""
    came_back: str = ""

    @property
    def step(self) -> str:
        """The step that is waited for, or blank."""
        return self.path[self.place] if self.place >= 0 and not self.withdrawn else ""


MERGED = "merged"
"""The outcome of a case that went into another, and that one's tie to it."""

MERGED_INTO = "merged-into"
"""The tie of a case that went into another to that one."""

BY_HAND = ("repeat", "joint", "related")
"""The relations of a tie that officers may say: the same matter again, one matter of several people, matters that touch."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """A tie to another case, as `CasesLinked` made it; `closed` where a child has ended; `to` the unit it was sent to.

    `returns` says which answers of its report are written here (ours: theirs), `asks` which of ours the other case wants;
    `lead` is the unit that leads where several were sent the matter. `stage` is the title of the stage that the other
    case has come to; `objection` is waiting, agreed or refused, `objected` its reason. `recalled` is why the matter was
    called back, blank where it was not. `answered`: the other case goes on, and what was sent on is answered there.
    """

    relation: str
    case: str
    number: str = ""
    key: str = ""
    closed: bool = False
    report: bool = False
    wait: bool = False
    to: str = ""
    returns: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    lead: str = ""
    stage: str = ""
    objection: str = ""
    objected: str = ""
    recalled: str = ""
    answered: bool = False

    @property
    def awaited(self) -> bool:
        """Whether this case waits for what was sent on, and it is neither answered nor finished there."""
        return self.wait and not (self.closed or self.answered)

    @property
    def came_back(self) -> bool:
        """Whether what was sent on comes back undone: the sender agreed to an objection, or called it back."""
        return self.objection == "agreed" or bool(self.recalled)


@dataclass(frozen=True, slots=True)
class Weighing:
    """The verdicts on the rules of one event, whose number is `of`; `pack` is the hash of the version that they are of."""

    seq: int
    on: str
    at: datetime
    verdicts: tuple[Verdict, ...]
    of: int = 0
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing that was taken back: where the case stood from `closed_at` until it was reopened, for figures of that time.
    `into` is the case that it had gone into, or blank. `runs` are the runs of its clocks as they stood.
    """

    closed_at: datetime
    reopened_at: datetime
    stage: str
    unit: str
    outcome: str = ""
    leader: str = ""
    into: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    runs: tuple[ClockRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What happened to the case as a whole, as packs call it, when it last did: for clocks of those who come later."""

    word: str
    narrowed: Mapping[str, str]
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Appointed:
    """When they are to come, to which recurring work; `state` is booked, kept, missed or cancelled."""

    duty: str
    title: str
    occurs_on: date
    day: date
    time: str
    person: str
    state: str = "booked"


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case. `answers` is the one tree of the type, with `tasks.<task>.<subject or n>` below it.

    `tasks` and `clocks` hold every task and run of the case's life; `seq` is the number of the last event folded.
    `marks` counts the pack's own words that were said, `said` keeps what was last said of the whole case, by word and
    narrowing. `recused` are those who take no part, with who stands in. `slip` counts the query codes that were called in.
    `closings` are those that were taken back, `former` the texts of answers that say something else now, as trees.
    """

    case: str
    tenant: str
    unit: str
    case_type: str
    pack: str
    number: str
    received_on: date
    registered_at: datetime
    stage: str = ""
    seq: int = 0
    visits: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    tasks: Mapping[TaskKey, TaskState] = field(default_factory=dict)
    clocks: Mapping[RunKey, ClockRun] = field(default_factory=dict)
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    drafts: Mapping[int, DraftState] = field(default_factory=dict)
    letters: Mapping[int, LetterState] = field(default_factory=dict)
    links: tuple[LinkState, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    weighings: tuple[Weighing, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    registered_by: str = ""
    parent: str | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    recused: tuple[tuple[str, str], ...] = ()
    slip: int = 0
    appointment: Appointed | None = None
    closings: tuple[Closing, ...] = ()
    former: tuple[Mapping[str, Any], ...] = ()

    @property
    def leader(self) -> str:
        """Who took personal charge, or nobody."""
        return (self.slots.get("leader") or ("",))[0]

    @property
    def closed(self) -> bool:
        """Whether the procedure has ended."""
        return self.closed_at is not None

    @property
    def into(self) -> str:
        """The case that this one went into and so ended, or blank."""
        ties = [tie.case for tie in self.links if tie.relation == MERGED_INTO]
        return ties[-1] if ties and self.closed and self.outcome == MERGED else ""

    @property
    def visit(self) -> int:
        """How many times the case has entered its present stage."""
        return self.visits.get(self.stage, 0)

    def open_tasks(self) -> tuple[TaskState, ...]:
        """The tasks that still ask somebody to act, in the order they were opened."""
        return tuple(task for task in self.tasks.values() if task.open)

    def open_clocks(self) -> tuple[ClockRun, ...]:
        """The runs that have not ended, the nearest due date first."""
        return tuple(sorted((run for run in self.clocks.values() if run.open), key=lambda run: run.due_at))
