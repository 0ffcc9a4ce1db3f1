"""A pack does not differ from itself, and a pack that extends another and says nothing says what that one says."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fangyuan.compiler.comparing import Change, Sort
from fangyuan.compiler.comparing.changes import compare
from fangyuan.compiler.comparing.directions import Class
from fangyuan.compiler.compiling import compile_accepted, compile_pack, look
from fangyuan.compiler.loading import library
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.kinds import Kinds, load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Severity
from fangyuan.packs import reading
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, hash_of, to_json
from packs.examples import BASE, VALID
from unit.compiler.test_mutations import ODD, changed, places, whole

DEFINITIONS = Path(__file__).parents[3] / "definitions"
PACKS = sorted(path.parent for root in (DEFINITIONS, VALID) for path in root.glob("*/pack.yaml"))
OWN = ("pack.yaml", "scenarios/", "demo/", "README.md", "LICENSE")
"""What a pack does not hand down."""


@cache
def kinds() -> Kinds:
    return load_kinds()


@cache
def found_in(root: Path) -> Library:
    return library([root])


def extending_nothing(pack: str) -> Source:
    """A pack that only names another as its parent."""
    head = f"pack: somebody/nothing\nversion: 1.0.0\ntitle: 什么也不改\nlanguage: 1\nextends: [{pack}]\n"
    source, problems = reading.from_bytes({"pack.yaml": head.encode()})
    assert not problems
    return source


def said(source: Source) -> dict[str, object]:
    """What a resolved pack says, without what is its own alone."""
    return {
        path: file.data if file.data is not None else file.blob
        for path, file in source.files.items()
        if not path.startswith(OWN)
    }


def handed_down(source: Source) -> Source:
    """A pack as a parent: without what is its own alone, but with its name."""
    return Source.of(file for path, file in source.files.items() if path == "pack.yaml" or not path.startswith(OWN))


def means_the_same(one: Pack, other: Pack) -> bool:
    """Whether two packs differ in nothing that somebody could notice, whatever they are called."""
    named = {name: getattr(one, name) for name in ("pack", "version", "title", "description", "parents")}
    return all(_is_of_the_name(change) for change in compare(one, replace(other, **named)))


def _is_of_the_name(change: Change) -> bool:
    """The case type that a duty without one opens bears the name of the pack whose duty it is."""
    return "/duty-" in change.case_type or (change.sort is Sort.DUTY and change.facet == "opens")


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_extending_a_pack_with_nothing_is_that_pack_and_it_does_not_differ_from_itself(folder: Path) -> None:
    find = found_in(folder.parent)
    source = reading.read_folder(folder)
    mine = resolve(source, find)
    child = resolve(extending_nothing(source.pack), find)
    assert said(child) == said(mine)
    assert child.lineage == mine.lineage
    once, again = compile_pack(mine, kinds()), resolve(reading.read_folder(folder), find)
    assert once.hash == hash_of(again)
    kept = compile_accepted(from_json(to_json(again)), kinds())
    assert compare(once, kept) == ()
    assert once.hash == kept.hash
    assert means_the_same(once, compile_pack(child, kinds()))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(st.data())
def test_the_same_of_packs_that_nobody_wrote(data: st.DataObject) -> None:
    path, at = data.draw(st.sampled_from([place for place in places() if not place[0].startswith(OWN)]))
    how = data.draw(st.sampled_from(["replace", "remove", "again"]))
    contents = {name: file.blob for name, file in reading.read_folder(BASE).files.items() if file.data is None}
    contents |= {name: json.dumps(file.data).encode() for name, file in whole().items()}
    contents[path] = json.dumps(changed(whole()[path].data, at, data.draw(ODD), how)).encode()
    source, problems = reading.from_bytes(contents)
    assume(not problems and not problems_of(source))
    try:
        mine = resolve(source, lambda *_: None)
        assume(not any(one.severity is Severity.ERROR for one in look(mine, kinds())[1]))
    except PackRejected:
        assume(False)
    child = resolve(extending_nothing(source.pack), lambda *_: handed_down(source))
    assert said(child) == said(mine)
    pack = compile_pack(mine, kinds())
    assert compare(pack, compile_pack(resolve(source, lambda *_: None), kinds())) == ()
    assert means_the_same(pack, compile_pack(child, kinds()))


def test_a_pack_that_extends_with_something_differs() -> None:
    clocks = b"- clock: mend\n  within: 2 workdays\n"
    files = {"pack.yaml": b"", "case-types/repair/clocks.yaml": clocks}
    files["pack.yaml"] = b"pack: somebody/nothing\nversion: 1.0.0\ntitle: x\nlanguage: 1\nextends: [example/minimal]\n"
    source, problems = reading.from_bytes(files)
    assert not problems
    find = found_in(VALID)
    mine = compile_pack(resolve(reading.read_folder(BASE), find), kinds())
    other = compile_pack(resolve(source, find), kinds())
    assert not means_the_same(mine, other)
    assert {one.cls for one in compare(mine, replace(other, title=mine.title))} >= {Class.TIGHTENING}
