"""JSON Schema (2020-12) of the house's frozen dataclasses, made of their type hints; one component a class."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, is_dataclass
from datetime import date, datetime
from enum import Enum
from inspect import cleandoc
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from fangyuan.casework.reading.pages import Onward
from fangyuan.web.api.operations import Body
from fangyuan.web.api.plain import shown_fields

Written = dict[str, Any]

_SIMPLE: Mapping[Any, Written] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
    Any: {},
}


def within(**words: Any) -> tuple[tuple[str, Any], ...]:
    """What more JSON Schema says of a hint, as the second part of `Annotated`."""
    return tuple(words.items())


class Schemas:
    """Collects the classes that it is asked for, and those that they name, under their own names."""

    def __init__(self, prefix: str = "#/components/schemas/") -> None:
        """`prefix` is where the document keeps `components`."""
        self.components: dict[str, Written] = {}
        self._prefix = prefix
        self._classes: dict[str, type] = {}

    def of(self, hint: Any) -> Written:
        """The schema of a type hint; raises TypeError for a hint that no JSON has."""
        if hint in _SIMPLE:
            return dict(_SIMPLE[hint])
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"type": "string", "enum": [member.value for member in hint]}
        if hint is Onward:
            return {"type": ["string", "null"], "description": "The address of the next page; null after the last one."}
        if isinstance(hint, type) and is_dataclass(hint):
            return self._reference(hint)
        return self._compound(hint)

    def _compound(self, hint: Any) -> Written:
        """Lists, tuples, mappings, unions, and hints with more said about them."""
        origin, parts = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self.of(parts[0]) | dict(parts[1])
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(part) for part in parts]}
        if origin is tuple:
            return self._tuple(parts)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(*parts)
        raise TypeError(f"no schema for {hint!r}")

    def _tuple(self, parts: tuple[Any, ...]) -> Written:
        """A list of one type, or of one type for each place."""
        if len(parts) == 2 and parts[1] is ...:
            return {"type": "array", "items": self.of(parts[0])}
        places = [self.of(part) for part in parts]
        return {"type": "array", "prefixItems": places, "items": False, "minItems": len(places)}

    def _mapping(self, key: Any, value: Any) -> Written:
        written: Written = {"type": "object"}
        if key is not str:
            written["propertyNames"] = self.of(key)
        if value is not Any:
            written["additionalProperties"] = self.of(value)
        return written

    def _reference(self, cls: type) -> Written:
        """Two classes of one name would be one component, so the second is an error of ours."""
        name = cls.__name__
        if self._classes.setdefault(name, cls) is not cls:
            raise TypeError(f"two classes are called {name}")
        if name not in self.components:
            self.components[name] = {}
            self.components[name] = self._class(cls)
        return {"$ref": self._prefix + name}

    def _class(self, cls: type) -> Written:
        """An answer always says everything; a request may leave out what has a default."""
        hints, shown = get_type_hints(cls, include_extras=True), shown_fields(cls)
        asked = issubclass(cls, Body)
        written: Written = {
            "type": "object",
            "description": cleandoc(cls.__doc__ or ""),
            "properties": {one.name: self.of(hints[one.name]) for one in shown},
            "additionalProperties": False,
        }
        if required := [one.name for one in shown if not asked or _demanded(one)]:
            written["required"] = required
        return written


def _demanded(one: "Field[Any]") -> bool:
    return one.default is MISSING and one.default_factory is MISSING
