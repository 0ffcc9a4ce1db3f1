"""Whether the facts of the platform are compared with what they can be: stages, outcomes, roles, levels, states of a clock."""

from collections.abc import Collection

from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import Atom, Op
from fangyuan.packs.layout import part_of

_STATES = ("running", "paused", "stopped", "cancelled")
_LIGHTS = tuple(light.value for light in Light)


def check_value(atom: Atom, spot: Spot, names: TypeNames) -> None:
    """A finding for each value that no case of the type has; an abstract type does not know what others add to it.

    What a parent wrote of a stage that its child takes out is no fault of the child's.
    """
    known = _known(atom.path, names)
    if not known or names.abstract or part_of(spot.node.mark.file) is None:
        return
    operands = atom.operand if atom.op is Op.ENUM else (atom.operand,) if atom.op in (Op.CONST, Op.CONTAINS) else ()
    for value in operands if isinstance(operands, tuple) else ():
        if isinstance(value, str) and value not in known:
            spot.unknown("fact-never-so", value, known, path=atom.path)


def _known(path: str, names: TypeNames) -> Collection[str]:
    head, _, word = path.rpartition(".")
    if head.startswith("clock."):
        return _STATES if word == "status" else _LIGHTS if word == "light" else ()
    return {
        "case.stage": names.stages,
        "case.outcome": names.outcomes,
        "actor.role": names.pack.roles,
        "unit.level": names.pack.levels,
        "tenant.level": names.pack.levels,
    }.get(path, ())
