"""What two unrelated parents both define while the child does not say which one is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fangyuan.compiler.clashing import Clash, clashes_of_types
from fangyuan.compiler.layers import KEYS, SHARED, Layer
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.layout import TITLES
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Node

INHERITED = ("letters/", "codes/", "schemas/")
"""Folders of a parent whose files are inherited as they are."""


@dataclass(frozen=True, slots=True)
class _Two:
    """Two parents; `deciders` extend both and so say which one is meant, `below` are the layers that both stand on."""

    first: Layer
    second: Layer
    deciders: list[Layer]
    below: list[Layer] = field(default_factory=list)

    def clashes(self) -> Iterator[Clash]:
        """Each with its place in the second."""
        for part in SHARED:
            decided = {name for layer in self.deciders for name in _by_id(layer, part)}
            yield from self._items(KEYS[part], _by_id(self.first, part), _by_id(self.second, part), decided)
        yield from self._types()
        yield from self._parameters()
        yield from self._files()

    @staticmethod
    def _items(kind: str, first: Mapping[str, Node], second: Mapping[str, Node], decided: set[str]) -> Iterator[Clash]:
        for name, item in second.items():
            if name in first and name not in decided:
                yield Clash(kind, name, "", item.at)

    def _types(self) -> Iterator[Clash]:
        """Types that both define; of one that both merely change, since both stand on its definition, what they say otherwise."""
        known = {folder for layer in (*self.below, *self.deciders) for folder in layer.types}
        for folder, own in self.second.types.items():
            other = self.first.types.get(folder)
            if other is not None and folder not in known:
                yield Clash("case-type", folder, "", own.head.at)
            elif other is not None:
                yield from clashes_of_types(other, own, self.below, self.deciders)

    def _parameters(self) -> Iterator[Clash]:
        first, second = dict(_parameters(self.first)), dict(_parameters(self.second))
        decided = {name for layer in self.deciders for name, _ in _parameters(layer)}
        for name, own in second.items():
            if name in first and name not in decided and first[name].plain() != own.plain():
                yield Clash("parameter", name, "", own.at)

    def _files(self) -> Iterator[Clash]:
        decided = {path for layer in self.deciders for path in layer.blobs}
        for path, file in self.second.blobs.items():
            other = self.first.blobs.get(path)
            if other and path.startswith(INHERITED) and path not in decided and other.blob != file.blob:
                yield Clash("file", path, "", _mark(file))


def _by_id(layer: Layer, part: str) -> dict[str, Node]:
    return {item.text(KEYS[part]): item for item in layer.shared.get(part, [])}


def _parameters(layer: Layer) -> list[tuple[str, Node]]:
    own = layer.head.get("parameters")
    return own.items() if own else []


def _mark(file: SourceFile) -> Mark:
    return file.marks.get((), Mark(file.path))


def check_unrelated(parents: list[tuple[Source, Layer]], child: Layer, merger: Merger) -> None:
    """Says each clash once; a parent may change whatever its own ancestors define, and decides between two of them."""
    above = ancestors([source for source, _ in parents])
    for index, (second, layer) in enumerate(parents):
        for first, other in parents[:index]:
            if first.pack in above[second.pack]:
                continue
            pair = {first.pack, second.pack}
            deciders = [found for source, found in parents if pair <= above[source.pack]]
            both = above[first.pack] & above[second.pack]
            below = [found for source, found in parents if source.pack in both]
            for clash in _Two(other, layer, [child, *deciders], below).clashes():
                merger.problems.append(_told(clash, first.pack, second.pack))


def _told(clash: Clash, first: str, second: str) -> Problem:
    """An item that both define, or a word of one that both change."""
    code = "twice-changed" if clash.word else "twice-inherited"
    names = {"kind": TITLES.get(clash.kind, clash.kind), "kind_en": clash.kind.replace("-", " "), "name": clash.name}
    part = {"part": f"：{' / '.join(clash.parts)}", "part_en": f": {' / '.join(clash.parts)}"} if clash.parts else {}
    word = {"word": clash.word, "part": "", "part_en": "", **part} if clash.word else {}
    return finding(code, clash.mark, first=first, second=second, **names, **word)


def ancestors(sources: list[Source]) -> dict[str, set[str]]:
    """Every pack that a pack stands on, by name; parents come first in `sources`."""
    above: dict[str, set[str]] = {}
    for source in sources:
        direct = {name for name, _ in source.extends}
        above[source.pack] = direct.union(*(above.get(name, set()) for name in direct))
    return above
