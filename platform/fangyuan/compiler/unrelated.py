"""What two unrelated parents both define while the child does not say which one is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fangyuan.compiler.layers import KEYS, SHARED, Layer
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Mark
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Node

INHERITED = ("letters/", "codes/")
"""Folders of a parent whose files are inherited as they are."""


@dataclass(frozen=True, slots=True)
class _Two:
    """Two parents, and the child that extends both; `below` are the layers that both stand on."""

    first: Layer
    second: Layer
    child: Layer
    below: list[Layer] = field(default_factory=list)

    def clashes(self) -> Iterator[tuple[str, str, Mark]]:
        """Kind, id, and the place in the second."""
        for part in SHARED:
            yield from self._items(
                KEYS[part], *(_by_id(layer, part) for layer in (self.first, self.second, self.child))
            )
        yield from self._types()
        yield from self._parameters()
        yield from self._files()

    @staticmethod
    def _items(
        kind: str, first: Mapping[str, Node], second: Mapping[str, Node], child: Mapping[str, Node]
    ) -> Iterator[tuple[str, str, Mark]]:
        for name, item in second.items():
            if name in first and name not in child:
                yield kind, name, item.at

    def _types(self) -> Iterator[tuple[str, str, Mark]]:
        """Types that both define; one that both merely change, since both stand on its definition, is no clash."""
        known = {folder for layer in self.below for folder in layer.types}
        for folder, own in self.second.types.items():
            if folder in self.first.types and folder not in known | set(self.child.types):
                yield "case-type", folder, own.head.at

    def _parameters(self) -> Iterator[tuple[str, str, Mark]]:
        first, second, child = (dict(_parameters(layer)) for layer in (self.first, self.second, self.child))
        for name, own in second.items():
            if name in first and name not in child and first[name].plain() != own.plain():
                yield "parameter", name, own.at

    def _files(self) -> Iterator[tuple[str, str, Mark]]:
        for path, file in self.second.blobs.items():
            other = self.first.blobs.get(path)
            if other and path.startswith(INHERITED) and path not in self.child.blobs and other.blob != file.blob:
                yield "file", path, _mark(file)


def _by_id(layer: Layer, part: str) -> dict[str, Node]:
    return {item.text(KEYS[part]): item for item in layer.shared.get(part, [])}


def _parameters(layer: Layer) -> list[tuple[str, Node]]:
    own = layer.head.get("parameters")
    return own.items() if own else []


def _mark(file: SourceFile) -> Mark:
    return file.marks.get((), Mark(file.path))


def check_unrelated(parents: list[tuple[Source, Layer]], child: Layer, merger: Merger) -> None:
    """Says each clash once; a parent may change whatever its own ancestors define."""
    above: dict[str, set[str]] = {}
    layers = {source.pack: layer for source, layer in parents}
    for source, _ in parents:
        direct = {name for name, _ in source.extends}
        above[source.pack] = direct.union(*(above.get(name, set()) for name in direct))
    for index, (second, layer) in enumerate(parents):
        for first, other in parents[:index]:
            if first.pack in above[second.pack]:
                continue
            both = sorted(above[first.pack] & above[second.pack])
            two = _Two(other, layer, child, [layers[name] for name in both if name in layers])
            for kind, name, mark in two.clashes():
                merger.problems.append(
                    finding("twice-inherited", mark, kind=kind, name=name, first=first.pack, second=second.pack)
                )
