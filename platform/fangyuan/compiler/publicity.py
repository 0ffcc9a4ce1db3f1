"""What a case type tells whoever its cases are of, on the public page."""

from collections.abc import Collection, Iterator

from fangyuan.compiler import words
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.fields import Field
from fangyuan.model.procedure import Public

PRIVATE = frozenset(
    {"address", "attachment", "email", "geolocation", "id-card", "officer", "person", "phone", "signature"}
)
"""Kinds of fields that tell of people, or are not texts: no pack shows them on a page that anybody can open."""


def public(spot: Spot | None, names: TypeNames) -> Public | None:
    """The words of the stages, the deadlines and the answers that are shown; None where the type tells nothing."""
    if spot is None:
        return None
    told, ended = spot.get("stages"), spot.get("outcomes")
    return Public(
        stages=_words(told, "unknown-stage", names.stages) if told else {},
        outcomes=_words(ended, "unknown-outcome", names.outcomes) if ended else {},
        clocks=tuple(row.itself("unknown-clock", names.clocks) for row in spot.rows("clocks")),
        answers=tuple(_answers(spot, names)),
        condition=words.condition(spot.get("if"), names),
        confidential=spot.flag("confidential"),
        note=spot.text("note"),
    )


def _words(told: Spot, code: str, known: Collection[str]) -> dict[str, str]:
    """Stage or outcome -> what it means in plain words."""
    for name, row in told.items():
        if name not in known:
            row.unknown(code, name, known)
    return {name: str(row.value) for name, row in told.items()}


def _answers(spot: Spot, names: TypeNames) -> Iterator[str]:
    """Root answers that name nobody: not sealed, not of people, not inside a list that has people in it."""
    for row in spot.rows("answers"):
        path = words.fact(row, names)
        known = names.fields.get(path)
        if known is not None and _tells_of_people(known):
            row.say("public-private", path=path, title=known.title)
        yield path


def _tells_of_people(known: Field) -> bool:
    return known.sensitive or known.kind in PRIVATE or any(map(_tells_of_people, known.children))
