"""The shape of the house: where files may lie, what they may be called, how long they may be."""

from __future__ import annotations

import ast
from pathlib import Path

from house.source import HOUSE, PLATFORM, parsed, python_files, told, written_files

FILE_CAP = 400
FUNCTION_CAP = 60
# Names that attract everything, because they say nothing.
EMPTY_NAMES = {"common", "helper", "helpers", "manager", "managers", "misc", "service", "services", "util", "utils"}


def test_platform_is_a_folder_and_not_a_package() -> None:
    assert not (PLATFORM / "__init__.py").exists(), "platform/__init__.py would shadow the standard library's module"
    assert [path.name for path in PLATFORM.iterdir() if path.name != "__pycache__"] == ["fangyuan"]


def test_the_package_says_that_it_is_typed() -> None:
    assert (HOUSE / "py.typed").is_file()


def test_files_stay_short() -> None:
    long = {told(path): count for path in written_files() if (count := _lines(path)) > FILE_CAP}
    assert long == {}, f"at most {FILE_CAP} lines a file"


def test_functions_stay_short() -> None:
    long = [
        f"{told(path, node.lineno)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_CAP
    ]
    assert long == [], f"at most {FUNCTION_CAP} lines a function"


def test_names_say_something() -> None:
    empty = [
        told(path) for path in python_files() if EMPTY_NAMES & {path.stem, *path.relative_to(PLATFORM).parent.parts}
    ]
    assert empty == []


def test_every_module_says_what_it_is() -> None:
    silent = [told(path) for path in python_files() if not ast.get_docstring(parsed(path))]
    assert silent == []


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
