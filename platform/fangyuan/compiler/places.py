"""Where in its files a part of a compiled pack stands, so that a finding about it can say so."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source
from fangyuan.packs.trees import Pointer, told

_FILES = {"clock": "clocks.yaml", "rule": "rules.yaml"}


@dataclass(slots=True)
class Places:
    """Findings about one case type; `folder` is where its files lie. Without a source they have no place."""

    source: Source | None
    folder: str
    problems: list[Problem] = field(default_factory=list)
    _known: dict[tuple[str, str], dict[str, Pointer]] = field(default_factory=dict)

    def say(self, code: str, key: str, item: str, /, **detail: object) -> None:
        """Remembers a finding about the item whose `key` (stage, task, action, clock, rule) is `item`."""
        mark, path = self.find(key, item)
        self.problems.append(finding(code, mark, path, **detail))

    def find(self, key: str, name: str) -> tuple[Mark | None, str]:
        """The mark and the JSON path of an item; the head of the file where it is not found."""
        path = f"case-types/{self.folder}/{_FILES.get(key, 'case-type.yaml')}"
        file = self.source.files.get(path) if self.source else None
        if file is None:
            return None, ""
        if (path, key) not in self._known:
            self._known[path, key] = dict(reversed([*_pointers(file.data, key, ())]))
        pointer = self._known[path, key].get(name, ())
        return file.marks.get(pointer, Mark(path)), told(pointer)

    def inherited(self, key: str, name: str) -> bool:
        """Whether an item stands in the file of another case type."""
        mark, _ = self.find(key, name)
        return mark is not None and f"case-types/{self.folder}/" not in mark.file


def _pointers(data: Any, key: str, at: Pointer) -> Iterator[tuple[str, Pointer]]:
    """Every item of a list that names itself by the key: its name and its pointer; the first of a name is the one meant."""
    if isinstance(data, dict):
        name = data.get(key)
        if isinstance(name, str) and at and isinstance(at[-1], int):
            yield name, at
        for word, child in data.items():
            yield from _pointers(child, key, (*at, word))
    elif isinstance(data, list):
        for index, child in enumerate(data):
            yield from _pointers(child, key, (*at, index))
