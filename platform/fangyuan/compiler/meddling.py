"""Words and answers by which a pack would get round a bound of its parent: said before their time, set by a rule."""

from collections.abc import Iterator, Mapping

from fangyuan.compiler.bounds import Authors, bounded, same_author
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

Forms = Mapping[str, Node]
"""Forms by name."""

_WHEN = ("automatic", "emits", "from", "if")
"""What of a step says when it speaks its word; a child may change all else."""
_JOINED = ("any", "all", "not")


def speaking(clocks: list[Node], head: Node, over: Node, authors: Authors) -> Iterator[Problem]:
    """A finding for each task and action that a child's head (`over`) makes say what ends a bounded clock of its parent.

    A step of the child's own may say it where it ends the case, issues a letter, comes after the parent's step that says it, or
    stands in its place; one of the parent's says it newly only after that step; nothing says it by itself.
    """
    bound = bounded(clocks)
    ends = {name: _words(clock) for name, clock in bound.items()}
    said = frozenset().union(*ends.values())
    known = {_name(step): step for step in _steps(head)}
    for step in _steps(over) if said else ():
        was = known.get(_name(step))
        whole = Merger().mapping(was, step) if was is not None else step
        word = whole.text("emits")
        if word not in said or not any(step.get(key) for key in _WHEN):
            continue
        before = [_name(one) for one in _steps(head) if one.text("emits") == word]
        told = _too_early(word, was, whole, before, (head, over))
        for name, clock in bound.items() if told else ():
            if word in ends[name] and not same_author(step, authors.get(name)):
                at, what = (step.get("emits") or step).at, f"emits: {word}"
                steps = "、".join(before) or "—"
                yield finding(told, at, clock=name, bound=clock.text("at-most"), what=what, steps=steps)


def _too_early(word: str, was: Node | None, whole: Node, before: list[str], heads: tuple[Node, Node]) -> str:
    """What is wrong with a step that says what ends a clock, if anything is; `was` is the parent's step that it changes."""
    automatic = whole.get("automatic")
    if automatic is not None and automatic.value is True:
        return "bound-escaped"
    if (was is not None and was.text("emits") == word) or whole.get("close") is not None:
        return ""
    head, over = heads
    if _comes_after(whole, before, [*_steps(head), *_steps(over)]):
        return ""
    own = {_name(step): step for step in _steps(over)}
    still = [name for name in before if name not in own or own[name].text("emits", word) == word]
    replaced = not [name for name in still if name not in _gone(over)]
    return "" if was is None and (replaced or whole.get("letter") is not None) else "bound-ended-early"


def _comes_after(step: Node, before: list[str], steps: list[Node]) -> bool:
    """Whether it waits for one of the tasks, or for one that does."""
    waits = {_name(one): _awaited(one) for one in steps}
    waiting, seen = _awaited(step), set[str]()
    while waiting:
        name = waiting.pop()
        if name in before:
            return True
        if name not in seen:
            seen.add(name)
            waiting = waiting | waits.get(name, set())
    return False


def _awaited(step: Node) -> set[str]:
    """The tasks that must be done before a step."""
    after = step.get("after")
    paths = (path.split(".") for path in _paths(step.get("if")))
    asked = {path[1] for path in paths if path[0] == "task" and path[2:] == ["done"]}
    return {str(row.value) for row in (after.rows() if after else ())} | asked


def _gone(over: Node) -> set[str]:
    """The tasks and actions that a child takes out."""
    removed = over.get("remove")
    parts = [names for part in ("tasks", "actions") if removed is not None and (names := removed.get(part))]
    return {str(row.value) for names in parts for row in names.rows()} | {
        _name(step) for step in _steps(over) if step.get("remove")
    }


def _steps(head: Node) -> list[Node]:
    """Tasks, instruments and actions."""
    stages = head.get("stages")
    tasks = [
        task for stage in (stages.rows() if stages else ()) if (held := stage.get("tasks")) for task in held.rows()
    ]
    return [*tasks, *(row for key in ("instruments", "actions") if (held := head.get(key)) for row in held.rows())]


def _name(step: Node) -> str:
    return step.text("task") or step.text("action")


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
