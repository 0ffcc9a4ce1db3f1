"""Moves by which a pack would get round a bound of its parent: the case leaves a stage, or ends, and nobody did anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from fangyuan.compiler.bounds import Authors, bounded, same_author
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

_BY_PEOPLE = frozenset({"task-completed", "action-taken", "signed"})
"""Events at which somebody has just done what leads on; their move is that person's act."""
_RULE = ("on", "if", "then")
_ACTION = ("automatic", "from", "to", "close", "if")
"""What of a parent's rule or action says when and where it moves a case; a child may change all else."""


@dataclass(frozen=True, slots=True)
class _Shunt:
    """A move that comes by itself: the stages it may leave (none: any), where it leads, and the place that says so."""

    leaves: frozenset[str]
    to: str
    what: str
    at: Node


def shunting(
    clocks: list[Node], base: tuple[Node, list[Node]], over: tuple[Node, list[Node]], authors: Authors
) -> Iterator[Problem]:
    """A finding for each move of a child that ends a bounded clock of its parent, or begins it anew.

    `base` and `over` are the head and the rules of the parent's case type and of the child's.
    """
    bound = bounded(clocks)
    if not bound:
        return
    finals = {row.text("stage") for head in (base[0], over[0]) for row in _rows(head, "stages") if _true(row, "final")}
    for shunt in (*_by_rules(base[1], over[1]), *_by_actions(base[0], over[0])):
        for name, clock in bound.items():
            code = _code(clock, shunt, shunt.to in finals)
            if code and not same_author(shunt.at, authors.get(name)):
                yield finding(code, shunt.at.at, clock=name, bound=clock.text("at-most"), what=shunt.what)


def _code(clock: Node, shunt: _Shunt, closes: bool) -> str:
    if any(_says(shunt, event, closes) for key in ("stop", "cancel") for event in _rows(clock, key)):
        return "bound-escaped"
    begins = ("restart",) if _true(clock, "once") else ("restart", "start")
    anew = any(_says(shunt, event, closes) for key in begins for event in _rows(clock, key))
    return "bound-stretched" if anew else ""


def _says(shunt: _Shunt, event: Node, closes: bool) -> bool:
    """Whether the move brings the event about."""
    word, stage = _word(event), event.text("stage")
    if word == "stage-entered":
        return stage in ("", shunt.to)
    if word == "stage-left":
        return not stage or not shunt.leaves or stage in shunt.leaves
    return closes if word == "case-closed" else word == "case-reopened" and not closes


def _by_rules(known: list[Node], over: list[Node]) -> Iterator[_Shunt]:
    """The moves of a child's rules; an opinion that somebody approves is that person's act."""
    parents = {rule.text("rule"): rule for rule in known}
    for rule in over:
        was = parents.get(rule.text("rule"))
        if was is not None and not any(rule.get(word) for word in _RULE):
            continue
        whole = Merger().mapping(was, rule) if was is not None else rule
        events = _rows(whole, "on")
        if all(_word(event) in _BY_PEOPLE for event in events):
            continue
        here = [event.text("stage") for event in events if _word(event) == "stage-entered"]
        leaves = frozenset(here) if len(here) == len(events) and all(here) else frozenset[str]()
        for effect in _rows(whole, "then"):
            move = effect.get("move")
            if move is not None:
                to = move.get("to") or move
                yield _Shunt(leaves, str(to.value), f"move: {to.value}", move if rule.get("then") else rule)


def _by_actions(head: Node, over: Node) -> Iterator[_Shunt]:
    """The moves of a child's automatic actions; one that waits for a task goes on when somebody has done it."""
    parents = {action.text("action"): action for action in _rows(head, "actions")}
    for action in _rows(over, "actions"):
        was = parents.get(action.text("action"))
        whole = Merger().mapping(was, action) if was is not None else action
        to = whole.get("close") or whole.get("to")
        if to is None or not _true(whole, "automatic") or not any(action.get(word) for word in _ACTION):
            continue
        if not any(path.startswith("task.") for path in _paths(whole.get("if"))):
            leaves = frozenset(str(row.value) for row in _rows(whole, "from"))
            yield _Shunt(
                leaves, str(to.value), f"automatic: {action.text('action')}", action.get("automatic") or action
            )


def _word(event: Node) -> str:
    return event.text("event") or str(event.value)


def _rows(node: Node, key: str) -> list[Node]:
    held = node.get(key)
    return held.rows() if held is not None else []


def _true(node: Node, key: str) -> bool:
    held = node.get(key)
    return held is not None and held.value is True


def _paths(condition: Node | None) -> Iterator[str]:
    """Everything that a condition tests, and the words in it."""
    for row in condition.rows() if condition is not None else []:
        for key, child in row.items():
            yield key
            yield from _paths(child)
