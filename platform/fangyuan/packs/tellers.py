"""Turns what a JSON Schema validator reports into codes of the registry, with a step, details and suggestions.

The validator's errors are typed loosely by their library, so they are `Any` here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fangyuan.packs.problems import CODES, listed, nearest
from fangyuan.packs.trees import Pointer

Told = Iterator[tuple[str, Pointer, dict[str, object]]]
"""Codes, each with the steps below the error's own place, and the details of its words."""

_TYPES = {
    "object": ("一组键和值", "a mapping"),
    "array": ("列表", "a list"),
    "string": ("文字", "text"),
    "integer": ("整数", "a whole number"),
    "number": ("数", "a number"),
    "boolean": ("true 或 false", "true or false"),
    "null": ("空", "nothing"),
}


def tell(error: Any) -> Told:
    """What one error means; an error of alternatives is told by the one that was most likely meant."""
    return _TELLERS.get(str(error.validator), _other)(error)


def _additional(error: Any) -> Told:
    known = error.schema.get("properties", {})
    code = "unknown-effect" if error.schema.get("title") == "处置" else "unknown-key"
    for key in error.instance:
        if key not in known and error.instance[key] is None and not key.isascii():
            yield "comma-splits-text", (key,), {"key": key}
        elif key not in known:
            detail = {"key": key, "name": key, "near": nearest(key, known), "known": listed(known)}
            yield code, (key,), detail


def _missing(error: Any) -> Told:
    key = error.message.split("'")[1]
    shape = error.schema.get("properties", {}).get(key, {})
    title = shape.get("title")
    yield "missing-key", (), {"key": key, "title": f"（{title}）" if title else ""}


def _type(error: Any) -> Told:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    found, found_en = _TYPES[_type_of(error.instance)]
    if wanted == ["string"] and isinstance(error.instance, int | float):
        yield "text-wanted", (), {"value": _short(error.instance), "found": found, "found_en": found_en}
        return
    zh, en = "或".join(_TYPES[word][0] for word in wanted), " or ".join(_TYPES[word][1] for word in wanted)
    hint = _hint(error.schema) if error.schema.get("description") else {"hint": "", "hint_en": ""}
    yield "wrong-type", (), {"wanted": zh, "wanted_en": en, "found": found, "found_en": found_en, **hint}


def _type_of(value: object) -> str:
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def _not_one_of(error: Any) -> Told:
    known = [_written(one) for one in (error.validator_value if error.validator == "enum" else [error.validator_value])]
    value = _short(error.instance)
    if value in known:
        value = f'"{value}"'
    yield "not-one-of", (), {"value": value, "near": nearest(value, known), "known": listed(known)}


def _pattern(error: Any) -> Told:
    yield "bad-pattern", (), {"value": _short(error.instance), **_hint(error.schema)}


def _length(error: Any) -> Told:
    yield "text-length", (), {"found": len(error.instance), "limit": error.validator_value}


def _few(error: Any) -> Told:
    yield "too-few", (), {"limit": error.validator_value}


def _many(error: Any) -> Told:
    yield "too-many", (), {"limit": error.validator_value}


def _unique(_: Any) -> Told:
    yield "not-unique", (), {}


def _range(error: Any) -> Told:
    bound = "≥" if error.validator == "minimum" else "≤"
    yield "out-of-range", (), {"value": _short(error.instance), "bound": bound, "limit": error.validator_value}


def _descend(error: Any) -> Told:
    yield "no-shape-fits", (), {"value": _short(error.instance), **_hint(error.schema)}


def _hint(schema: Mapping[str, Any]) -> dict[str, object]:
    """What a shape says about itself, in Chinese and in English."""
    return {"hint": schema.get("description") or schema.get("title", ""), "hint_en": schema.get("x-english", "")}


def _other(error: Any) -> Told:
    yield "no-shape-fits", (), {"value": _short(error.instance), "hint": "", "hint_en": error.message[:200]}


_TELLERS: Mapping[str, Callable[[Any], Told]] = {
    "additionalProperties": _additional,
    "required": _missing,
    "x-complete": _missing,
    "type": _type,
    "enum": _not_one_of,
    "const": _not_one_of,
    "pattern": _pattern,
    "minLength": _length,
    "maxLength": _length,
    "minItems": _few,
    "minProperties": _few,
    "maxItems": _many,
    "maxProperties": _many,
    "uniqueItems": _unique,
    "minimum": _range,
    "maximum": _range,
    "anyOf": _descend,
}


def best_branch(error: Any) -> list[Any]:
    """The errors of the alternative that the author most likely meant: of the right type, with the fewest errors."""
    branches: dict[object, list[Any]] = {}
    for below in error.context or ():
        branches.setdefault(below.schema_path[0], []).append(below)
    meant = [errors for errors in branches.values() if all(_plausible(below) for below in errors)]
    return min(meant, key=len) if meant else []


def _plausible(error: Any) -> bool:
    """Whether the value is at least of the sort that this alternative speaks of."""
    if error.relative_path:
        return True
    if error.validator == "type":
        return False
    if error.validator == "const":
        return isinstance(error.instance, str) and isinstance(error.validator_value, str)
    return bool(best_branch(error)) if error.validator == "anyOf" else True


def in_words(error: Any) -> dict[str, str]:
    """What is wrong with a value, as `reason` in Chinese and `reason_en`, for findings that have other words around it;
    `near` is what was probably meant.
    """
    branch = best_branch(error) if error.validator == "anyOf" else []
    meant = branch[0] if branch else error
    for code, _, detail in tell(meant) if str(meant.validator) in _TELLERS else ():
        told = {name: str(value) for name, value in detail.items()}
        near = {"near": told["near"]} if told.get("near") else {}
        return {"reason": CODES[code].zh.format(**told), "reason_en": CODES[code].en.format(**told), **near}
    if error.validator == "format":
        value, wanted = _short(error.instance), error.validator_value
        return {"reason": f"“{value}”不合 {wanted} 的格式，或并不存在", "reason_en": f"{value} is no {wanted}"}
    return {"reason": "写法不对", "reason_en": str(error.message)[:200]}


def _written(value: object) -> str:
    """A value as YAML writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _short(value: object) -> str:
    text = _written(value)
    return text if len(text) <= 60 else text[:60] + "……"
