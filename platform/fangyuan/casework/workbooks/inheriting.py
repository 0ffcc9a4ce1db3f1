"""Writes what a workbook changes of a pack with all that it inherits into the pack's own files, as what it says otherwise.

Rows of the workbook are those of the resolved pack. What the pack's own files write is changed there, value by value; what a
parent writes becomes an overlay: the id of the item and the keys that differ. Whatever the language cannot say as an overlay is
refused, and what is written is resolved again and must give exactly what the workbook asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangyuan.compiler.layers import SHARED
from fangyuan.compiler.merging import LISTS, MAPS, NAMED
from fangyuan.compiler.resolving import resolve
from fangyuan.model.problems import PackRejected
from fangyuan.packs.layout import Part, files_of, part_of
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.splicing import Add, Drop, Edit, Put, Sort, edited
from fangyuan.packs.trees import Node, Pointer
from fangyuan.packs.yaml_writing import write_yaml

_SCHEMAS = (
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "items",
    "additionalProperties",
)
"""Keywords of a form that a child changes in part."""


_NEEDED = {"years": ("status",)}
"""What an item says even where nothing of it is changed; by the lists whose inherited items cannot be taken out."""
_HEAD = ("pack", "version", "title", "extends")
"""What of a pack says whose heir it is, and nothing else."""


class CannotInherit(Exception):
    """Something of a parent that no overlay can say."""


@dataclass(slots=True)
class Heir:
    """The files of a pack that extends others, while edits of the resolved pack are written into them one by one.

    `bare` is what the parents alone say.
    """

    own: Source
    whole: Source
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    _own: dict[str, Any] = field(default_factory=dict)
    _all: dict[str, Any] = field(default_factory=dict)
    _touched: set[str] = field(default_factory=set)
    _bare: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Begins with what the files say."""
        self._own = {path: file.data for path, file in self.own.files.items() if file.data is not None}
        self._all = {path: file.data for path, file in self.whole.files.items() if file.data is not None}

    def take(self, file: str, edit: Edit) -> None:
        """One edit of a file of the resolved pack; raises CannotInherit."""
        self._touched.add(file)
        before, self._all[file] = self._all[file], edited(self._all[file], edit.at, edit)
        at = _Place(file, edit.at, before, self._all[file])
        if isinstance(edit, Drop):
            self._drop(at)
        elif isinstance(edit, Sort):
            self._sort(at, edit)
        elif isinstance(edit, Add) and at.is_items(len(at.at)):
            self._add(at, edit.value)
        elif (found := self._found(at, len(at.at) - (isinstance(edit, Put) and bool(at.at)))) is not None:
            path, own = found
            step = edit.at[-1:] if isinstance(edit, Put) else ()
            self._edit(path, Put((*own, *step), edit.value) if step else Add(own, edit.value))
        else:
            self._say(at, len(at.at))

    def check(self, made: Source) -> None:
        """Raises CannotInherit unless the new files, with what they inherit, say what was asked for.

        What derives from a case type that was changed follows it.
        """
        packs = {layer.pack: layer for layer in self.whole.layers}
        now = resolve(made, lambda name, _: packs.get(name))
        said = {path: file.data for path, file in now.files.items()}
        for path, wanted in self._all.items():
            if said.get(path) != wanted and not self._touched.intersection(self._bases(path)):
                raise CannotInherit(path)

    def _drop(self, at: "_Place") -> None:
        depth = len(at.at)
        found = self._found(at, depth)
        if found is not None and not found[1]:
            raise CannotInherit(found[0])
        if at.is_items(depth - 1):
            gone = {at.id_key(depth): at.id(depth), "remove": True}
            inherited = self._is_above(at)
            if inherited and depth > 1 and at.at[-2] in _NEEDED:
                raise CannotInherit(at.file)
            if found is not None:
                self._edit(found[0], Put(found[1], gone) if inherited else Drop(found[1]))
            elif inherited:
                self._add(at.above(), gone)
        elif isinstance(at.at[-1], str):
            if found is None or self._is_above(at):
                raise CannotInherit(at.file)
            self._edit(found[0], Drop(found[1]))
        elif found is not None:
            self._edit(found[0], Drop(found[1]))
        else:
            self._say(at.above(), depth - 1)

    def _sort(self, at: "_Place", edit: Sort) -> None:
        found = self._found(at, len(at.at))
        if found is not None and len(_at(self._own[found[0]], found[1])) == len(edit.order):
            self._edit(found[0], Sort(found[1], edit.order))
        elif at.is_items(len(at.at)):
            raise CannotInherit(at.file)
        else:
            self._say(at, len(at.at))

    def _add(self, at: "_Place", item: Any) -> None:
        """An item of a list whose items have ids; `at` is the list."""
        depth = len(at.at)
        if not depth:
            self._write(at, item)
        elif (found := self._found(at, depth)) is not None:
            self._edit(found[0], Add(found[1], item))
        else:
            self._say(at, depth, [item])

    def _say(self, at: "_Place", depth: int, value: Any = None) -> None:
        """Writes the least that makes the value at a depth what it is now; `value` stands for it."""
        known = next(k for k in range(depth - 1, -1, -1) if k == 0 or self._found(at, k) is not None)
        found = self._found(at, known)
        if found is None:
            self._write(at, at.fragment(known, depth, value))
            return
        path, own = found
        if at.is_items(known):
            self._edit(path, Add(own, at.item(known + 1, depth, value)))
        else:
            self._edit(path, Put((*own, at.at[known]), at.fragment(known + 1, depth, value)))

    def _write(self, at: "_Place", said: Any) -> None:
        """Something of a part that the pack does not write yet: into a list of it, or into a file of its own."""
        part = at.part
        if part.key:
            said = said[0] if isinstance(said, list) else said
            path = next((path for path in self._files(at) if isinstance(self._own[path], list)), None)
            if path is not None:
                self._edit(path, Add((), said))
                return
            said = [said]
        path = _new_path(at.file, self._own)
        if part.part == "case-type":
            said = {"case-type": at.file.split("/")[1], **said}
        self._edit(path, Put((), said))

    def _edit(self, path: str, edit: Edit) -> None:
        self._own[path] = edited(self._own.get(path), edit.at, edit)
        self.edits.setdefault(path, []).append(edit)

    def _files(self, at: "_Place") -> list[str]:
        """The pack's own files that may say something of a file of the resolved pack."""
        if at.part.part in SHARED:
            named = [file.path for file in files_of(self.own, at.part.part)]
            return [*named, *(path for path in self._own if path == at.file and path not in named)]
        stem = at.file.rpartition(".")[0]
        return [path for path in (at.file, f"{stem}.yaml", f"{stem}.json") if path in self._own][:1]

    def _found(self, at: "_Place", depth: int) -> tuple[str, Pointer] | None:
        """Where the pack's own files say what the resolved pack says at a place, as deep as that."""
        for path in self._files(at):
            own = self._pointer(at, depth, self._own[path])
            if own is not None:
                return path, own
        return None

    def _pointer(self, at: "_Place", depth: int, data: Any) -> Pointer | None:
        own: tuple[str | int, ...] = ()
        for k in range(depth):
            if at.is_items(k):
                if isinstance(data, dict) and not k:
                    if data.get(at.id_key(1)) != at.id(1):
                        return None
                    continue
                step: Any = _index(data, at.id_key(k + 1), at.id(k + 1))
            else:
                step = at.at[k]
            if not _has(data, step):
                return None
            data, own = data[step], (*own, step)
        if not depth and at.part.key and not isinstance(data, list):
            return None
        return own

    def _is_above(self, at: "_Place") -> bool:
        """Whether the parents say something at a place, or the case type that this one derives from."""
        if self._bare is None:
            packs = {layer.pack: layer for layer in self.whole.layers}
            head = self.own.files["pack.yaml"].tree
            alone = Node({key: one for key, one in head.items() if key in _HEAD}, head.mark)
            try:
                bare = resolve(Source.of([SourceFile.of("pack.yaml", alone)]), lambda name, _: packs.get(name))
            except PackRejected as wrong:
                raise CannotInherit(at.file) from wrong
            self._bare = {path: file.data for path, file in bare.files.items()}
        files = [self._bare.get(at.file), *(self._all.get(path) for path in self._bases(at.file))]
        return any(data is not None and self._pointer(at, len(at.at), data) is not None for data in files)

    def _bases(self, file: str) -> list[str]:
        """The same file of the case types that the one of a file derives from."""
        names = file.split("/", 2)
        lineage = self.whole.lineage.get(names[1], ()) if names[0] == "case-types" else ()
        return [f"case-types/{key.rpartition('/')[2]}/{names[2]}" for key in lineage[1:]]


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a file of the resolved pack, before an edit and after it."""

    file: str
    at: Pointer
    before: Any
    after: Any

    @property
    def part(self) -> Part:
        """What sort of file it is."""
        part = part_of(self.file)
        assert part is not None
        return part

    def above(self) -> "_Place":
        """The list or mapping that holds it."""
        return _Place(self.file, self.at[:-1], self.before, self.after)

    def is_items(self, depth: int) -> bool:
        """Whether what stands at a depth is a list whose items have ids, and so merges item by item."""
        if not depth:
            return bool(self.part.key)
        return (
            self.at[depth - 1] in LISTS
            and not self._is_form
            and isinstance(_at(self.before, self.at[:depth]), list | None)
        )

    @property
    def _is_form(self) -> bool:
        return self.part.part in ("form", "schema", "ui")

    def id_key(self, depth: int) -> str:
        """The key of the id of the item at a depth."""
        return self.part.key if depth == 1 else LISTS[str(self.at[depth - 2])][0]

    def id(self, depth: int) -> Any:
        """The id of the item at a depth."""
        return _at(self.before, self.at[:depth]).get(self.id_key(depth))

    def fragment(self, depth: int, least: int, value: Any) -> Any:
        """What to say at a depth so that the value at the depth `least` is what it is now."""
        if depth >= least:
            return _at(self.after, self.at[:depth]) if value is None else value
        if self.is_items(depth):
            return [self.item(depth + 1, least, value)]
        if self._merges(depth):
            return {self.at[depth]: self.fragment(depth + 1, least, value)}
        return _at(self.after, self.at[:depth])

    def item(self, depth: int, least: int, value: Any) -> dict[str, Any]:
        """The overlay of an item with an id."""
        kept = _NEEDED.get(str(self.at[depth - 2]) if depth > 1 else "", ())
        whole = _at(self.after, self.at[:depth]) or {}
        needed = {key: whole[key] for key in kept if key in whole}
        return {self.id_key(depth): self.id(depth), **needed, **self.fragment(depth, least, value)}

    def _merges(self, depth: int) -> bool:
        """Whether what stands at a depth merges key by key."""
        if not depth or self.is_items(depth - 1):
            return True
        key = str(self.at[depth - 1])
        if self._is_form:
            return key in _SCHEMAS or (depth > 1 and self.at[depth - 2] in _SCHEMAS)
        return key in MAPS or (depth > 1 and self.at[depth - 2] in NAMED)


def begun(edits: Sequence[Edit]) -> str:
    """The text of a new file."""
    data: Any = None
    for edit in edits:
        data = edited(data, edit.at, edit)
    return write_yaml(data)


def _at(data: Any, at: Sequence[str | int]) -> Any:
    for step in at:
        if not _has(data, step):
            return None
        data = data[step]
    return data


def _has(data: Any, step: Any) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _index(data: Any, key: str, name: Any) -> int | None:
    rows = data if isinstance(data, list) else []
    return next((place for place, row in enumerate(rows) if isinstance(row, dict) and row.get(key) == name), None)


def _new_path(file: str, known: Mapping[str, Any]) -> str:
    """A file that the pack does not have yet; what authors write is YAML."""
    path = f"{file.removesuffix('.json')}.yaml" if file.endswith(".json") else file
    start, name = path.rsplit(".", 1)
    numbers = (f"{start}-{number}.{name}" for number in range(2, len(known) + 3))
    return path if path not in known else next(one for one in numbers if one not in known)
