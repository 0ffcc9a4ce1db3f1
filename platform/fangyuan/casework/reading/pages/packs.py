"""Packs as readable pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.model.conditions import Condition
from fangyuan.model.effects import Rule
from fangyuan.model.procedure import CaseType


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
