"""The validator behind the judge: jsonschema for draft 2020-12, with patterns that cannot hang and exact multiples.

`pattern`, `patternProperties` and `additionalProperties` search in re2. `propertyNames` says which name it is.
`multipleOf` counts in decimals, so that 1.15 is a multiple of 0.01. Long lists of codes are looked up, not walked.
Everything else is jsonschema's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from fangyuan.forms import iris
from fangyuan.forms.patterns import PatternTooSlow, matches
from fangyuan.forms.quick_judging import Quick, quick_part
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
    """Whether a name is one that the pattern speaks of; where that is not known in time, `patternProperties` tells."""
    try:
        return matches(pattern, name)
    except PatternTooSlow:
        return True


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Errors:
    if not validator.is_type(instance, "object"):
        return
    for pattern, inner in patterns.items():
        for name, value in instance.items():
            errors = list(_pattern(validator, pattern, name, None))
            if not errors:
                yield from validator.descend(value, inner, path=name, schema_path=pattern)
            elif errors[0].message == "pattern-too-slow":
                yield ValidationError("pattern-too-slow", path=[name])


def _property_names(validator: Any, names: Any, instance: Any, _schema: Any) -> Errors:
    for name in instance if validator.is_type(instance, "object") else ():
        for error in islice(validator.descend(name, names), 1):
            slow = error.message == "pattern-too-slow"
            yield ValidationError(error.message if slow else "name-not-allowed", path=[name])


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
    if validator.is_type(instance, "number") and not _divides(repr(step), repr(instance)):
        yield ValidationError("not-a-multiple")


def _divides(step: str, number: str) -> bool:
    """Exactly, as it is written: 1.15 is a multiple of 0.01."""
    try:
        return Decimal(number) % Decimal(step) == 0
    except InvalidOperation:
        # More digits lie between the two than decimals carry.
        return Fraction(number) % Fraction(step) == 0


def _names_evaluated(validator: Any, instance: Any, schema: Any) -> set[str]:
    """The names of an object that a schema has looked at, in what applies to it in place."""
    if not isinstance(schema, Mapping):
        return set()
    if "unevaluatedProperties" in schema or schema.get("additionalProperties") is not None:
        return set(instance)
    named = schema.get("properties", ())
    patterns = schema.get("patternProperties", ())
    seen = {name for name in instance if name in named or any(_found(each, name) for each in patterns)}
    for inner in _in_place(validator, instance, schema):
        seen |= _names_evaluated(validator, instance, inner)
    return seen


def _in_place(validator: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas inside a schema that apply to the same value and hold for it."""
    for word in ("allOf", "anyOf", "oneOf"):
        yield from (each for each in schema.get(word, ()) if _holds(validator, instance, each))
    if "if" in schema:
        holding = _holds(validator, instance, schema["if"])
        yield from [schema["if"]] if holding else []
        yield schema.get("then" if holding else "else", True)
    if isinstance(instance, Mapping):
        yield from (each for name, each in schema.get("dependentSchemas", {}).items() if name in instance)


def _holds(validator: Any, instance: Any, schema: Any) -> bool:
    return bool(validator.evolve(schema=schema).is_valid(instance))


def _unevaluated_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Errors:
    if not validator.is_type(instance, "object"):
        return
    rest = {key: value for key, value in schema.items() if key != "unevaluatedProperties"}
    seen = _names_evaluated(validator, instance, rest)
    for name in instance:
        if name not in seen:
            yield from _left_over(validator, allowed, instance[name], name)


def _left_over(validator: Any, allowed: Any, value: Any, at: str | int) -> Errors:
    """What no other part of the schema spoke of: judged by what the keyword says of it."""
    if allowed is False:
        yield ValidationError("unknown-field", path=[at])
    elif allowed is not True:
        yield from validator.descend(value, allowed, path=at)


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
        "propertyNames": _property_names,
        "additionalProperties": _additional,
        "unevaluatedProperties": _unevaluated_properties,
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
        **{name: (_asserting(holds), ()) for name, holds in iris.FORMATS.items()},
        **{name: (_asserting(each.holds), ()) for name, each in kinds.formats.items()},
    }
    return checker


def validator(schema: Schema, kinds: Kinds) -> Any:
    """A validator of a schema; make it once, use it often."""
    return Judge(schema, format_checker=format_checker(kinds))


@dataclass(frozen=True, slots=True)
class TwoJudges:
    """The validator behind a quick one, which lets through most of what is right; make it once, use it often."""

    judge: Any
    quick: tuple[Quick, Any] | None

    @classmethod
    def of(cls, schema: Schema, kinds: Kinds) -> "TwoJudges":
        """Both, for a schema of objects."""
        formats = format_checker(kinds)
        parted = quick_part(schema, formats)
        rest = Judge(parted[1], format_checker=formats) if parted and parted[1] else None
        return cls(Judge(schema, format_checker=formats), (parted[0], rest) if parted else None)

    def is_valid(self, answers: Any) -> bool:
        """What the validator alone would say."""
        if self.quick is not None:
            holds, rest = self.quick
            if holds(answers) and (rest is None or rest.is_valid(answers)):
                return True
        return bool(self.judge.is_valid(answers))

    def iter_errors(self, answers: Any) -> Errors:
        """Everything that the validator has against answers."""
        yield from self.judge.iter_errors(answers)


def accepts(schema: Schema, instance: Mapping[str, Any], kinds: Kinds) -> bool:
    """Whether an instance is valid against a schema, without saying why."""
    return bool(validator(schema, kinds).is_valid(instance))


def fault_in(schema: Schema, value: Any) -> ValidationError | None:
    """The first thing that a schema has against one value that stands in no form, such as a parameter of a pack."""
    return next(iter(Judge(dict(schema), format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(value)), None)
