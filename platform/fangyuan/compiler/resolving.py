"""Resolves what a pack extends: parents first, left to right, each once, then the pack itself; then derivations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fangyuan.compiler.layers import SHARED, Layer, Type, laid, layer_of, over_type
from fangyuan.compiler.merging import Merger
from fangyuan.compiler.owning import said_of_inherited
from fangyuan.compiler.tracing import brought_home
from fangyuan.compiler.unrelated import INHERITED, ancestors, check_unrelated
from fangyuan.compiler.versions import fits
from fangyuan.model.problems import Mark, PackRejected, Problem
from fangyuan.packs.problems import finding, is_error, listed, nearest
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.storage import hash_of
from fangyuan.packs.trees import Node

Library = Callable[[str, str], Source | None]
"""Finds a pack by `publisher/name` and a range of versions."""


def resolve(source: Source, library: Library) -> Source:
    """The pack with everything it inherits, in the canonical layout; raises PackRejected with every problem."""
    merger = Merger()
    order = _Ancestry(library, merger).of(source)
    if any(map(is_error, merger.problems)):
        raise PackRejected(merger.problems)
    whole = _merged(order, merger)
    _check_headless(whole, merger)
    if any(map(is_error, merger.problems)):
        raise PackRejected(brought_home(merger.problems, order, _alone(order)))
    types, lineage = _derived(whole, merger)
    if any(map(is_error, merger.problems)):
        raise PackRejected(brought_home(merger.problems, order, _alone(order)))
    parents = {parent.pack: f"{parent.version} {hash_of(parent)}" for parent in order[:-1]}
    resolved = Source.of(_files(whole, types, source), parents, lineage)
    says = said_of_inherited(types.values(), whole.shared.get("duties", []), source.name, parents)
    return replace(resolved, texts=source.own_texts, says=says, warnings=tuple(merger.problems), layers=tuple(order))


def _alone(order: Sequence[Source]) -> Callable[[Source], Sequence[Problem]]:
    """What is wrong with a parent when it is resolved by itself."""
    packs = {source.pack: source for source in order}

    def look(parent: Source) -> Sequence[Problem]:
        try:
            return resolve(parent, lambda name, _: packs.get(name)).warnings
        except PackRejected as rejected:
            return rejected.problems

    return look


@dataclass(slots=True)
class _Ancestry:
    """Walks up the parents; each pack once, in one version."""

    library: Library
    merger: Merger
    found: dict[str, Source] = field(default_factory=dict)

    def of(self, source: Source, below: tuple[str, ...] = ()) -> list[Source]:
        """The ancestors of a pack, then the pack."""
        for name, wanted in source.extends:
            if name in (*below, source.pack):
                circle = " → ".join([*below, source.pack, name])
                self.merger.problems.append(finding("parent-circle", _where(source), "$.extends", circle=circle))
            elif name in self.found:
                self._check(source, self.found[name], wanted)
            else:
                self._add(source, name, wanted, below)
        self.found[source.pack] = source
        return list(self.found.values())

    def _add(self, source: Source, name: str, wanted: str, below: tuple[str, ...]) -> None:
        parent = self.library(name, wanted)
        if parent is None:
            self.merger.problems.append(finding("unknown-parent", _where(source), "$.extends", name=name, range=wanted))
            return
        self._check(source, parent, wanted)
        self.of(parent, (*below, source.pack))

    def _check(self, source: Source, parent: Source, wanted: str) -> None:
        if not fits(parent.version, wanted):
            detail = {"name": parent.pack, "found": parent.version, "range": wanted}
            self.merger.problems.append(finding("parent-version", _where(source), "$.extends", **detail))


def _where(source: Source) -> Mark:
    head = source.files["pack.yaml"]
    return head.marks.get(("extends",), Mark(head.path))


def _merged(order: list[Source], merger: Merger) -> Layer:
    own = order[-1]
    layers = [(source, layer_of(source, "" if source is own else source.pack)) for source in order]
    child = layers[-1][1]
    check_unrelated(layers[:-1], child, merger)
    whole = Layer()
    for place, (source, layer) in enumerate(layers):
        if _stands_on(source, layers[:place]):
            whole = laid(whole, layer, merger)
            continue
        whole = _beside(whole, layers[: place + 1], merger, heir=source is own)
    whole.blobs = {path: file for path, file in whole.blobs.items() if _goes_on(path) or path in child.blobs}
    return whole


Layers = Sequence[tuple[Source, Layer]]


def _stands_on(source: Source, before: Layers) -> bool:
    """Whether one of the packs before it is its parent and stands on all the others, or there are none."""
    above = ancestors([one for one, _ in before])
    names = {one.pack for one, _ in before}
    return not before or any(names <= {name, *above[name]} for name, _ in source.extends if name in above)


def _beside(whole: Layer, layers: Layers, merger: Merger, *, heir: bool) -> Layer:
    """A pack over others that it does not all extend, or the `heir` of several that do not know each other.

    Each keeps the bounds of whatever it extends, one parent at a time. What two parents make of a bound that both inherit is not
    compared: their heir says it, and is held to both.
    """
    source, layer = layers[-1]
    aside, known = Merger(removed=merger.removed), set[str]()
    made = laid(whole, layer, aside)
    above = ancestors([one for one, _ in layers])
    for name, _ in source.extends:
        base, alone = Layer(), Merger()
        for one, below in layers:
            base = laid(base, below, Merger()) if one.pack == name or one.pack in above[name] else base
        laid(base, layer, alone)
        known.update(clock for own in base.types.values() for clock in own.authors)
        merger.problems += [one for one in alone.problems if _is_of_bounds(one) and one not in merger.problems]
    merger.problems += [
        one
        for one in aside.problems
        if one not in merger.problems and (heir or not _is_of_bounds(one) or one.detail.get("clock") not in known)
    ]
    return made


def _is_of_bounds(problem: Problem) -> bool:
    return problem.code.startswith("bound-")


def _check_headless(whole: Layer, merger: Merger) -> None:
    """Says which folders hold forms, clocks or rules of a case type that nobody defines: most are misspelt overlays."""
    known = [folder for folder, own in whole.types.items() if own.head.items()]
    for folder, own in whole.types.items():
        if folder not in known:
            detail = {"folder": f"case-types/{folder}", "name": folder}
            near = nearest(folder, known)
            merger.problems.append(
                finding("no-case-type-file", Mark(own.head.mark.file), **detail, near=near, known=listed(known))
            )


def _goes_on(path: str) -> bool:
    """Templates and code files are inherited; scenarios, demo data and explanations are the parent's own."""
    return path.startswith(INHERITED)


