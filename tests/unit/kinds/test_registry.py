"""Kinds come through a hook, from the platform and from plugins alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from fangyuan import hookspecs
from fangyuan.hookspecs import hookimpl
from fangyuan.kinds import DuplicateKind, infer, load_kinds
from fangyuan.kinds.text import Text
from fangyuan.model.kinds import FieldKind


class Plate(Text):
    """A kind as a plugin may offer it."""

    name = "plate"


class Plugin:
    """A plugin with one kind."""

    def __init__(self, kind: FieldKind) -> None:
        self.kind = kind

    @hookimpl
    def field_kinds(self) -> Iterable[FieldKind]:
        return [self.kind]


def test_a_plugin_adds_a_kind() -> None:
    kinds = load_kinds([Plugin(Plate())])
    assert kinds.get("plate").name == "plate"
    assert kinds.names()[0] == "text"
    assert "plate" in kinds


def test_two_kinds_of_one_name_stop_the_start() -> None:
    with pytest.raises(DuplicateKind, match="'text'"):
        load_kinds([Plugin(Text())])


def test_a_kind_whose_plugin_is_missing_degrades_to_text() -> None:
    kinds = load_kinds()
    assert "plate" not in kinds
    assert kinds.get("plate").name == "text"


@pytest.mark.parametrize("hook", ["field_kinds", "effects", "channels", "report_measures"])
def test_every_hook_has_one_line_of_meaning(hook: str) -> None:
    meaning = getattr(hookspecs, hook).__doc__
    assert meaning
    assert "\n" not in meaning.strip()


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 2000}, "long-text"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": ["string", "null"], "format": "date-time"}, "date-time"),
        ({"type": "integer"}, "integer"),
        ({"type": "number"}, "decimal"),
        ({"type": "boolean"}, "boolean"),
        ({"enum": ["a"]}, "select"),
        ({"oneOf": [{"const": "a", "title": "甲"}]}, "select"),
        ({"const": 3}, "hidden"),
        ({"type": "array", "items": {"enum": ["a"]}}, "multi-select"),
        ({"type": "array", "items": {"type": "object"}}, "table"),
        ({"type": "array", "items": {"type": "object", "x-fangyuan-kind": "person"}}, "person"),
        ({"type": "array", "items": {"type": "string", "format": "phone"}}, "phone"),
        ({"type": "array", "x-fangyuan-code-list": "places"}, "code-list"),
        ({"properties": {}}, "group"),
        ({"minimum": 3}, "decimal"),
        ({"x-fangyuan-attachment": {}}, "attachment"),
        ({"type": "string", "x-fangyuan-kind": "phone"}, "phone"),
    ],
)
def test_a_plain_property_is_of_the_kind_it_looks_like(schema: dict[str, Any], kind: str) -> None:
    assert infer(schema) == kind
