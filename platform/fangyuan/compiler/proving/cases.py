"""Looks for a case in which a condition holds: shows one, or proves that there is none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangyuan.compiler.proving.ranges import Range, Ranges, Reading
from fangyuan.forms.conditions import holds
from fangyuan.forms.paths import is_at_or_below
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, atoms

_MOST_STEPS = 4000
_SHOWN = 6

Case = Mapping[str, Reading]
"""Path -> what it gives; a path that is not named gives what it likes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A `case` in which the condition holds, checked by the judge of all conditions; `never` where none can be."""

    case: Case | None = None
    never: bool = False


def find(condition: Condition, ranges: Ranges) -> Found:
    """A case in which the condition holds. Neither found nor never: nobody can tell without knowing more."""
    condition = _with_known(condition, ranges)
    tests = list(dict.fromkeys(atoms(condition)))
    by_path: dict[str, list[Atom]] = {}
    for test in tests:
        by_path.setdefault(test.path, []).append(test)
    known = {path: ranges.of(path, asked) for path, asked in by_path.items()}
    free = {test for test in tests if _beyond(test, known)}
    if next(_search(condition, known, by_path, ranges, free), None) is None:
        return Found(never=True)
    for case in _search(condition, known, by_path, ranges, set()):
        if holds(condition, tree_of(case), ranges.moment):
            return Found(case)
    return Found()


def _with_known(condition: Condition, ranges: Ranges) -> Condition:
    """With what always holds of the paths that it tests."""
    paths = {test.path for test in atoms(condition)}
    always = [one for one in ranges.always if paths >= {test.path for test in atoms(one)}] if ranges.always else []
    return AllOf((condition, *always)) if always else condition


def implies(first: Condition, second: Condition, ranges: Ranges) -> bool:
    """Whether the second certainly holds wherever the first does."""
    return find(AllOf((first, Not(second))), ranges).never


def core(condition: Condition, ranges: Ranges) -> Condition:
    """The fewest parts of a condition that never holds which already never hold together."""
    parts = list(condition.parts) if isinstance(condition, AllOf) else [condition]
    for part in list(parts):
        without = [kept for kept in parts if kept is not part]
        if find(AllOf(tuple(without)), ranges).never:
            parts = without
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _beyond(test: Atom, known: Mapping[str, Range]) -> bool:
    """A test whose outcome cannot be told from a few values of its path: then it may come out either way."""
    if isinstance(test.operand, FieldRef | Param) or test.op is Op.PATTERN or not known[test.path].whole:
        return True
    return any(is_at_or_below(other, test.path) for other in known if other != test.path)


@dataclass(slots=True)
class _Steps:
    """How long to go on looking."""

    left: int = _MOST_STEPS


def _search(
    condition: Condition, known: Mapping[str, Range], by_path: Mapping[str, Sequence[Atom]], ranges: Ranges,
    free: set[Atom],
) -> Iterator[Case]:  # fmt: skip
    """Every case, up to what the tests tell apart; one that stands for all where looking takes too long."""
    choices = [
        (path, list(_kinds(known[path].readings, path, [test for test in tests if test not in free], ranges)))
        for path, tests in by_path.items()
    ]
    steps = _Steps()
    yield from _tried(condition, choices, free, {}, {}, steps)
    if steps.left <= 0:
        yield {}


def _kinds(
    readings: Iterable[Reading], path: str, tests: Sequence[Atom], ranges: Ranges
) -> Iterator[tuple[Reading, dict[Atom, bool]]]:
    """The readings of a path that its tests tell apart, each with how the tests come out."""
    seen: set[tuple[bool, ...]] = set()
    for reading in readings:
        tree = tree_of({path: reading})
        outcomes = {test: holds(test, tree, ranges.moment) for test in tests}
        told = tuple(outcomes.values())
        if told not in seen:
            seen.add(told)
            yield reading, outcomes


def _tried(
    condition: Condition, choices: Sequence[tuple[str, list[tuple[Reading, dict[Atom, bool]]]]], free: set[Atom],
    told: dict[Atom, bool], case: dict[str, Reading], steps: _Steps,
) -> Iterator[Case]:  # fmt: skip
    """Decides path after path, and gives up as soon as the condition cannot hold any more."""
    steps.left -= 1
    verdict = _weighed(condition, told, free)
    if verdict is False or steps.left <= 0:
        return
    if verdict is True or not choices:
        yield dict(case)
        return
    (path, ways), rest = choices[0], choices[1:]
    for reading, outcomes in ways:
        yield from _tried(condition, rest, free, {**told, **outcomes}, {**case, path: reading}, steps)


def _weighed(condition: Condition, told: Mapping[Atom, bool], free: set[Atom]) -> bool | None:
    """True or False as far as the tests that are told decide it. A free test may always come out as one likes."""
    match condition:
        case Atom():
            return None if condition in free else told.get(condition)
        case Not(part):
            inner = _weighed(part, told, free)
            return None if inner is None else not inner
        case AllOf(parts):
            return _joined([_weighed(part, told, free) for part in parts], decides=False)
        case AnyOf(parts):
            return _joined([_weighed(part, told, free) for part in parts], decides=True)


def _joined(verdicts: Sequence[bool | None], *, decides: bool) -> bool | None:
    if decides in verdicts:
        return decides
    return None if None in verdicts else not decides


@dataclass(slots=True)
class _Tree:
    """A tree of answers and facts that grows path by path."""

    root: dict[str, Any] = field(default_factory=dict)

    def put(self, path: str, values: Reading) -> None:
        head, _, rest = path.partition(".")
        if len(values) == 1 and not isinstance(self.root.get(head), list):
            _set(self.root, path, values[0])
        elif values:
            rows = self._rows(head, len(values))
            for row, value in zip(rows, values, strict=False):
                _set(row, rest, value)

    def _rows(self, head: str, count: int) -> list[dict[str, Any]]:
        kept = self.root.get(head)
        rows: list[dict[str, Any]] = kept if isinstance(kept, list) else [kept] if isinstance(kept, dict) else []
        rows += [{} for _ in range(count - len(rows))]
        self.root[head] = rows
        return rows


def _set(node: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split(".")
    for step in way:
        below = node.setdefault(step, {})
        if not isinstance(below, dict):
            return
        node = below
    node[last] = value


def tree_of(case: Case) -> dict[str, Any]:
    """The case as conditions read it."""
    tree = _Tree()
    for path, values in case.items():
        tree.put(path, values)
    return tree.root


def written(case: Case) -> str:
    """A case as an author would note it: `{category: lift, urgent: true}`; what is blank has a dash."""
    shown = [f"{path}: {_text(values)}" for path, values in list(case.items())[:_SHOWN]]
    return "{" + ", ".join([*shown, *(["…"] if len(case) > _SHOWN else [])]) + "}"


def _text(values: Reading) -> str:
    if len(values) > 1:
        return "[" + ", ".join(map(_one, values)) + "]"
    return _one(values[0]) if values else "—"


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "[" + ", ".join(map(_one, value)) + "]" if isinstance(value, list) else str(value)
