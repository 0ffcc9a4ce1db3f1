"""A resolved pack line by line, each line with the pack that it comes from and the place where it is written there."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fangyuan.model.problems import Mark
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Node, Scalar

WIDTH = 100
"""What comes from one pack and is no longer than this stands on one line."""

_MORE = r"[\w/.()《》“”、，。；！？（）-]"
_PLAIN = re.compile(rf"(?:[^\W\d_]|[《“（]){_MORE}*(?: {_MORE}+)*|[0-9]+ [a-z]+")
_WORDS = frozenset({"true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of YAML of a file; `pack` says whose it is, `mark` where it is written in that pack."""

    file: str
    text: str
    pack: str
    mark: Mark


def shown(source: Source) -> Iterator[Line]:
    """Every line of a pack, file by file. Templates and other bytes are one line each: their size."""
    teller = _Teller(source)
    for path, file in source.files.items():
        if file.data is None:
            mark = file.marks.get((), Mark(path))
            yield Line(path, f"# {len(file.blob)} bytes", *teller.origin(mark))
        else:
            yield from teller.file(file)


@dataclass(frozen=True, slots=True)
class _Teller:
    source: Source

    def origin(self, mark: Mark) -> tuple[str, Mark]:
        """The pack of a place, and the place within it."""
        for parent in self.source.parents:
            if mark.file.startswith(parent + "/"):
                return parent, Mark(mark.file.removeprefix(parent + "/"), mark.line, mark.column)
        return self.source.pack, mark

    def file(self, file: SourceFile) -> Iterator[Line]:
        """The lines of a parsed file."""
        for text, mark in self.block(file.tree, ""):
            yield Line(file.path, text, *self.origin(mark))

    def block(self, node: Node, indent: str) -> Iterator[tuple[str, Mark]]:
        """A value in block style, each line with the place it comes from."""
        if not node.value or not isinstance(node.value, (dict, list)):
            yield indent + flow(node), node.at
        elif isinstance(node.value, dict):
            for key, child in node.value.items():
                yield from self.child(f"{scalar(key)}:", child, indent)
        else:
            for child in node.value:
                yield from self.child("-", child, indent)

    def child(self, start: str, child: Node, indent: str) -> Iterator[tuple[str, Mark]]:
        """A member of a mapping or an element of a list: on its own line, or with its content below it."""
        short = f"{indent}{start} {flow(child)}" if self.is_short(child) else ""
        if (short and len(short) <= WIDTH) or not child.value or not isinstance(child.value, (dict, list)):
            yield short or f"{indent}{start} {flow(child)}", child.at
            return
        inner = self.block(child, indent + "  ")
        if start == "-":
            text, mark = next(inner)
            yield f"{indent}- {text.removeprefix(indent + '  ')}", mark
        else:
            yield indent + start, child.at
        yield from inner

    def is_short(self, node: Node) -> bool:
        """Whether everything in it comes from one pack."""
        return len({self.origin(mark)[0] for mark in node.marks().values()}) == 1


def flow(node: Node) -> str:
    """A value on one line."""
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(child)}" for key, child in node.value.items()) + "}"
    if isinstance(node.value, list):
        return "[" + ", ".join(map(flow, node.value)) + "]"
    return scalar(node.value)


def scalar(value: Scalar) -> str:
    """A scalar: bare where nobody could misread it, else as JSON, which YAML reads too."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
