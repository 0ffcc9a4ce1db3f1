"""Reads conditions out of packs: the one parser of the closed language, with checks of names and types."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fangyuan.forms.patterns import is_pattern
from fangyuan.forms.typing import (
    ANY,
    ARRAY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    INTEGER,
    NUMBER,
    OBJECT,
    STRING,
    FieldTypes,
    type_of,
    type_of_value,
)  # fmt: skip
from fangyuan.kinds.choices import every
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Operand, Param, Today
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.fields import Field
from fangyuan.model.problems import Problem, Severity

GROUPS = ("all", "any", "not")
_BOUNDS = {Op.MINIMUM, Op.MAXIMUM, Op.EXCLUSIVE_MINIMUM, Op.EXCLUSIVE_MAXIMUM}
_COUNTS = {Op.MIN_ITEMS, Op.MAX_ITEMS}
_DATES = {Op.BEFORE, Op.AFTER}
_AGES = {Op.OLDER_THAN, Op.NEWER_THAN}
_TESTABLE: dict[Op, frozenset[str]] = {
    **{op: frozenset({INTEGER, NUMBER}) for op in _BOUNDS},
    **{op: frozenset({ARRAY}) for op in _COUNTS | {Op.CONTAINS}},
    **{op: frozenset({DATE, DATE_TIME}) for op in _DATES | _AGES},
    Op.PATTERN: frozenset({STRING, DATE, DATE_TIME}),
    Op.CONST: frozenset({STRING, INTEGER, NUMBER, BOOLEAN, DATE, DATE_TIME}),
    Op.ENUM: frozenset({STRING, INTEGER, NUMBER, BOOLEAN, DATE, DATE_TIME}),
}
_INSTEAD = {
    ARRAY: "write contains, minItems or maxItems, or absent",
    OBJECT: "test one of the fields inside it",
    BOOLEAN: "write const: true or const: false",
    STRING: "write const, enum or pattern",
    INTEGER: "write const, enum, minimum or maximum",
    NUMBER: "write const, enum, minimum or maximum",
    DATE: "write before, after, older-than or newer-than",
    DATE_TIME: "write before, after, older-than or newer-than",
}
_FITS = {
    STRING: {STRING}, INTEGER: {INTEGER}, NUMBER: {INTEGER, NUMBER}, BOOLEAN: {BOOLEAN}, DATE: {STRING}, DATE_TIME: {STRING},
}  # fmt: skip


def near(word: str, known: Collection[str]) -> str:
    """`did you mean 'x'?`, or the empty text when nothing is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {found[0]!r}?" if found else ""


def parse_condition(
    data: Any, field_types: FieldTypes | None = None, parameters: Collection[str] | None = None
) -> tuple[Condition, tuple[Problem, ...]]:
    """The condition that `data` writes, and everything wrong with it; what is wrong is left out of the condition.

    `field_types` names every path that may be tested; None leaves names and types unchecked. `Problem.path` is a JSON
    path below the condition (`$.repeat_visits.minimum`).
    """
    parser = _Parser(field_types, parameters)
    condition = parser.group(data, "$")
    return condition, tuple(parser.problems)


class Wrong(Exception):
    """A part of a condition cannot be read."""


