"""The validator behind the judge: jsonschema for draft 2020-12, with patterns that cannot hang and exact multiples.

`pattern`, `patternProperties` and `additionalProperties` search in re2. `multipleOf` counts in decimals, so that 1.15 is
a multiple of 0.01. Long lists of codes are looked up, not walked. Everything else is jsonschema's own.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from fangyuan.forms.patterns import PatternTooSlow, matches
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Schema

Errors = Iterator[ValidationError]
LONG = 32
_BUILT_IN = Draft202012Validator.VALIDATORS


def _pattern(validator: Any, pattern: Any, instance: Any, _schema: Any) -> Errors:
    if not validator.is_type(instance, "string"):
        return
    try:
        if not matches(pattern, instance):
            yield ValidationError("pattern")
    except PatternTooSlow:
        yield ValidationError("pattern-too-slow")


def _found(pattern: str, name: str) -> bool:
    try:
        return matches(pattern, name)
    except PatternTooSlow:
        return False


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Errors:
    if not validator.is_type(instance, "object"):
        return
    for pattern, inner in patterns.items():
        for name, value in instance.items():
            if _found(pattern, name):
                yield from validator.descend(value, inner, path=name, schema_path=pattern)


def _additional(validator: Any, allowed: Any, instance: Any, schema: Any) -> Errors:
    if not validator.is_type(instance, "object"):
        return
    patterns = schema.get("patternProperties", ())
    for name in instance:
        if name in schema.get("properties", ()) or any(_found(pattern, name) for pattern in patterns):
            continue
        if validator.is_type(allowed, "object"):
            yield from validator.descend(instance[name], allowed, path=name)
        elif not allowed:
            yield ValidationError("unknown-field", path=[name])


def _multiple_of(validator: Any, step: Any, instance: Any, _schema: Any) -> Errors:
    if validator.is_type(instance, "number") and Decimal(repr(instance)) % Decimal(repr(step)) != 0:
        yield ValidationError("not-a-multiple")


_codes: dict[int, tuple[list[Any], frozenset[str]]] = {}


def _enum(validator: Any, values: Any, instance: Any, schema: Any) -> Errors:
    if isinstance(instance, str) and len(values) > LONG:
        if instance not in _looked_up(values):
            yield ValidationError("enum")
        return
    yield from _BUILT_IN["enum"](validator, values, instance, schema)


def _looked_up(values: list[Any]) -> frozenset[str]:
    """The texts of a list as a set; the list itself is kept beside it, so that its id stays its own."""
    held = _codes.get(id(values))
    if held is None or held[0] is not values:
        if len(_codes) > 1000:
            _codes.clear()
        held = _codes[id(values)] = (values, frozenset(value for value in values if isinstance(value, str)))
    return held[1]


Judge: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional,
        "multipleOf": _multiple_of,
        "enum": _enum,
    },
)


def _asserting(holds: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda instance: not isinstance(instance, str) or holds(instance)


def format_checker(kinds: Kinds) -> FormatChecker:
    """The formats of the kinds; for the rest those of jsonschema."""
    checker = FormatChecker(formats=())
    checker.checkers = {
        **Draft202012Validator.FORMAT_CHECKER.checkers,
        **{name: (_asserting(each.holds), ()) for name, each in kinds.formats.items()},
    }
    return checker


def validator(schema: Schema, kinds: Kinds) -> Any:
    """A validator of a schema; make it once, use it often."""
    return Judge(schema, format_checker=format_checker(kinds))


def accepts(schema: Schema, instance: Mapping[str, Any], kinds: Kinds) -> bool:
    """Whether an instance is valid against a schema, without saying why."""
    return bool(validator(schema, kinds).is_valid(instance))
