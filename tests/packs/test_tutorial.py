"""The tutorial is true: its files are written as it says, its commands run in its order, and they say what it says."""

import sys
from contextlib import suppress
from pathlib import Path

import pytest

from fangyuan.cli import main
from packs.tutorial import asked, blocks, write


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
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path / "house"))
    commands = 0
    for language, file, more, text in blocks():
        if file:
            write(tmp_path, file, text, more=more)
        for command, expected in asked(text) if language == "console" else ():
            said = said_by(command, monkeypatch, capsys)
            commands += 1
            at = 0
            for line in expected:
                assert line in said[at:], f"{command}\nexpected: {line}\nsaid:\n{said}"
                at = said.index(line, at) + len(line)
    assert commands == 10
