"""Proves of a compiled pack that its procedures can run."""

from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem
from fangyuan.packs.source import Source


def check(pack: Pack, source: Source | None = None) -> tuple[Problem, ...]:
    """Everything found; with the `source` each finding has its place."""
    return ()
