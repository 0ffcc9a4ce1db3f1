"""Packs as readable pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.model.conditions import Condition
from fangyuan.model.effects import Rule
from fangyuan.model.procedure import CaseType


class PackState(StrEnum):
    """How an installed version stands in a jurisdiction."""

    ACTIVE = "active"
    PLANNED = "planned"
    RETIRED = "retired"
    INSTALLED = "installed"


@dataclass(frozen=True, slots=True)
class PackSummary:
    """A pack that is installed; `active_for` are the case types that it runs here.

    `since` is when it was opened here, or will be; `open_cases` are those of the jurisdiction that are pinned to it, and
    `capped` says that there are more; `signed_by` is the fingerprint of the key, blank for a pack that came from a folder.
    """

    pack: str
    name: str
    version: str
    title: str
    hash: str
    active_for: tuple[Named, ...]
    installed_at: datetime | None = None
    state: PackState = PackState.INSTALLED
    since: datetime | None = None
    planned_from: datetime | None = None
    open_cases: int = 0
    signed_by: str = ""
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What the analysis of a pack found: where, what is wrong, what to write instead."""

    code: str
    severity: str
    place: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Shown:
    """How much the scenarios show of one sort of parts, and the titles of what they do not."""

    part: str
    shown: int
    of: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialView:
    """How a pack did in this installation: its scenarios, what they show, what the analysis found.

    `asked_at` is empty where nobody asked for a trial, `done_at` while it waits; `rejected` says why it could not be held.
    """

    asked_at: datetime | None = None
    done_at: datetime | None = None
    scenarios: tuple[tuple[str, tuple[str, ...]], ...] = ()
    coverage: tuple[Shown, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many scenarios went otherwise than they say."""
        return sum(bool(lines) for _, lines in self.scenarios)

    @property
    def passed(self) -> bool:
        """Whether it was held and everything went as it should."""
        return self.done_at is not None and not self.rejected and not self.failed


@dataclass(frozen=True, slots=True)
class PackEvent:
    """A line of the administrators' log about a pack."""

    what: str
    about: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """An archive that waits for a decision."""

    digest: str
    name: str
    pack: str
    version: str
    brought_by: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class PacksPage:
    """What is installed, what waits for a decision, and whether this administrator may bring packs."""

    packs: tuple[PackSummary, ...]
    arrivals: tuple[ArrivalLine, ...]
    may_install: bool


@dataclass(frozen=True, slots=True)
class PartText:
    """A letter, view, role or duty of a pack in words: its title and what there is to say of it, line by line."""

    id: str
    title: str
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClockText:
    """When a clock starts and stops, in words, and the first and last stage over which it is drawn."""

    clock: str
    title: str
    start: str
    stop: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class StageText:
    """Who does what in a stage: titles of tasks and actions with whoever does them."""

    tasks: Mapping[str, str]
    actions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleSentence:
    """A rule read aloud: when, if, then; each a list of sentences."""

    rule: Rule
    when: str
    condition: str
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackPage:
    """A pack as readable pages, its own types first; `parameters` say what each stands for."""

    summary: PackSummary
    description: str
    case_types: tuple[CaseType, ...]
    rules: Mapping[str, tuple[RuleSentence, ...]]
    versions: tuple[PackSummary, ...]
    letters: tuple[Named, ...]
    views: tuple[Named, ...]
    roles: tuple[Named, ...]
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    clock_texts: Mapping[str, tuple[ClockText, ...]] = field(default_factory=dict)
    doers: Mapping[str, StageText] = field(default_factory=dict)
    letter_texts: tuple[PartText, ...] = ()
    view_texts: tuple[PartText, ...] = ()
    role_texts: tuple[PartText, ...] = ()
    duty_texts: tuple[PartText, ...] = ()
    parameter_texts: tuple[PartText, ...] = ()
    report_texts: tuple[PartText, ...] = ()
    trial: TrialView = TrialView()
    log: tuple[PackEvent, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    may_go_back: bool = False
