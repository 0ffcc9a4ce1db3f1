"""Puts what a `$ref` names in its place, so that a form is one tree of draft 2020-12, whatever it was written in.

A schema that contains itself unfolds a few times; where the last one would begin again, nothing may stand any more.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.forms.drafts import modern
from fangyuan.forms.findings import near
from fangyuan.forms.keywords import ANNOTATIONS, IDENTITY, INSIDE, NAMED, ONE, SEVERAL, TOGETHER
from fangyuan.forms.referring import Shelf

UNFOLDED = 4
"""How many of a schema that contains itself may stand inside one another."""

MOST = 10_000
"""How many schemas a form may have once everything is in its place: a few references could otherwise fill the memory."""

DEEPEST = 128
END = "x-fangyuan-end"
"""Marks the place where a schema that contains itself ends: nothing is valid there."""

Pointer = tuple[str | int, ...]
Say = Callable[..., None]
"""`say(code, pointer, **detail)`: how building reports; `pointer` is a tuple of keys into the pack's own schema."""


def inlined(schema: Mapping[str, Any], say: Say, shelf: Shelf, path: str) -> dict[str, Any]:
    """The schema of the file at `path` without references; an unknown or endless one is reported and left empty."""
    work = _Inliner(shelf, path, say)
    tree = work.copy(schema, (), _Place(shelf.start(path), (id(schema),), frozenset({id(schema)})))
    if is_end(tree):
        say("endless-ref", (), ref="#")
    return tree if isinstance(tree, dict) else {}


def is_end(schema: Any) -> bool:
    """Whether a schema that contains itself ends here."""
    return isinstance(schema, Mapping) and END in schema


@dataclass(frozen=True, slots=True)
class _Place:
    """How references are looked up here, the targets that led here, and those among them since a part was entered."""

    resolver: Any
    above: tuple[int, ...]
    still: frozenset[int]


@dataclass(slots=True)
class _Inliner:
    shelf: Shelf
    path: str
    say: Say
    count: int = 0
    told: set[str] = field(default_factory=set)

    def copy(self, node: Any, at: Pointer, place: _Place, arrived: bool = False) -> Any:
        """A deep copy of a schema with everything in its place; `arrived` by a reference, its address counts already."""
        if not isinstance(node, Mapping):
            return node
        self.count += 1
        if self.count > MOST or len(at) > DEEPEST:
            self.once("form-too-large", at, limit=MOST)
            return {}
        draft = self.shelf.draft(node)
        place = _Place(self.shelf.inside(place.resolver, node, arrived), place.above, place.still)
        own = modern(node, draft)
        whole = self.own(own, at, place)
        for ref, found in self.shelf.found(place.resolver, own, self.path):
            target = self.target(ref, found, at, place)
            if is_end(target):
                return target
            if target is False:
                whole = merged({"not": {}}, whole)
            elif isinstance(target, dict):
                whole = merged(target, whole)
        return ended(whole)

    def once(self, code: str, at: Pointer, **detail: object) -> None:
        """Says something about the form as a whole, once."""
        if code not in self.told:
            self.told.add(code)
            self.say(code, at, **detail)

    def own(self, node: Mapping[str, Any], at: Pointer, place: _Place) -> dict[str, Any]:
        """The keywords of a schema itself, references aside."""
        made: dict[str, Any] = {}
        for key, value in node.items():
            inner = _Place(place.resolver, place.above, frozenset()) if key in INSIDE else place
            if key in ONE and isinstance(value, (Mapping, bool)):
                made[key] = self.copy(value, (*at, key), inner)
            elif key in SEVERAL and isinstance(value, list):
                made[key] = [self.copy(each, (*at, key, index), inner) for index, each in enumerate(value)]
            elif key in NAMED and isinstance(value, Mapping):
                made[key] = {name: self.copy(each, (*at, key, name), inner) for name, each in value.items()}
            elif key not in IDENTITY:
                made[key] = value
        return made

    def target(self, ref: str, found: Any, at: Pointer, place: _Place) -> Any:
        """What a reference names, in its place; the end where it has come round often enough."""
        if found is None:
            self.say("unknown-ref", (*at, "$ref"), ref=ref, near=self.meant(ref))
            return {}
        key = id(found.schema)
        if key in place.still:
            self.say("recursive-ref", (*at, "$ref"), ref=ref)
            return {}
        if place.above.count(key) >= UNFOLDED:
            return {END: ref, "not": {}}
        place = _Place(found.resolver, (*place.above, key), place.still | {key})
        made = self.copy(found.schema, at, place, arrived=True)
        if is_end(made) and place.above.count(key) == 1:
            self.say("endless-ref", (*at, "$ref"), ref=ref)
        return made

    def meant(self, ref: str) -> str:
        """A file of the pack that the reference may have meant."""
        file, hash_, rest = ref.partition("#")
        folder, slash, name = file.rpartition("/")
        found = near(name, [path.rpartition("/")[2] for path in self.shelf.files]) if name else ""
        return found and folder + slash + found + hash_ + rest


