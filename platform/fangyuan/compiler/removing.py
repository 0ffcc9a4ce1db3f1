"""What `remove: {part: [ids]}` takes out of what a pack inherits, or a case type of what it derives from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fangyuan.compiler.merging import LISTS, Merger
from fangyuan.packs.trees import Node

_MAPS = ("slots", "flags")
_TYPE_LISTS: Mapping[str, str] = {"roles": "registers", "letters": "case-types"}
"""Parts whose items list the case types that they are for: part -> key of the list."""
_OF_ONE_TYPE: Mapping[str, str] = {"views": "case-type", "targets": "of"}
"""Parts whose items are about one case type: part -> key that names it."""


@dataclass(slots=True)
class Removal:
    """The parts of a case type that its own file does not hold, from which things are taken out."""

    merger: Merger
    clocks: list[Node]
    rules: list[Node]
    forms: dict[str, Node] = field(default_factory=dict)

    def out_of(self, head: Node, removed: Node | None) -> Node:
        """The head of a case type without what was removed; clocks, rules and forms are taken out of the lists here."""
        for part, names in removed.items() if removed else []:
            head = self._part(head, part, names)
        return head

    def _part(self, head: Node, part: str, names: Node) -> Node:
        if part == "clocks":
            self.clocks = self.merger.taken_out(self.clocks, names, "clock")
        elif part == "rules":
            self.rules = self.merger.taken_out(self.rules, names, "rule")
        elif part == "forms":
            self._forms(names)
        elif part == "tasks":
            return _without_tasks(head, names, self.merger)
        else:
            return _of_head(head, part, names, self.merger)
        return head

    def _forms(self, names: Node) -> None:
        known = list(dict.fromkeys(name.rpartition(".")[0] for name in self.forms))
        _say_missing(names, known, self.merger)
        gone = _names(names)
        self.forms = {name: form for name, form in self.forms.items() if name.rpartition(".")[0] not in gone}


def _names(names: Node) -> set[str]:
    return {str(name.value) for name in names.rows()}


def _say_missing(names: Node, known: list[str], merger: Merger) -> None:
    for name in names.rows():
        if str(name.value) not in known:
            merger.missing("nothing-to-remove", name, str(name.value), known)


def _of_head(head: Node, part: str, names: Node, merger: Merger) -> Node:
    kept = head.get(part) or Node({} if part in _MAPS else [], names.mark)
    if part in _MAPS:
        left = merger.left_of(kept, names)
    elif part in LISTS:
        left = Node(merger.taken_out(kept.rows(), names, LISTS[part][0]), kept.mark, kept.key)
    else:
        _say_missing(names, [str(row.value) for row in kept.rows()], merger)
        left = Node([row for row in kept.rows() if str(row.value) not in _names(names)], kept.mark, kept.key)
    return head.having(**{part: left})


def _without_tasks(head: Node, names: Node, merger: Merger) -> Node:
    """Tasks stand in stages: each is taken out of the one that holds it."""
    stages = head.get("stages")
    rows = stages.rows() if stages else []
    _say_missing(names, [task.text("task") for stage in rows for task in _tasks(stage)], merger)
    if stages is None:
        return head
    gone = _names(names)
    return head.having(stages=Node([_stage_without(stage, gone) for stage in rows], stages.mark, stages.key))


def _tasks(stage: Node) -> list[Node]:
    tasks = stage.get("tasks")
    return tasks.rows() if tasks else []


def _stage_without(stage: Node, gone: Collection[str]) -> Node:
    tasks = stage.get("tasks")
    if tasks is None:
        return stage
    left = [task for task in tasks.rows() if task.text("task") not in gone]
    return stage.having(tasks=Node(left, tasks.mark, tasks.key))


def without_types(part: str, items: list[Node], gone: Collection[str]) -> list[Node]:
    """What a pack inherits of a part once case types are removed: what is about one of them alone goes with it."""
    if part in _OF_ONE_TYPE:
        return [item for item in items if item.text(_OF_ONE_TYPE[part]) not in gone]
    if part in _TYPE_LISTS:
        told = [_unlisted(item, _TYPE_LISTS[part], gone) for item in items]
        return [item for item in told if part == "roles" or not _is_empty(item.get(_TYPE_LISTS[part]))]
    return items


def _unlisted(item: Node, key: str, gone: Collection[str]) -> Node:
    listed = item.get(key)
    if listed is None:
        return item
    left = [row for row in listed.rows() if row.value not in gone]
    return item.having(**{key: Node(left, listed.mark, listed.key)})


def _is_empty(listed: Node | None) -> bool:
    return listed is not None and listed.rows() == []
