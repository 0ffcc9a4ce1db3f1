"""Every command that reports problems tells them in Chinese, in English and as JSON, always in the same shape."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from fangyuan.cli import fangyuan
from packs.examples import INVALID, VALID, laid_out

CHINESE = re.compile("[\u4e00-\u9fff]")
LINE = re.compile(r"case-types/repair/clocks\.yaml:\d+:\d+  \$\[0\]\.within  .+  .+")
REPORTING = {
    ("pack", "build"), ("pack", "check"), ("pack", "diff"), ("pack", "install"), ("pack", "activate"),
    ("pack", "rollback"), ("pack", "show"), ("pack", "test"), ("pack", "record"), ("pack", "list"),
    ("pack", "export-xlsx"), ("pack", "import-xlsx"), ("pack", "key", "new"), ("pack", "key", "trust"),
    ("pack", "key", "revoke"), ("pack", "key", "revoke-list"), ("form", "import"), ("simulate",),
    ("calendar", "preview"), ("calendar", "publish"),
}  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(fangyuan, list(words))


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pack whose first clock is written wrong."""
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path / "home"))
    laid_out(INVALID / "bad-pattern", tmp_path / "pack")
    return str(tmp_path / "pack")


def command_at(words: tuple[str, ...]) -> click.Command:
    found: click.Command = fangyuan
    for word in words:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, words
        found = inner
    return found


def test_every_command_that_reports_problems_takes_a_language_and_json() -> None:
    for words in REPORTING:
        options = {option for one in command_at(words).params for option in one.opts}
        assert {"--language", "--json"} <= options, words


@pytest.mark.parametrize("command", ["check", "test", "show --resolved", "diff {0}", "build -o x.fypack", "install"])
def test_a_problem_is_a_line_in_either_language_and_a_record(bad: str, command: str) -> None:
    words = ["pack", *command.format(bad).split()]
    chinese = run(*words, bad)
    assert chinese.exit_code == 1
    assert LINE.fullmatch(chinese.output.strip()), chinese.output
    assert CHINESE.search(chinese.output)
    english = run(*words, bad, "--language", "en")
    assert not CHINESE.search(english.output)
    assert "3 working days is not written as it must be. Write a number and a unit" in english.output
    (told,) = json.loads(run(*words, bad, "--json").output)
    assert (told["code"], told["file"], told["line"] > 0) == ("bad-pattern", "case-types/repair/clocks.yaml", True)


def test_of_several_packs_each_finding_names_its_own_and_none_hides_another(bad: str, tmp_path: Path) -> None:
    second = laid_out(INVALID / "bad-pattern", tmp_path / "second") or tmp_path / "second"
    for command in ("check", "test"):
        files = [told["file"] for told in json.loads(run("pack", command, bad, str(second), "--json").output)]
        assert files == [f"{folder}/case-types/repair/clocks.yaml" for folder in (bad, tmp_path / "second")]
    said = run("pack", "test", bad, str(VALID / "minimal"))
    assert (said.exit_code, "clocks.yaml:" in said.output, "example/minimal 场景覆盖" in said.output) == (1, True, True)


def test_coverage_is_told_in_english_too() -> None:
    said = run("pack", "test", str(VALID / "minimal"), "--language", "en").output
    assert "0 failed" in said
    assert re.search(r"example/minimal: scenarios show \d+%: stages \d", said)


def test_a_refusal_of_an_installation_is_told_in_english(bad: str) -> None:
    said = run("pack", "activate", "no/pack", "--tenant", "t", "--language", "en")
    assert (said.exit_code, said.output) == (1, "no/pack is not installed. See fangyuan pack list.\n")
    (told,) = json.loads(run("pack", "rollback", "no/pack", "--tenant", "t", "--json").output)
    assert "no/pack has no version to go back to" in told["english"]
