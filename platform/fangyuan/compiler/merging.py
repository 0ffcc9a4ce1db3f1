"""Lays what a child says over what its parent says, by id: add, change, replace, remove, put after."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding, listed, nearest
from fangyuan.packs.trees import Node

LISTS: Mapping[str, tuple[str, str]] = {
    "stages": ("stage", "after"),
    "tasks": ("task", "after-task"),
    "instruments": ("task", "after-task"),
    "actions": ("action", "after"),
    "codes": ("code", "after"),
    "children": ("code", "after"),
    "versions": ("version", "after"),
    "years": ("year", "after"),
}
"""Lists whose items have ids: key of the list -> (key of the id, key that says after whom an item stands)."""

MAPS = frozenset({"flags", "slots", "parameters", "context", "counting", "fields", "excel", "mapped", "holidays"})
"""Mappings that merge key by key; any other value of a child takes the place of its parent's."""

LENGTHS = frozenset({"within", "until", "every"})
_ORDERS = frozenset({"replace", "remove"})


@dataclass(slots=True)
class Merger:
    """Merges and collects what cannot be merged."""

    problems: list[Problem] = field(default_factory=list)

    def items(self, base: list[Node], over: list[Node], key: str, after: str = "after") -> list[Node]:
        """A list by id. A new item stands at the end, or where it says; `{<key>: x, remove: true}` takes x out."""
        merged = {item.text(key) or str(_id(item, key)): item for item in base}
        for item in over:
            self._item(merged, item, key, after)
        return list(merged.values())

    def mapping(self, base: Node, over: Node) -> Node:
        """One item: keys of the child win, lists with ids and named mappings merge."""
        if over.get("replace"):
            return over.without("replace")
        kept = base.without(*LENGTHS) if LENGTHS & {key for key, _ in over.items()} else base
        merged = dict(kept.items())
        for key, value in over.items():
            merged[key] = self._value(key, merged.get(key), value)
        return Node(merged, over.mark, over.key)

    def taken_out(self, items: list[Node], names: Node | None, key: str) -> list[Node]:
        """A list without the items that a `remove: [ids]` names."""
        for name in names.rows() if names else []:
            known = [item.text(key) for item in items]
            if name.value not in known:
                self.missing("nothing-to-remove", name, str(name.value), known)
            items = [item for item in items if item.text(key) != name.value]
        return items

    def missing(self, code: str, node: Node, name: str, known: list[str]) -> None:
        """Remembers that a name above is not known, with a likely one."""
        self.problems.append(finding(code, node.at, name=name, near=nearest(name, known), known=listed(known)))

    def _item(self, merged: dict[str, Node], item: Node, key: str, after: str) -> None:
        name = item.text(key) or str(_id(item, key))
        removed = item.get("remove")
        if removed is not None and removed.value is True:
            if merged.pop(name, None) is None:
                self.missing("nothing-to-remove", item, name, list(merged))
            return
        place = item.get(after)
        merged[name] = self.mapping(merged[name], item) if name in merged else item.without(*_ORDERS)
        if place is not None and isinstance(place.value, str):
            merged[name] = merged[name].without(after)
            self._put_after(merged, name, place)

    def _put_after(self, merged: dict[str, Node], name: str, place: Node) -> None:
        other = str(place.value)
        if other not in merged or other == name:
            self.missing("nothing-to-follow", place, other, [known for known in merged if known != name])
            return
        moved = merged.pop(name)
        rows = list(merged.items())
        at = next(index for index, (key, _) in enumerate(rows) if key == other) + 1
        merged.clear()
        merged.update([*rows[:at], (name, moved), *rows[at:]])

    def _value(self, key: str, base: Node | None, over: Node) -> Node:
        if base is None:
            return self._first(key, over)
        if key in LISTS and isinstance(over.value, list) and isinstance(base.value, list):
            return Node(self.items(base.value, over.value, *LISTS[key]), over.mark, over.key)
        if key in MAPS and isinstance(over.value, dict) and isinstance(base.value, dict):
            return Node({**base.value, **over.value}, over.mark, over.key)
        return over

    def _first(self, key: str, over: Node) -> Node:
        """A list that the parent did not have still puts its items in their places."""
        if key in LISTS and isinstance(over.value, list):
            return Node(self.items([], over.value, *LISTS[key]), over.mark, over.key)
        return over


def _id(item: Node, key: str) -> object:
    child = item.get(key)
    return child.value if child is not None else ""
