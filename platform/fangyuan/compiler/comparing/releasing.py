"""Semantic versioning held against what changed (semver.org 2.0.0, §§6–8; before 1.0 a minor version may break, §4)."""

from collections.abc import Iterable
from enum import IntEnum

from fangyuan.compiler.comparing.changes import Change
from fangyuan.compiler.comparing.directions import Class
from fangyuan.compiler.versions import version


class Step(IntEnum):
    """How far a version went from another."""

    BACK = -1
    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def fitting_step(changes: Iterable[Change], old_version: str) -> Step:
    """The smallest step that is honest about these changes."""
    found = {change.cls for change in changes}
    if Class.BREAKING in found:
        return Step.MAJOR if version(old_version)[0] else Step.MINOR
    if found & {Class.TIGHTENING, Class.LOOSENING}:
        return Step.MINOR if version(old_version)[0] else Step.PATCH
    return Step.PATCH if found else Step.NONE


def step_between(old_version: str, new_version: str) -> Step:
    """The step that a version took."""
    old, new = version(old_version), version(new_version)
    if new <= old:
        return Step.NONE if new == old else Step.BACK
    changed = next(place for place in range(3) if old[place] != new[place])
    return Step(3 - changed)
