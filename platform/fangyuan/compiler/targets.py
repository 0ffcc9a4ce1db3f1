"""Targets: quotas and rates to reach, for the whole jurisdiction or for each holder."""

from collections.abc import Mapping
from typing import Any

from fangyuan.compiler import words
from fangyuan.compiler.reportable import Reportable, dated
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.conditions import Param
from fangyuan.model.outputs import Target

Types = Mapping[str, TypeNames]

HOLDERS = ("unit", "officer")
"""The kinds of fields that name whoever has to reach a target."""

_HELD = ("case.unit", "case.leader", "case.registered_by")


def targets(spot: Spot | None, types: Types, pack: PackNames) -> dict[str, Target]:
    """Every target by id."""
    rows = [(row, _type(row.get("of"), types, pack)) for row in spot.rows()] if spot else []
    return {row.text("target"): _target(row, key, types[key]) for row, key in rows if key}


def _type(spot: Spot | None, types: Types, pack: PackNames) -> str:
    if spot is None:
        return ""
    key = pack.key_of(spot.word)
    if key in types:
        return key
    spot.unknown("unknown-case-type", spot.word, pack.type_words())
    return ""


def _target(spot: Spot, key: str, own: TypeNames) -> Target:
    names = Reportable.of([own])
    measure, bound, date, each = (spot.get(word) for word in ("measure", "at-least", "date", "each"))
    rate = measure.get("rate") if measure else None
    return Target(
        target=spot.text("target"),
        title=spot.text("title"),
        case_type=key,
        measure="rate" if rate else "count",
        at_least=_bound(bound, own) if bound else 0,
        numerator=names.condition(rate.get("numerator")) if rate else None,
        denominator=names.condition(rate.get("denominator")) if rate else None,
        per=spot.text("per", "year"),
        rounding=spot.text("rounding"),
        condition=names.condition(measure.get("count")) if measure else None,
        date=dated(date, names) if date else "",
        each=_holder(each.get("field"), names) if each else "",
        each_role=each.named("role", "unknown-role", own.pack.roles) if each else "",
        each_kind=each.text("kind") if each else "",
        by=spot.text("by"),
        who=words.roles(spot.get("who"), own),
        hint=spot.text("hint"),
        each_case=spot.text("sent-on") == "apart",
    )


def _bound(spot: Spot, names: TypeNames) -> Any:
    given = spot.get("$param")
    return spot.value if given is None else Param(given.itself("unknown-parameter", names.pack.parameters))


def _holder(spot: Spot | None, names: Reportable) -> str:
    """The path of whoever the cases count for."""
    if spot is None:
        return ""
    path = names.path(spot)
    known = names.known(path)
    if known is not None and path not in _HELD and not (known.field and known.field.kind in HOLDERS):
        spot.say("not-a-holder", name=path)
    return path
