"""What a pack folder says, read and unchecked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.trees import Marks, Node, grow


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by its path within the pack (`/` between folders): parsed `data`, or the bytes of one that is not parsed.

    `text` is what a parsed file was read from, with its comments; nothing where the file was not read but made.
    """

    path: str
    data: Any = None
    blob: bytes = b""
    marks: Marks = field(default_factory=dict)
    text: str = field(default="", compare=False, repr=False)
    grown: tuple[Any, Marks, Node] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, path: str, node: Node, text: str = "") -> "SourceFile":
        """A parsed file."""
        data, marks = node.plain(), node.marks()
        return cls(path, data, b"", marks, text, (data, marks, node))

    @property
    def tree(self) -> Node:
        """The content with the place of every value; the tree that it was made from, unless another content took its place."""
        if self.grown is not None and self.grown[0] is self.data and self.grown[1] is self.marks:
            return self.grown[2]
        return grow(self.data, Mark(self.path), self.marks)


@dataclass(frozen=True, slots=True)
class Source:
    """A pack as its files say it.

    Resolving fills `parents` (pack -> `version hash`, all ancestors) and `lineage` (folder of a case type -> its key
    `pack-name/type`, then the keys it derives from, nearest first), keeps in `texts` what the pack's own files were read from,
    and in `says` what the pack itself says of procedures it inherits (folder -> `clock/handle`, `stage/open`, `rung/handle#2` …),
    in `warnings` what it found on the way that keeps nothing from going on, and in `layers` every pack as its own files say it,
    parents first, this one last.
    """

    files: Mapping[str, SourceFile]
    parents: Mapping[str, str] = field(default_factory=dict)
    lineage: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    warnings: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    layers: "tuple[Source, ...]" = field(default=(), compare=False, repr=False)

    @property
    def own_texts(self) -> Mapping[str, str]:
        """The parsed files of this pack itself as they were written, by path; nothing of what was not read but made."""
        return self.texts or {path: file.text for path, file in self.files.items() if file.text}

    @classmethod
    def of(
        cls,
        files: Iterable[SourceFile],
        parents: Mapping[str, str] | None = None,
        lineage: Mapping[str, tuple[str, ...]] | None = None,
    ) -> "Source":
        """Files in the order of their paths."""
        ordered = {file.path: file for file in sorted(files, key=lambda file: file.path)}
        return cls(ordered, parents or {}, lineage or {})

    @property
    def pack(self) -> str:
        """`publisher/name`, or empty where pack.yaml does not say it."""
        return str(self._head().get("pack", ""))

    @property
    def name(self) -> str:
        """The second half of `publisher/name`."""
        return self.pack.rpartition("/")[2]

    @property
    def version(self) -> str:
        """The version, or empty."""
        return str(self._head().get("version", ""))

    @property
    def title(self) -> str:
        """The title, or empty."""
        return str(self._head().get("title", ""))

    @property
    def extends(self) -> tuple[tuple[str, str], ...]:
        """The parents in order, each as (pack, range of versions); `*` where no range is written."""
        written = self._head().get("extends") or []
        wanted = [written] if isinstance(written, str) else written if isinstance(written, list) else []
        return tuple(_parent(text) for text in wanted if isinstance(text, str))

    def blobs(self, folder: str) -> dict[str, bytes]:
        """The unparsed files below a folder, by the rest of their path."""
        start = folder + "/"
        return {
            path[len(start) :]: file.blob
            for path, file in self.files.items()
            if file.data is None and path.startswith(start)
        }

    def _head(self) -> Mapping[str, Any]:
        file = self.files.get("pack.yaml")
        return file.data if file is not None and isinstance(file.data, Mapping) else {}


def _parent(written: str) -> tuple[str, str]:
    pack, _, wanted = written.partition("@")
    return pack, wanted or "*"
