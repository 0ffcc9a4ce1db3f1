"""What may be chosen in fields that name units, officers or rows of the case."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fangyuan.casework.reading.pages import Named
from fangyuan.engine.people import called_rows, ids_at
from fangyuan.model.fields import Answers, Field, Form, Offer
from fangyuan.model.once import once_each
from fangyuan.model.world import Directory, Person, Unit, World

UNIT, OFFICER, ROW = "unit", "officer", "row"
WIDER = "wider"


def choices(
    form: Form,
    world: World,
    away: Collection[str] = (),
    tree: Mapping[str, Any] | None = None,
    filled: Answers | None = None,
) -> dict[str, tuple[Named, ...]]:
    """The units and officers to choose from, by kind of field, as far as the form asks for them.

    `away` are those whom a confidential case must never reach: they are not offered. Of a field that offers only some, or
    rows of the case, whose facts are `tree`, the choices stand under `#` and its path. Of those that are named in the same
    form nobody knows before it is `filled`: until then all are offered; then they stand under `WIDER` and their key.
    """
    asked, narrow, here = _chosen_in(form)
    offered = {UNIT: _units, OFFICER: _officers}
    found = {kind: offer(world, away) for kind, offer in offered.items() if kind in asked}
    facts = {**(tree or {}), **(filled or {})}
    wide = {f"#{field.path}": _narrowed(field, found, world, facts, here) for field in narrow}
    if filled is None:
        return {**found, **wide}
    strict = {f"#{field.path}": _narrowed(field, found, world, facts, ()) for field in narrow}
    return {**found, **strict, **{f"{WIDER}{name}": named for name, named in wide.items()}}


@once_each
def _chosen_in(form: Form) -> tuple[frozenset[str], tuple[Field, ...], frozenset[str]]:
    """The kinds of its fields that have no choices of their own, those that offer only some, the lists they choose from."""
    free = [field for field in form.walk() if not field.options]
    narrow = tuple(field for field in free if field.offer)
    return frozenset(field.kind for field in free), narrow, frozenset(asked_here(field, form) for field in narrow)


def asked_here(field: Field, form: Form) -> str:
    """The list that a field chooses from, where the same form asks for it; else blank."""
    named = field.offer.among if field.offer and field.kind != ROW else ""
    return named if any(one.path == named and not one.read_only for one in form.walk()) else ""


def choices_of(field: Field, offered: Mapping[str, Sequence[Named]]) -> tuple[Named, ...]:
    """What one field offers, out of the choices of its form."""
    return tuple(offered.get(f"#{field.path}", offered.get(field.kind, ())))


def row_titles(field: Field, tree: Mapping[str, Any]) -> dict[str, str]:
    """What the rows that a field chooses from are called, by id; nothing for other fields."""
    if field.kind != ROW or field.offer is None:
        return {}
    return called_rows(field.offer, dict(tree))


def _narrowed(
    field: Field,
    found: Mapping[str, tuple[Named, ...]],
    world: World,
    tree: Mapping[str, Any],
    open_: Collection[str],
) -> tuple[Named, ...]:
    assert field.offer is not None
    if field.kind == ROW:
        return tuple(Named(name, title) for name, title in called_rows(field.offer, dict(tree)).items())
    units, offer = world.directory.units, field.offer
    among = None if offer.among in open_ else _among(offer, tree)
    return tuple(
        one
        for one in found.get(field.kind, ())
        if (among is None or one.id in among) and (field.kind != UNIT or _is_of_kind(units[one.id].kind, offer))
    )


def _is_of_kind(kind: str, offer: Offer) -> bool:
    return (not offer.kinds or kind in offer.kinds) and kind not in offer.except_kinds


def _among(offer: Offer, tree: Mapping[str, Any]) -> frozenset[str] | None:
    """The ids that the list names, or the slot of its name holds; None where nothing narrows."""
    if not offer.among:
        return None
    return frozenset(ids_at(offer.among, dict(tree)) or ids_at(f"slot.{offer.among}", dict(tree)))


def _units(world: World, away: Collection[str]) -> tuple[Named, ...]:
    """Active units, those of the jurisdiction itself first; those of another one say whose they are."""
    home, directory = world.tenant.tenant, world.directory
    found = [unit for unit in directory.units.values() if unit.active and unit.unit not in away]
    return tuple(
        Named(unit.unit, _title(unit, home, directory)) for unit in sorted(found, key=lambda u: u.tenant != home)
    )


def _title(unit: Unit, home: str, directory: Directory) -> str:
    return unit.title if unit.tenant == home else f"{unit.title}（{directory.name(unit.tenant)}）"


def _officers(world: World, away: Collection[str]) -> tuple[Named, ...]:
    """Active officers with their first unit, so that two of one name are told apart."""
    directory = world.directory
    return tuple(
        Named(person.person, _called(person, directory))
        for person in directory.people.values()
        if person.active and person.person not in away and not any(unit in away for unit in person.units)
    )


def _called(person: Person, directory: Directory) -> str:
    return f"{person.name}（{directory.name(person.units[0])}）" if person.units else person.name


def titles(offered: Mapping[str, tuple[Named, ...]]) -> dict[str, str]:
    """Every choice by id."""
    return {named.id: named.title for several in offered.values() for named in several}
