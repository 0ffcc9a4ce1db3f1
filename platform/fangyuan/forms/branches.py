"""Fields that only a branch of an object has (`then`, `else`, `dependentSchemas`): when they are seen.

The branch applies when its `if` holds, so the field is seen then, and cleared with the branch. What an `if` says is written
in the closed language of conditions; one that has no twin there leaves the field in sight, and its author is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.forms.inlining import Pointer
from fangyuan.forms.paths import is_at_or_below, joined
from fangyuan.forms.ui_rules import UnreadableRule, as_condition

_PLAIN = frozenset({"const", "enum"})
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Branched:
    """A field of branches: the data of the condition under which one of them applies, or the word that has no twin."""

    name: str
    condition: Mapping[str, Any]
    at: Pointer
    unreadable: str = ""


def branched(schema: Mapping[str, Any], path: str, at: Pointer) -> Iterator[Branched]:
    """The fields of an object at `path` that are there only with a branch; none that the object itself has or requires."""
    own = {*_mapping(schema, "properties"), *schema.get("required", ())}
    found: dict[str, list[tuple[tuple[Any, ...], Pointer]]] = {}
    for name, under, where in _named(schema, schema, path, at, ()):
        found.setdefault(name, []).append((under, where))
    for name, places in found.items():
        if name in own or not all(under for under, _ in places):
            continue
        where = places[0][1]
        parts = [part for under, _ in places for part in under]
        unreadable = next((part.word for part in parts if isinstance(part, UnreadableRule)), "")
        if unreadable:
            yield Branched(name, {}, where, unreadable)
        elif not any(is_at_or_below(read, joined(path, name)) for part in parts for read in _paths(part)):
            yield Branched(name, {"any": [{"all": list(under)} for under, _ in places]}, where)


def _named(
    schema: Any, root: Mapping[str, Any], path: str, at: Pointer, under: tuple[Any, ...]
) -> Iterator[tuple[str, tuple[Any, ...], Pointer]]:
    """Every property that a schema and its branches speak of, with the conditions above it."""
    if not isinstance(schema, Mapping):
        return
    for name, inner in _mapping(schema, "properties").items():
        if isinstance(inner, Mapping):
            yield name, under, (*at, "properties", name)
    for word in _ALTERNATIVES:
        for index, each in enumerate(schema[word]) if isinstance(schema.get(word), list) else ():
            yield from _named(each, root, path, (*at, word, index), under)
    for word in ("then", "else"):
        if word in schema:
            tests = (_tested(schema["if"], root, path, word == "else"),) if "if" in schema else ()
            yield from _named(schema[word], root, path, (*at, word), under + tests)
    for name, each in _mapping(schema, "dependentSchemas").items():
        there = {joined(path, name): {"absent": False}}
        yield from _named(each, root, path, (*at, "dependentSchemas", name), (*under, there))


def _tested(schema: Any, root: Mapping[str, Any], path: str, negated: bool) -> Any:
    """The condition of an `if`, or what keeps it from being one."""
    try:
        _check(schema, root)
        condition = asked_by(schema, path)
    except UnreadableRule as wrong:
        return wrong
    return {"not": condition} if negated else condition


def _check(schema: Any, root: Mapping[str, Any]) -> None:
    """Refuses what a condition would pass over: a type that the field does not have anyway, a format.

    Raises UnreadableRule.
    """
    for word in ("allOf", "anyOf"):
        for each in schema.get(word, ()) if isinstance(schema, Mapping) else ():
            _check(each, root)
    if isinstance(schema, Mapping) and "not" in schema:
        _check(schema["not"], root)
    for name, test in _mapping(schema, "properties").items():
        known = _mapping(_mapping(root, "properties"), name)
        if "properties" in test or "required" in test:
            _check(test, known)
        elif isinstance(test, Mapping):
            _check_value(test, known)


def _check_value(test: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    if "format" in test:
        raise UnreadableRule("format")
    if "type" in test and test["type"] != known.get("type") and not _PLAIN & set(test):
        raise UnreadableRule("type")
    inner = [each for word in _ALTERNATIVES for each in test.get(word, ())] + [
        test[word] for word in ("not",) if word in test
    ]
    for each in inner:
        if not isinstance(each, Mapping) or not set(each) <= _PLAIN:
            raise UnreadableRule(", ".join(sorted(each)) if isinstance(each, Mapping) else str(each))


def _mapping(schema: Any, word: str) -> Mapping[str, Any]:
    inner = schema.get(word) if isinstance(schema, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _paths(condition: Any) -> Iterator[str]:
    """The paths that the data of a condition looks at."""
    if isinstance(condition, list):
        for each in condition:
            yield from _paths(each)
    elif isinstance(condition, Mapping):
        for key, value in condition.items():
            yield from _paths(value) if key in ("all", "any", "not") else (key,)


def asked_by(schema: Any, path: str) -> dict[str, Any]:
    """What an `if` asks, as data of the closed language. A property that is absent holds whatever is asked of it, unless required.

    Raises UnreadableRule.
    """
    if not isinstance(schema, Mapping):
        raise UnreadableRule(str(schema))
    required = schema.get("required", [])
    parts: list[dict[str, Any]] = []
    for word, value in schema.items():
        if word in ("allOf", "anyOf"):
            parts.append({"all" if word == "allOf" else "any": [asked_by(each, path) for each in value]})
        elif word == "not":
            parts.append({"not": asked_by(value, path)})
        elif word == "properties":
            parts += [_property(name, each, path, name in required) for name, each in value.items()]
        elif word == "required":
            tested = schema.get("properties", {})
            parts += [{joined(path, name): {"absent": False}} for name in value if name not in tested]
        elif word not in ("type", "title", "description", "$comment"):
            raise UnreadableRule(word)
    return parts[0] if len(parts) == 1 else {"all": parts}


def _property(name: str, schema: Any, path: str, required: bool) -> dict[str, Any]:
    place = joined(path, name)
    if isinstance(schema, Mapping) and "properties" in schema:
        asked = asked_by(schema, place)
    else:
        asked = as_condition({"scope": "#/properties/" + place.replace(".", "/properties/"), "schema": schema})
    if not required:
        return {"any": [{place: {"absent": True}}, asked]}
    return {"all": [{place: {"absent": False}}, asked]} if {"not", "any", "all"} & set(asked) else asked
