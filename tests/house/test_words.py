"""The platform knows no county, no mechanism and no petition: those belong to packs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from house.source import HOUSE, told, written_files

LIST = Path(__file__).with_name("words.txt")
WORDS = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
FORBIDDEN = re.compile("|".join(rf"(?<![a-z]){word}" if word.isascii() else word for word in WORDS), re.IGNORECASE)


def test_no_file_of_the_platform_names_one() -> None:
    found = [
        f"{told(path, number)} {match.group()}"
        for path in written_files(HOUSE)
        for number, line in enumerate([path.name, *path.read_text(encoding="utf-8").splitlines()])
        for match in FORBIDDEN.finditer(line)
    ]
    assert found == [], "if a pack cannot say something, the language grows in general"


@pytest.mark.parametrize("text", ["class PetitionCase:", "the_petition", "办理信访事项", "hezeville"])
def test_the_list_finds_them(text: str) -> None:
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize("text", ["repetition", "competition", "Regulation 2022, Art. 34"])
def test_the_list_leaves_others_alone(text: str) -> None:
    assert not FORBIDDEN.search(text)
