"""Fields that rjsf shows only under a condition: moved among the other fields, each with the rule that shows it.

rjsf shows what a schema's `if`, `dependencies` or discriminated variants ask for at the moment. Here a field always
exists and a rule says when it is seen; what is not seen is cleared and not judged, so both accept the same answers.
A branch whose condition has no twin in the closed language stays as it is and is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.forms.branches import asked_by
from fangyuan.forms.importing.remarks import Report
from fangyuan.forms.inlining import Pointer
from fangyuan.forms.paths import joined
from fangyuan.forms.ui_rules import UnreadableRule
from fangyuan.forms.vocabulary import PREFIX
from fangyuan.kinds.inferring import type_of

RULE = PREFIX + "rule"
Condition = dict[str, Any]
_THERE = {"absent": False}


@dataclass(slots=True)
class _Moved:
    """A field that branches define: its schemas, and the conditions under which it is seen."""

    schemas: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Brancher:
    """Moves the fields of branches among the others; `root` resolves references to schemas that have branches."""

    root: Mapping[str, Any]
    report: Report

    def moved(self, node: Any, path: str, at: Pointer, seen: tuple[str, ...] = ()) -> Any:
        """A schema whose conditional fields stand beside the others, and everything inside it likewise."""
        if not isinstance(node, Mapping):
            return node
        made = dict(node)
        ref = made.get("$ref")
        if isinstance(ref, str) and ref not in seen and _branches_inside(target := named(self.root, ref)):
            seen = (*seen, ref)
            made = {**target, **{key: value for key, value in made.items() if key != "$ref"}}
        if type_of(made) == "object":
            made = self.object(made, path, at)
        if isinstance(made.get("properties"), Mapping):
            made["properties"] = {
                name: self.moved(each, joined(path, name), (*at, "properties", name), seen)
                for name, each in made["properties"].items()
            }
        if isinstance(made.get("items"), Mapping):
            made["items"] = self.moved(made["items"], path, (*at, "items"), seen)
        return made

    def object(self, node: dict[str, Any], path: str, at: Pointer) -> dict[str, Any]:
        """One object with the fields of its branches."""
        found: dict[str, _Moved] = {}
        own = node.get("properties", {})
        made = self.branches(node, path, at, [], found)
        if not found:
            return made
        new = {name: each for name, each in found.items() if name not in own}
        added = {name: self.general(name, each, at) for name, each in new.items()}
        whole = frozenset(name for name, each in new.items() if all(one == each.schemas[0] for one in each.schemas))
        return {**_without(made, whole, top=True), "properties": {**own, **added}}

    def general(self, name: str, moved: _Moved, at: Pointer) -> dict[str, Any]:
        """The field as it stands among the others: whole where one branch defines it, else what they have in common."""
        conditions = [each for index, each in enumerate(moved.conditions) if each not in moved.conditions[:index]]
        seen = conditions[0] if len(conditions) == 1 else {"any": conditions}
        rule = {RULE: {"effect": "SHOW", "condition": seen}}
        first = moved.schemas[0]
        if all(each == first for each in moved.schemas):
            return {**first, **rule}
        self.report.say("merged-variants", "schema", (*at, "properties", name), name=name)
        return {**_in_common(moved.schemas), **_choices(moved.schemas), **rule}

    def branches(
        self, node: Mapping[str, Any], path: str, at: Pointer, under: list[Condition], found: dict[str, _Moved]
    ) -> dict[str, Any]:
        """A schema without the fields that its branches define; they go into `found` with their conditions."""
        made = dict(node)
        for word, when in (("then", False), ("else", True)):
            if isinstance(made.get(word), Mapping) and _defines(made[word]):
                condition = self.condition(made.get("if", {}), path, (*at, "if"))
                if condition is not None:
                    shown = [*under, {"not": condition} if when else condition]
                    made[word] = self.branch(made[word], path, (*at, word), shown, found)
        for name, schema in (made.get("dependentSchemas") or {}).items():
            if isinstance(schema, Mapping):
                shown = [*under, {joined(path, name): {"absent": False}}]
                inner = self.branch(schema, path, (*at, "dependentSchemas", name), shown, found)
                made["dependentSchemas"] = {**made["dependentSchemas"], name: inner}
        for word in ("oneOf", "anyOf"):
            if isinstance(made.get(word), list) and any(_defines(each) for each in made[word]):
                made[word] = self.variants(made[word], path, (*at, word), under, found)
        if isinstance(made.get("allOf"), list):
            made["allOf"] = [
                self.branches(each, path, (*at, "allOf", n), under, found) if isinstance(each, Mapping) else each
                for n, each in enumerate(made["allOf"])
            ]
        return made

    def branch(
        self, schema: Mapping[str, Any], path: str, at: Pointer, shown: list[Condition], found: dict[str, _Moved]
    ) -> dict[str, Any]:
        """One branch: its fields are noted, and stay only where they say more than that the field is there."""
        made = self.branches(dict(schema), path, at, shown, found)
        for name, each in (made.get("properties") or {}).items():
            if isinstance(each, Mapping):
                moved = found.setdefault(name, _Moved())
                moved.schemas.append(dict(each))
                moved.conditions.append(_together(shown))
        return made

    def variants(
        self, branches: list[Any], path: str, at: Pointer, under: list[Condition], found: dict[str, _Moved]
    ) -> list[Any]:
        """`oneOf` whose branches are told apart by the values of one field."""
        telling = _discriminator(branches)
        if telling is None:
            self.report.say("no-variant-rule", "schema", at)
            return branches
        made = []
        for index, each in enumerate(branches):
            test = {word: value for word, value in each["properties"][telling].items() if word in ("const", "enum")}
            rest = {name: inner for name, inner in each["properties"].items() if name != telling}
            shown = [*under, {joined(path, telling): test}]
            inner = self.branch({**each, "properties": rest}, path, (*at, index), shown, found)
            made.append({**inner, "properties": {telling: each["properties"][telling], **inner["properties"]}})
        return made

    def condition(self, schema: Any, path: str, at: Pointer) -> Condition | None:
        """The `if` of a schema in the closed language; None, told, where it has no twin."""
        try:
            return asked_by(schema, path)
        except UnreadableRule as wrong:
            self.report.say("no-rule", "schema", at, word=wrong.word)
            return None


def _defines(schema: Any) -> bool:
    """Whether a branch brings fields."""
    if not isinstance(schema, Mapping):
        return False
    inner = [*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())]
    own = [schema[word] for word in ("then", "else") if word in schema]
    depending = list((schema.get("dependentSchemas") or {}).values())
    return bool(schema.get("properties")) or any(map(_defines, [*inner, *own, *depending]))


def _discriminator(branches: list[Any]) -> str | None:
    """The field that every branch fixes to values of its own."""
    if not all(isinstance(each, Mapping) and isinstance(each.get("properties"), Mapping) for each in branches):
        return None
    for name in branches[0]["properties"]:
        values = [list(_fixed(each["properties"].get(name))) for each in branches]
        flat = [repr(value) for each in values for value in each]
        if all(values) and len(flat) == len(set(flat)):
            return str(name)
    return None


def _fixed(schema: Any) -> Iterator[Any]:
    if isinstance(schema, Mapping) and "const" in schema:
        yield schema["const"]
    elif isinstance(schema, Mapping) and isinstance(schema.get("enum"), list):
        yield from schema["enum"]


def _together(conditions: list[Condition]) -> Condition:
    """All of them; that a field is there goes without saying where another of them asks for its value."""
    tested = {
        path for each in conditions for path, test in each.items() if isinstance(test, dict) and "absent" not in test
    }
    kept = [
        each
        for each in conditions
        if not (len(each) == 1 and next(iter(each.values())) == _THERE and set(each) <= tested)
    ]
    return kept[0] if len(kept) == 1 else {"all": kept}


def _in_common(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """What several definitions of a field say alike; the first gives its title."""
    first = schemas[0]
    alike = {word: value for word, value in first.items() if all(each.get(word) == value for each in schemas)}
    return {**{word: first[word] for word in ("title",) if word in first}, **alike}


def _without(node: Mapping[str, Any], names: frozenset[str], top: bool = False) -> dict[str, Any]:
    """A schema whose branches no longer define these fields; branches that say nothing any more are left out."""
    made = dict(node)
    if not top and isinstance(made.get("properties"), Mapping):
        kept = {name: each for name, each in made.pop("properties").items() if name not in names}
        made |= {"properties": kept} if kept else {}
    for word in ("then", "else"):
        if isinstance(made.get(word), Mapping):
            inner = _without(made.pop(word), names)
            made |= {word: inner} if inner else {}
    if "if" in made and "then" not in made and "else" not in made:
        del made["if"]
    if isinstance(made.get("dependentSchemas"), Mapping):
        kept = {
            name: _without(each, names) if isinstance(each, Mapping) else each
            for name, each in made.pop("dependentSchemas").items()
        }
        kept = {name: each for name, each in kept.items() if each != {}}
        made |= {"dependentSchemas": kept} if kept else {}
    for word in ("allOf", "oneOf", "anyOf"):
        if isinstance(made.get(word), list):
            inner_ones = [_without(each, names) if isinstance(each, Mapping) else each for each in made.pop(word)]
            left = [each for each in inner_ones if each != {}] if word == "allOf" else inner_ones
            made |= {word: left} if left else {}
    return made


def named(root: Mapping[str, Any], ref: str) -> dict[str, Any]:
    """What a reference within the schema names; nothing for one that leads elsewhere."""
    node: Any = root
    for step in ref.removeprefix("#/").split("/"):
        node = node.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(node, Mapping) else {}
    return dict(node) if isinstance(node, Mapping) else {}


def _branches_inside(schema: Mapping[str, Any]) -> bool:
    """Whether a schema has fields that come and go."""
    branches = {
        key: schema[key] for key in ("allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas") if key in schema
    }
    inner = (schema.get("properties") or {}).values()
    return _defines(branches) or any(isinstance(each, Mapping) and _branches_inside(each) for each in inner)


def _choices(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """The choices of all branches, each once, where every branch has choices."""
    for word in ("enum", "oneOf"):
        if all(isinstance(each.get(word), list) for each in schemas):
            every = [value for each in schemas for value in each[word]]
            return {word: [value for index, value in enumerate(every) if value not in every[:index]]}
    return {}
