"""Whether a schema is one of JSON Schema 2020-12, told quickly: the meta-schema in one piece.

As it is published it stands in eight files that refer to each other dynamically, so that others may extend it, and to walk
them costs more than all else that is done with a form. What this finds wrong is left to the published one to tell.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from jsonschema_specifications import REGISTRY

_BASE = "https://json-schema.org/draft/2020-12/"
_PIECES = ("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")


def is_schema(schema: Any) -> bool:
    """Whether nothing is wrong with a schema of the newest draft."""
    return _validator().is_valid(schema)


@cache
def _validator() -> Validator:
    pieces = [REGISTRY.contents(_BASE + name) for name in ("schema", *(f"meta/{piece}" for piece in _PIECES))]
    shelf = {name: made for piece in pieces for name, made in piece.get("$defs", {}).items()}
    properties = {name: _joined(made, shelf) for piece in pieces for name, made in piece["properties"].items()}
    whole: Validator = Draft202012Validator({"type": ["object", "boolean"], "properties": properties})
    return whole


def _joined(node: Any, shelf: Mapping[str, Any]) -> Any:
    """A piece with what it names on the shelf in its place; what names the meta-schema itself names this one."""
    if isinstance(node, list):
        return [_joined(inner, shelf) for inner in node]
    if not isinstance(node, Mapping):
        return node
    if "$dynamicRef" in node:
        return {"$ref": "#"}
    ref = node.get("$ref")
    own = {word: _joined(inner, shelf) for word, inner in node.items() if not word.startswith("$")}
    return own if ref is None else {**_joined(shelf[ref.rpartition("/")[2]], shelf), **own}
