"""What is known while one case type is compiled: every name that its parts may refer to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fangyuan.compiler.facts import FactTypes
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Field, Form
from fangyuan.model.procedure import Slot


@dataclass(slots=True)
class PackNames:
    """Names of the whole pack, whose own is `name`; `letters` with their titles.

    `emitted` are the words of all its types: what an abstract type may hear.
    """

    roles: Collection[str] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    calendars: Collection[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    levels: Collection[str] = ()
    views: Collection[str] = ()
    reports: Collection[str] = ()
    targets: Collection[str] = ()
    emitted: Collection[str] = ()
    case_types: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    def key_of(self, written: str) -> str:
        """The key of a case type written bare (`repair`) or whole (`minimal/repair`); empty where there is none."""
        if written in self.case_types.values():
            return written
        return self.case_types.get(written, "")

    def type_words(self) -> list[str]:
        """Every way to write a case type."""
        return [*self.case_types, *self.case_types.values()]


@dataclass(slots=True)
class TypeNames:
    """Names of one case type. `facts` are those that stand still, `passing` those that time alone changes.

    An `abstract` one also knows the forms that only the types derived from it use. `flags` are those that some rule raises,
    `titled` those that the type lists.
    """

    pack: PackNames
    abstract: bool = False
    stages: Collection[str] = ()
    finals: Collection[str] = ()
    tasks: Collection[str] = ()
    instruments: Collection[str] = ()
    actions: Collection[str] = ()
    clocks: Collection[str] = ()
    rules: Collection[str] = ()
    emitted: Collection[str] = ()
    flags: Collection[str] = ()
    titled: Collection[str] = ()
    outcomes: Collection[str] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    facts: FactTypes = field(default_factory=dict)
    passing: FactTypes = field(default_factory=dict)
    kinds: Kinds = field(default_factory=lambda: Kinds({}))

    @property
    def paths(self) -> FactTypes:
        """Everything that a text or a column may name."""
        return {**self.facts, **self.passing}

    def path(self, written: str) -> str:
        """A path as it is looked up: a bare `number` means `case.number` where no field has that name."""
        return written if written in self.paths or f"case.{written}" not in self.paths else f"case.{written}"
