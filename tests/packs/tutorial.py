"""The tutorial as a reader meets it: its files, its commands and what is done in the browser, from top to bottom."""

import re
from collections.abc import Iterator
from pathlib import Path

PAPER = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: +(\S+))?( \+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, bool, str]]:
    """(language, file, whether it is added at the end, text) of every block, from top to bottom."""
    for language, file, more, text in BLOCK.findall(PAPER.read_text(encoding="utf-8")):
        yield language, file, bool(more), text


def write(folder: Path, file: str, text: str, *, more: bool) -> None:
    """Types a file into the reader's folder, or adds to it."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text("utf-8") if more else "") + text, encoding="utf-8")


def asked(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the lines that it is promised to say, in their order."""
    for part in re.split(r"^(?=\$ )", text.strip(), flags=re.MULTILINE):
        command, *expected = part.strip().splitlines() or [""]
        if command:
            yield command, expected


def steps() -> Iterator[tuple[str, str]]:
    """(what is done, with what) of each line that is followed in the browser."""
    for language, _, _, text in blocks():
        for line in text.splitlines() if language == "steps" else ():
            verb, _, rest = line.partition("：")
            yield verb, rest
