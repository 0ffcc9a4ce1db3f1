"""JSON Forms' rules: their conditions, which are JSON Schemas at a scope, written in the closed language of conditions."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.forms.paths import joined
from fangyuan.model.conditions import Op

EFFECTS = ("SHOW", "HIDE", "ENABLE", "DISABLE", "REQUIRE")
_SCOPE = re.compile(r"#(?:/(?:properties/[^/]+|items))*")
_SAME = frozenset(op.value for op in Op)
_SILENT = frozenset({"type", "title", "description", "format", "$schema"})
KNOWN = tuple(sorted(_SAME | {"properties", "required", "allOf", "anyOf", "oneOf", "not", "minLength"}))


class UnreadableRule(Exception):
    """A rule's condition uses a word that the closed language has no twin for; `word` says which."""

    def __init__(self, word: str) -> None:
        """Keeps the word."""
        self.word = word
        super().__init__(word)


def path_of_scope(scope: Any) -> str | None:
    """`#/properties/address/properties/city` as `address.city`; None for anything else."""
    if not isinstance(scope, str) or not _SCOPE.fullmatch(scope):
        return None
    tokens = iter(scope.split("/")[1:])
    names = [next(tokens) for word in tokens if word == "properties"]
    return ".".join(name.replace("~1", "/").replace("~0", "~") for name in names)


def as_condition(condition: Any, base: str = "") -> dict[str, Any]:
    """The condition of a rule as data of the closed language; `base` is the path of the list whose rows the rule is in.

    Raises UnreadableRule.
    """
    if not isinstance(condition, Mapping):
        raise UnreadableRule(str(condition))
    kind = condition.get("type")
    if kind in ("AND", "OR") and isinstance(condition.get("conditions"), list):
        return {"all" if kind == "AND" else "any": [as_condition(each, base) for each in condition["conditions"]]}
    if kind == "LEAF":
        return {_path(condition, base): {"const": condition.get("expectedValue")}}
    if "scope" in condition:
        return _of_schema(condition.get("schema", {}), _path(condition, base))
    return dict(condition)


def _path(condition: Mapping[str, Any], base: str) -> str:
    path = path_of_scope(condition.get("scope"))
    if path is None:
        raise UnreadableRule("scope")
    return joined(base, path) if path else base


def _of_schema(schema: Any, path: str) -> dict[str, Any]:
    if not isinstance(schema, Mapping):
        raise UnreadableRule(str(schema))
    parts = [part for word, value in schema.items() for part in _word(word, value, path)]
    return parts[0] if len(parts) == 1 else {"all": parts}


def _word(word: str, value: Any, path: str) -> list[dict[str, Any]]:
    match word:
        case _ if word in _SAME:
            return [{path: {word: value}}]
        case "not":
            return [{"not": _of_schema(value, path)}]
        case "allOf" | "anyOf" | "oneOf" if isinstance(value, list):
            return [{"all" if word == "allOf" else "any": [_of_schema(each, path) for each in value]}]
        case "properties" if isinstance(value, Mapping):
            return [_of_schema(inner, joined(path, name)) for name, inner in value.items()]
        case "required" if isinstance(value, list):
            return [{joined(path, name): {"absent": False}} for name in value]
        case "minLength" if value == 1:
            return [{path: {"absent": False}}]
        case _ if word in _SILENT:
            return []
        case _:
            raise UnreadableRule(word)
