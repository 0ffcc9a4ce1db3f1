"""JsonLogic in packs: which fields a computation reads, whether it can be run safely, and in which order."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from json_logic import ALL_OPERATIONS

from fangyuan.forms.findings import finding, near
from fangyuan.forms.lists import LISTS
from fangyuan.forms.paths import is_at_or_below
from fangyuan.model.fields import Field
from fangyuan.model.problems import Mark, Problem

OPERATIONS = frozenset(ALL_OPERATIONS) - {"log"} | frozenset(LISTS)
_GROWING = frozenset({"cat", "merge"})
DEEPEST = 32
_TWO = {"column": ("粘贴的文字、第几列", "the pasted text, which column"), "without": ("两个列表", "two lists")}


def read_by(logic: Any) -> Iterator[str]:
    """The paths of every `var`, but those inside `map` and `reduce`, which look at an element."""
    if isinstance(logic, list):
        for each in logic:
            yield from read_by(each)
    elif isinstance(logic, Mapping):
        for operation, operands in logic.items():
            values = operands if isinstance(operands, list) else [operands]
            if operation == "var" and values and isinstance(values[0], str) and values[0]:
                yield values[0]
            yield from read_by(values[:1] if operation in ("map", "reduce") else values)


def wrong_with(logic: Any, depth: int = 0) -> tuple[str, str] | None:
    """Why a computation cannot be run, in Chinese and in English; nothing where it can."""
    if depth > DEEPEST:
        return "嵌套太深", "it is nested too deeply"
    if isinstance(logic, list):
        return next(filter(None, (wrong_with(each, depth + 1) for each in logic)), None)
    if not isinstance(logic, Mapping):
        return None
    if len(logic) != 1:
        return "每个计算只能有一个运算符", "each computation has one operator"
    operation, operands = next(iter(logic.items()))
    if operation not in OPERATIONS:
        return _no_operator(str(operation))
    if operation in ("map", "reduce") and set(LISTS) & set(_operations(operands)):
        return (
            "column、without 不能写在 map、reduce 里面",
            "column and without cannot stand inside map or reduce",
        )
    if operation in LISTS and not (isinstance(operands, list) and len(operands) == 2):
        return f"{operation} 要写两个：{_TWO[operation][0]}", f"{operation} takes two: {_TWO[operation][1]}"
    if operation == "reduce" and _explodes(operands):
        return (
            "reduce 中拼接 accumulator 超过一次，结果会无限增长",
            "reduce joins accumulator more than once, so the result would grow without end",
        )
    return wrong_with(operands, depth + 1)


def _no_operator(written: str) -> tuple[str, str]:
    meant = near(written, OPERATIONS)
    zh, en = (f"，是不是想写 {meant}", f"; did you mean {meant}?") if meant else ("", "")
    return f"没有运算符 {written}{zh}", f"there is no operator {written}{en}"


def _explodes(operands: Any) -> bool:
    """Doubling a text or a list at every element would fill the memory of the server."""
    step = operands[1] if isinstance(operands, list) and len(operands) > 1 else None
    grows = any(operation in _GROWING for operation in _operations(step))
    return grows and sum(path.split(".")[0] == "accumulator" for path in read_by(step)) > 1


def _operations(logic: Any) -> Iterator[str]:
    if isinstance(logic, list):
        for each in logic:
            yield from _operations(each)
    elif isinstance(logic, Mapping):
        for operation, operands in logic.items():
            yield str(operation)
            yield from _operations(operands)


def problems_of(field: Field, known: Iterable[str], mark: Mark | None) -> Iterator[Problem]:
    """What is wrong with the computation of a field; `known` are the paths it may read."""
    reason = wrong_with(field.compute)
    if reason is not None:
        yield finding("bad-compute", field.path, mark, reason=reason[0], reason_en=reason[1])
    paths = list(known)
    beside = field.path.rpartition(".")[0]
    for path in read_by(field.compute):
        if not any(candidate in paths for candidate in (path, f"{beside}.{path}")) and "." not in path:
            yield finding("compute-unknown", field.path, mark, field=path, near=near(path, paths))


def in_order(fields: Iterable[Field]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The paths of the computed fields, each after what it reads; a cycle is a problem."""
    computed = {field.path: field for field in fields if field.compute is not None}
    graph = {path: sorted(_computed_inputs(field, computed)) for path, field in computed.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order()), ()
    except CycleError as cycle:
        names = " → ".join(cycle.args[1])
        return tuple(computed), (finding("compute-cycle", str(cycle.args[1][0]), None, fields=names),)


def _computed_inputs(field: Field, computed: Mapping[str, Field]) -> Iterator[str]:
    beside = field.path.rpartition(".")[0]
    for path in read_by(field.compute):
        for other in computed:
            if any(is_at_or_below(other, each) or is_at_or_below(each, other) for each in (path, f"{beside}.{path}")):
                yield other