@dataclass(slots=True)
class _Parser:
    field_types: FieldTypes | None
    parameters: Collection[str] | None
    problems: list[Problem] = field(default_factory=list)
    depth: int = 0

    def say(self, code: str, message: str, path: str, advice: str = "", severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(code, message, path, advice=advice, severity=severity))

    def group(self, data: Any, path: str) -> Condition:
        """A mapping: all of its entries."""
        if not isinstance(data, Mapping):
            self.say("condition-shape", "a condition is a mapping of field paths to tests", path, _shape_advice(data))
            return AllOf()
        if self.depth >= 12:
            self.say("condition-depth", "this condition is nested too deeply", path, "split it, or use a derived fact")
            return AllOf()
        self.depth += 1
        parts = [part for key, value in data.items() for part in self.entry(str(key), value, f"{path}.{key}")]
        self.depth -= 1
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def entry(self, key: str, value: Any, path: str) -> Iterator[Condition]:
        if key == "not":
            yield Not(self.group(value, path))
        elif key in ("all", "any"):
            yield (AllOf if key == "all" else AnyOf)(tuple(self.members(value, path)))
        else:
            yield from self.tests(key, value, path)

    def members(self, value: Any, path: str) -> Iterator[Condition]:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                yield from self.entry(str(key), inner, f"{path}.{key}")
        elif isinstance(value, (list, tuple)):
            for index, inner in enumerate(value):
                yield self.group(inner, f"{path}[{index}]")
        else:
            self.say(
                "condition-shape", "all and any take a list of conditions", path, "write a list, one condition an entry"
            )

    def tests(self, field_path: str, value: Any, path: str) -> Iterator[Condition]:
        known = self.known(field_path, path)
        if not isinstance(value, Mapping):
            self.say("condition-shape", f"the test of {field_path!r} is not a mapping", path, _test_advice(value))
            return
        if not value:
            self.say(
                "condition-shape",
                f"nothing is tested of {field_path!r}",
                path,
                "write absent: false to ask for any answer",
            )
        for word, operand in value.items():
            atom = self.atom(field_path, str(word), operand, f"{path}.{word}")
            if atom is not None and known:
                yield atom

    def known(self, field_path: str, path: str) -> bool:
        if self.field_types is None or field_path in self.field_types:
            return True
        advice = near(field_path, list(self.field_types)) or "name a field of the forms, or a fact of the reference"
        self.say("unknown-path", f"nothing is called {field_path!r} here", path, advice)
        return False

    def atom(self, field_path: str, word: str, operand: Any, path: str) -> Atom | None:
        try:
            op = Op(word)
        except ValueError:
            advice = near(word, [op.value for op in Op]) or "write one of " + ", ".join(Op)
            self.say("unknown-test", f"there is no test called {word!r}", path, advice)
            return None
        kind = self.type_at(field_path)
        if op is not Op.ABSENT and kind is not None and kind not in _TESTABLE[op]:
            self.say(
                "test-of-another-type",
                f"{field_path!r} is of type {kind}, which {op} cannot test",
                path,
                _INSTEAD[kind],
            )
            return None
        try:
            atom = Atom(field_path, op, self.operand(op, operand))
            self.fits(atom, kind, path)
        except Wrong as wrong:
            self.say("test-operand", f"{op} cannot take {operand!r}", path, str(wrong))
            return None
        self.may_hold(atom, path)
        return atom

    def type_at(self, field_path: str) -> str | None:
        """The type of a path, None where it is unknown or may be anything."""
        given = (self.field_types or {}).get(field_path)
        kind = ANY if given is None else type_of(given)
        return None if kind == ANY else kind

    def operand(self, op: Op, data: Any) -> Operand:
        if op is Op.ABSENT:
            return _expect(data, isinstance(data, bool), "write true or false")  # type: ignore[no-any-return]
        if isinstance(data, Mapping) and "$param" in data:
            return self.param(data)
        if op in _DATES:
            return self.date_operand(data)
        if op in _AGES:
            return _age(data)
        return _plain_operand(op, data)

    def param(self, data: Mapping[str, Any]) -> Param:
        name = data["$param"]
        if not isinstance(name, str) or len(data) != 1:
            raise Wrong("write {$param: name}")
        if self.parameters is not None and name not in self.parameters:
            raise Wrong(near(name, self.parameters) or "declare the parameter in pack.yaml")
        return Param(name)

    def date_operand(self, data: Any) -> Operand:
        if isinstance(data, Mapping) and set(data) == {"field"}:
            path = str(data["field"])
            kind = self.type_at(path)
            if self.field_types is not None and path not in self.field_types:
                raise Wrong(near(path, list(self.field_types)) or "name a field that holds a date")
            if kind not in (None, DATE, DATE_TIME):
                raise Wrong(f"name a field that holds a date; {path!r} is of type {kind}")
            return FieldRef(path)
        return _date(data)

    def fits(self, atom: Atom, kind: str | None, path: str) -> None:
        """A constant of another type than the field's can never be equal to an answer."""
        if atom.op not in (Op.CONST, Op.ENUM) or kind is None or isinstance(atom.operand, Param):
            return
        values = atom.operand if atom.op is Op.ENUM and isinstance(atom.operand, tuple) else (atom.operand,)
        for value in values:
            if value is not None and type_of_value(value) not in _FITS[kind]:
                raise Wrong(f"write a value of type {kind}")

    def may_hold(self, atom: Atom, path: str) -> None:
        """Warns of a value that is not among the options of the field."""
        known = (self.field_types or {}).get(atom.path)
        if not isinstance(known, Field) or not known.options or atom.op not in (Op.CONST, Op.ENUM, Op.CONTAINS):
            return
        options = [option.value for option in every(known.options)]
        values = atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)
        for value in values:
            if not isinstance(value, Param) and value not in options:
                advice = near(str(value), [str(option) for option in options]) or "write one of its options"
                message = f"{value!r} is not an option of {atom.path!r}, so this can never hold"
                self.say("never-holds", message, path, advice, Severity.WARNING)


def _expect(data: Any, right: bool, advice: str) -> Any:
    if not right:
        raise Wrong(advice)
    return data


def _scalar(data: Any) -> Any:
    if isinstance(data, (date, datetime)):
        return data.isoformat()
    return _expect(data, data is None or isinstance(data, (str, int, float)), "write a text, a number, true or false")


def _plain_operand(op: Op, data: Any) -> Operand:
    if op in _BOUNDS:
        number = isinstance(data, (int, float)) and not isinstance(data, bool)
        return _expect(data, number, "write a number")  # type: ignore[no-any-return]
    if op in _COUNTS:
        count = isinstance(data, int) and not isinstance(data, bool) and data >= 0
        return _expect(data, count, "write a whole number from 0 on")  # type: ignore[no-any-return]
    if op is Op.ENUM:
        _expect(data, isinstance(data, (list, tuple)) and bool(data), "write a list of values")
        return tuple(_scalar(each) for each in data)
    if op is Op.PATTERN:
        return _expect(data, isinstance(data, str) and is_pattern(data), "write a regular expression")  # type: ignore[no-any-return]
    if op is Op.CONTAINS and isinstance(data, Mapping) and set(data) == {"const"}:
        data = data["const"]
    return _scalar(data)  # type: ignore[no-any-return]


def _date(data: Any) -> Operand:
    if data == "today":
        return Today()
    if isinstance(data, date) and not isinstance(data, datetime):
        return data
    try:
        return date.fromisoformat(data) if isinstance(data, str) and len(data) == 10 else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> Operand:
    raise Wrong("write a date (2026-02-10), today, or {field: path}")


def _age(data: Any) -> Operand:
    try:
        length = Duration.parse(data) if isinstance(data, str) else None
    except ValueError:
        length = None
    if length is None:
        raise Wrong("write a duration, such as 15 days or 24 months")
    if length.unit is DurationUnit.WORKDAYS:
        raise Wrong("workdays need a calendar; write days, or use a clock")
    return length


def _shape_advice(data: Any) -> str:
    return "write all: [...] or any: [...]" if isinstance(data, list) else "write {field: {const: value}}"


def _test_advice(value: Any) -> str:
    if isinstance(value, list):
        return f"write {{enum: {value!r}}}"
    return "write {absent: true}" if value is None else f"write {{const: {value!r}}}"
