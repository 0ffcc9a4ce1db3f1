"""The published shapes of pack files: JSON Schemas beside this module, loaded once."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_ENDING = ".schema.json"


@cache
def schemas() -> Mapping[str, Mapping[str, Any]]:
    """Every meta-schema by the word of its part (`clocks`), and `words`, which the others refer to."""
    folder = files("fangyuan.packs").joinpath("meta")
    return {
        entry.name.removesuffix(_ENDING): json.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(_ENDING)
    }


@cache
def validator(part: str, complete: bool) -> Validator:
    """A validator of one part; with `complete` it also asks for what only a resolved pack must have (`x-complete`)."""
    whole = inlined(part)
    made: Validator = (_Complete if complete else Draft202012Validator)(whole, registry=_registry())
    return made


def surely_fits(part: str, complete: bool, data: Any) -> bool:
    """Whether nothing is wrong with data, told by a validator in Rust; what is wrong is left to `validator` to tell.

    A pack is checked file by file and again once it is resolved, and nearly always there is nothing to tell.
    """
    try:
        return _quick(part, complete and _asks_more(part)).is_valid(data)
    except ValueError:  # It is no JSON: a key is a number, or a value a date.
        return False


@cache
def _asks_more(part: str) -> bool:
    """Whether a resolved pack must have something of this part that a child may leave out."""
    return bool(_required(inlined(part)) != inlined(part))


@cache
def _quick(part: str, complete: bool) -> jsonschema_rs.Draft202012Validator:
    meant = _required if complete else dict
    return jsonschema_rs.Draft202012Validator(
        meant(inlined(part)), registry=_shelf(complete), base_uri="json-schema:///", offline=True
    )


@cache
def _shelf(complete: bool) -> jsonschema_rs.Registry:
    meant = _required if complete else dict
    return jsonschema_rs.Registry([(part + _ENDING, meant(schema)) for part, schema in schemas().items()])


def _required(schema: Any) -> Any:
    """A schema with `x-complete` as the plain `required` that it is of a resolved pack."""
    if isinstance(schema, list):
        return [_required(inner) for inner in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {word: _required(inner) for word, inner in schema.items()}
    wanted = made.pop("x-complete", None)
    return {**made, "required": [*made.get("required", ()), *wanted]} if isinstance(wanted, list) else made


@cache
def inlined(part: str) -> Any:
    """A meta-schema with what its references name in their place, but for those that lead back to themselves.

    It says the same, and is walked in half the time: a validator looks a reference up wherever it comes upon it.
    """
    return _Inliner().of(schemas()[part], part)


@dataclass(slots=True)
class _Inliner:
    """`made` are the targets that are inlined already; `under` those that are being inlined."""

    made: dict[str, Any] = field(default_factory=dict)
    under: list[str] = field(default_factory=list)

    def of(self, schema: Any, part: str) -> Any:
        if isinstance(schema, list):
            return [self.of(inner, part) for inner in schema]
        if not isinstance(schema, Mapping):
            return schema
        ref = schema.get("$ref")
        if isinstance(ref, str):
            return self._referred(schema, ref, part)
        return {word: self.of(inner, part) for word, inner in schema.items()}

    def _referred(self, schema: Mapping[str, Any], ref: str, part: str) -> Any:
        file, _, pointer = ref.partition("#")
        there = file.removesuffix(_ENDING) or part
        named = f"{there}{_ENDING}#{pointer}"
        if named in self.under or not schema.keys() - {"$ref"} <= _ANNOTATIONS or _leads_back(named):
            return {**{word: self.of(inner, part) for word, inner in schema.items()}, "$ref": named}
        if named not in self.made:
            self.under.append(named)
            self.made[named] = self.of(_at(named), there)
            self.under.pop()
        target = self.made[named]
        said = {word: value for word, value in schema.items() if word != "$ref"}
        return {**target, **said} if said and isinstance(target, Mapping) else target


_ANNOTATIONS = frozenset({"title", "description", "examples", "default", "x-english"})
"""What may stand beside a reference and checks nothing."""


def _at(named: str) -> Any:
    file, _, pointer = named.partition("#")
    found: Any = schemas()[file.removesuffix(_ENDING)]
    for step in pointer.split("/")[1:]:
        found = found[step]
    return found


@cache
def _leads_back(named: str) -> bool:
    """Whether a reference comes back to itself."""
    waiting, seen = [named], {named}
    while waiting:
        at = waiting.pop()
        for ref in _references(_at(at), at.partition("#")[0]):
            if ref == named:
                return True
            if ref not in seen:
                seen.add(ref)
                waiting.append(ref)
    return False


def _references(schema: Any, file: str) -> Iterator[str]:
    if isinstance(schema, Mapping):
        ref = schema.get("$ref")
        if isinstance(ref, str):
            yield ref if not ref.startswith("#") else file + ref
        for inner in schema.values():
            yield from _references(inner, file)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _references(inner, file)


@cache
def _registry() -> Registry[Any]:
    resources = [(part + _ENDING, DRAFT202012.create_resource(schema)) for part, schema in schemas().items()]
    return Registry().with_resources(resources)


def _complete(_: Any, wanted: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
    """`x-complete: [title]`: like `required`, but asked of the resolved pack alone, since a child may say less."""
    if isinstance(instance, Mapping):
        for key in wanted:
            if key not in instance:
                yield ValidationError(f"{key!r} is a required property")


_Complete = extend(Draft202012Validator, {"x-complete": _complete})  # type: ignore[no-untyped-call]
