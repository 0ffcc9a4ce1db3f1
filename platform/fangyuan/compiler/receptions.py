"""Turns and appointments of recurring work: who goes round, which times there are, what is written into which answers."""

from collections.abc import Mapping

from fangyuan.compiler import words
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.durations import Duration
from fangyuan.model.rotas import DAY, NUMBER, TIME, TURN, Appointments, Rota

_HOLDS: Mapping[str, tuple[str, ...]] = {
    DAY: ("date",),
    TURN: ("officer",),
    TIME: ("text", "time"),
    NUMBER: ("text",),
}
"""The kinds of fields that can hold each."""


def opening(duty: Spot, names: TypeNames) -> dict[str, str]:
    """What is written into the answers of the case that the duty opens."""
    opens = duty.get("opens")
    spot = opens.get("answers") if opens else None
    found = _answers(spot, [names])
    for path, child in spot.items() if spot else ():
        if found[path] == TURN and duty.get("rota") is None:
            child.say("turn-without-rota", duty=duty.text("duty"))
    return found


def rota(spot: Spot | None, pack: PackNames) -> Rota | None:
    """Who goes round, how often each is to have a turn, who may say otherwise."""
    if spot is None:
        return None
    names = TypeNames(pack)
    return Rota(
        of=words.roles(spot.get("of"), names),
        at_least=spot.whole("at-least"),
        per=spot.text("per"),
        set_by=words.roles(spot.get("set-by"), names),
    )


def appointments(spot: Spot | None, types: Mapping[str, TypeNames], pack: PackNames) -> Appointments | None:
    """The times of a day, and the cases that may be booked for them."""
    if spot is None:
        return None
    keys = tuple(_type(row, types, pack) for row in spot.rows("case-types"))
    each = Duration.parse(spot.text("each")).amount
    made = Appointments(
        since=spot.text("from"),
        until=spot.text("until"),
        each=each,
        case_types=keys,
        places=spot.whole("places", 1),
        who=words.roles(spot.get("who"), TypeNames(pack)),
        answers=_answers(spot.get("answers"), [types[key] for key in keys if key in types]),
    )
    if not made.times():
        spot.say("times-of-nothing", since=made.since, until=made.until, each=str(each))
    return made


def _type(spot: Spot, types: Mapping[str, TypeNames], pack: PackNames) -> str:
    key = pack.key_of(spot.word)
    if key not in types:
        spot.unknown("unknown-case-type", spot.word, pack.type_words())
    return key


def _answers(spot: Spot | None, types: list[TypeNames]) -> dict[str, str]:
    """Paths, each a plain answer that every one of the types has and that can hold what is written there."""
    for path, child in spot.items() if spot else ():
        for names in types:
            _check(path, child, names)
    return {path: child.word for path, child in spot.items()} if spot else {}


def _check(path: str, spot: Spot, names: TypeNames) -> None:
    field = names.fields.get(path)
    if field is None or "." in path:
        known = [one.path for one in names.fields.values() if one.kind in _HOLDS[spot.word] and "." not in one.path]
        spot.unknown("unknown-field", path, known)
    elif field.kind not in _HOLDS[spot.word] or field.many:
        spot.say("not-held-there", name=path, word=spot.word, **{"is": field.kind}, kind=_HOLDS[spot.word][0])
