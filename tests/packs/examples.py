"""Pack folders that are tests: everything below `valid/` can be used, everything below `invalid/` says why it cannot.

A folder of `invalid/` holds only what differs from `valid/minimal`: its files are laid over that pack's, those named
in `remove.txt` are taken away. A folder whose pack.yaml extends another pack stands for itself. `expect.txt` pins every
problem, one a line: its code, its severity, and exactly what an author reads.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from fangyuan.compiler.compiling import look
from fangyuan.compiler.loading import load_source
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected, Problem

HERE = Path(__file__).parent
VALID, INVALID = HERE / "valid", HERE / "invalid"
BASE = VALID / "minimal"
OWN = ("expect.txt", "remove.txt")


def folders(root: Path) -> list[Path]:
    """Every example below a root."""
    return sorted(folder for folder in root.iterdir() if folder.is_dir())


def problems_in(folder: Path) -> list[Problem]:
    """Everything that reading, resolving and compiling a pack folder finds."""
    try:
        source = load_source(folder, [VALID])
        return list(look(source, load_kinds())[1])
    except PackRejected as rejected:
        return list(rejected.problems)


def problems_of_example(example: Path) -> list[Problem]:
    """What an invalid example says."""
    with tempfile.TemporaryDirectory() as folder:
        laid_out(example, Path(folder) / "pack")
        return problems_in(Path(folder) / "pack")


def pinned(problems: list[Problem]) -> list[str]:
    """Problems as expect.txt holds them, line by line, in the order of places."""
    return sorted(f"{problem.code}  {problem.severity.value}  {problem}" for problem in problems)


def laid_out(example: Path, target: Path) -> None:
    """Writes the whole pack that an invalid example means."""
    contents = {} if _stands_alone(example) else _contents(BASE)
    contents |= _contents(example)
    removed = example / "remove.txt"
    for path in [*OWN, *(removed.read_text(encoding="utf-8").split() if removed.exists() else [])]:
        contents.pop(path, None)
    for path, raw in contents.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def _stands_alone(example: Path) -> bool:
    head = example / "pack.yaml"
    return head.exists() and b"pack: example/child" in head.read_bytes()
