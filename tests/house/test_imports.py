"""The rules about imports that import-linter cannot say; the others are contracts in pyproject.toml."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from house.source import HOUSE, ROOT, imported_names, parsed, python_files, told

# Without these the platform runs all the same, with less; all other imports stand at the top of a module.
OPTIONAL = {"durable_rules_engine", "gunicorn", "procrastinate", "psycopg"}
PLUGINS_MAY_IMPORT = ("fangyuan.hookspecs", "fangyuan.model")


def test_the_model_imports_the_standard_library_alone() -> None:
    foreign = [
        f"{told(path, line)} {name}"
        for path in python_files(HOUSE / "model")
        for line, name in imported_names(parsed(path))
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("fangyuan.model")
    ]
    assert foreign == []


def test_a_plugin_imports_the_hooks_and_the_model_alone() -> None:
    foreign = [
        f"{told(path, line)} {name}"
        for path in python_files(ROOT / "plugins")
        if "tests" not in path.parts and path.name != "conftest.py"
        for line, name in imported_names(parsed(path))
        if name.split(".")[0] == "fangyuan" and not name.startswith(PLUGINS_MAY_IMPORT)
    ]
    assert foreign == []


def test_only_optional_dependencies_are_imported_inside_a_function() -> None:
    inside = {
        f"{told(path, line)} {name}"
        for path in python_files(HOUSE)
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, name in imported_names(function)
        if name.split(".")[0] not in OPTIONAL
    }
    assert inside == set()


def test_what_is_imported_later_stands_as_an_import_for_the_checkers_too() -> None:
    """Neither the contracts on rooms nor the checker of types sees a name in a text."""
    trees = {path: parsed(path) for path in python_files(HOUSE) if "= later(" in path.read_text("utf-8")}
    seen = {path: {name for _, name in imported_names(tree)} for path, tree in trees.items()}
    named = {path: set(_later(tree)) for path, tree in trees.items()}
    assert sum(map(len, named.values())) > 20
    assert [
        f"{told(path, line)} {name}" for path in trees for line, name in named[path] if name not in seen[path]
    ] == []


def _later(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of every module that is imported when it is used."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="later"), args=[ast.Constant(value=str(name))]):
                yield node.lineno, name
