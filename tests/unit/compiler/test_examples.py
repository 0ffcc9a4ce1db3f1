"""Every folder of tests/packs is a test: drop one in, and it counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fangyuan.packs.problems import CODES
from packs.examples import INVALID, VALID, folders, problems_in, problems_of_example

UNIT = Path(__file__).parents[1]


@pytest.mark.parametrize("folder", folders(VALID), ids=lambda folder: folder.name)
def test_a_valid_pack_has_no_problem(folder: Path) -> None:
    assert [str(problem) for problem in problems_in(folder)] == []


@pytest.mark.parametrize("folder", folders(INVALID), ids=lambda folder: folder.name)
def test_an_invalid_pack_says_exactly_what_is_wrong(folder: Path) -> None:
    expected = (folder / "expect.txt").read_text(encoding="utf-8").splitlines()
    assert problems_of_example(folder) == expected


def test_every_code_of_the_registry_is_pinned() -> None:
    pinned = {
        line.split("  ")[0]
        for folder in folders(INVALID)
        for line in (folder / "expect.txt").read_text(encoding="utf-8").splitlines()
    }
    named_in_tests = {
        code
        for file in (*(UNIT / "packs").glob("test_*.py"), *(UNIT / "casework").glob("test_*iving.py"))
        for code in re.findall(r'"([a-z-]+)"', file.read_text(encoding="utf-8"))
    }
    assert set(CODES) - pinned - named_in_tests == set()
