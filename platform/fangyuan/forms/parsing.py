"""Reads conditions out of packs: the one parser of the closed language, with checks of names and types."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fangyuan.forms.findings import finding, listed, near
from fangyuan.forms.patterns import is_pattern
from fangyuan.forms.typing import (
    ANY,
    ARRAY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    INTEGER,
    NUMBER,
    STRING,
    FieldTypes,
    type_of,
    type_of_value,
)  # fmt: skip
from fangyuan.kinds.choices import every
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Operand, Param, Today
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.fields import Field
from fangyuan.model.problems import Problem

GROUPS = ("all", "any", "not")
DEEPEST = 12
_BOUNDS = {Op.MINIMUM, Op.MAXIMUM, Op.EXCLUSIVE_MINIMUM, Op.EXCLUSIVE_MAXIMUM}
_COUNTS = {Op.MIN_ITEMS, Op.MAX_ITEMS}
_DATES = {Op.BEFORE, Op.AFTER}
_AGES = {Op.OLDER_THAN, Op.NEWER_THAN}
_SCALARS = frozenset({STRING, INTEGER, NUMBER, BOOLEAN, DATE, DATE_TIME})
_TESTABLE: dict[Op, frozenset[str]] = {
    **{op: frozenset({INTEGER, NUMBER}) for op in _BOUNDS},
    **{op: frozenset({ARRAY}) for op in _COUNTS | {Op.CONTAINS}},
    **{op: frozenset({DATE, DATE_TIME}) for op in _DATES | _AGES},
    Op.PATTERN: frozenset({STRING, DATE, DATE_TIME}),
    Op.CONST: _SCALARS,
    Op.ENUM: _SCALARS,
}
_FAMILY = {INTEGER: NUMBER, DATE_TIME: DATE}
_FITS = {
    STRING: {STRING}, INTEGER: {INTEGER}, NUMBER: {INTEGER, NUMBER}, BOOLEAN: {BOOLEAN}, DATE: {STRING}, DATE_TIME: {STRING},
}  # fmt: skip


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
    """An operand cannot be read; carries the code of the finding and its detail."""

    def __init__(self, code: str, **detail: object) -> None:
        """Takes a code of `findings.WORDS`."""
        self.code, self.detail = code, detail
        super().__init__(code)


@dataclass(slots=True)
class _Parser:
    field_types: FieldTypes | None
    parameters: Collection[str] | None
    problems: list[Problem] = field(default_factory=list)
    depth: int = 0

    def say(self, code: str, path: str, **detail: object) -> None:
        self.problems.append(finding(code, path, None, **detail))

    def refuse(self, wrong: Wrong, path: str, **detail: object) -> None:
        self.say(wrong.code, path, **(detail | wrong.detail))

    def group(self, data: Any, path: str) -> Condition:
        """A mapping: all of its entries."""
        if not isinstance(data, Mapping):
            self.say("condition-is-a-list" if isinstance(data, list) else "condition-shape", path)
            return AllOf()
        if self.depth >= DEEPEST:
            self.say("condition-depth", path)
            return AllOf()
        self.depth += 1
        parts = [part for key, value in data.items() for part in self.entry(str(key), value, f"{path}.{key}")]
        self.depth -= 1
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def entry(self, key: str, value: Any, path: str) -> Iterator[Condition]:
        if key == "not":
            yield Not(self.group(value, path))
        elif key in GROUPS:
            yield (AllOf if key == "all" else AnyOf)(tuple(self.members(key, value, path)))
        else:
            yield from self.tests(key, value, path)

    def members(self, key: str, value: Any, path: str) -> Iterator[Condition]:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                yield from self.entry(str(name), inner, f"{path}.{name}")
        elif isinstance(value, (list, tuple)):
            for index, inner in enumerate(value):
                yield self.group(inner, f"{path}[{index}]")
        else:
            self.say("condition-members", path, group=key)

    def tests(self, field_path: str, value: Any, path: str) -> Iterator[Condition]:
        known = self.known(field_path, path)
        if not isinstance(value, Mapping):
            self.say("condition-bare-value", path, field=field_path, instead=_instead(value))
            return
        if not value:
            self.say("condition-no-test", path, field=field_path)
        for word, operand in value.items():
            atom = self.atom(field_path, str(word), operand, f"{path}.{word}")
            if atom is not None and known:
                yield atom

    def known(self, field_path: str, path: str) -> bool:
        if self.field_types is None or field_path in self.field_types:
            return True
        self.say("unknown-path", path, field=field_path, near=near(field_path, self.field_types))
        return False

    def atom(self, field_path: str, word: str, operand: Any, path: str) -> Atom | None:
        words = [op.value for op in Op]
        if word not in words:
            self.say("unknown-test", path, test=word, near=near(word, words), known="、".join(words))
            return None
        op, kind = Op(word), self.type_at(field_path)
        if op is not Op.ABSENT and kind is not None and kind not in _TESTABLE[op]:
            self.say(f"test-of-{_FAMILY.get(kind, kind)}", path, field=field_path, test=op)
            return None
        try:
            atom = Atom(field_path, op, self.operand(op, operand))
            self.fits(atom, kind)
        except Wrong as wrong:
            self.refuse(wrong, path, test=op, value=operand, field=field_path)
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
            return _expect(data, isinstance(data, bool), "operand-boolean")  # type: ignore[no-any-return]
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
            raise Wrong("operand-param")
        if self.parameters is not None and name not in self.parameters:
            raise Wrong("operand-unknown-param", near=near(name, self.parameters))
        return Param(name)

    def date_operand(self, data: Any) -> Operand:
        if not (isinstance(data, Mapping) and set(data) == {"field"}):
            return _date(data)
        path = str(data["field"])
        if self.field_types is not None and path not in self.field_types:
            raise Wrong("operand-unknown-path", near=near(path, self.field_types))
        if self.type_at(path) not in (None, DATE, DATE_TIME):
            raise Wrong("operand-date-field")
        return FieldRef(path)

    def fits(self, atom: Atom, kind: str | None) -> None:
        """A constant of another type than the field's can never be equal to an answer."""
        if atom.op not in (Op.CONST, Op.ENUM) or kind is None or isinstance(atom.operand, Param):
            return
        values = atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)
        for value in values:
            if value is not None and type_of_value(value) not in _FITS[kind]:
                raise Wrong("operand-type", wanted=kind)

    def may_hold(self, atom: Atom, path: str) -> None:
        """Warns of a value that is not among the options of the field."""
        known = (self.field_types or {}).get(atom.path)
        if not isinstance(known, Field) or not known.options or atom.op not in (Op.CONST, Op.ENUM, Op.CONTAINS):
            return
        options = [option.value for option in every(known.options)]
        values = atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)
        for value in values:
            if not isinstance(value, Param) and value not in options:
                suggestion = near(str(value), map(str, options))
                self.say("never-holds", path, value=value, field=atom.path, near=suggestion)


