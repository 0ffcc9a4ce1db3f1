"""Which stages cases come to, and from which of them they can end, conditions considered."""

from collections.abc import Iterator

from fangyuan.compiler.places import Places
from fangyuan.compiler.proving.cases import core
from fangyuan.compiler.proving.happening import Happenings, implied
from fangyuan.compiler.proving.ranges import Ranges
from fangyuan.compiler.proving.telling import proof_text
from fangyuan.compiler.reaching import every_effect, reachable, ways_of
from fangyuan.model.effects import Move
from fangyuan.model.procedure import CaseType


def check_stages(kind: CaseType, ranges: Ranges, happenings: Happenings, places: Places) -> None:
    """Every stage can be reached, and from every stage a case can end."""
    if not kind.stages:
        places.say("no-stage", "case-type", kind.key, type=kind.title)
    elif not _finals(kind):
        places.say("no-final-stage", "case-type", kind.key, type=kind.title)
    else:
        _check_ways(kind, ranges, happenings, places)


def _finals(kind: CaseType) -> set[str]:
    return {stage.stage for stage in kind.stages if stage.final}


def _check_ways(kind: CaseType, ranges: Ranges, happenings: Happenings, places: Places) -> None:
    """By what is written, then by what can hold."""
    written, finals = ways_of(kind), _finals(kind)
    real = {
        stage.stage: frozenset(to for source, to in happenings.ways if source == stage.stage) for stage in kind.stages
    }
    named = reachable([kind.first_stage.stage], written)
    for stage in kind.stages:
        name = stage.stage
        if name not in named:
            places.say("stage-unreachable", "stage", name, stage=name)
        elif name not in happenings.reached:
            proof = "; ".join(_barred(kind, ranges, happenings, happenings.reached))
            places.say("stage-behind-guards", "stage", name, stage=name, proof=proof)
        elif not stage.final and not reachable([name], written) & finals:
            places.say("stage-dead-end", "stage", name, stage=name)
        elif not stage.final and not (here := reachable([name], real)) & finals:
            proof = "; ".join(_barred(kind, ranges, happenings, here))
            places.say("stage-never-ends", "stage", name, stage=name, proof=proof)


def _barred(kind: CaseType, ranges: Ranges, happenings: Happenings, stages: set[str]) -> Iterator[str]:
    """The actions that would lead out of these stages and the rules that would move a case, each with why it never does."""
    for action in kind.actions:
        here = tuple(stage for stage in action.source if stage in stages)
        if here and action.action in happenings.refused:
            yield f"{action.action}: {happenings.refused[action.action]} ✗"
        elif here and action.action not in happenings.taken and {action.to, action.close} - stages - {""}:
            known = happenings.known(ranges, {"case.stage": here})
            yield f"{action.action}: {proof_text(core(action.condition, known), known)}" if action.condition else ""
    for rule in kind.rules:
        moves = any(isinstance(effect, Move) for effect in every_effect(rule.then))
        if moves and rule.rule not in happenings.firing:
            known = happenings.known(ranges, implied(rule.on[0]))
            yield f"{rule.rule}: {proof_text(core(rule.condition, known), known)}"
