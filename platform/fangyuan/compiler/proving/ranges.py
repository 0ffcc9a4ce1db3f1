"""What the answers and facts of a case can be: for each path a few values that stand for all.

Two values that no test of a condition tells apart are one to us, so a handful of them shows everything that the tests
can come to. Where a handful is not enough (patterns, two fields compared), the range says that it is not whole.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from dateutil.relativedelta import relativedelta

from fangyuan.compiler import facts
from fangyuan.compiler.reaching import every_effect
from fangyuan.forms.moment import Moment
from fangyuan.forms.typing import ARRAY, BOOLEAN, DATE, DATE_TIME, INTEGER, NUMBER, STRING, type_of
from fangyuan.kinds.choices import every
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import AnyOf, Atom, Condition, Not, Op, Today
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Derive, Rule, SetAnswer
from fangyuan.model.fields import Field, Form
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType

Reading = tuple[Any, ...]
"""What a path gives: nothing, one value, or the values of several rows."""

_MOST_MEMBERS = 4
_MOST_ROWS = 3
_STEP = 0.5
_ALWAYS_THERE = ("case.stage", "case.closed", "case.visit")


@dataclass(frozen=True, slots=True)
class Range:
    """Readings that stand for all; `whole` where nothing that the tests tell apart is missing."""

    readings: tuple[Reading, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is known of the paths of a case type.

    `pinned` are the only values that some paths have here, `limits` those that some have where they are not blank; of a list
    they are all its members. `always` are conditions that hold of every case.
    """

    types: Mapping[str, str | Field]
    moment: Moment
    known: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    pinned: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    limits: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    always: tuple[Condition, ...] = ()

    def pinning(self, pinned: Mapping[str, tuple[Any, ...]]) -> "Ranges":
        """The same, with more known about some paths."""
        return replace(self, pinned={**self.pinned, **pinned})

    def limiting(self, limits: Mapping[str, tuple[Any, ...]]) -> "Ranges":
        """The same, with nothing but these for some paths."""
        return replace(self, limits={**self.limits, **limits})

    def of(self, path: str, tests: Sequence[Atom]) -> Range:
        """The range of a path under the tests that are made of it."""
        if path in self.pinned:
            return Range(tuple((value,) for value in self.pinned[path]))
        found = self._values(path, [test for test in tests if test.op is not Op.ABSENT])
        values = found.readings
        if self._through_list(path):
            rows = range(2, min(_MOST_ROWS, len(tests)) + 1)
            several = [tuple(v for (v,) in some) for size in rows for some in combinations(values, size)]
            found = Range((*values, *several), found.whole and len(tests) <= _MOST_ROWS)
        return found if path in _ALWAYS_THERE else Range((*found.readings, ()), found.whole)

    def _through_list(self, path: str) -> bool:
        parts = path.split(".")
        return parts[0] == "tasks" or any(".".join(parts[:size]) in self.lists for size in range(1, len(parts)))

    def _values(self, path: str, tests: Sequence[Atom]) -> Range:
        given, limit = self.types.get(path), self.limits.get(path)
        options = self.known.get(path) or _options(given)
        kind = type_of(given) if given is not None else ""
        schema = given.schema if isinstance(given, Field) else {"minimum": 0}
        if kind == ARRAY:
            return _lists(options, schema if isinstance(given, Field) else {}, tests, limit)
        if limit is not None:
            return Range(_ones(limit))
        if options:
            return Range(_ones(_chosen(options, tests)))
        if kind == BOOLEAN:
            return Range(_ones((True, False)))
        if kind in (INTEGER, NUMBER):
            return _numbers(kind, schema, tests)
        if kind in (DATE, DATE_TIME):
            return _dates(kind, tests, self.moment)
        return _texts(schema, tests, whole=kind == STRING)


