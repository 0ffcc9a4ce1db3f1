"""A pack that somebody broke anywhere is refused with reasons; compiling never crashes on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan.compiler.compiling import look
from fangyuan.compiler.resolving import resolve
from fangyuan.kinds import Kinds, load_kinds
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs import reading
from fangyuan.packs.problems import is_error
from fangyuan.packs.shapes import problems_of
from packs.examples import BASE, VALID, problems_in

Pointer = tuple[str | int, ...]
ODD = st.sampled_from(
    [
        None, True, 0, -1, 1.5, "", "x", "open", "mend", "2026-01-01", "{", "a.b", "3 days", "$param", [], {}, [[]], [{}],
        {"$param": "x"}, {"event": "x"}, {"role": "clerk"}, {"role": ["clerk"]}, ["x", "x"], {"x": {"const": 1}}, {"": ""},
    ]
)  # fmt: skip
"""Values that some place of a pack expects and another does not."""


@cache
def kinds() -> Kinds:
    return load_kinds()


@cache
def whole() -> dict[str, Any]:
    """The minimal pack, and the pointers of every value in its parsed files."""
    return {path: file for path, file in reading.read_folder(BASE).files.items() if file.data is not None}


def pointers(data: Any, at: Pointer = ()) -> Iterator[Pointer]:
    yield at
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in children:
        yield from pointers(child, (*at, key))


@cache
def places() -> list[tuple[str, Pointer]]:
    return [(path, at) for path, file in whole().items() for at in pointers(file.data)]


def changed(data: Any, at: Pointer, value: Any, how: str) -> Any:
    """A copy with one value replaced, taken out, or written twice."""
    copy = json.loads(json.dumps(data))
    if not at:
        return value
    parent = copy
    for step in at[:-1]:
        parent = parent[step]
    if how == "replace":
        parent[at[-1]] = value
    elif how == "remove":
        del parent[at[-1]]
    elif isinstance(parent, list):
        parent.append(parent[at[-1]])
    else:
        parent[f"{at[-1]}x"] = parent.pop(at[-1])
    return copy


def outcome(contents: dict[str, bytes]) -> list[Problem]:
    """Everything that is found, by the whole way from bytes to a pack."""
    source, problems = reading.from_bytes(contents)
    problems += problems_of(source)
    if problems:
        return problems
    try:
        return list(look(resolve(source, lambda *_: None), kinds())[1])
    except PackRejected as rejected:
        return list(rejected.problems)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_one_change_anywhere(data: st.DataObject) -> None:
    path, at = data.draw(st.sampled_from(places()))
    how = data.draw(st.sampled_from(["replace", "remove", "again"]))
    odd = data.draw(ODD)
    contents = {name: file.blob for name, file in reading.read_folder(BASE).files.items() if file.data is None}
    contents |= {name: json.dumps(file.data).encode() for name, file in whole().items()}
    contents[path] = json.dumps(changed(whole()[path].data, at, odd, how)).encode()
    for problem in outcome(contents):
        assert problem.message
        assert str(problem)


def test_the_untouched_pack_stands() -> None:
    contents = {
        name: file.blob or json.dumps(file.data).encode() for name, file in reading.read_folder(BASE).files.items()
    }
    assert not any(map(is_error, outcome(contents)))


@pytest.mark.parametrize("name", ["complaint", "extending", "minimal", "shared-schemas", "shared-work"])
def test_a_file_that_cannot_be_read_makes_nothing_else_wrong(name: str, tmp_path: Path) -> None:
    files = [file for file in sorted((VALID / name).rglob("*")) if file.suffix in (".yaml", ".json")]
    for number, file in enumerate(files):
        pack = tmp_path / str(number)
        shutil.copytree(VALID / name, pack)
        place = file.relative_to(VALID / name)
        (pack / place).write_bytes(b"- a: [\n}" + file.read_bytes())
        found = problems_in(pack)
        assert found, place
        assert {problem.mark.file for problem in found if problem.mark} == {place.as_posix()}, [*map(str, found)]
