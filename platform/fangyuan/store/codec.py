"""Events, states, commands and calendars to plain JSON and back; unknown keys are refused.

Mappings whose keys are no texts stand as lists of pairs, which also keeps their order. A body written under an older
version of its class is lifted, step by step, by the functions in `LIFTS` before it is read.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from cattrs import Converter

from fangyuan.model import commands, level_commands
from fangyuan.model.commands import Command
from fangyuan.model.decisions import Outgoing
from fangyuan.model.events import EVENTS, Cause, Event
from fangyuan.model.state import CaseState

T = TypeVar("T")
Tree = dict[str, Any]

LIFTS: dict[tuple[str, int], Callable[[Tree], Tree]] = {}
"""(word, version) -> the body one version later."""

COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for module in (commands, level_commands)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Command)
}


class Unreadable(ValueError):
    """Something in the store cannot be read by this version of the platform."""


def encode_event(event: Event) -> Tree:
    """The body of an event."""
    return cast("Tree", _converter().unstructure(event))


def decode_event(word: str, version: int, body: Tree) -> Event:
    """The event of a body; raises Unreadable for an unknown word, version or key."""
    kind = EVENTS.get(word)
    if kind is None or version > kind.version:
        raise Unreadable(f"event {word!r} version {version} is unknown here; a newer platform wrote it")
    for step in range(version, kind.version):
        body = LIFTS[word, step](body)
    return decode(kind, body)


def encode_cause(cause: Cause) -> Tree:
    """A cause as plain JSON; only that of a late firing says when it was due and what it counts from."""
    tree = cast("Tree", _converter().unstructure(cause))
    return {name: value for name, value in tree.items() if value is not None or name not in _OF_LATE_FIRINGS}


_OF_LATE_FIRINGS = ("due_at", "counts_from")


def encode_state(state: CaseState) -> Tree:
    """A state as plain JSON. What is as it is where nothing was said is left out: that is half of a state, and
    `state_format` names it.
    """
    return cast("Tree", _converter(brief=True).unstructure(state))


def encode_outgoing(outgoing: Outgoing) -> Tree:
    """A command to another case, with the class of the command beside it."""
    tree: Tree = {part.name: getattr(outgoing, part.name) for part in fields(outgoing)}
    if outgoing.command is not None:
        kind = type(outgoing.command)
        tree["command"] = {"is": kind.__name__, "body": _converter().unstructure(outgoing.command)}
    return tree


def decode_outgoing(tree: Tree) -> Outgoing:
    """The inverse of `encode_outgoing`."""
    command = tree["command"]
    if command is not None:
        command = decode(COMMANDS[command["is"]], command["body"])
    return Outgoing(**{**tree, "command": command, "asks": tuple(tree.get("asks", ()))})


def encode(value: Any) -> Any:
    """Any dataclass of the model as plain JSON."""
    return _converter().unstructure(value)


def decode(kind: type[T], tree: Any) -> T:
    """A dataclass of the model out of plain JSON; raises Unreadable where it does not fit."""
    try:
        return _converter().structure(tree, kind)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"this is no {kind.__name__}: {error}") from error


@cache
def state_format() -> str:
    """A short name of the present shape of CaseState, with its defaults; a snapshot of another shape is folded anew."""
    return format_of(CaseState)


def format_of(kind: type[Any]) -> str:
    """The same of any dataclass."""
    seen: dict[str, Any] = {}
    _shape(kind, seen)
    return sha256(repr(sorted(seen.items())).encode()).hexdigest()[:16]


def _shape(kind: Any, seen: dict[str, Any]) -> None:
    """Collects the fields of a dataclass with their defaults, and of every dataclass that its annotations name."""
    for part in get_args(kind):
        _shape(part, seen)
    if is_dataclass(kind) and isinstance(kind, type) and kind.__name__ not in seen:
        hints = get_type_hints(kind)
        seen[kind.__name__] = [(field.name, str(hints[field.name]), *_default(field)) for field in fields(kind)]
        for field in fields(kind):
            _shape(hints[field.name], seen)


def _default(field: Field[Any]) -> tuple[str, ...]:
    """What a field is where it was left out, as a text."""
    if field.default is not MISSING:
        return (repr(field.default),)
    return (repr(field.default_factory()),) if field.default_factory is not MISSING else ()


@cache
def _converter(*, brief: bool = False) -> Converter:
    """The converter; it compiles a function for every class it meets. A `brief` one writes no field that has its default."""
    made = Converter(
        forbid_extra_keys=True,
        omit_if_default=brief,
        detailed_validation=False,
        unstruct_collection_overrides={AbstractSet: sorted, frozenset: sorted, tuple: list},
    )
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _exactly(kind))
    _register_times(made)
    made.register_unstructure_hook_func(_is_any, _same)
    made.register_unstructure_hook_func(_is_free_mapping, _same)
    made.register_structure_hook_func(_is_free_mapping, _free_mapping)
    made.register_unstructure_hook_factory(_is_many, lambda kind: _list_from(made, kind))
    made.register_structure_hook_factory(_is_many, lambda kind: _tuple_to(made, kind))
    made.register_unstructure_hook_factory(_is_keyed_mapping, lambda kind: _pairs_from(made, kind))
    made.register_structure_hook_factory(_is_keyed_mapping, lambda kind: _pairs_to(made, kind))
    return made


def _register_times(made: Converter) -> None:
    """Instants in UTC, dates and times as ISO 8601 texts; `date | datetime` is told apart by its T."""
    made.register_unstructure_hook(datetime, _write_instant)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(time, time.isoformat)
    made.register_structure_hook(datetime, lambda text, _: _read_instant(text))
    made.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    made.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
    made.register_unstructure_hook_func(_is_date_or_instant, _write_either)
    made.register_structure_hook_func(_is_date_or_instant, lambda text, _: _read_either(text))


def _write_instant(value: datetime) -> str:
    if value.tzinfo is UTC:
        return value.isoformat()
    if value.tzinfo is None:
        raise ValueError(f"a naive instant cannot be kept: {value!r}; give it a time zone")
    return value.astimezone(UTC).isoformat()


def _read_instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise Unreadable(f"an instant without an offset: {text!r}")
    return found


def _write_either(value: date | None) -> str | None:
    if value is None:
        return None
    return _write_instant(value) if isinstance(value, datetime) else value.isoformat()


def _read_either(text: str | None) -> date | None:
    if text is None:
        return None
    return _read_instant(text) if "T" in text else date.fromisoformat(text)


def _exactly(kind: type[Any]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        # A subclass would do, but bool is one of int and must not pass for a number.
        if type(value) is not kind:
            raise Unreadable(f"{value!r} is no {kind.__name__}")
        return value

    return structure


def _same(value: Any) -> Any:
    return value


def _free_mapping(value: Any, _: Any) -> Any:
    if not isinstance(value, dict):
        raise Unreadable(f"{value!r} is no mapping")
    return value


def _is_any(kind: Any) -> bool:
    return kind is Any


def _is_mapping(kind: Any) -> bool:
    return isinstance(get_origin(kind), type) and issubclass(cast("type", get_origin(kind)), Mapping)


def _is_free_mapping(kind: Any) -> bool:
    return _is_mapping(kind) and get_args(kind) == (str, Any)


def _is_keyed_mapping(kind: Any) -> bool:
    return _is_mapping(kind) and get_args(kind)[0] is not str


def _is_date_or_instant(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and set(get_args(kind)) - {type(None)} == {date, datetime}


def _is_many(kind: Any) -> bool:
    """Whether it is a tuple of as many of one kind as there are."""
    return get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,)


def _list_from(made: Converter, kind: Any) -> Callable[[Any], list[Any]]:
    one_of = made.get_unstructure_hook(get_args(kind)[0])
    return lambda many: [one_of(one) for one in many]


def _tuple_to(made: Converter, kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
    part = get_args(kind)[0]
    one_of = made.get_structure_hook(part)
    return lambda many, _: tuple([one_of(one, part) for one in many])


def _pairs_from(made: Converter, kind: Any) -> Callable[[Mapping[Any, Any]], list[list[Any]]]:
    key, value = (made.get_unstructure_hook(part) for part in get_args(kind))
    return lambda mapping: [[key(one), value(other)] for one, other in mapping.items()]


def _pairs_to(made: Converter, kind: Any) -> Callable[[Any, Any], dict[Any, Any]]:
    key_kind, value_kind = get_args(kind)
    key, value = made.get_structure_hook(key_kind), made.get_structure_hook(value_kind)
    return lambda pairs, _: {key(one, key_kind): value(other, value_kind) for one, other in pairs}
