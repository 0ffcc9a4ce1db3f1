"""Letters: templates with a declared context."""

from collections.abc import Collection, Mapping

from fangyuan.compiler import words
from fangyuan.compiler.citing import basis
from fangyuan.compiler.facts import OF_A_LETTER
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.outputs import LETTER_STEPS, Letter, LetterStep
from fangyuan.model.who import Hole, Text

NUMBER_HOLES = ("tenant.code", "year", "month", "seq", "unit.code", "unit.title")
"""What the number of a case or a letter may hold; one that names the unit is counted for each unit by itself."""

OPTIONAL = "optional"
SEAL = "seal"


def letters(
    spot: Spot | None, templates: Collection[str], types: Mapping[str, TypeNames], pack: PackNames
) -> dict[str, Letter]:
    """Every letter by id; `types` are the names of each case type by key, `templates` the files below letters/."""
    return {row.text("letter"): _letter(row, templates, types, pack) for row in spot.rows()} if spot else {}


def _letter(spot: Spot, templates: Collection[str], types: Mapping[str, TypeNames], pack: PackNames) -> Letter:
    context, law = spot.get("context"), spot.text("law")
    served = tuple(_type(row, pack) for row in spot.rows("case-types"))
    known = _paths(served, types, pack)
    _check_order(spot)
    return Letter(
        letter=spot.text("letter"),
        title=spot.text("title"),
        template=spot.named("template", "unknown-template", templates),
        context={word: _path(child, known) for word, child in context.items()} if context else {},
        number=number(spot.get("number")),
        required={row.text("name"): basis(row, law) for row in spot.rows("required") if _declared(row, context)},
        case_types=served,
        law=law,
        path=_path_of(spot, _names(served, types, pack)),
        scan_optional=spot.text("scan") == OPTIONAL,
    )


def _path_of(spot: Spot, names: TypeNames) -> tuple[LetterStep, ...]:
    """The way of the letter, which begins with a draft: where the pack asks nobody for it, what brings the letter is it."""
    steps = tuple(LetterStep(row.text("step"), words.whos(row.get("who"), names)) for row in spot.rows("path"))
    return steps if not steps or steps[0].step == LETTER_STEPS[0] else (LetterStep(LETTER_STEPS[0]), *steps)


def _check_order(spot: Spot) -> None:
    """The steps come in their order; only checking may be done by several, one after the other."""
    rows, last = spot.rows("path"), -1
    for row in rows:
        place = LETTER_STEPS.index(row.text("step")) if row.text("step") in LETTER_STEPS else last
        if place < last or (place == last and row.text("step") != "check"):
            row.say("letter-step-order", step=row.text("step"), order="、".join(LETTER_STEPS))
        if row.text("step") == "number" and not spot.text("number"):
            row.say("letter-step-number", letter=spot.text("letter"))
        last = max(place, last)
    if (scan := spot.get("scan")) is not None and not any(row.text("step") == SEAL for row in rows):
        scan.say("letter-scan-unsealed", letter=spot.text("letter"))


def _names(served: tuple[str, ...], types: Mapping[str, TypeNames], pack: PackNames) -> TypeNames:
    """What a step may name: slots and fields of the types that the letter serves, of all where it names none."""
    mine = [names for key, names in types.items() if not served or key in served]
    return TypeNames(
        pack=pack,
        slots={name: slot for names in mine for name, slot in names.slots.items()},
        facts={path: kind for names in mine for path, kind in names.facts.items()},
    )


def number(spot: Spot | None) -> Text:
    """The pattern of a number: its holes are few, and one of them tells each from all others."""
    pattern = words.text(spot, NUMBER_HOLES, "number-hole")
    if spot is not None and not any(
        isinstance(part, Hole) and part.path.partition(":")[0] == "seq" for part in pattern.parts
    ):
        spot.say("number-without-seq")
    return pattern


def _type(spot: Spot, pack: PackNames) -> str:
    key = pack.key_of(spot.word)
    if not key:
        spot.unknown("unknown-case-type", spot.word, pack.type_words())
    return key


def _paths(served: tuple[str, ...], types: Mapping[str, TypeNames], pack: PackNames) -> set[str]:
    """Every path that the letter's context may name: those of the types it serves, of all where it names none."""
    of_types = [names for key, names in types.items() if not served or key in served]
    parameters = {f"parameters.{name}" for name in pack.parameters}
    return {*OF_A_LETTER, *parameters, *(path for names in of_types for path in names.paths)}


def _path(spot: Spot, known: set[str]) -> str:
    if spot.word not in known:
        spot.unknown("unknown-fact", spot.word, known)
    return spot.word


def _declared(spot: Spot, context: Spot | None) -> bool:
    """Whether a required element is one of the context's words."""
    known = [word for word, _ in context.items()] if context else []
    if spot.text("name") in known:
        return True
    spot.unknown("letter-required-unknown", spot.text("name"), known)
    return False
