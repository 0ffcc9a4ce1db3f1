"""Every folder of tests/packs is a test: drop one in, and it counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fangyuan.compiler.telling import english
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import CODES
from packs.examples import INVALID, VALID, folders, pinned, problems_in, problems_of_example

UNIT = Path(__file__).parents[1]
CHINESE = re.compile("[\u4e00-\u9fff]+")
SENTENCE = re.compile(r"(?<![{.:-])\b[A-Za-z]+(?: [a-z']+){2,}")


@pytest.mark.parametrize("folder", folders(VALID), ids=lambda folder: folder.name)
def test_a_valid_pack_has_no_problem(folder: Path) -> None:
    assert [str(problem) for problem in problems_in(folder)] == []


@pytest.mark.parametrize("folder", folders(INVALID), ids=lambda folder: folder.name)
def test_an_invalid_pack_says_exactly_what_is_wrong(folder: Path) -> None:
    expected = (folder / "expect.txt").read_text(encoding="utf-8").splitlines()
    found = problems_of_example(folder)
    assert pinned(found) == expected
    assert [(problem.message, english(problem)) for problem in found if mixed(problem, folder)] == []


def mixed(problem: Problem, folder: Path) -> bool:
    """Whether it tells in Chinese what only English says, or the reverse; what it quotes of the pack does not count."""
    zh, en = f"{problem.message} {problem.advice}", english(problem)
    strange = [*SENTENCE.findall(zh), *CHINESE.findall(en)]
    written = "".join(map(text_of, [*folder.rglob("*"), *VALID.rglob("*")]))
    return any(words not in written for words in strange)


def text_of(file: Path) -> str:
    """The text of a file, and its name."""
    return file.name + (file.read_text("utf-8", "ignore") if file.suffix in (".yaml", ".json", ".csv", ".md") else "")


def test_every_code_of_the_registry_is_pinned() -> None:
    held = {
        line.split("  ")[0]
        for folder in folders(INVALID)
        for line in (folder / "expect.txt").read_text(encoding="utf-8").splitlines()
    }
    named_in_tests = {
        code
        for file in (*(UNIT / "packs").glob("test_*.py"), *(UNIT / "casework").glob("test_*iv*.py"))
        for code in re.findall(r'"([a-z-]+)"', file.read_text(encoding="utf-8"))
    }
    assert set(CODES) - held - named_in_tests == set()
