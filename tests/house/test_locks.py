"""The lock files: complete, hashed, and without the address of any registry or a path of any machine."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from house.source import HOUSE, ROOT

LOCKS = ("requirements.lock", "requirements-test.lock")
PIN = re.compile(r"([a-z0-9][a-z0-9-]*)==([^ ;]+)(?: ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
PACKAGE_LOCK = HOUSE / "web" / "assets" / "package-lock.json"


def pins(lock: str) -> dict[str, Version]:
    """Name and version of everything in a lock file."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {match[1]: Version(match[2]) for line in lines if (match := PIN.fullmatch(line))}


def wanted(*extras: str) -> Iterator[Requirement]:
    """What pyproject.toml asks for, with the named extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return (Requirement(text) for texts in lists for text in texts)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_nothing_but_pins_and_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "test"])])
def test_a_lock_has_all_that_the_project_asks_for(lock: str, extras: list[str]) -> None:
    locked = pins(lock)
    missing = [
        str(requirement)
        for requirement in wanted(*extras)
        if (version := locked.get(canonicalize_name(requirement.name))) is None or version not in requirement.specifier
    ]
    assert missing == [], "run: make lock"


def test_both_locks_name_the_same_versions() -> None:
    run, test = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: test.get(name) for name in run} == run


def test_the_package_lock_has_hashes_and_no_addresses() -> None:
    lock: dict[str, Any] = json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []
