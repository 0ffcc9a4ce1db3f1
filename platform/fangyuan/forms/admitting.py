"""Lets answers in from outside: plain, finite, of bounded size and depth, without invisible characters and blanks.

What is refused is told beside its place and left out; everything else stays.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.forms.paths import joined
from fangyuan.kinds.cleaning import harmless
from fangyuan.kinds.kind import LONGEST, limit_of
from fangyuan.kinds.wording import say
from fangyuan.model.fields import Field, Form
from fangyuan.model.problems import Problem

DEEPEST_FIELD = 10
"""How many fields a field may stand in; a form that goes deeper does not compile."""

DEEPEST = 2 * (DEEPEST_FIELD + 1) + 12
"""How many levels answers may have: a table is two, its list and its row, and what is open in it has some of its own."""

MOST_ROWS = 500
MOST_NAMES = 500
"""How many names an object may have, unless it has more fields."""

LONGEST_NAME = 200
LONGEST_TOLD = 60
_NOTHING = object()


def problem(code: str, path: str, **detail: object) -> Problem:
    """A problem beside an answer, in Chinese; `wording.message` gives it in English."""
    told = {name: str(value) for name, value in detail.items()}
    return Problem(code, say(code, "zh", told), path, detail=told)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Answers as plain data that later steps may trust, and what was refused. Blank is absent.

    `kept` are the numbers that the entries of a list had when they were sent, where some of them fell out.
    """

    answers: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    kept: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def sent(self, path: str) -> str:
        """A path into the answers as they were sent."""
        where = ""
        for segment in path.split(".") if self.kept else ():
            numbers = self.kept.get(where, ())
            index = int(segment) if numbers and segment.isdecimal() else len(numbers)
            where = joined(where, numbers[index] if index < len(numbers) else segment)
        return where or path


def admit(form: Form, answers: Any) -> Admitted:
    """Lets in what may be let in."""
    gate = _Gate()
    if not isinstance(answers, Mapping):
        return Admitted({}, (problem("not-an-object", ""),))
    admitted = gate.members(answers, form.fields, form.open, "", 1)
    return Admitted(admitted, tuple(gate.problems), gate.kept)


@dataclass(slots=True)
class _Gate:
    problems: list[Problem] = field(default_factory=list)
    kept: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def refuse(self, code: str, path: str, **detail: object) -> Any:
        self.problems.append(problem(code, path, **detail))
        return _NOTHING

    def members(
        self, answers: Mapping[Any, Any], fields: tuple[Field, ...], is_open: bool, path: str, depth: int
    ) -> dict[str, Any]:
        """The members of an object that its fields, or an open schema, know."""
        known = {each.name: each for each in fields if each.kind != "static"}
        admitted: dict[str, Any] = {}
        for said, value in self.not_too_many(answers, known, path):
            name = said if said in known else self.name(said, path, answers, admitted, is_open)
            if name is _NOTHING:
                continue
            inner = self.value(value, known.get(name), joined(path, name), depth + 1)
            if inner is not _NOTHING:
                admitted[name] = inner
        return admitted

    def not_too_many(
        self, answers: Mapping[Any, Any], known: Mapping[str, Field], path: str
    ) -> Iterable[tuple[Any, Any]]:
        """The members of an object, those of fields first when they are too many for all to be let in."""
        limit = max(MOST_NAMES, len(known))
        if len(answers) <= limit:
            return answers.items()
        self.refuse("too-many-answers", path, limit=limit)
        return sorted(answers.items(), key=lambda each: each[0] not in known)[:limit]

    def name(self, said: Any, path: str, answers: Mapping[Any, Any], admitted: Mapping[str, Any], is_open: bool) -> Any:
        """A name that no field has, without invisible characters; nothing when it is refused."""
        name = harmless(str(said))
        told = name[:LONGEST_TOLD]
        where = joined(path, told or "?")
        if not is_open:
            return self.refuse("unknown-field", where, name=told)
        if len(name) > LONGEST_NAME:
            return self.refuse("name-too-long", where, name=told, limit=LONGEST_NAME)
        if name != said and (not name or name in answers or name in admitted):
            return self.refuse("name-not-allowed", where, name=told or "?")
        return name

    def value(self, value: Any, known: Field | None, path: str, depth: int) -> Any:
        """One value, or nothing when it is blank or refused."""
        if depth > DEEPEST:
            return self.refuse("too-deep", path)
        if isinstance(value, str):
            return self.text(value, known, path)
        if isinstance(value, bool) or value is None:
            return value if value is not None or _nullable(known) else _NOTHING
        if isinstance(value, (int, float)):
            return self.number(value, path)
        if isinstance(value, Mapping):
            fields = known.children if known else ()
            return self.members(value, fields, known is None or known.open or not fields, path, depth)
        if isinstance(value, (list, tuple)):
            return self.rows(value, known, path, depth)
        return self.refuse("not-an-object", path)

    def text(self, value: str, known: Field | None, path: str) -> Any:
        """A text without invisible characters; blank is absent."""
        if len(value) > LONGEST and len(value) > (limit := limit_of(known) if known else LONGEST):
            return self.refuse("too-long", path, limit=limit, length=len(value))
        cleaned = harmless(value)
        return cleaned if cleaned.strip() else _NOTHING

    def number(self, value: float, path: str) -> Any:
        """A finite number of a sensible size."""
        if isinstance(value, float) and not math.isfinite(value):
            return self.refuse("not-finite", path)
        return value if abs(value) < 10**300 else self.refuse("too-large-a-number", path)

    def rows(self, value: list[Any] | tuple[Any, ...], known: Field | None, path: str, depth: int) -> list[Any]:
        """The rows of a list; blank entries among texts fall out."""
        if len(value) > MOST_ROWS:
            self.refuse("too-many-rows", path, limit=MOST_ROWS, length=len(value))
        if known is not None and known.children and not known.many:
            return self.places(value, known, path, depth)
        rows = [self.row(row, known, joined(path, index), depth + 1) for index, row in enumerate(value[:MOST_ROWS])]
        kept = tuple(index for index, row in enumerate(rows) if row is not _NOTHING)
        if len(kept) < len(rows):
            self.kept[path] = kept
        return [rows[index] for index in kept]

    def places(self, value: list[Any] | tuple[Any, ...], known: Field, path: str, depth: int) -> list[Any]:
        """The places of a list that differ from one another; one that is blank before others is null."""
        admitted = []
        for index, each in enumerate(value[:MOST_ROWS]):
            child = known.children[index] if index < len(known.children) else None
            inner = self.value(each, child, joined(path, child.name if child else index), depth + 1)
            admitted.append(None if inner is _NOTHING else inner)
        while admitted and admitted[-1] is None and not _nullable_at(known, len(admitted) - 1):
            admitted.pop()
        return admitted

    def row(self, row: Any, known: Field | None, path: str, depth: int) -> Any:
        if isinstance(row, Mapping) and known is not None and known.many and known.children and depth <= DEEPEST:
            is_open = known.open
            return self.members(row, known.children, is_open, path, depth)
        return self.value(row, known, path, depth)


def _nullable_at(known: Field, index: int) -> bool:
    return index >= len(known.children) or _nullable(known.children[index])


def _nullable(known: Field | None) -> bool:
    """Whether null is an answer: only where the schema's type has it."""
    if known is None:
        return True
    schema = known.schema
    declared = schema.get("type")
    types = declared if isinstance(declared, list) else [declared]
    return "null" in types or ("const" in schema and schema["const"] is None) or None in schema.get("enum", ())
