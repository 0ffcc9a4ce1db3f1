"""The official JSON-Schema-Test-Suite as `.ci/install` fetched it, and which of its cases fall outside.

A case is (group, schema, its tests). Its schema becomes a field of a form through a file of its own, as a pack would
write it; the suite's remote documents stand on the same shelf under their addresses.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fangyuan.forms.building import ALONE, build_form
from fangyuan.forms.drafts import DRAFTS
from fangyuan.forms.referring import Shelf
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem
from unit.forms.examples import KINDS

SUITE = Path(sys.prefix) / f"json-schema-test-suite-{version('jsonschema')}"
HOST = "http://localhost:1234/"
FOLDERS = {
    "draft4": "http://json-schema.org/draft-04/schema",
    "draft6": "http://json-schema.org/draft-06/schema",
    "draft7": "http://json-schema.org/draft-07/schema",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
ROOT = {"type": "object", "properties": {"f": {"$ref": "case.json"}}}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite: `id` is `file | group | test`."""

    id: str
    form: Form
    problems: tuple[Problem, ...]
    data: Any
    valid: bool


def files() -> list[str]:
    """Every file of the suite that speaks of a draft which packs may use."""
    assert set(FOLDERS.values()) == set(DRAFTS)
    found = [path for folder in FOLDERS for path in (SUITE / "tests" / folder).rglob("*.json")]
    return sorted(path.relative_to(SUITE / "tests").as_posix() for path in found)


@cache
def outside() -> dict[str, str]:
    """Case -> why it falls outside."""
    listed = tomllib.loads((Path(__file__).parent / "outside.toml").read_text(encoding="utf-8"))
    return {case: entry["why"] for entry in listed["outside"] for case in entry["cases"]}


def names(file: str) -> Iterator[str]:
    """What the tests of one file are called, without making forms of them."""
    yield from (called(file, group, test) for group in groups(file) for test in group["tests"])


def groups(file: str) -> Any:
    """The groups of tests of one file."""
    return json.loads((SUITE / "tests" / file).read_text(encoding="utf-8"))


def called(file: str, group: dict[str, Any], test: dict[str, Any]) -> str:
    """The name of a test: `file | group | test`."""
    return f"{file} | {group['description']} | {test['description']}"


def cases(file: str) -> Iterator[Case]:
    """The tests of one file."""
    draft = file.partition("/")[0]
    for group in groups(file):
        schema = written_in(draft, group["schema"])
        served = remotes(draft) if HOST in json.dumps(schema) else {}
        shelf = Shelf({**served, "case.json": schema, ALONE: ROOT})
        form, problems = build_form("f", ROOT, None, kinds=KINDS, shelf=shelf)
        for test in group["tests"]:
            yield Case(called(file, group, test), form, problems, test["data"], test["valid"])


@cache
def remotes(draft: str) -> dict[str, Any]:
    """The documents that the suite serves, by address; those of no draft are of the draft that is tested."""
    found = {}
    for path in sorted((SUITE / "remotes").rglob("*.json")):
        name = path.relative_to(SUITE / "remotes").as_posix()
        folder = name.partition("/")[0]
        if folder in FOLDERS or not folder.startswith("draft"):
            found[HOST + name] = written_in(folder if folder in FOLDERS else draft, json.loads(path.read_text()))
    return found


def written_in(draft: str, schema: Any) -> Any:
    """The schema with its draft named, where it names none itself."""
    return {"$schema": FOLDERS[draft], **schema} if isinstance(schema, dict) else schema
