"""Schemas of older drafts, brought to draft 2020-12 node by node: what a keyword says stays, how it is written changes.

Source: the migration notes of each draft on json-schema.org. A keyword that a draft does not know says nothing in it.
"""

from collections.abc import Mapping
from typing import Any

import attrs
from referencing.jsonschema import DRAFT4 as BARE_DRAFT4
from referencing.jsonschema import DRAFT6, DRAFT7, DRAFT201909, DRAFT202012

from fangyuan.forms.keywords import ANNOTATIONS

# Draft 4 has `additionalProperties: false`, in which referencing would look for an `id`.
_BARE: Any = BARE_DRAFT4
DRAFT4: Any = attrs.evolve(
    _BARE, subresources_of=lambda schema: [each for each in _BARE.subresources_of(schema) if isinstance(each, Mapping)]
)
NEWEST = DRAFT202012
DRAFTS = {
    "http://json-schema.org/draft-04/schema": DRAFT4,
    "http://json-schema.org/draft-06/schema": DRAFT6,
    "http://json-schema.org/draft-07/schema": DRAFT7,
    "https://json-schema.org/draft/2019-09/schema": DRAFT201909,
    "https://json-schema.org/draft/2020-12/schema": DRAFT202012,
}
"""`$schema` (without the empty fragment) -> the specification that it names."""

_SINCE_2020 = frozenset({"prefixItems", "$dynamicRef", "$dynamicAnchor"})
_SINCE_2019 = _SINCE_2020 | {
    "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "minContains", "maxContains",
    "$defs", "$anchor", "$recursiveRef", "$recursiveAnchor",
}  # fmt: skip
_SINCE_7 = _SINCE_2019 | {"if", "then", "else"}
_SINCE_6 = _SINCE_7 | {"const", "contains", "propertyNames", "examples"}
_UNKNOWN = {
    DRAFT4.name: _SINCE_6,
    DRAFT6.name: _SINCE_7,
    DRAFT7.name: _SINCE_2019,
    DRAFT201909.name: _SINCE_2020,
    DRAFT202012.name: frozenset({"additionalItems", "$recursiveRef"}),
}
_LEGACY = (DRAFT4.name, DRAFT6.name, DRAFT7.name)


def draft_named(uri: Any) -> Any:
    """The specification that a `$schema` names, with or without its empty fragment; None for one that nobody knows."""
    return DRAFTS.get(uri.rstrip("#")) if isinstance(uri, str) else None


def modern(node: Mapping[str, Any], draft: Any) -> dict[str, Any]:
    """One node as draft 2020-12 writes it; what is inside it stays as it was."""
    if draft.name in _LEGACY and isinstance(node.get("$ref"), str):
        # Up to draft 7 nothing beside a reference counts; titles and words of ours harm nobody and are often meant.
        return {key: value for key, value in node.items() if key == "$ref" or key in ANNOTATIONS or key[:2] == "x-"}
    made = {key: value for key, value in node.items() if key not in _UNKNOWN[draft.name]}
    if draft.name == DRAFT4.name:
        made = _with_numeric_bounds(made)
    made = _with_dependents(made)
    return made if draft.name == DRAFT202012.name else _with_positions(made)


def _with_numeric_bounds(node: dict[str, Any]) -> dict[str, Any]:
    """Draft 4: `exclusiveMinimum: true` makes the `minimum` beside it exclusive."""
    for bound, word in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if node.pop(word, False) is True and bound in node:
            node[word] = node.pop(bound)
    return node


def _with_positions(node: dict[str, Any]) -> dict[str, Any]:
    """A list under `items` is what 2020-12 calls `prefixItems`; `additionalItems` then speaks of the rest."""
    rest = node.pop("additionalItems", None)
    if isinstance(node.get("items"), list):
        node["prefixItems"] = node.pop("items")
        if rest is not None:
            node["items"] = rest
    return node


def _with_dependents(node: dict[str, Any]) -> dict[str, Any]:
    """`dependencies` by what they are: names, or a schema. Newer drafts advise to go on reading them."""
    said = node.pop("dependencies", None)
    if not isinstance(said, Mapping):
        return node
    names = {name: list(each) for name, each in said.items() if isinstance(each, list)}
    schemas = {name: each for name, each in said.items() if not isinstance(each, list)}
    for word, found in (("dependentRequired", names), ("dependentSchemas", schemas)):
        if found:
            node[word] = {**found, **node.get(word, {})}
    return node
