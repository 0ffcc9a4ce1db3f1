"""The papers for people: links lead somewhere, and the first page stays short and true."""

from __future__ import annotations

import re
from pathlib import Path

from house.source import MADE, ROOT, told

README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")


def papers() -> list[Path]:
    """Every Markdown file of the repository, but for those that tools installed or made."""
    folders = ("docs", "definitions", "plugins", "platform", "tests")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.md"))
    return [README, *(path for path in sorted(found) if not set(MADE) & set(path.parts))]


def test_links_between_papers_lead_somewhere() -> None:
    broken = [
        f"{told(path)} {target}"
        for path in papers()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith(("#", "mailto:"))
        if not (path.parent / target.split("#")[0]).exists()
    ]
    assert broken == []


def test_the_first_page_is_short() -> None:
    prose = README.read_text(encoding="utf-8").split("## Further")[0]
    assert len(prose.split()) < 250


def test_the_first_page_has_two_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert commands == ["make run", "make test"]


def test_the_index_names_every_paper_of_docs() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    named = {(ROOT / "docs" / target.split("#")[0]).resolve() for target in LINK.findall(index)}
    unnamed = [told(path) for path in papers() if (ROOT / "docs") in path.parents and path.resolve() not in named]
    assert unnamed == [told(ROOT / "docs" / "README.md")]