def _expect(data: Any, right: bool, code: str) -> Any:
    if not right:
        raise Wrong(code)
    return data


def _scalar(data: Any) -> Any:
    if isinstance(data, (date, datetime)):
        return data.isoformat()
    return _expect(data, data is None or isinstance(data, (str, int, float)), "operand-scalar")


def _plain_operand(op: Op, data: Any) -> Operand:
    if op is Op.CONTAINS and isinstance(data, Mapping) and set(data) == {"const"}:
        data = data["const"]
    if op in _BOUNDS:
        _expect(data, isinstance(data, (int, float)) and not isinstance(data, bool), "operand-number")
    elif op in _COUNTS:
        _expect(data, isinstance(data, int) and not isinstance(data, bool) and data >= 0, "operand-count")
    elif op is Op.ENUM:
        _expect(data, isinstance(data, (list, tuple)) and bool(data), "operand-list")
        return tuple(_scalar(each) for each in data)
    elif op is Op.PATTERN:
        _expect(data, isinstance(data, str) and is_pattern(data), "operand-pattern")
    return _scalar(data)  # type: ignore[no-any-return]


def _date(data: Any) -> Operand:
    if data == "today":
        return Today()
    if isinstance(data, date) and not isinstance(data, datetime):
        return data
    try:
        return date.fromisoformat(_expect(data, isinstance(data, str) and len(data) == 10, "operand-date"))
    except ValueError:
        raise Wrong("operand-date") from None


def _age(data: Any) -> Operand:
    try:
        length = Duration.parse(_expect(data, isinstance(data, str), "operand-duration"))
    except ValueError:
        raise Wrong("operand-duration") from None
    if length.unit is DurationUnit.WORKDAYS:
        raise Wrong("operand-workdays")
    return length


def _instead(value: Any) -> str:
    """What to write in place of a value without a test."""
    if isinstance(value, list):
        return f"enum: [{listed(map(str, value))}]"
    return "absent: true" if value is None else f"const: {str(value).lower() if isinstance(value, bool) else value}"
