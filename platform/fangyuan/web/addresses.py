"""Addresses that are built from a rule when a page first asks for one: a rule compiles a program for it, and there are hundreds."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Built = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule as Werkzeug's own, which takes addresses in from the start, and learns to write one with the first that is wanted."""

    def _compile_builder(self, append_unknown: bool = True) -> Built:
        """Stands for the program until it is run. Were Werkzeug to call this otherwise, each rule would do as its own do."""
        known: list[Built] = []
        compiled = super()._compile_builder

        def build(rule: Rule, *values: Any, **named: Any) -> tuple[str, str]:
            if not known:
                known.append(compiled(append_unknown))
            return known[0](rule, *values, **named)

        return build
