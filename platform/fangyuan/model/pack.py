"""A compiled pack: frozen, checked, identified by the hash of what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fangyuan.model.calendars import Calendar
from fangyuan.model.once import Part
from fangyuan.model.outputs import CodeList, Duty, Letter, Target, View
from fangyuan.model.procedure import CaseType
from fangyuan.model.reports import Report


class Scope(StrEnum):
    """Which cases a role may see, from its own unit up to the whole jurisdiction."""

    OWN = "own"
    UNIT = "unit"
    SUBTREE = "subtree"
    TENANT = "tenant"


class Portion(StrEnum):
    """What a role sees of a case in which no more than its unit takes part: the unit's own part, that of all units, all."""

    OWN = "own"
    UNITS = "units"
    WHOLE = "whole"


class FieldRight(StrEnum):
    """What a role may do with a field's value."""

    SEE = "see"
    MASK = "mask"
    HIDE = "hide"


ACTS = (
    "record", "reassign", "return", "add-signer", "withdraw", "recuse", "hand-over", "merge", "reopen", "link", "deliver",
    "decide-objection", "recall", "comment", "reveal", "correct", "slip",
)  # fmt: skip
"""What officers may do beside tasks and actions, which say themselves whose they are: the words of a role's `acts`."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One act that a role may do, or may not; where stages, tasks or actions are named, only there."""

    allowed: bool = True
    stages: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the pack: the scope of its cases, its rights on sensitive and private fields, and what `acts` it may do.

    An act that a role does not speak of is as the platform has it. `portion` is what it sees of cases in which its unit
    only takes part.
    """

    role: str
    title: str
    scope: Scope = Scope.UNIT
    fields: Mapping[str, FieldRight] = field(default_factory=dict)
    administers: bool = False
    registers: tuple[str, ...] = ()
    acts: Mapping[str, Grant] = field(default_factory=dict)
    portion: Portion = Portion.OWN


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed hole that the importing jurisdiction fills in."""

    name: str
    title: str
    schema: Mapping[str, Any]
    default: Any = None

    @property
    def kind(self) -> str:
        """`duration`, `unit`, `officer` … or the JSON type."""
        return str(self.schema.get("x-fangyuan-kind") or self.schema.get("type", "string"))


@dataclass(frozen=True, slots=True)
class Pack(Part):
    """Everything one installable version of a pack says, with its parents resolved in.

    `pack` is `publisher/name`; `hash` is `sha256:…` over the resolved source; `files` holds templates by path.
    """

    pack: str
    version: str
    title: str
    hash: str
    case_types: Mapping[str, CaseType]
    roles: Mapping[str, Role] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    language: int = 1
    description: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The second half of `publisher/name`."""
        return self.pack.partition("/")[2]
