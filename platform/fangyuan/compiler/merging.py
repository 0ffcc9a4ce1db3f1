"""Lays what a child says over what its parent says, by id: add, change, replace, remove, put after."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fangyuan.model.problems import Mark, Problem
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

MAPS = frozenset(
    {"flags", "slots", "parameters", "context", "counting", "fields", "excel", "mapped", "holidays", "stages"}
)
"""Mappings that merge key by key; any other value of a child takes the place of its parent's."""

NAMED = frozenset({"parameters", "slots"})
"""Those of them whose entries merge as well, key by key, and may be replaced or taken out."""

RECORDS = frozenset({"public"})
"""Mappings of which a child restates only the keys that it says otherwise, each merged by its own rule."""

LENGTHS = frozenset({"within", "until", "every"})
_WAYS = frozenset({"to", "close"})
ALTERNATIVES = (LENGTHS, _WAYS)
"""Keys of which an item has one: with one of them a child also takes the others of its parent's away."""
_ORDERS = frozenset({"replace", "remove"})


@dataclass(slots=True)
class Merger:
    """Merges and collects what cannot be merged; `removed` says where each item that is gone was taken out, by its id, and
    `lengths` how long each parameter is that parents give.
    """

    problems: list[Problem] = field(default_factory=list)
    removed: dict[str, Mark] = field(default_factory=dict)
    lengths: dict[str, str] = field(default_factory=dict)

    def items(self, base: list[Node], over: list[Node], key: str, after: str = "after") -> list[Node]:
        """A list by id. A new item stands at the end, or where it says; `{<key>: x, remove: true}` takes x out."""
        merged = {item.text(key) or str(_id(item, key)): item for item in base}
        gone: set[str] = set()
        for item in over:
            self._item(merged, item, key, after, gone)
        return [item for name, item in merged.items() if name not in gone]

    def mapping(self, base: Node, over: Node) -> Node:
        """One item: keys of the child win, lists with ids and named mappings merge."""
        if over.get("replace"):
            return over.without("replace")
        said = {key for key, _ in over.items()}
        merged = dict(base.without(*(key for keys in ALTERNATIVES if keys & said for key in keys)).items())
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
            self.removed[str(name.value)] = name.at
        return items

    def left_of(self, entries: Node, names: Node) -> Node:
        """A mapping without the entries that a `remove: [names]` names."""
        known = [name for name, _ in entries.items()]
        for name in names.rows():
            if str(name.value) not in known:
                self.missing("nothing-to-remove", name, str(name.value), known)
        return entries.without(*(str(name.value) for name in names.rows()))

    def missing(self, code: str, node: Node, name: str, known: list[str], **more: str) -> None:
        """Remembers that a name above is not known, with a likely one."""
        near, all_of_them = nearest(name, known), listed(known)
        self.problems.append(finding(code, node.at, name=name, near=near, known=all_of_them, **more))

    def _item(self, merged: dict[str, Node], item: Node, key: str, after: str, gone: set[str]) -> None:
        """One item of a child; one that it takes out keeps its place until all are in theirs, since another may stand after it."""
        name = item.text(key) or str(_id(item, key))
        if _is_removed(item):
            if name not in merged:
                self.missing("nothing-to-remove", item, name, list(merged))
            gone.add(name)
            self.removed[name] = item.at
            return
        place = item.get(after)
        merged[name] = self.mapping(merged[name], item) if name in merged else item.without(*_ORDERS)
        if place is not None and isinstance(place.value, str):
            merged[name] = merged[name].without(after)
            self._put_after(merged, name, place)

    def _put_after(self, merged: dict[str, Node], name: str, place: Node) -> None:
        other = str(place.value)
        if other not in merged or other == name:
            where = None if other in merged else self.removed.get(other)
            gone = (f"（已在 {where} 删去）", f", it was taken out at {where}") if where else ("", "")
            known = [] if where else [one for one in merged if one != name]
            self.missing("nothing-to-follow", place, other, known, gone=gone[0], gone_en=gone[1])
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
            return self._named(base, over) if key in NAMED else Node({**base.value, **over.value}, over.mark, over.key)
        if key in RECORDS and isinstance(over.value, dict) and isinstance(base.value, dict):
            return self.mapping(base, over)
        return over

    def _named(self, base: Node, over: Node) -> Node:
        """A mapping whose entries merge by their names."""
        merged = dict(base.items())
        for name, own in over.items():
            if _is_removed(own):
                if merged.pop(name, None) is None:
                    self.missing("nothing-to-remove", own, name, list(merged))
            else:
                merged[name] = self.mapping(merged[name], own) if name in merged else own.without(*_ORDERS)
        return Node(merged, over.mark, over.key)

    def _first(self, key: str, over: Node) -> Node:
        """A list that the parent did not have still puts its items in their places."""
        if key in LISTS and isinstance(over.value, list):
            return Node(self.items([], over.value, *LISTS[key]), over.mark, over.key)
        return over


def _is_removed(item: Node) -> bool:
    removed = item.get("remove")
    return removed is not None and removed.value is True


def _id(item: Node, key: str) -> object:
    child = item.get(key)
    return child.value if child is not None else ""