def ranges_of(kind: CaseType, pack: Pack, moment: Moment) -> Ranges:
    """What is known of a case type before anything is asked of it."""
    lists = {path for path, own in kind.fields.items() if own.many}
    types: dict[str, str | Field] = {
        **facts.STANDING,
        **facts.of_tasks(kind.tasks.values()),
        **facts.of_slots(kind.slots),
        **facts.of_kinds(kind.fields, kind.slots),
        **facts.of_clocks(clock.clock for clock in kind.clocks),
        **facts.passing(clock.clock for clock in kind.clocks),
        **kind.fields,
        **{path: own for task in kind.tasks for path, own in facts.of_entries(kind.fields, task).items()},
    }
    known = {
        "case.stage": tuple(stage.stage for stage in kind.stages),
        "case.outcome": kind.outcomes,
        "case.flags": tuple(kind.flags),
        "unit.level": pack.levels,
        "actor.role": tuple(pack.roles),
        **{f"clock.{clock.clock}.light": tuple(light.value for light in Light) for clock in kind.clocks},
        **derived_values(kind.rules),
    }
    return Ranges(types, moment, known, frozenset(lists), always=tuple(_given(kind)))


def _given(kind: CaseType) -> Iterator[Condition]:
    """Once a task is done, what its form requires is there; unless another form or a rule may have blanked it."""
    blanked = {
        effect.path for rule in kind.rules for effect in every_effect(rule.then) if isinstance(effect, SetAnswer)
    }
    for task in kind.tasks.values():
        form = kind.forms.get(task.form)
        if form is None or task.per or task.repeat:
            continue
        for own in form.fields:
            if own.path not in blanked and all(_required(own.path, other) for other in kind.forms.values()):
                done = Atom(f"task.{task.task}.done", Op.CONST, operand=True)
                yield AnyOf((Not(done), Atom(own.path, Op.ABSENT, operand=False)))


def _required(path: str, form: Form) -> bool:
    """Whether the form asks for the field in every case, or has no such field."""
    return all(own.required and own.visible is None for own in form.fields if own.path == path)


def derived_values(rules: Iterable[Rule]) -> dict[str, tuple[Any, ...]]:
    """The facts that rules derive, with every value that one of them gives."""
    found: dict[str, tuple[Any, ...]] = {}
    for rule in rules:
        for effect in every_effect(rule.then):
            if isinstance(effect, Derive):
                found[effect.fact] = (*found.get(effect.fact, ()), effect.value)
    return found


def _ones(values: Iterable[Any]) -> tuple[Reading, ...]:
    return tuple((value,) for value in values)


def _options(given: str | Field | None) -> tuple[Any, ...]:
    if not isinstance(given, Field):
        return ()
    listed = given.schema.get("enum")
    return tuple(option.value for option in every(given.options)) or (tuple(listed) if listed else ())


def _operands(tests: Sequence[Atom]) -> list[Any]:
    return [one for test in tests for one in (test.operand if isinstance(test.operand, tuple) else (test.operand,))]


def _chosen(options: tuple[Any, ...], tests: Sequence[Atom]) -> tuple[Any, ...]:
    """The options that are asked for, and one that is not."""
    asked = _operands(tests)
    others = [option for option in options if option not in asked]
    return (*(option for option in options if option in asked), *others[:1])


