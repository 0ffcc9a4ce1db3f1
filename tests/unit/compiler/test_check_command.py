"""`fangyuan pack check` tells what the analysis finds, warnings too, with places, in Chinese and in English."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from fangyuan.cli import fangyuan
from fangyuan.cli.checking import pack_check
from packs.examples import INVALID, VALID, laid_out


def test_a_clash_is_told_with_its_place_in_both_languages_and_stops_nothing(tmp_path: Path) -> None:
    laid_out(INVALID / "rules-clash", tmp_path / "pack")
    chinese = CliRunner().invoke(pack_check, [str(tmp_path / "pack")])
    assert chinese.exit_code == 0
    assert chinese.output.startswith("case-types/repair/rules.yaml:16:3  $[2]  规则“lifts-are-urgent”与")
    english = CliRunner().invoke(pack_check, ["--language", "en", str(tmp_path / "pack")])
    assert "contradict each other" in english.output
    assert "规则" not in english.output
    data = json.loads(CliRunner().invoke(pack_check, ["--json", str(tmp_path / "pack")]).output)
    assert [(one["code"], one["severity"], one["line"]) for one in data] == [("rules-clash", "warning", 16)]


def test_an_error_ends_in_status_one_and_a_good_pack_in_none(tmp_path: Path) -> None:
    laid_out(INVALID / "secret", tmp_path / "pack")
    assert CliRunner().invoke(pack_check, [str(tmp_path / "pack")]).exit_code == 1
    good = CliRunner().invoke(pack_check, [str(VALID / "minimal")])
    assert (good.exit_code, good.output) == (0, "没有发现问题。\n")


def test_what_is_misshapen_hides_nothing_else(tmp_path: Path) -> None:
    """A colour that is none, an effect that is none, a role, a stage and a step that nothing is called: told at once, each
    in its line, and nothing that only follows from another.
    """
    laid_out(VALID / "minimal", pack := tmp_path / "pack")
    mistakes = {
        "case-types/repair/clocks.yaml": ("light: yellow", "light: yelow"),
        "case-types/repair/case-type.yaml": (
            "from: open, close: done, outcome: scrapped",
            "from: opne, close: done, outcome: scrapped",
        ),
        "case-types/repair/rules.yaml": ("{flag: urgent}", "{flagg: urgent}"),
        "scenarios/late.yaml": ("do: mend", "do: mned"),
        "roles.yaml": ("registers: [repair]", "registers: [repiar]"),
    }
    for path, (right, wrong) in mistakes.items():
        file = pack / path
        assert right in file.read_text("utf-8"), path
        file.write_text(file.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    done = CliRunner().invoke(pack_check, ["--json", str(pack)])
    assert {one["file"] for one in json.loads(done.output)} == set(mistakes)


def test_checking_waits_for_no_web_server_and_no_database() -> None:
    heavy = "{'flask', 'sqlalchemy', 'wtforms', 'durable'}"
    said = f"import sys, fangyuan.cli.checking; print({heavy} & set(sys.modules) or 'light')"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "light"


def test_every_command_is_where_the_groups_say() -> None:
    run = CliRunner().invoke
    for words in ((), ("pack",), ("pack", "key"), ("user",), ("calendar",), ("form",)):
        said = run(fangyuan, [*words, "--help"])
        assert said.exit_code == 0, said.output
    assert run(fangyuan, ["pack", "chek"]).exit_code == 2
