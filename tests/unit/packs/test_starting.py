"""A new pack works at once, and an editor knows its files."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from fangyuan.cli import fangyuan
from fangyuan.packs.layout import part_of
from fangyuan.packs.reading import read_folder
from fangyuan.packs.starting import editor_files


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
        (["new", "county-x/long", "--title", "长" * 121], "at most 120"),
    ):
        done = CliRunner().invoke(fangyuan, ["pack", *command])
        assert (done.exit_code > 0, told in done.output) == (True, True), done.output
        assert isinstance(done.exception, SystemExit)