def _derived(whole: Layer, merger: Merger) -> tuple[dict[str, Type], dict[str, tuple[str, ...]]]:
    """Every case type with what it derives from, and its lineage."""
    deriver = _Deriver(whole.types, merger)
    for folder in whole.types:
        deriver.of(folder, ())
    return deriver.done, deriver.lineage


@dataclass(slots=True)
class _Deriver:
    types: dict[str, Type]
    merger: Merger
    done: dict[str, Type] = field(default_factory=dict)
    lineage: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, folder: str, below: tuple[str, ...]) -> Type | None:
        """The type with its ancestors laid below it; nothing where it derives from itself."""
        if folder in self.done:
            return self.done[folder]
        own = self.types[folder]
        base = self._base(own, (*below, folder))
        made = own if base is None else over_type(base, own, own.home, self.merger)
        made.head = made.head.without("extends")
        self.done[folder] = made
        self.lineage[folder] = (made.key, *(self.lineage.get(base.folder, ()) if base else ()))
        return made

    def _base(self, own: Type, below: tuple[str, ...]) -> Type | None:
        written = own.head.get("extends")
        if written is None:
            return None
        name = str(written.value)
        folder = next((f for f, kept in self.types.items() if name in (f, kept.key)), None)
        if folder is None:
            known = [kept.key for kept in self.types.values()]
            self.merger.missing("unknown-case-type", written, name, known)
            return None
        if folder in below:
            self.merger.problems.append(finding("type-circle", written.at, circle=" → ".join([*below, folder])))
            return None
        return self.of(folder, below)


def _files(whole: Layer, types: dict[str, Type], own: Source) -> Iterator[SourceFile]:
    yield SourceFile.of("pack.yaml", whole.head)
    for part, items in whole.shared.items():
        yield SourceFile.of(SHARED[part], _listed(items))
    for folder, made in types.items():
        start = f"case-types/{folder}/"
        yield SourceFile.of(start + "case-type.yaml", made.head)
        if made.clocks:
            yield SourceFile.of(start + "clocks.yaml", _listed(made.clocks))
        if made.rules:
            yield SourceFile.of(start + "rules.yaml", _listed(made.rules))
        for name, form in made.forms.items():
            yield SourceFile.of(f"{start}{name}.json", form)
    yield from whole.blobs.values()


def _listed(items: list[Node]) -> Node:
    return Node(items, items[0].mark if items else Mark(""))
