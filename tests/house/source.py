"""The repository's own files, as the house's tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = ROOT / "platform"
HOUSE = PLATFORM / "fangyuan"

MADE = ("node_modules", "__pycache__")
WRITTEN = (".py", ".html", ".txt", ".js", ".mjs", ".css", ".po", ".pot", ".json", ".yaml", ".toml", ".sql")


def written_files(folder: Path = PLATFORM) -> list[Path]:
    """Every file under `folder` that a person wrote, so neither installed packages, nor bundles, nor locks."""
    built = HOUSE / "web" / "static" / "build"
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in WRITTEN
        and path.name != "package-lock.json"
        and not set(MADE) & set(path.parts)
        and built not in path.parents
    ]


def python_files(folder: Path = PLATFORM) -> list[Path]:
    """The Python files among them."""
    return [path for path in written_files(folder) if path.suffix == ".py"]


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that is imported anywhere in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def told(path: Path, line: int | None = None) -> str:
    """`path:line` as an editor can open it."""
    where = str(path.relative_to(ROOT))
    return where if line is None else f"{where}:{line}"
