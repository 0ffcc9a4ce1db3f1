"""Finds fields whose being seen depends, through conditions and computations, on themselves: nobody could say what is meant."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from fangyuan.forms.findings import finding
from fangyuan.forms.formulas import read_by
from fangyuan.forms.paths import is_at_or_below
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not
from fangyuan.model.fields import Field, WhenHidden
from fangyuan.model.problems import Problem


def circles(fields: Iterable[Field]) -> tuple[Problem, ...]:
    """The first circle, named by its fields; nothing where there is none."""
    known = {each.path: each for top in fields for each in top.walk()}
    if not any(each.visible is not None for each in known.values()):
        return ()
    try:
        TopologicalSorter({path: set(_inputs(path, known)) for path in known}).prepare()
    except CycleError as circle:
        # The library names them against the arrows, the first one again at the end.
        names = list(reversed(circle.args[1]))
        titles = " → ".join(known[path].title for path in names)
        told = finding("visibility-circle", names[0], known[names[0]].mark, fields=" → ".join(names), titles=titles)
        return (told,)
    return ()


def _inputs(path: str, known: Mapping[str, Field]) -> Iterator[str]:
    """The fields on which the answer of a field depends: hidden answers are cleared, computed ones read others."""
    each = known[path]
    if each.visible is not None and each.when_hidden is WhenHidden.CLEAR:
        for read in conditions_read(each.visible):
            yield from _meant(read, known)
    if each.compute is not None:
        beside = path.rpartition(".")[0]
        for read in read_by(each.compute):
            yield from (other for other in _meant(read, known) if known[other].compute is None)
            yield from (other for other in _meant(f"{beside}.{read}", known) if known[other].compute is None)
    above = path.rpartition(".")[0]
    if above in known:
        yield above


def _meant(read: str, known: Mapping[str, Field]) -> Iterator[str]:
    """The field at a path, and those inside it."""
    return (other for other in known if is_at_or_below(other, read))


def conditions_read(condition: Condition) -> Iterator[str]:
    """Every path that a condition looks at."""
    match condition:
        case Atom(path, _, operand):
            yield path
            if isinstance(operand, FieldRef):
                yield operand.path
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from conditions_read(part)
        case Not(part):
            yield from conditions_read(part)
