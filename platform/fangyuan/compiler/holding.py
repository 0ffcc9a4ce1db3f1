"""Whether an answer or a fact can hold what is looked for in it: people, a unit, a value that remits name."""

from enum import StrEnum

from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.fields import Field
from fangyuan.model.procedure import SlotKind
from fangyuan.packs.problems import listed


class Sought(StrEnum):
    """What is looked for. The id of a unit stands for everybody who has a post there, so people may be a unit too."""

    PEOPLE = "people"
    UNIT = "unit"
    REMIT = "remit"


_KINDS = {
    Sought.PEOPLE: frozenset({"officer", "unit"}),
    Sought.UNIT: frozenset({"unit"}),
    Sought.REMIT: frozenset({"region", "unit"}),
}
_UNITS = frozenset({"case.unit", "actor.unit", "unit.unit"})
_FACTS = {
    Sought.PEOPLE: _UNITS | {"case.leader", "actor.person"},
    Sought.UNIT: _UNITS,
    Sought.REMIT: _UNITS | {"unit.kind", "unit.level", "case.outcome", "tenant.code", "tenant.level"},
}
_TITLES = {
    Sought.PEOPLE: ("人员", "people", "officer"),
    Sought.UNIT: ("单位", "a unit", "unit"),
    Sought.REMIT: (
        "分工里能写的值（代码、地区、单位）",
        "a value that a remit names (a code, a region, a unit)",
        "code-list",
    ),
}


def check_holds(spot: Spot, path: str, sought: Sought, names: TypeNames) -> None:
    """A finding where nothing that is sought can ever stand at a path; one that leads nowhere is somebody else's finding."""
    held = names.paths.get(path)
    if held is None or _fits(path, held, sought, names):
        return
    zh, en, kind = _TITLES[sought]
    known = listed(
        one for one, what in names.paths.items() if isinstance(what, Field) and _fits(one, what, sought, names)
    )
    detail = {"is": held.kind if isinstance(held, Field) else held, "sought": zh, "sought_en": en, "kind": kind}
    spot.say("holds-no-such-thing" if known else "nothing-holds-it", name=path, known=known, **detail)


def _fits(path: str, held: "str | Field", sought: Sought, names: TypeNames) -> bool:
    if isinstance(held, Field):
        return _is_free(held) or held.kind in _KINDS[sought] or (sought is Sought.REMIT and _is_coded(held))
    slot = names.slots.get(path.removeprefix("slot."))
    if slot is not None:
        return sought is not Sought.UNIT or slot.kind is SlotKind.UNIT
    return path in _FACTS[sought]


def _is_free(held: Field) -> bool:
    """What the platform works out, or keeps unseen, may be anybody's id."""
    return held.compute is not None or held.kind == "hidden"


def _is_coded(held: Field) -> bool:
    return bool(held.options) or held.code_list is not None
