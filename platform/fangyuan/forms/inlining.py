"""Puts what a `$ref` within a schema names in its place, so that a form is one tree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

DEEPEST = 32
Say = Callable[..., None]
"""`say(code, pointer, **detail)`: how building reports; `pointer` is a tuple of keys into the pack's own schema."""

Pointer = tuple[str | int, ...]
_PLAIN = frozenset({"const", "enum", "default", "examples"})
"""Keywords whose values are data, where a key called `$ref` would be no reference."""


def inlined(schema: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """The schema without `$ref` and `$defs`; an unknown or endless reference is reported and left empty."""
    tree = _Inliner(schema, say).copy(schema, (), ())
    for word in ("$defs", "definitions", "$schema", "$id", "$anchor"):
        tree.pop(word, None)
    return tree if isinstance(tree, dict) else {}


@dataclass(frozen=True, slots=True)
class _Inliner:
    root: Mapping[str, Any]
    say: Say

    def copy(self, node: Any, at: Pointer, inside: tuple[str, ...]) -> Any:
        """A deep copy of a node; `inside` are the references that led here."""
        if isinstance(node, (list, tuple)):
            return [self.copy(each, (*at, index), inside) for index, each in enumerate(node)]
        if not isinstance(node, Mapping):
            return node
        if len(at) > 4 * DEEPEST:
            self.say("form-too-deep", at, limit=DEEPEST)
            return {}
        ref = node.get("$ref")
        if isinstance(ref, str):
            return self.resolved(node, ref, at, inside)
        return {
            key: value if key in _PLAIN else self.copy(value, (*at, key), inside)
            for key, value in node.items()
            if not (key in ("$defs", "definitions") and not at)
        }

    def resolved(self, node: Mapping[str, Any], ref: str, at: Pointer, inside: tuple[str, ...]) -> Any:
        """What the reference names, with the words beside the reference added to it."""
        if ref in inside:
            self.say("recursive-ref", (*at, "$ref"), ref=ref)
            return {}
        target = self.target(ref)
        if target is None:
            self.say("unknown-ref", (*at, "$ref"), ref=ref)
            return {}
        named = self.copy(target, at, (*inside, ref))
        beside = self.copy({key: value for key, value in node.items() if key != "$ref"}, at, inside)
        return merged(named, beside) if isinstance(named, dict) else named

    def target(self, ref: str) -> Any:
        """The node of a JSON pointer into this schema, or None."""
        if not ref.startswith("#"):
            return None
        node: Any = self.root
        for token in [part for part in unquote(ref[1:]).split("/") if part]:
            key = token.replace("~1", "/").replace("~0", "~")
            if isinstance(node, Mapping) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            else:
                return None
        return node


def merged(schema: Mapping[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    """Both schemas at once: words of `beside` that change no validation win; where two assertions differ both stand."""
    whole, clashing = dict(schema), {}
    for key, value in beside.items():
        if key not in whole or whole[key] == value or key in _ANNOTATIONS or key.startswith("x-"):
            whole[key] = value
        elif key == "properties":
            whole[key] = {**value, **whole[key]}
        elif key == "required":
            whole[key] = list(dict.fromkeys([*whole[key], *value]))
        else:
            clashing[key] = value
    if clashing:
        whole["allOf"] = [*whole.get("allOf", []), clashing]
    return whole


_ANNOTATIONS = frozenset(
    {"title", "description", "default", "examples", "readOnly", "writeOnly", "deprecated", "$comment"}
)
