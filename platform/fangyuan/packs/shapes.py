"""Checks that every file of a pack is shaped as its meta-schema asks."""

from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs import layout
from fangyuan.packs.identities import repeated
from fangyuan.packs.meta_schemas import schemas, surely_fits, validator
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.tellers import best_branch, tell
from fangyuan.packs.trees import Pointer, told


def problems_of(source: Source, complete: bool = False) -> tuple[Problem, ...]:
    """What is wrong with the shape of every file; `complete` also asks for what a resolved pack must have."""
    misshapen = tuple(problem for file in source.files.values() for problem in _problems_of_file(file, complete))
    return misshapen + (() if complete else tuple(repeated(source)))


def misshapen_at(file: SourceFile) -> list[Pointer]:
    """The places in a file that are wrong: keys that should not be there, values that are none, things that lack something."""
    return [here for _, here, _ in _found_in(file, complete=False)]


def _problems_of_file(file: SourceFile, complete: bool) -> Iterator[Problem]:
    for code, here, detail in _found_in(file, complete):
        yield finding(code, _place(file, here), told(here), **detail)


Found = tuple[str, Pointer, dict[str, Any]]
"""A code, a place in the file, and the details of its words."""


def _found_in(file: SourceFile, complete: bool) -> Iterator[Found]:
    part = layout.part_of(file.path)
    if part is None or file.data is None:
        return
    name = part.part if part.part in schemas() else ""
    data: Any = [file.data] if part.key and isinstance(file.data, Mapping) and not part.single else file.data
    if not name or surely_fits(name, complete, data):
        return
    for error in list(validator(name, complete).iter_errors(data)):
        yield from _found(error, lifted=data is not file.data)


def _place(file: SourceFile, pointer: Pointer) -> Mark:
    """The nearest known place at or above a pointer."""
    for length in range(len(pointer), -1, -1):
        if pointer[:length] in file.marks:
            return file.marks[pointer[:length]]
    return Mark(file.path)


def _found(error: Any, lifted: bool) -> Iterator[Found]:
    """What one of the validator's errors means; `lifted` where a single item was put into a list."""
    pointer = tuple(error.absolute_path)[1 if lifted else 0 :]
    if "propertyNames" in error.absolute_schema_path:
        pointer = (*pointer, str(error.instance))
    chosen = best_branch(error) if error.validator == "anyOf" else []
    for below in chosen:
        yield from _found(below, lifted)
    for code, step, detail in () if chosen else tell(error):
        yield code, (*pointer, *step), detail
