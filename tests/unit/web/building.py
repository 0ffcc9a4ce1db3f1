"""An application without a database: enough to draw forms and to see how errors look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask import Flask, g

from fangyuan.casework.reading.pages import Named, Viewer
from fangyuan.kinds import load_kinds
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import kind, moment, widgets
from fangyuan.web.filling.sheet import Sheet, Surroundings
from fixtures.webs import web_over

NOW = datetime(2026, 2, 25, 1, 30, tzinfo=UTC)
CHOICES = {
    "unit": (Named("U1", "第一科"), Named("U2", "第二科")),
    "row": (Named("1", "修路"), Named("2", "通水")),
    "officer": (Named("P1", "李某"),),
    "region": (Named("370000", "示例省"),),
}


VIEWER = Viewer("P1", "李某", Named("T", "示例县"), (Named("U1", "第一科"),), (Named("clerk", "经办"),))


def application(virtual: bool = False) -> Flask:
    """The web over an office that has a clock and the field kinds, and nothing else."""
    clock = SimpleNamespace(now=lambda: NOW, virtual=virtual)
    return web_over(SimpleNamespace(kinds=load_kinds(), clock=clock))


@contextmanager
def in_request() -> Iterator[Flask]:
    """A request to draw in."""
    app = application()
    with app.test_request_context("/"):
        g.viewer = VIEWER
        yield app


def fresh(
    form: Form, posted: Mapping[str, Sequence[str]], answers: Mapping[str, Any], problems: Sequence[Problem] = ()
) -> Sheet:
    """A sheet with these texts; only inside a request."""
    return Sheet(form, Surroundings(kind, widgets(), moment(), CHOICES), posted, answers, problems, "/there")
