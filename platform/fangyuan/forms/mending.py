"""What is left of a schema once everything that its meta-schema finds wrong is taken away."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from fangyuan.forms.referring import faults_of

TRIES = 50
"""A schema with more faults than this is not worth reading on."""


def sound(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without its faults, so that whatever else is wrong with the form is told at once; empty beyond help."""
    left: Any = deepcopy(dict(schema))
    for _ in range(TRIES):
        faults = faults_of(left)
        if not faults:
            return dict(left)
        if not all(fault.absolute_path for fault in faults):
            break
        # Later places go first, so that the numbers of earlier items of a list stay.
        for fault in reversed(faults):
            _take_away(left, list(fault.absolute_path))
    return {}


def _take_away(node: Any, place: list[str | int]) -> None:
    """Takes a place away, unless what it stands in went already."""
    try:
        for step in place[:-1]:
            node = node[step]
        del node[place[-1]]
    except (KeyError, IndexError, TypeError):
        return