def _numbers(kind: str, schema: Mapping[str, Any], tests: Sequence[Atom]) -> Range:
    """The numbers where a test turns, those beside them and those between them, as far as the schema allows."""
    ends = [schema[word] for word in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") if word in schema]
    turns = sorted({one for one in (*_operands(tests), *ends) if isinstance(one, (int, float))})
    found: set[float] = {turn + step for turn in turns for step in (-_STEP, 0, _STEP)}
    found |= {(low + high) / 2 for low, high in pairwise(turns)}
    if kind == INTEGER:
        found = {whole + step for turn in turns for whole in (math.floor(turn), math.ceil(turn)) for step in (-1, 0, 1)}
    allowed = [value for value in sorted(found or {0}) if _allowed(value, schema)]
    return Range(_ones(allowed), whole="multipleOf" not in schema)


def _allowed(value: float, schema: Mapping[str, Any]) -> bool:
    return bool(
        value >= schema.get("minimum", -math.inf)
        and value <= schema.get("maximum", math.inf)
        and value > schema.get("exclusiveMinimum", -math.inf)
        and value < schema.get("exclusiveMaximum", math.inf)
    )


def _texts(schema: Mapping[str, Any], tests: Sequence[Atom], whole: bool) -> Range:
    """The words that are asked for, as far as the field can hold them, and another one."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    asked = [one for one in _operands(tests) if isinstance(one, str) and least <= len(one) <= most]
    other = next(word for n in range(len(asked) + 1) if (word := "…" * (n + 1)) not in asked)
    return Range(_ones(dict.fromkeys([*asked, other])), whole)


def _lists(
    options: tuple[Any, ...], schema: Mapping[str, Any], tests: Sequence[Atom], limit: tuple[Any, ...] | None = None
) -> Range:
    """Lists with and without each member that is asked for (of those to which `limit` keeps them), of each length at
    which a test turns.
    """
    options = options if limit is None else limit
    asked = [one for one in _asked_for(tests) if limit is None or one in limit]
    turns = {test.operand for test in tests if test.op in (Op.MIN_ITEMS, Op.MAX_ITEMS)}
    lengths = {turn + step for turn in turns if isinstance(turn, int) for step in (-1, 0, 1)} | {0, 1}
    spare = [option for option in options if option not in asked]
    found: list[list[Any]] = []
    for size in range(min(len(asked), _MOST_MEMBERS) + 1):
        for members in combinations(asked[:_MOST_MEMBERS], size):
            for length in sorted({max(size, wanted) for wanted in lengths}):
                rest = length - size
                fill = spare[:rest] if options or limit is not None else [f"…{n}" for n in range(rest)]
                found.append([*members, *fill])
    least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
    fitting = [one for one in found if least <= len(one) <= most]
    return Range(_ones(fitting), whole=len(asked) <= _MOST_MEMBERS and (not turns or max(lengths) <= most))


def _asked_for(tests: Sequence[Atom]) -> list[Any]:
    return list(dict.fromkeys(test.operand for test in tests if test.op is Op.CONTAINS))


def _dates(kind: str, tests: Sequence[Atom], moment: Moment) -> Range:
    """The days at which a test turns, and those beside them; fixed days and days before today cannot be mixed."""
    marks = [_day(operand, moment) for operand in _operands(tests)]
    days = {mark + timedelta(days=step) for mark in marks if mark for step in (-1, 0, 1)} or {moment.today}
    sorts = {_sort(operand) for operand in _operands(tests)}
    written = [day.isoformat() + ("T12:00:00+00:00" if kind == DATE_TIME else "") for day in sorted(days)]
    return Range(_ones(written), whole=len(sorts) <= 1 and "" not in sorts)


def _day(operand: Any, moment: Moment) -> date | None:
    """The day that an operand means today."""
    if isinstance(operand, Today):
        return moment.today
    if isinstance(operand, Duration):
        unit = "days" if operand.by_the_clock else operand.unit.value
        return moment.today - relativedelta(**{unit: operand.amount})  # type: ignore[arg-type]
    return operand if isinstance(operand, date) else _written_day(operand)


def _written_day(operand: Any) -> date | None:
    try:
        return date.fromisoformat(str(operand)[:10])
    except ValueError:
        return None


def _sort(operand: Any) -> str:
    """Days that move together as time goes by; the empty text for what no day can be told of."""
    if isinstance(operand, Duration):
        return "" if operand.by_the_clock else f"{operand.unit.value} ago"
    if isinstance(operand, Today):
        return "days ago"
    return "fixed" if isinstance(operand, date | str) else ""
