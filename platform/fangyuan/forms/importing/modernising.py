"""The schema that came in, of whatever draft, as draft 2020-12; and names that the platform can use."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from referencing.jsonschema import DRAFT4, DRAFT7, DRAFT202012

from fangyuan.forms.drafts import draft_named, modern
from fangyuan.forms.growing import can_be_named
from fangyuan.forms.importing.remarks import Report
from fangyuan.forms.inlining import Pointer
from fangyuan.forms.keywords import ANNOTATIONS, NAMED, ONE, SEVERAL

_RENAMED_WORDS = frozenset(
    {"dependencies", "additionalItems", "definitions", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
)
_OF_FACTS = frozenset({"extension", "letter", "subject", "tenant"})
"""Names that fields may have, but not where a case type keeps its facts; an imported form had better avoid them."""
_HELD = ("$schema", "$id", "id", "$anchor", "$comment")
_TREES = NAMED | {"$defs", "definitions", "dependencies"}
Visit = Callable[[dict[str, Any], Pointer], dict[str, Any]]


def with_draft(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema under a draft that is known: its own, else the one that it looks like."""
    if draft_named(schema.get("$schema")) is not None:
        return dict(schema)
    number = "04" if _has_boolean_bounds(schema) else "07"
    return {**schema, "$schema": f"http://json-schema.org/draft-{number}/schema#"}


def modernised(schema: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The schema as draft 2020-12 writes it, without `$schema` and ids; what its draft did not know is told.

    A schema that names no draft is read with the words of all of them, as the tools it comes from do.
    """
    named = schema.get("$schema")
    draft = draft_named(named)
    if named is not None and draft is None:
        report.say("unknown-draft", "schema", ("$schema",), value=named)
    old = draft or (DRAFT4 if _has_boolean_bounds(schema) else DRAFT7)

    def visit(node: dict[str, Any], at: Pointer) -> dict[str, Any]:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        made = modern(beside, old)
        lost = {key: value for key, value in beside.items() if key not in made and key not in _RENAMED_WORDS}
        if draft is None:
            made |= lost
        for word in lost if draft is not None else ():
            report.say("not-of-this-draft", "schema", (*at, word), word=word, draft=draft.name)
        return _with_reference(made, node, at, draft, report)

    tree = walked(schema, visit, ())
    held = [each for each in (tree.pop("definitions", None), tree.pop("$defs", None)) if isinstance(each, Mapping)]
    if held:
        tree["$defs"] = {name: each for given in held for name, each in given.items()}
    return {key: value for key, value in tree.items() if key not in _HELD}


def _with_reference(
    made: dict[str, Any], node: Mapping[str, Any], at: Pointer, draft: Any, report: Report
) -> dict[str, Any]:
    """`$ref` first; the tools that forms come from let the words beside it count, whatever their draft says."""
    ref = node.get("$ref")
    if not isinstance(ref, str):
        return made
    asserting = [word for word in made if word not in ANNOTATIONS and word not in ("definitions", "$defs")]
    if asserting and draft is not None and draft is not DRAFT202012:
        report.say("ref-siblings", "schema", (*at, "$ref"), word="、".join(asserting), draft=draft.name)
    return {"$ref": re.sub(r"^#/definitions/", "#/$defs/", ref), **made}


def _has_boolean_bounds(node: Any) -> bool:
    if isinstance(node, Mapping):
        own = (node.get("exclusiveMinimum"), node.get("exclusiveMaximum"))
        return any(isinstance(each, bool) for each in own) or any(map(_has_boolean_bounds, node.values()))
    return isinstance(node, list) and any(map(_has_boolean_bounds, node))


def walked(node: Any, visit: Visit, at: Pointer) -> Any:
    """A copy of a schema in which every schema was visited, outer ones first; pointers are those of the original."""
    if not isinstance(node, Mapping):
        return node
    made = visit(dict(node), at)
    for key, value in list(made.items()):
        if key in ONE:
            made[key] = walked(value, visit, (*at, key))
        elif key in SEVERAL and isinstance(value, list):
            made[key] = [walked(each, visit, (*at, key, index)) for index, each in enumerate(value)]
        elif key in _TREES and isinstance(value, Mapping):
            made[key] = {name: walked(each, visit, (*at, key, name)) for name, each in value.items()}
    return made


def fitting_names(schema: Mapping[str, Any], report: Report) -> dict[str, str]:
    """Old name -> new name, for every field whose name the platform cannot use."""
    seen: dict[str, Pointer] = {}

    def visit(node: dict[str, Any], at: Pointer) -> dict[str, Any]:
        properties = node.get("properties")
        for name in properties if isinstance(properties, Mapping) else ():
            seen.setdefault(name, (*at, "properties", name))
        return node

    walked(schema, visit, ())
    new: dict[str, str] = {}
    for name, at in seen.items():
        if not _fits(name):
            new[name] = next(each for each in _candidates(name) if each not in seen and each not in new.values())
            report.say("renamed", "schema", at, old=name, new=new[name])
    return new


def _fits(name: str) -> bool:
    return can_be_named(name) and name not in _OF_FACTS


def _candidates(name: str) -> Iterator[str]:
    """Names made of a name: its letters and digits, with a number behind where that is taken."""
    letters = re.sub(r"\W+", "_", name).strip("_")
    stem = letters if _fits(letters) else f"field_{letters}".rstrip("_")
    yield stem
    yield from (f"{stem}_{number}" for number in range(2, 10_000))


def with_names(schema: Mapping[str, Any], new: Mapping[str, str]) -> dict[str, Any]:
    """The schema with its fields called by their new names, wherever it speaks of them."""

    def visit(node: dict[str, Any], _: Pointer) -> dict[str, Any]:
        for word in ("properties", "dependentSchemas", "dependentRequired"):
            if isinstance(node.get(word), Mapping):
                node[word] = {new.get(name, name): each for name, each in node[word].items()}
        if isinstance(node.get("required"), list):
            node["required"] = [new.get(name, name) for name in node["required"]]
        if isinstance(node.get("dependentRequired"), Mapping):
            node["dependentRequired"] = {
                name: [new.get(other, other) for other in others] for name, others in node["dependentRequired"].items()
            }
        return node

    renamed: dict[str, Any] = walked(schema, visit, ())
    return renamed