def ended(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or the end where it asks for something that has come to its end."""
    properties = schema.get("properties", {})
    missing = [name for name in schema.get("required", ()) if isinstance(name, str) and is_end(properties.get(name))]
    if missing or any(map(is_end, schema.get("allOf", ()))):
        return {END: ", ".join(missing), "not": {}}
    for word in ("anyOf", "oneOf"):
        branches = schema.get(word)
        if isinstance(branches, list) and branches:
            left = [each for each in branches if not is_end(each)]
            if not left:
                return {END: word, "not": {}}
            schema[word] = left
    return schema


def merged(schema: Mapping[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    """Both schemas at once: annotations of `beside` win; where two assertions differ both stand."""
    if not beside:
        return dict(schema)
    if any(word in schema for word in ("unevaluatedProperties", "unevaluatedItems")):
        # These look at their own schema alone, so it must stay one.
        above = {key: value for key, value in schema.items() if key == "type" or _says_nothing(key)}
        return {**above, **beside, "allOf": [dict(schema), *beside.get("allOf", [])]}
    whole, apart = dict(schema), {}
    for group in _groups(beside):
        ours = {key: whole[key] for key in group if key in whole}
        theirs = {key: beside[key] for key in group if key in beside}
        joint = _joint(ours, theirs)
        if joint is None:
            apart.update(theirs)
        else:
            whole.update(joint)
    if apart:
        whole["allOf"] = [*whole.get("allOf", []), apart]
    return whole


def _groups(beside: Mapping[str, Any]) -> Iterator[frozenset[str]]:
    """The keywords of a schema, those that belong together as one."""
    told: set[str] = set()
    for key in beside:
        group = next((each for each in TOGETHER if key in each), frozenset({key}))
        if key not in told:
            told |= group
            yield group


def _joint(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any] | None:
    """What both say of one group in one schema; None where they must stay apart."""
    if not ours or ours == theirs:
        return theirs
    (key, *more), value = theirs, next(iter(theirs.values()))
    if more or len(ours) > 1 or key not in ours:
        return None
    if _says_nothing(key):
        return {key: value}
    if key == "properties":
        clashing = {name: _both(ours[key][name], value[name]) for name in value if name in ours[key]}
        return {key: {**ours[key], **value, **clashing}}
    if key == "required":
        return {key: list(dict.fromkeys([*ours[key], *value]))}
    return {key: [*ours[key], *value]} if key == "allOf" else None


def _both(ours: Any, theirs: Any) -> Any:
    """Two schemas of one property as one."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return merged(ours, theirs)
    return {"allOf": [ours, theirs]} if ours != theirs else ours


def _says_nothing(key: str) -> bool:
    return key in ANNOTATIONS or key.startswith("x-")
