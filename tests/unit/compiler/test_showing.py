"""`pack show --resolved`: valid YAML that says what the pack says, each line with the pack it comes from."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner

from fangyuan.cli import fangyuan
from fangyuan.compiler.loading import load_source
from fangyuan.compiler.showing import scalar, shown
from fangyuan.packs.yaml_text import read_yaml
from packs.examples import VALID, folders

ROOT = Path(__file__).parents[3]
PACKS = [*folders(VALID), ROOT / "definitions" / "heze-qianjian"]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_what_is_shown_is_what_the_pack_says(folder: Path) -> None:
    source = load_source(folder, [VALID, ROOT / "definitions"])
    for path, lines in groupby(shown(source), lambda line: line.file):
        texts = [line.text for line in lines]
        if source.files[path].data is not None:
            node, problems = read_yaml("\n".join(texts) + "\n", path)
            assert problems == []
            assert node is not None
            assert node.plain() == source.files[path].data


def test_each_line_comes_from_the_pack_and_the_place_that_wrote_it() -> None:
    source = load_source(VALID / "extending", [VALID])
    lines = list(shown(source))
    folder = "case-types/repair/case-type.yaml"
    inherited = next(line for line in lines if (line.file, line.text) == (folder, "title: 设备报修"))
    own = next(line for line in lines if line.text.startswith("  - {stage: check"))
    assert (inherited.pack, own.pack) == ("example/minimal", "example/extending")
    written = (VALID / "minimal" / folder).read_text("utf-8").splitlines()
    assert written[inherited.mark.line - 1] == "title: 设备报修"
    assert (
        (VALID / "extending" / folder)
        .read_text("utf-8")
        .splitlines()[own.mark.line - 1]
        .startswith("  - {stage: check")
    )
    assert {line.pack for line in lines if line.file == "letters/receipt.docx"} == {"example/minimal"}


def test_one_line_holds_what_one_pack_says() -> None:
    source = load_source(VALID / "extending", [VALID])
    finish = [line for line in shown(source) if line.file.endswith("repair/case-type.yaml")]
    texts = [
        line.text.strip() for line in finish if "finish" in line.text or line.text.strip().startswith("from: check")
    ]
    assert "- action: finish" in texts
    assert "from: check" in texts


@pytest.mark.parametrize(
    "value", ["true", "12", "1.5", "", "a: b", "a #b", "- a", "null", "2026-01-01", "x\ny", " a", "yes", "{a}", "土地"]
)
def test_a_text_stays_a_text(value: str) -> None:
    node, _ = read_yaml(f"a: {scalar(value)}\nb: [{scalar(value)}]\n", "x.yaml")
    assert node is not None
    assert node.plain() == {"a": value, "b": [value]}


def test_the_command_prints_files_and_their_packs() -> None:
    run = CliRunner().invoke(fangyuan, ["pack", "show", str(VALID / "extending"), "--resolved", "--file", "pack.yaml"])
    assert run.exit_code == 0, run.output
    assert "example/extending │ title: 在别的包上加自己的做法" in run.output
    assert "example/minimal   │ levels: [county]" in run.output
    plain = CliRunner().invoke(fangyuan, ["pack", "show", str(VALID / "extending"), "--json"])
    assert {line["pack"] for line in json.loads(plain.output)} == {"example/extending"}
    missing = CliRunner().invoke(fangyuan, ["pack", "show", str(VALID / "minimal"), "--file", "nowhere.yaml"])
    assert missing.exit_code == 2
