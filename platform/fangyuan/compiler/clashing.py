"""What two unrelated parents say otherwise inside one case type, by part and id, while nothing below says which is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fangyuan.compiler.layers import Layer, Type
from fangyuan.compiler.merging import ALTERNATIVES, LISTS, MAPS
from fangyuan.compiler.showing import flow
from fangyuan.model.problems import Mark
from fangyuan.packs.trees import Node

_ROWS: Mapping[str, str] = {**{part: key for part, (key, _) in LISTS.items()}, "clocks": "clock", "rules": "rule"}
"""Lists whose items have ids: key of the list -> key of the id."""
_NAMED: Mapping[str, str] = {"flags": "flag", "slots": "slot", "properties": "field", "$defs": "$defs", "forms": "form"}
"""Mappings that merge key by key -> what one of their entries is called."""
_FORM_MAPS = frozenset({"properties", "$defs", "definitions", "dependentRequired", "dependentSchemas"})
_UNITED = frozenset({"required", "allOf"})
"""Lists of a form that grow with every pack."""
_LADDERS = frozenset({"warn", "escalate"})
"""Lists without ids whose rows stand by themselves."""
_ORDERS = ("replace", "remove")


@dataclass(frozen=True, slots=True)
class Clash:
    """What both say: `kind` and `name` of the item, and the `word` that they give another value; blank for all of it.

    `parts` are the rows of a ladder that only the first has, and those that only the second has.
    """

    kind: str
    name: str
    word: str
    mark: Mark
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """One item as two parents write it; `below` and `deciders` hold the same item where others write it."""

    kind: str
    name: str
    first: Node
    second: Node
    below: tuple[Node, ...]
    deciders: tuple[Node, ...]

    def clashes(self) -> Iterator[Clash]:
        """An item that both define is told as a whole, of one that both change each word of its own."""
        if self._said_whole():
            return
        if _ordered(self.first) != _ordered(self.second):
            yield Clash(self.kind, self.name, "", self.second.at)
            return
        found = list(self._inside())
        yield from found if self.below or not found else [Clash(self.kind, self.name, "", self.second.at)]

    def _said_whole(self) -> bool:
        return any(_ordered(one) for one in self.deciders) or (
            bool(self.deciders) and _ordered(self.first) != _ordered(self.second)
        )

    def _inside(self) -> Iterator[Clash]:
        words = dict.fromkeys([*_keys(self.second), *_keys(self.first)])
        for word in words:
            first, second = self.first.get(word), self.second.get(word)
            if first is not None and second is not None:
                yield from self._both(word, first, second)
            elif not self._settled(word, first, second):
                yield Clash(self.kind, self.name, word, (second or self.second).at)

    def _settled(self, word: str, first: Node | None, second: Node | None) -> bool:
        """What one of them alone says stands beside the other's words, unless it takes their place."""
        either = next((keys for keys in ALTERNATIVES if word in keys), frozenset[str]())
        said = either & {*_keys(self.first), *_keys(self.second)}
        if self.below and len(said) < 2:
            return True
        return any(one.get(key) for one in self.deciders for key in said or {word})

    def _both(self, word: str, first: Node, second: Node) -> Iterator[Clash]:
        if word in _UNITED and self.kind == "form":
            return
        if word in _ROWS and isinstance(first.value, list) and isinstance(second.value, list):
            yield from self._items(_ROWS[word], _by_id(word, first), _by_id(word, second), word)
        elif word == "forms":
            yield from self._items("form", dict(first.items()), dict(second.items()), word)
        elif _is_map(word) and isinstance(first.value, dict) and isinstance(second.value, dict):
            yield from self._entries(word, first, second)
        elif first.plain() != second.plain() and not any(one.get(word) for one in self.deciders):
            yield self._apart(word, first, second)

    def _apart(self, word: str, first: Node, second: Node) -> Clash:
        """Two values; of two ladders the rungs that are not the same."""
        if word not in _LADDERS or not isinstance(first.value, list) or not isinstance(second.value, list):
            return Clash(self.kind, self.name, word, second.at)
        ours, theirs = _rest(first, second), _rest(second, first)
        parts = tuple("、".join(map(flow, rows)) or "—" for rows in (ours, theirs))
        return Clash(self.kind, self.name, word, (theirs or [second])[0].at, parts)

    def _items(self, kind: str, first: dict[str, Node], second: dict[str, Node], word: str) -> Iterator[Clash]:
        for name, item in second.items():
            if name in first:
                below, said = _of(self.below, word, name), _of(self.deciders, word, name)
                yield from _Pair(kind, name, first[name], item, below, said).clashes()

    def _entries(self, word: str, first: Node, second: Node) -> Iterator[Clash]:
        for name, entry in second.items():
            other = first.get(name)
            said = any(kept.get(name) for one in self.deciders if (kept := one.get(word)))
            if other is not None and other.plain() != entry.plain() and not said:
                kind = _NAMED.get(word, word)
                form = f"{self.name.removesuffix('.schema')}." if self.kind == "form" else ""
                yield Clash(kind, form + name, "", entry.at)


