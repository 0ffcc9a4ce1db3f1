"""A pack without what is misshapen in it, so that everything else can be looked at as well: an author is told all at once."""

import re
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.shapes import misshapen_at
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.trees import Pointer, told

ROUNDS = 12
"""What is left may lack something now and go as well; a pack that is not sound after so many rounds is left alone."""


_PART = re.compile(r"[\w-]+")
_SUGGESTED = ("near", "known")
"""Details that name what is there, not what is wrong."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What is left of a pack, and what was taken out: the words in it, and the places that lost something; `lost` where
    whole files could not be read.
    """

    source: Source
    before: Source
    words: set[str] = field(default_factory=set)
    hurt: set[Mark] = field(default_factory=set)
    lost: bool = False

    def still(self, problems: tuple[Problem, ...]) -> Iterator[Problem]:
        """The problems that are not there because something was taken out, at the places where the author finds them."""
        for problem in problems:
            said = [str(value) for name, value in problem.detail.items() if name not in _SUGGESTED]
            parts = {*said, *(part for text in said for part in _PART.findall(text))} if self.lost else {*said}
            if not parts & self.words and problem.mark not in self.hurt and not self._plays(problem):
                yield self._placed(problem)

    def _plays(self, problem: Problem) -> bool:
        """Whether it is about a scenario, which may name whatever a lost file would have made."""
        return self.lost and problem.mark is not None and problem.mark.file.startswith("scenarios/")

    def _placed(self, problem: Problem) -> Problem:
        """Rows after one that was taken out have their own number."""
        file = self.before.files.get(problem.mark.file) if problem.mark else None
        now = self.source.files.get(problem.mark.file) if problem.mark else None
        if file is None or now is None or file.marks.keys() == now.marks.keys():
            return problem
        same = [at for at, mark in file.marks.items() if mark == problem.mark and _alike(told(at), problem.path)]
        return replace(problem, path=told(same[0])) if same else problem


def _alike(one: str, other: str) -> bool:
    """Whether two paths differ in the numbers of rows alone."""
    return [c for c in one if not c.isdigit()] == [c for c in other if not c.isdigit()]


def pruned(source: Source, lost: Collection[str] = ()) -> Pruned | None:
    """The pack without its misshapen parts; None where nothing sound is left. `lost` are words of files that are not in it."""
    made = Pruned(source, source, set(lost), lost=bool(lost))
    if "pack.yaml" not in source.files:
        return None
    for _ in range(ROUNDS):
        wrong = {path: spots for path, file in made.source.files.items() if (spots := misshapen_at(file))}
        if not wrong:
            return made
        files = dict(made.source.files)
        for path, spots in wrong.items():
            left = _without_all(files.pop(path), spots, made)
            if left is not None:
                files[path] = left
        if "pack.yaml" not in files:
            return None
        made = replace(made, source=replace(made.source, files=files))
    return None


def _without_all(file: SourceFile, spots: list[Pointer], made: Pruned) -> SourceFile | None:
    """Later rows go first, so that the numbers of earlier ones stay."""
    if () in spots:
        made.words.update(_words(file.data), {file.path.rpartition("/")[2].partition(".")[0]})
        return None
    for pointer in sorted(set(spots), key=_backwards, reverse=True):
        file = _without(file, pointer, made)
    return file


def _backwards(pointer: Pointer) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in pointer)


def _without(file: SourceFile, pointer: Pointer, made: Pruned) -> SourceFile:
    *above, last = pointer
    data = deepcopy(file.data)
    node: Any = data
    for part in above:
        if not _has(node, part):
            return file
        node = node[part]
    if not _has(node, last):
        return file
    made.words.update(_words(node[last]), {str(last)})
    made.hurt.update(mark for at in (pointer, tuple(above)) if (mark := file.marks.get(at)))
    del node[last]
    return replace(file, data=data, marks=dict(_moved(file, tuple(above), last)))


def _has(node: Any, part: str | int) -> bool:
    if isinstance(part, int):
        return isinstance(node, list) and part < len(node)
    return isinstance(node, Mapping) and part in node


def _moved(file: SourceFile, above: Pointer, last: str | int) -> Iterator[tuple[Pointer, Mark]]:
    """The places of what is left."""
    depth = len(above)
    for at, mark in file.marks.items():
        here = at[depth] if at[:depth] == above and len(at) > depth else None
        if here == last and here is not None:
            continue
        if isinstance(here, int) and isinstance(last, int) and here > last:
            yield (*above, here - 1, *at[depth + 1 :]), mark
        else:
            yield at, mark


def _words(data: Any) -> Iterator[str]:
    """Every key and every text."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _words(value)
    elif isinstance(data, list):
        for value in data:
            yield from _words(value)
    else:
        yield str(data)
