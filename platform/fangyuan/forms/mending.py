"""What is left of a schema once everything that its meta-schema finds wrong is taken away."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from fangyuan.forms.referring import fault_of

TRIES = 50
"""A schema with more faults than this is not worth reading on."""


def sound(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without its faults, so that whatever else is wrong with the form is told at once; empty beyond help."""
    left: Any = deepcopy(dict(schema))
    for _ in range(TRIES):
        fault = fault_of(left)
        if fault is None:
            return dict(left)
        place = list(fault.absolute_path)
        if not place:
            break
        _take_away(left, place)
    return {}


def _take_away(node: Any, place: list[str | int]) -> None:
    for step in place[:-1]:
        node = node[step]
    del node[place[-1]]
