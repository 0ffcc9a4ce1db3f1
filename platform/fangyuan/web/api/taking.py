"""A request as the API's own description of it allows: every word of address, query and body, and nothing else."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from hashlib import sha256
from math import isfinite
from typing import TYPE_CHECKING, Any, get_type_hints

from flask import abort, request
from werkzeug.exceptions import UnsupportedMediaType

from fangyuan.casework.asking_once import PREFIX
from fangyuan.casework.identity import Identity
from fangyuan.model.later import later
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.bearer import identity
from fangyuan.web.api.operations import Asked, Body, Operation, Parameter
from fangyuan.web.api.schemas import Schemas
from fangyuan.web.at_hand import settings

if TYPE_CHECKING:
    import jsonschema
else:
    jsonschema = later("jsonschema")

Judge = Callable[[], "jsonschema.Draft202012Validator | None"]

DEEPEST = 64
"""How deep lists and objects may lie in one another."""

LONGEST_WORD = 200
MOST_TOLD = 20
KEY_LENGTH = 255

NOBODY = Identity("", "")
_INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def take(operation: Operation, path: Mapping[str, str], judge: Judge) -> Asked[Any]:
    """Reads the request, its body by the `judge` of its shape, which is asked for with the first body; raises Refused
    (`malformed`) with every place that is wrong.
    """
    me = NOBODY if operation.open else identity()
    body: Body = Body()
    if operation.body and (judged := judge()):
        body = _body(operation.body, judged)
    words = {name: _word(word, name in operation.integers) for name, word in path.items()}
    return Asked(me, words, _query(operation.query), body, _key(operation, me) if operation.writes else "")


def _word(word: str, integer: bool) -> str:
    """A word of the address; one that nothing can be called is found nowhere."""
    if len(word) > LONGEST_WORD or _UNWRITABLE.search(word) or (integer and not _INTEGER.fullmatch(word)):
        abort(404)
    return word


def _key(operation: Operation, me: Identity) -> str:
    """The idempotency key, made this officer's and this address's own, so that nobody meets another's act by a short key."""
    sent = request.headers.get("Idempotency-Key", "").strip()
    if not sent:
        return ""
    if len(sent) > KEY_LENGTH:
        raise Refused(_malformed("Idempotency-Key", f"不能超过 {KEY_LENGTH} 个字符"))
    return own_key(me, operation.id, request.path, sent)


def own_key(me: Identity, operation: str, path: str, sent: str) -> str:
    """The key that a request is kept under."""
    own = f"{me.person}\n{operation}\n{path}\n{sent}"
    return PREFIX + sha256(own.encode("utf-8", "surrogateescape")).hexdigest()


# --- the query --------------------------------------------------------------------------------------------------------


def _query(known: tuple[Parameter, ...]) -> dict[str, Any]:
    """The words of the query, each by its schema, with defaults for those that were not said."""
    said: dict[str, Any] = {}
    for name, texts in request.args.lists():
        outer, key = _named(name)
        parameter = next((one for one in known if one.name == outer and _is_object(one) == bool(key)), None)
        if parameter is None:
            raise Refused(_malformed(name, "没有这个查询参数"))
        if len(texts) > 1:
            raise Refused(_malformed(name, "只能写一次"))
        if key:
            said.setdefault(outer, {})[key] = _read(parameter, parameter.schema["additionalProperties"], texts[0])
        else:
            said[outer] = _read(parameter, parameter.schema, texts[0])
    return {one.name: said.get(one.name, one.default) for one in known}


def _named(name: str) -> tuple[str, str]:
    """`filter[case.stage]` -> ("filter", "case.stage")."""
    outer, bracket, rest = name.partition("[")
    return (outer, rest.removesuffix("]")) if bracket and rest.endswith("]") and len(rest) > 1 else (name, "")


def _is_object(parameter: Parameter) -> bool:
    return parameter.schema.get("type") == "object"


def _read(parameter: Parameter, schema: Mapping[str, Any], text: str) -> Any:
    """One value of the query."""
    value: Any = int(text) if schema.get("type") == "integer" and _INTEGER.fullmatch(text) else text
    value = {"true": True, "false": False}.get(text, text) if schema.get("type") == "boolean" else value
    _check_words(value, (parameter.name,), 0)
    _check(
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER),
        value,
        parameter.name,
    )
    return value


# --- the body ---------------------------------------------------------------------------------------------------------


def _body(shape: type[Body], judge: "jsonschema.Draft202012Validator") -> Body:
    """The JSON of the request as what the address takes; an empty request is an empty object."""
    request.max_content_length = settings().max_form_text
    data = request.get_data()
    if data and not request.is_json:
        raise UnsupportedMediaType
    said = _parsed(data) if data else {}
    _check_words(said, (), 0)
    _check(judge, said, "")
    return _made(shape, said)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data, parse_constant=_no_number, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as wrong:
        raise Refused(_malformed("", f"不是有效的 JSON（{str(wrong)[:100]}）")) from wrong


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not a number of JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that stands in it twice leaves open which value is meant."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"“{name[:60]}”写了两次")
        made[name] = value
    return made


def _check_words(value: Any, path: tuple[str, ...], depth: int) -> None:
    """Refuses what no database can keep: half characters, NUL, numbers without end; and what lies too deep."""
    if depth > DEEPEST:
        raise Refused(_malformed(".".join(path[:8]), f"嵌套不能超过 {DEEPEST} 层"))
    if isinstance(value, str) and _UNWRITABLE.search(value):
        raise Refused(_malformed(".".join(path), "含有不能保存的字符"))
    if isinstance(value, float) and not isfinite(value):
        raise Refused(_malformed(".".join(path), "数太大"))
    for name, inner in _inside(value):
        _check_words(name, path, depth)
        _check_words(inner, (*path, name), depth + 1)


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(place), inner) for place, inner in enumerate(value))


def judge_of(shape: type[Body]) -> "jsonschema.Draft202012Validator":
    """The judge of a body."""
    schemas = Schemas("#/$defs/")
    return jsonschema.Draft202012Validator(
        {**schemas.of(shape), "$defs": schemas.components}, format_checker=jsonschema.FormatChecker()
    )


def _check(judge: "jsonschema.Draft202012Validator", value: Any, at: str) -> None:
    """Refuses a value with every place that its schema does not allow."""
    found = [_told(error, at) for error in judge.iter_errors(value)]
    if found:
        raise Refused(*found[:MOST_TOLD])


def _told(error: "jsonschema.ValidationError", at: str) -> Problem:
    """One error of the schema in words."""
    path = ".".join(filter(None, (at, *(str(part) for part in error.absolute_path))))
    schema: Any = error.schema
    said: Any = error.instance
    match error.validator:
        case "additionalProperties":
            names = "、".join(sorted(str(name) for name in said if name not in schema.get("properties", {})))
            return _malformed(path, f"没有这样的名称：{names[:100]}")
        case "required":
            return _malformed(path, f"缺少：{'、'.join(name for name in schema['required'] if name not in said)}")
        case _:
            return _malformed(path, f"不符合约定（{error.message[:200]}）")


def _malformed(path: str, what: str) -> Problem:
    where = f"“{path}”" if path else "请求"
    return Problem("malformed", f"{where}：{what}。", path, advice="请对照 /api/v1/openapi.json 修改。")


def _made(shape: type[Body], said: Mapping[str, Any]) -> Body:
    """The body as its class; dates become dates, lists tuples."""
    hints = get_type_hints(shape)
    return shape(**{one.name: _typed(hints[one.name], said[one.name]) for one in fields(shape) if one.name in said})


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(value, str) and hint in (date, date | None):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
