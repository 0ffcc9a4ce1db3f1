"""`fangyuan pack check` tells what the analysis finds, warnings too, with places, in Chinese and in English."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from fangyuan.cli.packs import pack_check
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
