"""Case types: stages, tasks, actions, and everything else that one procedure is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import Condition
from fangyuan.model.effects import Dispatch, Rule
from fangyuan.model.fields import Field, Form
from fangyuan.model.once import Part
from fangyuan.model.who import Text, Whos


class TaskMode(StrEnum):
    """`all` and `vote` ask for every (or enough) slot; `any` for one person of any description."""

    ANY = "any"
    ALL = "all"
    VOTE = "vote"


class Order(StrEnum):
    """Whether the slots of a task act one after the other."""

    PARALLEL = "parallel"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class Delivers:
    """A task that delivers a letter: completing it records the delivery, by what its answers say of way and result.

    Without a `result` it is done when the letter was signed for.
    """

    letter: str
    method: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Work asked of somebody in a stage.

    `per` names a slot or field that lists subjects (units, people): one task each. `after` names tasks of the same
    stage that must be done first. `emits` is a word of the pack's own that completing it says. `optional` tasks do
    not count for `stage.done`. An `instrument` opens only when a ladder or a rule proposes it. Units that only take part
    in the case see nothing of an `internal` one.
    """

    task: str
    title: str
    who: Whos = ()
    form: str = ""
    letter: str = ""
    per: str = ""
    mode: TaskMode = TaskMode.ANY
    at_least: int = 0
    order: Order = Order.PARALLEL
    after: tuple[str, ...] = ()
    signature: bool = False
    repeat: bool = False
    optional: bool = False
    keep: bool = False
    instrument: bool = False
    emits: str = ""
    condition: Condition | None = None
    hint: str = ""
    law: str = ""
    occurred: str = ""
    delivers: Delivers | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage and the tasks that entering it opens. `answered`: in it, what sent the matter here waits for it no longer."""

    stage: str
    title: str
    tasks: tuple[Task, ...] = ()
    milestone: bool = False
    final: bool = False
    hint: str = ""
    law: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A clock within whose term an act must be done; `day` is the field of its form that says when it was done on paper."""

    clock: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A button that moves or changes the case. An action without `who` belongs to whoever may act in its stage.

    `condition` holds before its form is filled in; `filled` is judged with the answers that the form brings. `per` names
    the units, people or rows that it is about: its word, its letter and the tasks that it `returns` are theirs alone.
    `reason` is where the reason of a return was answered, `occurred` the date of its form on which it was done.
    A `public` one is taken by whoever the matter is of, on the public page, and by nobody of the office. Units that only
    take part in the case see nothing of an `internal` one.
    """

    action: str
    title: str
    source: tuple[str, ...]
    to: str = ""
    who: Whos = ()
    condition: Condition | None = None
    form: str = ""
    confirm: str = ""
    emits: str = ""
    letter: str = ""
    automatic: bool = False
    dispatch: Dispatch | None = None
    close: str = ""
    outcome: str = ""
    hint: str = ""
    law: str = ""
    term: Term | None = None
    filled: Condition | None = None
    per: str = ""
    returns: tuple[str, ...] = ()
    reason: str = ""
    occurred: str = ""
    public: bool = False
    internal: bool = False


class SlotKind(StrEnum):
    """What a slot holds."""

    UNIT = "unit"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Slot:
    """A named place of a case for units or officers; filled from the answer of the same name, or by a rule."""

    slot: str
    kind: SlotKind
    many: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Confidential:
    """When `condition` holds the case never reaches the units and people named in `away_from`; nor a unit in which one of
    those people holds one of the posts `heads`, who speaks for it.
    """

    condition: Condition
    away_from: tuple[str, ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Public:
    """What whoever the matter is of may learn with its number and query code (Regulation 2022, Art. 21).

    `stages` says in plain words what each stage means; one that has no words is not told. `outcomes` are the words with
    which a case that ended so is told to have ended, instead of those of its last stage. `clocks` are those whose due
    dates and law are shown, `answers` the root paths shown beside them. Only cases for which `condition` holds answer;
    confidential ones only where the pack says so (`confidential`). `note` stands on the slip and on the page.
    """

    stages: Mapping[str, str]
    clocks: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    condition: Condition | None = None
    confidential: bool = False
    note: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lead:
    """An answer, or a slot, that names a unit which leads the others; of a list of rows only those that say `where` so."""

    path: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who grants that the day of receipt is put right (nobody named: the office), who does so `directly`, and whether a
    `scan` must show the day.
    """

    approver: Whos = ()
    directly: Whos = ()
    scan: bool = True


@dataclass(frozen=True, slots=True)
class Objection:
    """Who may object to a matter that was sent here, and the clock that must not have ended (Regulation 2022, Art. 23)."""

    who: Whos = ()
    clock: str = ""


@dataclass(frozen=True, slots=True)
class CaseType(Part):
    """One procedure. `key` is `pack-name/type`; `ancestors` are the keys it derives from, nearest first.

    `fields` is the one field table of the type: root path -> field, over all its forms.
    Cases of a type `only_sent` are opened by other cases and by duties, never registered by a person.
    `tasks` also holds the instruments, which stand in no stage. `flags` gives the titles of the flags that rules raise.
    `letters` are those of its pack with their titles, for conditions on what has become of them. `lead` says which of the
    units that take part see the parts of the others.
    """

    key: str
    title: str
    number: Text
    stages: tuple[Stage, ...]
    tasks: Mapping[str, Task]
    actions: tuple[Action, ...]
    forms: Mapping[str, Form]
    fields: Mapping[str, Field]
    clocks: tuple[Clock, ...] = ()
    rules: tuple[Rule, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    ancestors: tuple[str, ...] = ()
    confidential: Confidential | None = None
    summary: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    outcome_field: str = "outcome"
    flags: Mapping[str, str] = field(default_factory=dict)
    abstract: bool = False
    only_sent: bool = False
    description: str = ""
    objection: Objection = Objection()
    receipt: Receipt = Receipt()
    letters: Mapping[str, str] = field(default_factory=dict)
    public: Public | None = None
    lead: tuple[Lead, ...] = ()

    @property
    def first_stage(self) -> Stage:
        """Where a case begins."""
        return self.stages[0]

    def stage(self, name: str) -> Stage:
        """The stage of that id; KeyError where there is none."""
        for stage in self.stages:
            if stage.stage == name:
                return stage
        raise KeyError(name)

    def clock(self, name: str) -> Clock:
        """The clock of that id; KeyError where there is none."""
        for clock in self.clocks:
            if clock.clock == name:
                return clock
        raise KeyError(name)

    def action(self, name: str) -> Action:
        """The action of that id; KeyError where there is none."""
        for action in self.actions:
            if action.action == name:
                return action
        raise KeyError(name)
