"""A new pack works at once, and an editor knows its files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from fangyuan.cli import fangyuan
from fangyuan.forms.vocabulary import WORDS
from fangyuan.kinds import load_kinds
from fangyuan.packs.layout import PARTS, part_of
from fangyuan.packs.reading import read_folder
from fangyuan.packs.starting import SCHEMAS, editor_files
from packs.examples import VALID, folders

DEFINITIONS = Path(__file__).parents[3] / "definitions"
CHINESE = re.compile("[\u4e00-\u9fff]")
OPEN = {"locale"}
"""Any text of a pack may be a key of its translations."""


def run(*command: str) -> str:
    done = CliRunner().invoke(fangyuan, ["pack", *command], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_new_pack_is_without_findings_and_shows_all_of_itself(tmp_path: Path) -> None:
    folder = str(tmp_path / "rooms")
    run("new", "county-x/rooms", "-o", folder, "--title", "会议室借用")
    assert json.loads(run("check", folder, "--json")) == []
    assert "场景覆盖 100%" in run("test", folder, "--at-least", "100")
    source = read_folder(folder)
    assert (source.pack, source.title) == ("county-x/rooms", "会议室借用")
    assert not any(path.startswith(".") for path in source.files)


def test_every_file_of_a_new_pack_says_what_it_is_for(tmp_path: Path) -> None:
    run("new", "county-x/rooms", "-o", str(tmp_path / "rooms"))
    files = [
        path for path in (tmp_path / "rooms").rglob("*.yaml") if "late" not in path.name and "result" not in path.name
    ]
    assert [path.name for path in files if "# " not in path.read_text("utf-8")] == []


@pytest.mark.parametrize("name", ["rooms", "County/rooms", "a/b/c", "../x/y", "a/"])
def test_a_pack_has_a_publisher_and_a_name(name: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(fangyuan, ["pack", "new", name, "-o", str(tmp_path / "x")])
    assert done.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    assert CliRunner().invoke(fangyuan, ["pack", "new", "a/b", "-o", str(tmp_path)]).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_editor_holds_each_file_against_its_own_schema(tmp_path: Path) -> None:
    run("new", "county-x/rooms", "-o", str(tmp_path / "rooms"))
    settings = json.loads((tmp_path / "rooms/.vscode/settings.json").read_text("utf-8"))
    named = {glob: schema for schema, globs in settings["yaml.schemas"].items() for glob in globs}
    for path in read_folder(tmp_path / "rooms").files:
        if (part := part_of(path)) is not None:
            schema = next(schema for glob, schema in named.items() if fnmatchcase(path, glob))
            assert schema == f"./.fangyuan/{part.part}.schema.json"
            assert (tmp_path / "rooms" / schema).exists()
    assert {each["url"] for each in settings["json.schemas"]} >= {
        "./.fangyuan/form.schema.json",
        "./.fangyuan/ui.schema.json",
    }


def test_the_schemas_are_published_whole(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    run("editor", str(tmp_path / "pack"))
    written = {path.name for path in (tmp_path / "pack" / ".fangyuan").iterdir()}
    for path, raw in editor_files().items():
        if path.endswith(".schema.json"):
            schema = json.loads(raw)
            Draft202012Validator.check_schema(schema)
            refs = {ref.split("#")[0] for ref in references(schema)} - {""}
            assert refs <= written, path


def published() -> tuple[dict[str, Any], Registry[Any]]:
    """The schemas as an editor has them, and where their references lead: to the files beside them alone."""
    found = {
        path.removeprefix(f"{SCHEMAS}/"): json.loads(raw)
        for path, raw in editor_files().items()
        if path.startswith(SCHEMAS)
    }
    beside = [(name, DRAFT202012.create_resource(schema)) for name, schema in found.items()]
    return found, Registry().with_resources(beside)


def misspelt(part: str, data: Any) -> Any:
    """A file with a key that nobody knows, in its first item where it is a list; a form may hold any word but ours."""
    if part in ("form", "schema"):
        where = "properties" if "properties" in data else "$defs"
        return {**data, where: {**data[where], "more": {"type": "string", "x-fangyuan-knd": "text"}}}
    return [{**data[0], "titel": "x"}, *data[1:]] if isinstance(data, list) else {**data, "titel": "x"}


def test_every_sort_of_file_has_a_schema_that_takes_the_packs_that_there_are_and_no_misspelt_key() -> None:
    found, registry = published()
    seen = set()
    for source in (read_folder(folder) for folder in [*sorted(DEFINITIONS.iterdir()), *folders(VALID)]):
        for path, file in source.files.items():
            if (part := part_of(path)) is None:
                continue
            check = Draft202012Validator(found[f"{part.part}.schema.json"], registry=registry).is_valid
            assert check(file.data), f"{source.pack} {path}"
            assert part.part in OPEN or not check(misspelt(part.part, file.data)), f"{source.pack} {path}"
            seen.add(part.part)
    assert {f"{part.part}.schema.json" for part in PARTS} <= set(found)
    assert {part.part for part in PARTS} - seen <= {"locale", "migration"}


@pytest.mark.parametrize(
    ("part", "file"),
    [
        ("form", {"type": "object", "properties": {"a": {"type": "boolen"}}}),
        ("form", {"type": "object", "properties": {"a": {"type": "string", "minLenght": 2}}}),
        ("form", {"type": "object", "properties": {"a": {"type": "string", "x-fangyuan-kind": "fone"}}}),
        (
            "pack",
            {"pack": "a/b", "version": "1.0.0", "title": "甲", "parameters": {"p": {"title": "乙", "kind": "duraton"}}},
        ),
        (
            "rules",
            [
                {
                    "rule": "r",
                    "title": "丙",
                    "on": "case-registered",
                    "if": {"all": [{"a": {"cosnt": True}}]},
                    "then": [],
                }
            ],
        ),
    ],
)
def test_an_editor_marks_a_word_that_nobody_has_where_authors_write_most(part: str, file: Any) -> None:
    found, registry = published()
    assert not Draft202012Validator(found[f"{part}.schema.json"], registry=registry).is_valid(file)


def test_every_word_that_an_editor_offers_is_explained_in_chinese() -> None:
    found, _ = published()
    for name, schema in found.items():
        for word, shape in offered(schema):
            elsewhere = found["words.schema.json"] if "words" in shape.get("$ref", "") else schema
            named = elsewhere.get("$defs", {}).get(shape.get("$ref", "").rpartition("/")[2], {})
            assert CHINESE.search(shape.get("description") or named.get("description", "")), f"{name} {word}"
    words = found["words.schema.json"]["$defs"]["field"]["properties"]
    assert set(words) >= WORDS
    assert words["x-fangyuan-kind"]["examples"] == list(load_kinds().names())


def offered(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of a file that a schema names, with what it says of it."""
    if isinstance(node, dict):
        named = node.get("properties")
        if isinstance(named, dict):
            yield from ((word, shape) for word, shape in named.items() if isinstance(shape, dict))
        for child in node.values():
            yield from offered(child)
    elif isinstance(node, list):
        for child in node:
            yield from offered(child)


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for inner in node.values() for ref in references(inner)]
    return [ref for inner in node for ref in references(inner)] if isinstance(node, list) else []


def test_what_cannot_be_written_or_built_ends_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path / "home"))
    folder = str(tmp_path / "rooms")
    run("new", "county-x/rooms", "-o", folder)
    run("key", "new", "county-x")
    nowhere = str(tmp_path / "nowhere" / "x")
    for command, told in (
        (["build", folder, "-o", nowhere], "不能写入"),
        (["export-xlsx", folder, "-o", nowhere], "不能写入"),
        (["new", "county-x/long", "--title", "长" * 121], "不超过 120 个字"),
    ):
        done = CliRunner().invoke(fangyuan, ["pack", *command])
        assert (done.exit_code > 0, told in done.output) == (True, True), done.output
        assert isinstance(done.exception, SystemExit)
