"""The items of a pack by part and id, laid over each other pack by pack."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from fangyuan.compiler.bounds import authors_of, lengths_of, tightened
from fangyuan.compiler.escaping import escaping
from fangyuan.compiler.lost_words import without_lost_words
from fangyuan.compiler.meddling import answering, speaking
from fangyuan.compiler.merging import Merger
from fangyuan.compiler.overlaying import merged_forms
from fangyuan.compiler.removing import Removal, without_types
from fangyuan.compiler.shunting import shunting
from fangyuan.compiler.slowing import slowed
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs import layout
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Node, grow

SHARED = {
    "roles": "roles.yaml",
    "codes": "codes/codes.yaml",
    "calendars": "calendars/calendars.yaml",
    "letters": "letters/letters.yaml",
    "views": "views/views.yaml",
    "reports": "reports/reports.yaml",
    "duties": "duties.yaml",
    "targets": "targets.yaml",
}
"""Parts whose items belong to the whole pack, and the one file that holds them once the pack is resolved."""

KEYS = {part.part: part.key for part in layout.PARTS if part.key}


@dataclass(slots=True)
class Type:
    """A case type: its own file, its clocks, rules and forms; `home` is the name of the pack that first defined it.

    `authors` says which pack first set the bound of each clock that has one.
    """

    folder: str
    home: str
    head: Node
    clocks: list[Node] = field(default_factory=list)
    rules: list[Node] = field(default_factory=list)
    forms: dict[str, Node] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """`pack-name/type`."""
        return f"{self.home}/{self.folder}"


@dataclass(slots=True)
class Layer:
    """What one pack says, or several laid over each other say."""

    shared: dict[str, list[Node]] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    blobs: dict[str, SourceFile] = field(default_factory=dict)
    head: Node = field(default_factory=lambda: Node({}, Mark("pack.yaml")))


def layer_of(source: Source, prefix: str = "") -> Layer:
    """The layer of one pack; `prefix` stands before its file names, so that errors say which pack is meant."""
    layer = Layer()
    for file in source.files.values():
        part = layout.part_of(file.path)
        tree = _tree(file, prefix)
        if part is None:
            layer.blobs[file.path] = _placed(file, prefix)
        elif part.part == "pack":
            layer.head = tree
        elif part.part in SHARED:
            layer.shared.setdefault(part.part, []).extend(tree.rows())
        elif file.path.startswith("case-types/"):
            _put(layer, source, file.path, part.part, tree)
        else:
            layer.blobs[file.path] = file
    return layer


def _placed(file: SourceFile, prefix: str) -> SourceFile:
    """Bytes of a parent, with the place they come from."""
    return replace(file, marks={(): Mark(f"{prefix}/{file.path}")}) if prefix else file


def _tree(file: SourceFile, prefix: str) -> Node:
    if not prefix:
        return file.tree
    marks = {at: Mark(f"{prefix}/{mark.file}", mark.line, mark.column) for at, mark in file.marks.items()}
    return grow(file.data, Mark(f"{prefix}/{file.path}"), marks)


def _put(layer: Layer, source: Source, path: str, part: str, tree: Node) -> None:
    _, folder, name = path.split("/", 2)
    kept = layer.types.setdefault(folder, Type(folder, source.name, Node({}, Mark(path))))
    if part == "case-type":
        kept.head = tree
    elif part == "clocks":
        kept.clocks = tree.rows()
        kept.authors = authors_of(kept.clocks)
    elif part == "rules":
        kept.rules = tree.rows()
    else:
        kept.forms[name.rsplit(".", 1)[0]] = tree


def laid(base: Layer, over: Layer, merger: Merger) -> Layer:
    """One layer over another: shared items by id, case types by folder, files by path."""
    removed = over.head.get("remove")
    merger.problems.extend(_slowed(base, over))
    merger.lengths = lengths_of(base.head)
    types, gone = _without_types(base.types, removed, merger)
    shared = {
        part: merger.items(without_types(part, base.shared.get(part, []), gone), over.shared.get(part, []), KEYS[part])
        for part in SHARED
        if part in base.shared or part in over.shared
    }
    for part, names in removed.items() if removed else []:
        if part in SHARED:
            shared[part] = merger.taken_out(shared.get(part, []), names, KEYS[part])
    types.update({folder: _overlaid(base, child, merger) for folder, child in over.types.items()})
    head = merger.mapping(_inherited(base.head), over.head)
    return Layer(shared, types, {**base.blobs, **over.blobs}, _without_parameters(head, removed, merger))


def _without_parameters(head: Node, removed: Node | None, merger: Merger) -> Node:
    kept, names = head.get("parameters"), removed.get("parameters") if removed else None
    if names is None:
        return head
    return head.having(parameters=merger.left_of(kept or Node({}, names.mark), names))


def _slowed(base: Layer, over: Layer) -> Iterable[Problem]:
    clocks = (clock for own in base.types.values() for clock in own.clocks)
    ours, theirs = over.shared.get("calendars", []), base.shared.get("calendars", [])
    return slowed(clocks, theirs, ours, _names(over.head.get("remove"), "calendars"))


def _without_types(
    types: dict[str, Type], removed: Node | None, merger: Merger
) -> tuple[dict[str, Type], frozenset[str]]:
    """The case types that stay, and the names of those that go."""
    kept = dict(types)
    gone: list[str] = []
    for name in _names(removed, "case-types"):
        folder = next((own.folder for own in kept.values() if name.value in (own.folder, own.key)), None)
        if folder is None:
            merger.missing("nothing-to-remove", name, str(name.value), list(kept))
        else:
            gone += [folder, kept.pop(folder).key]
    return kept, frozenset(gone)


def _inherited(head: Node) -> Node:
    """What of a parent's pack.yaml goes on to its children."""
    return Node({key: child for key, child in head.items() if key in ("parameters", "levels")}, head.mark)


def _names(removed: Node | None, part: str) -> Iterable[Node]:
    names = removed.get(part) if removed else None
    return names.rows() if names else []


def _overlaid(base: Layer, child: Type, merger: Merger) -> Type:
    """A child's case type over the one of the same id below it, if there is one."""
    below = base.types.get(child.folder)
    return child if below is None else over_type(below, child, below.home, merger)


def over_type(base: Type, child: Type, home: str, merger: Merger) -> Type:
    """A case type over another: an overlay (same id), or a derivation (`extends`)."""
    removed = child.head.get("remove")
    gone = list(_names(removed, "clocks"))
    merger.problems.extend(tightened(base.clocks, child.clocks, gone, base.authors, merger.lengths))
    merger.problems.extend(escaping(base.clocks, base.rules, child.rules, base.authors))
    merger.problems.extend(speaking(base.clocks, base.head, child.head, base.authors))
    merger.problems.extend(shunting(base.clocks, (base.head, base.rules), (child.head, child.rules), base.authors))
    forms = merged_forms(base.forms, child.forms, merger)
    merger.problems.extend(answering(base.clocks, child.rules, (child.forms, forms), base.authors))
    inherited = base.head.without("abstract", "case-type") if child.folder != base.folder else base.head
    head = merger.mapping(inherited, child.head.without("remove"))
    clocks = merger.items(base.clocks, child.clocks, "clock")
    rules = merger.items(base.rules, child.rules, "rule")
    removal = Removal(merger, clocks, rules, forms)
    head = removal.out_of(head, removed)
    authors = {**child.authors, **base.authors}
    head = without_lost_words(head, child.head)
    return Type(child.folder, home, head, removal.clocks, removal.rules, removal.forms, authors)
