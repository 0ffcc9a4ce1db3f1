"""Variants of an object: `oneOf` or `anyOf` with fields of their own, of which a page shows one at a time.

Which one is meant says a field that has another constant in each variant; where there is none, the page alone asks, by a
chooser whose answer decides what is cleared and is then forgotten, so that no answer holds what the schema does not know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fangyuan.forms.paths import joined
from fangyuan.kinds.choices import written
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, Op
from fangyuan.model.fields import Answers, Field, Option, Schema

CHOOSER = "~variant"
"""The name of a chooser; no field of a pack can have it."""

_TITLE = "属于哪种情形"


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants of one keyword. `names` are the fields that each speaks of, `base` those that stand in any case."""

    branches: tuple[Schema, ...]
    names: tuple[frozenset[str], ...]
    base: frozenset[str]

    @property
    def constant(self) -> str:
        """The field that has another constant in each variant, or nothing."""
        return next((name for name in sorted(frozenset.intersection(*self.names)) if self._tells(name)), "")

    def _tells(self, name: str) -> bool:
        said = [_const(branch, name) for branch in self.branches]
        return None not in said and len({repr(each) for each in said}) == len(said)

    def title(self, index: int) -> str:
        """What a variant is called."""
        title = self.branches[index].get("title") or self.branches[index].get("description")
        return str(title or f"情形{index + 1}")


def variants_of(schema: Schema, base: frozenset[str], names_of: Any) -> Iterator[Variants]:
    """The variants that an object has; `names_of` gives the names of the fields that a schema speaks of."""
    for word in ("oneOf", "anyOf"):
        branches = schema.get(word)
        if (
            not isinstance(branches, list)
            or len(branches) < 2
            or not all(isinstance(each, Mapping) for each in branches)
        ):
            continue
        names = tuple(frozenset(names_of(each)) for each in branches)
        if frozenset.union(*names) - base:
            yield Variants(tuple(branches), names, base)


def with_variants(fields: tuple[Field, ...], found: Variants, path: str) -> tuple[Field, ...]:
    """The fields of an object, those of each variant shown only with it, and the chooser before them where it needs one."""
    constant = found.constant
    chooser = constant or CHOOSER
    known = {each.name for each in fields}
    made = []
    for each in fields:
        if each.name == constant and constant not in found.base:
            each = _telling(each, found)
        elif each.name not in found.base and each.name != constant:
            each = replace(each, visible=_both(each.visible, _shown_with(each.name, found, joined(path, chooser))))
        made.append(each)
    if constant or CHOOSER in known:
        return tuple(made)
    first = next((index for index, each in enumerate(made) if each.name not in found.base), None)
    if first is None:
        return tuple(made)
    options = tuple(Option(str(index + 1), found.title(index)) for index in range(len(found.branches)))
    asked = Field(joined(path, CHOOSER), CHOOSER, _TITLE, "radio", {}, "string", options=options, print=False)
    return (*made[:first], asked, *made[first:])


def _telling(each: Field, found: Variants) -> Field:
    """The field whose constants tell the variants apart: a choice among them, by the variants' titles."""
    values = [_const(branch, each.name) for branch in found.branches]
    options = tuple(
        Option(value, _title(branch, each.name, value)) for value, branch in zip(values, found.branches, strict=True)
    )
    required = all(each.name in branch.get("required", ()) for branch in found.branches)
    title = each.title if each.title != each.name else _TITLE
    return replace(
        each, kind="radio", options=options, default=None, title=title, required=each.required or required,
        schema={"enum": values},
    )  # fmt: skip


def _title(branch: Schema, name: str, value: Any) -> str:
    return str(branch.get("title") or branch["properties"][name].get("title") or written(value))


def _shown_with(name: str, found: Variants, chooser: str) -> Condition | None:
    """When a field is shown: with the variants that speak of it, and as long as nobody has said which one is meant."""
    of = [index for index, names in enumerate(found.names) if name in names]
    if not of or len(of) == len(found.branches):
        return None
    constant = found.constant
    values = [_const(found.branches[index], constant) if constant else str(index + 1) for index in of]
    parts: list[Condition] = [Atom(chooser, Op.CONST, value) for value in values]
    if not constant or not all(constant in branch.get("required", ()) for branch in found.branches):
        parts.append(Atom(chooser, Op.ABSENT, True))
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _both(first: Condition | None, second: Condition | None) -> Condition | None:
    given = tuple(each for each in (first, second) if each is not None)
    return AllOf(given) if len(given) > 1 else next(iter(given), None)


def _const(branch: Schema, name: str) -> Any:
    properties = branch.get("properties", {})
    said = properties.get(name) if isinstance(properties, Mapping) else None
    value = said.get("const") if isinstance(said, Mapping) else None
    return value if isinstance(value, (str, int, bool)) else None


def forgotten(answers: Answers) -> dict[str, Any]:
    """The answers without what choosers said; an object in which nothing else stood is no answer."""
    made = {name: _forgotten(value) for name, value in answers.items() if name != CHOOSER}
    return {name: value for name, value in made.items() if value != {} or CHOOSER not in answers[name]}


def _forgotten(value: Any) -> Any:
    if isinstance(value, Mapping):
        return forgotten(value)
    return [_forgotten(each) for each in value] if isinstance(value, list) else value


def chosen(fields: tuple[Field, ...], answers: Answers) -> dict[str, Any]:
    """The answers with what each chooser would say of them: the variant whose fields are filled in most, else the first."""
    made = {}
    by_name = {each.name: each for each in fields}
    for name, value in answers.items():
        known = by_name.get(name)
        if known is not None and known.children and isinstance(value, Mapping):
            value = chosen(known.children, value)
        elif known is not None and known.children and known.many and isinstance(value, list):
            value = [chosen(known.children, row) if isinstance(row, Mapping) else row for row in value]
        made[name] = value
    for each in fields:
        if (
            each.children
            and not each.many
            and each.name not in made
            and any(one.name == CHOOSER for one in each.children)
        ):
            made[each.name] = chosen(each.children, {})
    chooser = by_name.get(CHOOSER)
    if chooser is not None and CHOOSER not in made:
        made[CHOOSER] = max((option.value for option in chooser.options), key=lambda one: _filled(fields, made, one))
    return made


def _filled(fields: tuple[Field, ...], answers: Answers, option: Any) -> int:
    """How many of the fields of a variant alone are filled in."""
    return sum(each.name in answers and _speaks_of(each.visible, option) for each in fields)


def _speaks_of(condition: Condition | None, option: Any) -> bool:
    match condition:
        case Atom(path, Op.CONST, value):
            return path.rpartition(".")[2] == CHOOSER and value == option
        case AllOf(parts) | AnyOf(parts):
            return any(_speaks_of(part, option) for part in parts)
        case _:
            return False
