"""The tutorial is true: its files are written as it says, its commands run in its order, and they say what it says."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fangyuan.cli import main

PAPER = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: +(\S+))?( \+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, bool, str]]:
    """(language, file, whether it is added at the end, text) of every block, from top to bottom."""
    for language, file, more, text in BLOCK.findall(PAPER.read_text(encoding="utf-8")):
        yield language, file, bool(more), text


def said_by(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints, on both channels."""
    monkeypatch.setattr(sys, "argv", command.removeprefix("$ ").split())
    with suppress(SystemExit):
        main()
    told = capsys.readouterr()
    return told.out + told.err


def test_following_the_tutorial_gives_what_it_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for language, file, more, text in blocks():
        if language == "console":
            command, *expected = text.strip().splitlines()
            said = said_by(command, monkeypatch, capsys)
            commands += 1
            at = 0
            for line in expected:
                assert line in said[at:], f"{command}\nexpected: {line}\nsaid:\n{said}"
                at = said.index(line, at) + len(line)
        else:
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((path.read_text("utf-8") if more else "") + text, encoding="utf-8")
    assert commands >= 6
