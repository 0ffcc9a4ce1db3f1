"""What a pack orders of what it inherits: to take it out, to write it anew, to change it; and what it adds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.compiler.merging import ALTERNATIVES, LISTS
from fangyuan.model.problems import Mark
from fangyuan.packs.layout import PARTS, part_of
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Node, Pointer

IDS = tuple(
    dict.fromkeys([*(part.key for part in PARTS if part.key), *(key for key, _ in LISTS.values()), "case-type"])
)
"""The keys that name an item."""
_NAMED = frozenset({"properties", "$defs", "parameters", "slots", "flags"})
"""Mappings whose keys are names."""
_PARTS = ("pack", "case-type", "form", "schema", *(part.part for part in PARTS if part.key and part.part != "scenario"))

Above = Mapping[str, list[Any]]
"""What the parents say of each name that they use: the items that it names, the values behind it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One change: `did` is removed, replaced, changed or added; `words` are those of what is said otherwise."""

    did: str
    name: str
    at: Pointer
    mark: Mark
    words: frozenset[str] = frozenset()


def above_of(parents: Iterable[Source]) -> Above:
    """Every name that the parents give, with all that they say of it."""
    found: dict[str, list[Any]] = {}
    for file in (file for parent in parents for file in _files(parent)):
        if _is_form(file):
            found.setdefault(_form(file), []).append(file.data)
        for name, _, item in _items(file.tree, ()):
            found.setdefault(name, []).append(item.plain())
    return found


def orders_of(own: Source, above: Above) -> Iterator[Order]:
    """Everything that a pack says of what the parents named, and what it names itself."""
    for file in _files(own):
        if _is_form(file) and _says(file.tree, "replace"):
            yield Order("replaced", _form(file), (), file.tree.mark, _words(above.get(_form(file), ())))
        for name, at, item in _items(file.tree, ()):
            if not at and name in above and not _own_keys(item):
                continue
            lost = _lost(item, above[name]) if name in above else frozenset[str]()
            yield Order(_done(item, name in above), name, at, item.at, lost)
        yield from _removals(file.tree, (), above)


def _files(source: Source) -> Iterator[SourceFile]:
    for file in source.files.values():
        part = part_of(file.path)
        if part is not None and part.part in _PARTS and file.data is not None:
            yield file


def _is_form(file: SourceFile) -> bool:
    return ".schema." in file.path


def _form(file: SourceFile) -> str:
    return file.path.rpartition("/")[2].partition(".")[0]


def name_of(item: Node) -> str:
    """The id of an item; blank where it has none."""
    return next((name for key in IDS if (name := item.text(key))), "")


def _items(node: Node, at: Pointer, named: bool = False) -> Iterator[tuple[str, Pointer, Node]]:
    """Every item with an id, and every entry of a mapping whose keys are names, with its place."""
    name = str(at[-1]) if named else name_of(node)
    if name and isinstance(node.value, dict):
        yield name, at, node
    if isinstance(node.value, list):
        for index, row in enumerate(node.value):
            yield from _items(row, (*at, index))
    for key, child in node.items():
        if key in _NAMED:
            for one, entry in child.items():
                yield from _items(entry, (*at, key, one), named=True)
        elif key != "remove":
            yield from _items(child, (*at, key))


def _removals(node: Node, at: Pointer, above: Above) -> Iterator[Order]:
    """What `remove: [names]` and `remove: {part: [names]}` take out."""
    for key, child in node.items():
        if key == "remove" and not isinstance(child.value, bool):
            parts = child.items() or [("", child)]
            for part, names in parts:
                for index, row in enumerate(names.rows()):
                    name, step = str(row.value), (part,) if part else ()
                    yield Order("removed", name, (*at, key, *step, index), row.at, _words(above.get(name, (name,))))
        else:
            yield from _removals(child, (*at, key), above)
    if isinstance(node.value, list):
        for index, row in enumerate(node.value):
            yield from _removals(row, (*at, index), above)


def _done(item: Node, known: bool) -> str:
    if not known:
        return "added"
    return next((did for word, did in (("remove", "removed"), ("replace", "replaced")) if _says(item, word)), "changed")


def _says(item: Node, word: str) -> bool:
    order = item.get(word)
    return order is not None and order.value is True


def _own_keys(item: Node) -> set[str]:
    """The keys with which an item says something itself, and those of its parent's that they take the place of."""
    keys = {key for key, _ in item.items() if key not in (*LISTS, *_NAMED, *IDS, "remove", "extends")}
    return keys.union(*(group for group in ALTERNATIVES if group & keys))


def _lost(item: Node, was: list[Any]) -> frozenset[str]:
    """The words of what is taken out or written anew; of an item that is changed, those of the keys it says otherwise, was and is."""
    if _says(item, "remove") or _says(item, "replace"):
        return _words(was)
    keys = _own_keys(item)
    before = [one[key] for one in was if isinstance(one, Mapping) for key in keys if key in one]
    return _words([*before, *(child.plain() for key, child in item.items() if key in keys)])


def _words(data: Any) -> frozenset[str]:
    return frozenset(_each_word(data))


def _each_word(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _each_word(value)
    elif isinstance(data, str) or not isinstance(data, Iterable):
        yield str(data)
    else:
        for value in data:
            yield from _each_word(value)
