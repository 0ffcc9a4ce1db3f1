"""What reports and targets may name: what the rows of lists keep, so that figures are counted by the database alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fangyuan.compiler import words
from fangyuan.compiler.facts import FactTypes
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.conditions import AllOf, Atom, Condition, FieldRef, Op, atoms
from fangyuan.model.fields import Field
from fangyuan.model.reports import FACTS, LISTED, OF_A_CLOCK

SCALARS = frozenset({"string", "integer", "number", "boolean", "date", "date-time"})
DATES = ("date", "date-time")
_OF_LISTS = frozenset({Op.CONST, Op.ENUM, Op.CONTAINS, Op.ABSENT, Op.MIN_ITEMS, Op.MAX_ITEMS})

_OFFICERS = ("case.leader", "case.registered_by")
"""Facts that name officers."""

_PEOPLE = ("officer", "person", "id-card", "identity", "phone", "sex", "birth-date")
"""Kinds of fields that tell one person from another."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands at a path: its type, whether there may be several, whether the database holds a keyed hash alone."""

    type: str
    many: bool = False
    sensitive: bool = False
    field: Field | None = None

    @property
    def plain(self) -> bool:
        """Whether one readable value stands there."""
        return not (self.many or self.sensitive)


@dataclass(frozen=True, slots=True)
class Reportable:
    """What one or several case types know in common; the first gives the types."""

    types: tuple[TypeNames, ...]

    @classmethod
    def of(cls, types: Iterable[TypeNames]) -> "Reportable":
        """The names of the types, with the facts that only reports may use."""
        return cls(tuple(replace(one, passing={**one.passing, **_facts(one)}) for one in types))

    def path(self, spot: Spot | None) -> str:
        """A path that every type can be counted by; a finding where one cannot."""
        if spot is None:
            return ""
        found = self.types[0].path(spot.word)
        for names in self.types:
            if not _counted(found, names):
                _say(spot, found, names)
                break
        return found

    def known(self, path: str) -> Known | None:
        """What stands at a path of the first type; nothing where it cannot be counted by."""
        return _known(path, self.types[0])

    def field(self, path: str) -> Field | None:
        """The field at a path of the first type; of an abstract one also of what only its descendants ask."""
        return _fields(self.types[0]).get(path)

    def tells_people_apart(self, path: str) -> bool:
        """Whether what stands at a path is a person, an officer, or said of one."""
        if path in _OFFICERS:
            return True
        fields = _fields(self.types[0])
        here = [*_above(path, fields), *([fields[path]] if path in fields else [])]
        return any(one.kind in _PEOPLE or any(child.name == "person_id" for child in one.children) for one in here)

    def condition(self, spot: Spot | None) -> Condition | None:
        """A condition that the database can weigh for every type."""
        if spot is None:
            return None
        before = len(spot.problems)
        parsed = [words.condition(spot, names, timeless="") for names in self.types if len(spot.problems) == before]
        for names in self.types if len(spot.problems) == before else ():
            _check(spot, parsed[0] or AllOf(), names)
        return parsed[0]


def _facts(names: TypeNames) -> FactTypes:
    clocks = {f"clock.{clock}.{fact}": kind for clock in names.clocks for fact, kind in OF_A_CLOCK.items()}
    return {**FACTS, **clocks}


def _counted(path: str, names: TypeNames) -> bool:
    return _known(path, names) is not None


def _known(path: str, names: TypeNames) -> Known | None:
    fields = _fields(names)
    if path in fields:
        return _answer(path, fields[path], fields)
    kind = names.paths.get(path)
    if not isinstance(kind, str) or not (path in LISTED or path in FACTS or path.startswith("clock.")):
        return None
    return Known("string", many=True) if kind == "array" else Known(kind)


def _fields(names: TypeNames) -> Mapping[str, Field]:
    """The fields of a type; of an abstract one also those of forms that only its descendants use."""
    if not names.abstract:
        return names.fields
    return {**{field.path: field for form in names.forms.values() for field in form.walk()}, **names.fields}


def _answer(path: str, field: Field, fields: Mapping[str, Field]) -> Known | None:
    """An indexed answer; objects and their rows have no column."""
    items = field.schema.get("items", {}) if field.json_type == "array" else field.schema
    if not (field.index and isinstance(items, Mapping)):
        return None
    kind = items.get("type", "string") if field.json_type == "array" else field.json_type
    if kind == "string" and items.get("format") in ("date", "date-time"):
        kind = items["format"]
    many = field.json_type == "array" or any(above.json_type == "array" for above in _above(path, fields))
    return Known(str(kind), many, field.sensitive, field) if kind in SCALARS else None


def _above(path: str, fields: Mapping[str, Field]) -> Iterator[Field]:
    parts = path.split(".")
    return (fields[up] for end in range(1, len(parts)) if (up := ".".join(parts[:end])) in fields)


def _say(spot: Spot, path: str, names: TypeNames) -> None:
    if path in _fields(names):
        spot.say("not-indexed", name=path)
    elif path in names.paths:
        spot.say("not-reportable", name=path)
    else:
        spot.unknown("unknown-fact", spot.word, [one for one in names.paths if _counted(one, names)])


def _check(spot: Spot, condition: Condition, names: TypeNames) -> None:
    for atom in atoms(condition):
        place = spot.get(atom.path) or spot
        for path in (atom.path, *([atom.operand.path] if isinstance(atom.operand, FieldRef) else [])):
            known = _known(path, names)
            if known is None:
                _say(place, path, names)
            elif not _weighed(atom, known):
                place.say("not-weighed", name=path, op=atom.op.value)


def _weighed(atom: Atom, known: Known) -> bool:
    """Whether the database can weigh an atom as everything else does."""
    if atom.op is Op.PATTERN or (atom.op is Op.CONST and known.type == "date-time"):
        return False
    return known.plain or (atom.op in _OF_LISTS and not isinstance(atom.operand, FieldRef))


def dated(spot: Spot, names: Reportable) -> str:
    """A path of a date or an instant."""
    path = names.path(spot)
    known = names.known(path)
    if known is not None and not (known.plain and known.type in DATES):
        spot.say("not-a-date", name=path)
    return path
