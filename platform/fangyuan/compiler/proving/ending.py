"""Answers under which a case can never leave its stage."""

from fangyuan.compiler.places import Places
from fangyuan.compiler.proving.cases import find, written
from fangyuan.compiler.proving.ranges import Ranges
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Not, Op, atoms
from fangyuan.model.effects import Move
from fangyuan.model.procedure import Action, CaseType, Stage

_NEVER = AnyOf()


def check_ways_out(kind: CaseType, ranges: Ranges, places: Places) -> None:
    """From every stage an action leads on, whatever the answers that actions test.

    What people may still do (tasks, signatures, leaders) is taken as done: only what was answered can hold a case fast.
    """
    if any(isinstance(effect, Move) for rule in kind.rules for effect in every_effect(rule.then)):
        return
    for stage in kind.stages:
        ways = [action for action in kind.actions if stage.stage in action.source and _leaves(action, stage)]
        if not stage.final and ways and not places.inherited("stage", stage.stage):
            _check(kind, stage, ways, ranges, places)


def _leaves(action: Action, stage: Stage) -> bool:
    return bool(action.close or action.to) and action.to != stage.stage


def _check(kind: CaseType, stage: Stage, ways: list[Action], ranges: Ranges, places: Places) -> None:
    """Looks for answers under which no guard can hold, however the rest turns out."""
    out = AnyOf(tuple(_at_best(action.condition or ALWAYS, kind) for action in ways))
    given = [Atom(path, Op.ABSENT, operand=False) for path in _tested(out) if _must_be_given(path, kind)]
    found = find(AllOf((*given, Not(out))), ranges)
    if found.case is not None:
        names = "、".join(action.action for action in ways)
        places.say("stage-stuck", "stage", stage.stage, stage=stage.stage, case=written(found.case), actions=names)


def _tested(condition: Condition) -> list[str]:
    return list(dict.fromkeys(test.path for test in atoms(condition)))


def _at_best(condition: Condition, kind: CaseType, *, wanted: bool = True) -> Condition:
    """The condition with everything but answers as it is wished for."""
    match condition:
        case Atom(path):
            return condition if path in kind.fields and not path.startswith("tasks.") else ALWAYS if wanted else _NEVER
        case Not(part):
            return Not(_at_best(part, kind, wanted=not wanted))
        case AllOf(parts):
            return AllOf(tuple(_at_best(part, kind, wanted=wanted) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_at_best(part, kind, wanted=wanted) for part in parts))


def _must_be_given(path: str, kind: CaseType) -> bool:
    """A field that a form asks for whenever it is filled in."""
    own = kind.fields[path]
    return own.required and own.visible is None and "." not in path
