"""Every plugin hook: its signature and one line of meaning.

A plugin imports `fangyuan.hookspecs` and `fangyuan.model` alone, marks its functions with `hookimpl` and returns plain
values. The platform's own field kinds, effects, channels and report measures come through the same hooks.
"""

from collections.abc import Iterable
from typing import Any

import pluggy

from fangyuan.model.channels import Channel
from fangyuan.model.kinds import FieldKind

PROJECT = "fangyuan"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def field_kinds() -> Iterable[FieldKind]:  # type: ignore[empty-body]
    """Sorts of fields that forms may name as `x-fangyuan-kind`."""


@hookspec
def effects() -> Iterable[Any]:  # type: ignore[empty-body]
    """Effects that rules may have beside the platform's own."""


@hookspec
def channels() -> Iterable[Channel]:  # type: ignore[empty-body]
    """Ways for a message to leave the house: mail, short message, webhook."""


@hookspec
def report_measures() -> Iterable[Any]:  # type: ignore[empty-body]
    """Figures that reports may count beside `count`, `sum` and `rate`."""
