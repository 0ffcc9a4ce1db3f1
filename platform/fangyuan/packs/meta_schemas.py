"""The published shapes of pack files: JSON Schemas beside this module, loaded once."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

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
    made: Validator = (_Complete if complete else Draft202012Validator)(schemas()[part], registry=_registry())
    return made


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