def clashes_of_types(first: Type, second: Type, below: list[Layer], deciders: list[Layer]) -> Iterator[Clash]:
    """Each clash within a case type that both parents change, in the order of the second."""
    known = tuple(_tree(own) for layer in below for own in _lineage(layer, below, first.folder))
    said = tuple(_tree(own) for layer in deciders if (own := layer.types.get(first.folder)))
    pair = _Pair("case-type", first.folder, _tree(first), _tree(second), known, said)
    settled = {(_kind(part), name) for one in said for part, name in _names(one)}
    for clash in (*_taken_out(first, second, said), *pair.clashes()):
        if (clash.kind, clash.name) not in settled:
            yield clash


def _taken_out(first: Type, second: Type, said: tuple[Node, ...]) -> Iterator[Clash]:
    """What one of them takes out and the other still writes about."""
    for part, name in sorted({*_removed(first, second), *_removed(second, first)}):
        if not _of(said, part, name):
            yield Clash(_kind(part), name, "", second.head.at)


def _lineage(layer: Layer, below: list[Layer], folder: str) -> Iterator[Type]:
    """The case type in a layer, and there whatever it derives from."""
    seen: set[str] = set()
    while folder and folder not in seen:
        seen.add(folder)
        if folder in layer.types:
            yield layer.types[folder]
        folder = _base(below, folder)


def _base(below: list[Layer], folder: str) -> str:
    """The folder of the case type that another derives from; blank where it derives from none."""
    types = [own for layer in below for own in layer.types.values()]
    wanted = next((name for own in types if own.folder == folder and (name := own.head.text("extends"))), "")
    return next((own.folder for own in types if wanted in (own.folder, own.key)), "")


def _tree(own: Type) -> Node:
    """A case type whole, as if one file held it; what it takes out is looked at by itself."""
    parts = {"clocks": own.clocks, "rules": own.rules}
    lists = {part: Node(items, items[0].mark) for part, items in parts.items() if items}
    forms = {"forms": Node(dict(own.forms), own.head.mark)} if own.forms else {}
    return Node({**dict(own.head.items()), **lists, **forms}, own.head.mark)


def _removed(one: Type, other: Type) -> Iterator[tuple[str, str]]:
    """(part, name) of what the one takes out and the other still writes about."""
    tree = _tree(other)
    yield from (gone for gone in _names(_tree(one)) if _of((tree,), *gone))


def _kind(part: str) -> str:
    return _ROWS.get(part, part.removesuffix("s"))


def _names(tree: Node) -> Iterator[tuple[str, str]]:
    removed = tree.get("remove")
    for part, names in removed.items() if removed else []:
        yield from ((part, str(name.value)) for name in names.rows())


def _of(trees: tuple[Node, ...], part: str, name: str) -> tuple[Node, ...]:
    """The item of a part wherever one of these writes it; tasks stand in stages."""
    found: list[Node] = []
    for tree in trees:
        held = tree.get(part)
        if part == "tasks" and held is None:
            stages = tree.get("stages")
            found += _of(tuple(stages.rows()) if stages else (), part, name)
        elif held is not None:
            item = _by_id(part, held).get(name) if part in _ROWS else held.get(name)
            found += [item] if item is not None else []
    return tuple(found)


def _by_id(part: str, held: Node) -> dict[str, Node]:
    return {row.text(_ROWS[part]): row for row in held.rows()}


def _rest(one: Node, other: Node) -> list[Node]:
    """The rows that the other list does not have."""
    known = [row.plain() for row in other.rows()]
    return [row for row in one.rows() if row.plain() not in known]


def _keys(item: Node) -> list[str]:
    return [key for key, _ in item.items() if key not in _ORDERS]


def _ordered(item: Node) -> tuple[str, ...]:
    """The orders that an item carries: to take the place of what is above, or to take it out."""
    return tuple(word for word in _ORDERS if (order := item.get(word)) and order.value is True)


def _is_map(word: str) -> bool:
    return word in MAPS or word in _FORM_MAPS
