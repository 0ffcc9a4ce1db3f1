"""The published meta-schemas, and what they say of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from fangyuan.packs import layout
from fangyuan.packs.meta_schemas import schemas, surely_fits, validator
from fangyuan.packs.reading import from_bytes, look, read_folder
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source, SourceFile
from packs.examples import BASE, INVALID, VALID, folders

CHINESE = re.compile("[\u4e00-\u9fff]")


def problems(path: str, text: str, complete: bool = False) -> list[str]:
    source, wrong = from_bytes({"pack.yaml": b"{pack: a/b, version: 1.0.0, title: x}", path: text.encode()})
    assert wrong == []
    return [f"{found.code} {found.path}" for found in problems_of(source, complete)]


@pytest.mark.parametrize("part", [name for name in schemas() if name])
def test_a_meta_schema_is_a_schema_in_chinese(part: str) -> None:
    schema = schemas()[part]
    Draft202012Validator.check_schema(schema)
    assert CHINESE.search(schema["title"])
    assert CHINESE.search(schema["description"])


def test_references_between_meta_schemas_lead_somewhere() -> None:
    for name, schema in schemas().items():
        for reference in _references(schema):
            file, _, pointer = reference.partition("#")
            target: Any = schemas()[file.removesuffix(".schema.json") or name]
            for step in pointer.strip("/").split("/"):
                target = target[step]


def _references(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("$ref"), str):
            yield data["$ref"]
        for child in data.values():
            yield from _references(child)
    elif isinstance(data, list):
        for child in data:
            yield from _references(child)


def test_every_part_that_is_parsed_has_a_meta_schema() -> None:
    assert {part.part for part in layout.PARTS} == set(schemas()) - {"words"}


def test_the_minimal_pack_is_shaped_right() -> None:
    assert problems_of(read_folder(BASE), complete=True) == ()


def test_one_item_may_stand_without_a_list() -> None:
    assert problems("codes/x.yaml", "{code-list: x, title: 甲, version: '1', codes: []}", complete=True) == []


def test_a_child_may_say_less_than_a_whole_pack() -> None:
    partial = "- {clock: handle, within: 10 days}"
    assert problems("case-types/x/clocks.yaml", partial) == []
    assert problems("case-types/x/clocks.yaml", partial, complete=True) == ["missing-key $[0]", "missing-key $[0]"]


def test_alternatives_are_told_by_the_one_that_was_meant() -> None:
    path = "case-types/x/clocks.yaml"
    assert problems(path, "- {clock: a, stop: [{event: b}, {evnt: c}]}") == ["missing-key $[0].stop[1]"]
    assert problems(path, "- {clock: a, within: 3 dais}") == ["bad-pattern $[0].within"]
    assert problems(path, "- {clock: a, escalate: [{at: due, to: subjct}]}") == ["not-one-of $[0].escalate[0].to"]


def test_every_problem_of_a_file_is_told() -> None:
    found = problems("roles.yaml", "- {role: A, scope: x}\n- {title: 5}\n- {role: b, colour: 1}")
    assert set(found) == {
        "bad-pattern $[0].role",
        "not-one-of $[0].scope",
        "missing-key $[1]",
        "text-wanted $[1].title",
        "unknown-key $[2].colour",
    }


def alternatives(node: Any) -> Iterator[dict[str, Any]]:
    """Every shape that asks for one of several, or for a pattern, below a schema."""
    if isinstance(node, dict):
        if isinstance(node.get("anyOf"), list) or isinstance(node.get("pattern"), str):
            yield node
        for child in node.values():
            yield from alternatives(child)
    elif isinstance(node, list):
        for child in node:
            yield from alternatives(child)


def test_every_shape_of_several_says_in_both_languages_what_to_write() -> None:
    found = [shape for schema in schemas().values() for shape in alternatives(schema)]
    assert len(found) > 40
    assert [shape for shape in found if not (shape.get("description") and shape.get("x-english"))] == []


def test_a_meta_schema_says_the_same_with_its_references_in_their_place() -> None:
    """Held on every file of the invalid examples: the same faults at the same places, told of the same values."""
    as_written = Registry().with_resources(
        [(f"{part}.schema.json", DRAFT202012.create_resource(schema)) for part, schema in schemas().items()]
    )
    looked_at = 0
    for file in (file for folder in folders(INVALID) for file in look(folder)[0].files.values()):
        part = layout.part_of(file.path)
        if part is None or file.data is None or part.part not in schemas():
            continue
        looked_at += 1
        written = Draft202012Validator(schemas()[part.part], registry=as_written)
        assert faults(validator(part.part, complete=False), file.data) == faults(written, file.data), file.path
    assert looked_at > 200


FILES = [
    (part.part, file.data)
    for folder in [*folders(INVALID), *folders(VALID)]
    for file in look(folder)[0].files.values()
    if (part := layout.part_of(file.path)) is not None and part.part in schemas() and file.data is not None
]
ODD = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        2.0,
        10**30,
        "",
        "x",
        "  ",
        "3 days",
        "{a}",
        [],
        {},
        [[]],
        {"x": 1},
        {1: 2},
        date(2026, 3, 1),
    ]
)


@pytest.mark.parametrize("complete", [False, True])
def test_the_quick_validator_says_what_the_reference_says(complete: bool) -> None:
    assert [part for part, data in FILES if surely_fits(part, complete, data) != right(part, complete, data)] == []


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_they_agree_on_files_that_were_damaged_anywhere(data: st.DataObject) -> None:
    part, whole = data.draw(st.sampled_from(FILES))
    damaged, complete = damage(whole, data.draw), data.draw(st.booleans())
    if surely_fits(part, complete, damaged):
        assert right(part, complete, damaged)
    elif right(part, complete, damaged):
        assert beyond_json(damaged)


def right(part: str, complete: bool, data: Any) -> bool:
    return next(iter(validator(part, complete).iter_errors(data)), None) is None


def damage(node: Any, draw: Any) -> Any:
    """A copy with something else in one place."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    if not keys or draw(st.integers(0, 4)) == 0:
        return draw(ODD)
    key = draw(st.sampled_from(keys))
    if isinstance(node, list):
        return [damage(child, draw) if at == key else child for at, child in enumerate(node)]
    how = draw(st.sampled_from(["into", "drop", "add"]))
    if how == "into":
        return {**node, key: damage(node[key], draw)}
    rest = {name: child for name, child in node.items() if how == "add" or name != key}
    return {**rest, draw(st.sampled_from(["title", "who", "if", "x"])): draw(ODD)} if how == "add" else rest


def beyond_json(node: Any) -> bool:
    """Whether something in it is none of JSON's values, so that the reference alone judges it."""
    if isinstance(node, dict):
        return any(not isinstance(key, str) or beyond_json(child) for key, child in node.items())
    if isinstance(node, list):
        return any(map(beyond_json, node))
    return isinstance(node, date)


def faults(judge: Any, data: Any) -> list[tuple[object, ...]]:
    return [(tuple(e.absolute_path), e.validator, len(e.context)) for e in judge.iter_errors(data)]


def test_what_was_right_once_is_right_again_and_what_was_wrong_stays_wrong() -> None:
    good, bad = {"clock": "c", "title": "时限", "within": "3 days"}, {"clock": "c", "titel": "时限"}
    for _ in range(2):
        assert _codes(SourceFile("case-types/x/clocks.yaml", [good])) == []
        assert _codes(SourceFile("case-types/x/clocks.yaml", [bad])) == ["unknown-key"]
        assert _codes(SourceFile("case-types/y/clocks.yaml", [good]), complete=True) != []


def _codes(file: SourceFile, complete: bool = False) -> list[str]:
    return [problem.code for problem in problems_of(Source.of([file]), complete)]
