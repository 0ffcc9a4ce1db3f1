"""Words and answers by which a pack would get round a bound of its parent: said without anybody acting, set by a rule."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.bounds import Authors, bounded, same_author
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

Forms = Mapping[str, Node]
"""Forms by name."""

_WHEN = ("automatic", "emits", "from", "if")
"""What of an action says when it speaks its word without anybody; a child may change all else."""
_JOINED = ("any", "all", "not")


def speaking(clocks: list[Node], head: Node, over: Node, authors: Authors) -> Iterator[Problem]:
    """A finding for each action that a child's head (`over`) makes say by itself what ends a bounded clock of its parent.

    A word that a person says by an act of theirs stays the child's affair.
    """
    known = {action.text("action"): action for action in _actions(head)}
    for action in _actions(over):
        was = known.get(action.text("action"))
        whole = Merger().mapping(was, action) if was is not None else action
        automatic, changed = whole.get("automatic"), any(action.get(word) for word in _WHEN)
        if automatic is None or automatic.value is not True or not changed:
            continue
        word = whole.text("emits")
        for name, clock in bounded(clocks).items():
            if word and word in _words(clock) and not same_author(action, authors.get(name)):
                at = (action.get("emits") or action).at
                yield finding("bound-escaped", at, clock=name, bound=clock.text("at-most"), what=f"emits: {word}")


def answering(clocks: list[Node], rules: list[Node], forms: tuple[Forms, Forms], authors: Authors) -> Iterator[Problem]:
    """A finding for each answer that a child's rules set, or its forms fix, and on which a bounded clock of its parent hangs.

    `forms` are the child's own, and what they make of the parent's.
    """
    given = [*_set_by(rules), *_fixed_in(*forms)]
    for name, clock in bounded(clocks).items() if given else ():
        pause = clock.get("pause")
        read = {"bound-escaped": _paths(clock.get("if")), "bound-stretched": _paths(pause and pause.get("while"))}
        for path, what, node in given:
            for code, paths in read.items():
                if path in paths and not same_author(node, authors.get(name)):
                    yield finding(code, node.at, clock=name, bound=clock.text("at-most"), what=f"{what}: {path}")


def _actions(head: Node) -> list[Node]:
    actions = head.get("actions")
    return actions.rows() if actions else []


def _words(clock: Node) -> set[str]:
    """The events that end a clock."""
    rows = [row for key in ("stop", "cancel") if (held := clock.get(key)) for row in held.rows()]
    return {str(row.value) if row.get("event") is None else row.text("event") for row in rows}


def _set_by(rules: list[Node]) -> Iterator[tuple[str, str, Node]]:
    """(path, what, place) of what rules set by themselves; an opinion that somebody approves is that person's act."""
    for rule in rules:
        then = rule.get("then")
        for effect in then.rows() if then else []:
            for word in ("set", "derive"):
                written = effect.get(word)
                yield from ((path, word, node) for path, node in (written.items() if written else []))
            raised, assigned, charge = (effect.get(word) for word in ("flag", "assign", "take-charge"))
            if raised is not None:
                yield "case.flags", "flag", raised
            if assigned is not None:
                name = assigned.text("slot")
                yield from ((path, "assign", assigned) for path in (name, f"slot.{name}"))
            if charge is not None:
                yield from ((path, "take-charge", charge) for path in ("case.leader", "leader", "slot.leader"))


def _fixed_in(forms: Forms, merged: Forms) -> Iterator[tuple[str, str, Node]]:
    """(path, what, place) of fields whose answer nobody gives: computed, or begun with and read only.

    Half of that may be the parent's: what counts is the field as a whole, and the word that the child adds.
    """
    for title, form in forms.items():
        properties, kept = form.get("properties"), merged[title].get("properties")
        for name, own in properties.items() if properties else []:
            whole = (kept.get(name) if kept else None) or own
            fixed, computed = whole.get("readOnly"), own.get("x-fangyuan-compute")
            word = own.get("readOnly") or own.get("default")
            if computed is not None:
                yield name, "x-fangyuan-compute", computed
            elif fixed is not None and fixed.value is True and whole.get("default") is not None and word is not None:
                yield name, "readOnly", word


def _paths(condition: Node | None) -> set[str]:
    """The answers that a condition reads."""
    found: set[str] = set()
    for row in condition.rows() if condition else []:
        for key, child in row.items():
            found |= _paths(child) if key in _JOINED else {key}
    return found
