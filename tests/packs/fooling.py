"""Packs made to slip past the checks: the minimal pack of the examples with a few pieces of text exchanged."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fangyuan.compiler.compiling import look
from fangyuan.compiler.loading import load_source
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem
from packs.examples import OWN, VALID

HEAD = "case-types/repair/case-type.yaml"
CLOCKS = "case-types/repair/clocks.yaml"
RULES = "case-types/repair/rules.yaml"
FORM = "case-types/repair/report.schema.json"
KINDS = load_kinds()

Edits = dict[str, str | bytes | tuple[tuple[str, str], ...]]
"""Path -> the whole text or bytes of a file, text that follows it (begins with `+`), or exchanges of pieces of it."""


def found(edits: Edits, base: Path = VALID / "minimal") -> list[Problem]:
    """Everything that check finds in the pack with these edits."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        kept = (
            one for one in base.rglob("*") if one.is_file() and one.parent.name != "scenarios" and one.name not in OWN
        )
        for file in kept:
            _write(pack / file.relative_to(base), file.read_bytes())
        for path, edit in edits.items():
            _write(pack / path, _edited(pack / path, edit))
        try:
            return list(look(load_source(pack, [VALID]), KINDS)[1])
        except PackRejected as rejected:
            return list(rejected.problems)


def codes(edits: Edits, base: Path = VALID / "minimal") -> set[str]:
    """The codes of what is found."""
    return {problem.code for problem in found(edits, base)}


def _edited(file: Path, edit: str | bytes | tuple[tuple[str, str], ...]) -> bytes:
    if isinstance(edit, bytes):
        return edit
    if isinstance(edit, str):
        return (file.read_text("utf-8") + edit[1:] if edit.startswith("+") else edit).encode()
    text = file.read_text("utf-8")
    for old, new in edit:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def _write(file: Path, raw: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
