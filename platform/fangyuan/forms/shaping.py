"""The effective schema: the form's schema without hidden properties, with what REQUIRE asks for now.

Hidden names leave `properties`, `required`, `dependentRequired` and what applies in any case (`allOf`, `then`, `else`,
`dependentSchemas`). `if`, `not`, `anyOf` and `oneOf` stay as written: a test that speaks of an absent answer must fail,
not become empty and so true.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fangyuan.forms.paths import is_at_or_below, joined
from fangyuan.model.fields import Field, Schema

_ALWAYS = ("then", "else")


def effective(schema: Schema, fields: tuple[Field, ...], hidden: frozenset[str], demanded: frozenset[str]) -> Schema:
    """The schema for these hidden and demanded places (concrete paths, `persons.0.phone`)."""
    return _object(schema, fields, hidden, demanded, "") if hidden or demanded else schema


def _object(
    schema: Schema, fields: tuple[Field, ...], hidden: frozenset[str], demanded: frozenset[str], base: str
) -> Schema:
    gone = {each.name for each in fields if joined(base, each.name) in hidden}
    shaped = dict(_stripped(schema, gone))
    properties = dict(shaped.get("properties", {}))
    for each in fields:
        path = joined(base, each.name)
        if each.name in properties and each.children and _touched(path, hidden | demanded):
            properties[each.name] = _inside(properties[each.name], each, hidden, demanded, path)
    if properties:
        shaped["properties"] = properties
    asked = [each.name for each in fields if each.name not in gone and _asked(each, joined(base, each.name), demanded)]
    if asked:
        shaped["required"] = list(dict.fromkeys([*shaped.get("required", ()), *asked]))
    return shaped


def _asked(each: Field, path: str, demanded: frozenset[str]) -> bool:
    """Whether REQUIRE asks for a place, or for one inside it; what is asked inside a row does not ask for rows."""
    if each.many:
        return path in demanded
    return any(is_at_or_below(place, path) for place in demanded)


def _touched(path: str, places: Iterable[str]) -> bool:
    return any(place.startswith(path + ".") for place in places)


def _inside(schema: Any, each: Field, hidden: frozenset[str], demanded: frozenset[str], path: str) -> Any:
    """The schema of an object, or of a list with a schema of its own for each row that differs."""
    if not isinstance(schema, Mapping):
        return schema
    if each.json_type == "array" and not each.many:
        return _places(schema, each, hidden, demanded, path)
    if not each.many:
        return _object(schema, each.children, hidden, demanded, path)
    items = schema.get("items", {})
    if not isinstance(items, Mapping):
        return schema
    last = max(int(place[len(path) + 1 :].split(".")[0]) for place in hidden | demanded if place.startswith(path + "."))
    rows = [_object(items, each.children, hidden, demanded, f"{path}.{index}") for index in range(last + 1)]
    return {**schema, "prefixItems": rows}


def _places(schema: Schema, each: Field, hidden: frozenset[str], demanded: frozenset[str], path: str) -> Schema:
    """The schema of a list whose places differ: anything may stand at a hidden one, which is null or at the missing end."""
    places, needed = list(schema["prefixItems"]), schema.get("minItems", 0)
    gone = [joined(path, child.name) in hidden for child in each.children]
    for index, child in enumerate(each.children):
        where = joined(path, child.name)
        if gone[index]:
            places[index] = True
        elif _touched(where, hidden | demanded):
            places[index] = _inside(places[index], child, hidden, demanded, where)
        if not gone[index] and _asked(child, where, demanded):
            needed = max(needed, index + 1)
    while 0 < needed <= len(gone) and gone[needed - 1]:
        needed -= 1
    shaped = {**schema, "prefixItems": places, "minItems": needed}
    if sum(gone) > 1:
        # Two hidden places are both null and so not unique, which nobody who fills in the form could mend.
        shaped.pop("uniqueItems", None)
    return shaped


def _stripped(schema: Schema, gone: set[str]) -> Schema:
    """A schema that no longer speaks of some names."""
    if not gone:
        return schema
    shaped = dict(schema)
    for word in ("properties", "dependentRequired", "dependentSchemas"):
        if isinstance(shaped.get(word), Mapping):
            shaped[word] = {name: inner for name, inner in shaped[word].items() if name not in gone}
    if "required" in shaped:
        shaped["required"] = [name for name in shaped["required"] if name not in gone]
    if "dependentRequired" in shaped:
        shaped["dependentRequired"] = {
            name: [other for other in others if other not in gone]
            for name, others in shaped["dependentRequired"].items()
        }
    if "dependentSchemas" in shaped:
        shaped["dependentSchemas"] = {name: _strip(inner, gone) for name, inner in shaped["dependentSchemas"].items()}
    if "allOf" in shaped:
        shaped["allOf"] = [_strip(inner, gone) for inner in shaped["allOf"]]
    return shaped | {word: _strip(shaped[word], gone) for word in _ALWAYS if word in shaped}


def _strip(schema: Any, gone: set[str]) -> Any:
    return _stripped(schema, gone) if isinstance(schema, Mapping) else schema
