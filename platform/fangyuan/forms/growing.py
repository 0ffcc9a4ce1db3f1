"""Grows the fields of a form out of its schema, and puts into the schema what kinds and code lists assert."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fangyuan.forms.admitting import DEEPEST_FIELD
from fangyuan.forms.branches import Branched, branched
from fangyuan.forms.external_ids import external_id
from fangyuan.forms.findings import listed, near
from fangyuan.forms.inlining import Pointer, Say, is_end, merged
from fangyuan.forms.offers import offer_of
from fangyuan.forms.paths import joined, place
from fangyuan.forms.planning import back_plan
from fangyuan.forms.variants import variants_of, with_variants
from fangyuan.forms.vocabulary import PREFIX, WORDS, attachment_limits
from fangyuan.kinds import Kinds
from fangyuan.kinds.choices import every, written
from fangyuan.kinds.inferring import KIND, constants, type_of
from fangyuan.model.fields import Field, Option, Schema, WhenHidden
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Mark

MOST_PLACES = 1_000_000
BRANCHES = ("allOf", "anyOf", "oneOf")
_NAME = re.compile(r"[^\W\d_][\w-]*")
_RESERVED = frozenset({"all", "any", "not", "case", "task", "tasks", "slot", "actor", "unit", "clock", "person_id"})


@dataclass(slots=True)
class Grower:
    """What growing needs and finds. `rules` are the visibility rules written in the schema itself, by path; `branched` the
    fields that only a branch of the schema has.
    """

    kinds: Kinds
    codes: Mapping[str, CodeList]
    say: Say
    locate: Callable[[Pointer], Mark | None]
    rules: dict[str, tuple[Any, Pointer]] = field(default_factory=dict)
    branched: dict[str, Branched] = field(default_factory=dict)

    def object_fields(self, schema: dict[str, Any], path: str, at: Pointer) -> tuple[Field, ...]:
        """The fields of an object; `schema` is changed in place: what kinds assert goes into it."""
        if self.is_too_deep(path, at):
            return ()
        required = self.required_names(schema, at)
        self.branched |= {joined(path, each.name): each for each in branched(schema, path, at)}
        properties: dict[str, Any] = schema.setdefault("properties", {})
        fields = []
        for name, raw, where, holder in _properties(schema, at):
            if raw is False or _ends(raw):
                holder[name] = False
                continue
            grown = self.property(name, raw, joined(path, name), where, name in required)
            if grown is None:
                continue
            fields.append(grown)
            if grown.kind == "static":
                properties.pop(name, None)
            else:
                holder[name] = grown.schema
        return self.with_variants(schema, path, tuple(fields))

    def is_too_deep(self, path: str, at: Pointer) -> bool:
        """Whether nothing may stand inside this field; it is told."""
        deep = path.count(".") >= DEEPEST_FIELD
        if deep:
            self.say("form-too-deep", at, limit=DEEPEST_FIELD)
        return deep

    def with_variants(self, schema: Schema, path: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """The fields, those of a variant shown with it alone."""
        properties = schema.get("properties")
        base = frozenset(properties if isinstance(properties, Mapping) else ())
        for found in variants_of(schema, base, lambda branch: {name for name, *_ in _properties(branch, ())}):
            fields = with_variants(fields, found, path)
        return fields

    def required_names(self, schema: Mapping[str, Any], at: Pointer) -> frozenset[str]:
        """The names in `required`, each checked to be a field."""
        names = schema.get("required", [])
        names = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        known = {name for name, *_ in _properties(schema, at)}
        for index, name in enumerate(names):
            if name not in known:
                self.say("required-but-not-there", (*at, "required", index), name=name, near=near(name, known))
        return frozenset(names)

    def property(self, name: str, raw: Any, path: str, at: Pointer, required: bool) -> Field | None:
        """One property as a field, or nothing when it cannot be one."""
        if raw is True:
            raw = {}
        if not (can_be_named(name) or name == "person_id" or (name == "unit" and "." in path)):
            self.say("bad-name", at, name=name)
            return None
        return self.of(name, raw, path, at, required)

    def of(self, name: str, raw: Schema, path: str, at: Pointer, required: bool) -> Field:
        """A field whose name is settled."""
        self.check_words(raw, at)
        if is_tuple(raw):
            return self.tuple_of(name, raw, path, at, required)
        self.check_shape(raw, at, name)
        return self.grown(name, dict(raw), path, at, required, self.kind_of(raw, at))

    def check_shape(self, raw: Schema, at: Pointer, name: str) -> None:
        """Says of what no page could ask for why."""
        types = types_said(raw)
        if len(types) > 1:
            self.say("several-types", at, field=name, types=listed(types))
        items = raw.get("items")
        if type_of(raw) == "array" and isinstance(items, Mapping) and type_of(items) == "array" and KIND not in raw:
            self.say("list-of-lists", (*at, "items"), field=name)

    def tuple_of(self, name: str, raw: Schema, path: str, at: Pointer, required: bool) -> Field:
        """A list whose places each have a schema of their own, as a group of that many fields."""
        said = [] if self.is_too_deep(path, at) else raw["prefixItems"]
        places = [each if isinstance(each, Mapping) else {} for each in said]
        if raw.get("items") is not False and raw.get("maxItems", MOST_PLACES) > len(places):
            self.say("tuple-open", at, field=name, count=len(places))
        least = raw.get("minItems", 0)
        children = tuple(
            self.of(place(index), {"title": f"第{index + 1}项", **each}, joined(path, place(index)),
                    (*at, "prefixItems", index), index < least)
            for index, each in enumerate(places)
        )  # fmt: skip
        # A place that must stay empty (`false`) has a field for its title alone, and stays `false` for the judge.
        filled = [
            child.schema if isinstance(each, Mapping) else each for each, child in zip(said, children, strict=True)
        ]
        shaped = {**raw, "prefixItems": filled}
        made = self.grown(name, {**shaped, KIND: "group"}, path, at, required, "group")
        return replace(made, many=False, json_type="array", children=children, schema=shaped, options=())

    def check_words(self, raw: Schema, at: Pointer) -> None:
        """Every word of ours must be known."""
        for word in raw:
            if isinstance(word, str) and word.startswith(PREFIX) and word not in WORDS:
                self.say("unknown-word", (*at, word), word=word, near=near(word, WORDS), known=listed(WORDS))

    def kind_of(self, raw: Schema, at: Pointer) -> str:
        """The kind that is named, or that the schema looks like; text where it is unknown."""
        name = self.kinds.infer(raw)
        if name in self.kinds:
            return name
        known = self.kinds.names()
        self.say("unknown-kind", (*at, PREFIX + "kind"), kind=name, near=near(name, known), known=listed(known))
        return "text"

    def grown(self, name: str, raw: dict[str, Any], path: str, at: Pointer, required: bool, kind: str) -> Field:
        """The field of a property whose kind is known."""
        many = type_of(raw) == "array"
        options = self.options(raw["items"] if many and isinstance(raw.get("items"), dict) else raw, raw, at)
        shaped = self.asserted(raw, kind, many, options, at)
        children, shaped = self.children(shaped, path, at, many, kind)
        if PREFIX + "rule" in raw:
            self.rules[path] = (raw[PREFIX + "rule"], (*at, PREFIX + "rule"))
        if kind in ("select", "radio", "multi-select") and not options:
            self.say("no-options", at, field=name)
        return Field(
            path=path, name=name, title=str(raw.get("title") or name), kind=kind, schema=shaped,
            json_type=type_of(shaped), hint=str(raw.get(PREFIX + "hint") or raw.get("description") or ""),
            required=required, many=many, children=children, options=options, code_list=_code_list(raw),
            sensitive=bool(raw.get(PREFIX + "sensitive")), index=bool(raw.get(PREFIX + "index") or PREFIX + "external-id" in raw),
            read_only=bool(raw.get("readOnly")) or PREFIX + "compute" in raw, compute=raw.get(PREFIX + "compute"),
            prefill=raw.get(PREFIX + "prefill"), default=raw.get("default", raw.get("const")),
            print=bool(raw.get(PREFIX + "print", True)), when_hidden=self.when_hidden(raw, at),
            options_of_kind=_attachment(raw), open=_is_open(_inner(shaped, many)), mark=self.locate(at),
            plan_back=back_plan(raw, children if many else (), at, self.say), offer=offer_of(raw, kind, at, self.say),
            external_id=external_id(raw, kind, at, self.say), columns=self.columns(raw, at),
        )  # fmt: skip

    def columns(self, raw: Schema, at: Pointer) -> tuple[str, ...]:
        """The heads under which tables of other systems bring the answer."""
        said = raw.get(PREFIX + "columns", [])
        if isinstance(said, list) and all(isinstance(one, str) and one.strip() for one in said):
            return tuple(said)
        self.say("bad-columns", (*at, PREFIX + "columns"))
        return ()

    def when_hidden(self, raw: Schema, at: Pointer) -> WhenHidden:
        """What becomes of a hidden answer."""
        word = raw.get(PREFIX + "when-hidden", "clear")
        if word in [each.value for each in WhenHidden]:
            return WhenHidden(word)
        self.say("bad-when-hidden", (*at, PREFIX + "when-hidden"))
        return WhenHidden.CLEAR

    def children(
        self, shaped: dict[str, Any], path: str, at: Pointer, many: bool, kind: str
    ) -> tuple[tuple[Field, ...], dict[str, Any]]:
        """The fields inside an object or inside the rows of a list."""
        inner = _inner(shaped, many)
        fields_inside = type_of(inner) == "object" and not getattr(self.kinds.get(kind), "shapes", False)
        if not fields_inside:
            return (), shaped
        inner = dict(inner)
        grown = self.object_fields(inner, path, (*at, "items") if many else at)
        return grown, {**shaped, "items": inner} if many else inner

    def options(self, inner: Schema, raw: Schema, at: Pointer) -> tuple[Option, ...]:
        """The choices of a property: from its code list, `oneOf` with constants, or `enum`."""
        code_list = _code_list(raw)
        if code_list is not None:
            if code_list in self.codes:
                return self.narrowed(self.codes[code_list].options, inner, at if inner is raw else (*at, "items"))
            suggestion = near(code_list, self.codes)
            self.say("unknown-code-list", (*at, PREFIX + "code-list"), list=code_list, near=suggestion)
            return ()
        if constants(inner):
            branches = inner.get("oneOf") or inner.get("anyOf") or []
            return tuple(Option(each["const"], str(each.get("title", written(each["const"])))) for each in branches)
        values = inner.get("enum", [])
        return tuple(Option(value, written(value)) for value in values if value is not None)

    def narrowed(self, listed: tuple[Option, ...], inner: Schema, at: Pointer) -> tuple[Option, ...]:
        """The codes of a list, of which an `enum` beside it offers some; the others stay readable, as retired ones do."""
        offered = inner.get("enum")
        if not isinstance(offered, list):
            return listed
        known = [option.value for option in every(listed)]
        for value in offered:
            if value not in known:
                self.say("code-not-in-list", (*at, "enum"), value=written(value), near=near(str(value), known))
        return _offering(listed, offered)

    def asserted(
        self, raw: dict[str, Any], kind: str, many: bool, options: tuple[Option, ...], at: Pointer
    ) -> dict[str, Any]:
        """The schema with what its kind and its code list assert."""
        known = self.kinds.get(kind)
        shaped, inner = dict(raw), dict(_inner(raw, many))
        fragment = dict(known.fragment)
        if getattr(known, "shapes", False):
            inner = self.limited(fragment, raw, at)
            limit = _attachment(raw).get("max_files")
            shaped = {**shaped, **({"maxItems": limit} if many and limit and "maxItems" not in shaped else {})}
            if not many:
                return {key: value for key, value in shaped.items() if _is_annotation(key)} | inner
        else:
            inner = _with_codes(merged(inner, fragment), raw, options)
        if many:
            asserts = bool(inner) and isinstance(raw.get("items", {}), Mapping)
            return {**shaped, "items": inner} if asserts else shaped
        return {"type": known.schema_type, **inner} if self.types_itself(raw, kind, options) else inner

    def types_itself(self, raw: Schema, kind: str, options: tuple[Option, ...]) -> bool:
        """Whether a kind that the pack names says the type that the pack left out."""
        named = PREFIX + "kind" in raw and "type" not in raw
        free = bool(options) or any(word in raw for word in ("const", "enum", PREFIX + "compute"))
        return (
            named
            and not free
            and self.kinds.get(kind).schema_type in ("string", "integer", "number", "boolean", "object")
        )

    def limited(self, fragment: dict[str, Any], raw: Schema, at: Pointer) -> dict[str, Any]:
        """The shape of a file with the limits of the pack."""
        said = raw.get(PREFIX + "attachment")
        if not isinstance(said, Mapping):
            return fragment
        limits, wrong = attachment_limits(said)
        for word in wrong:
            self.say("bad-attachment", (*at, PREFIX + "attachment"), word=word)
        properties = {name: dict(each) for name, each in fragment["properties"].items()}
        if limits.get("types"):
            properties["type"]["enum"] = list(limits["types"])
        if limits.get("max_size"):
            properties["size"]["maximum"] = limits["max_size"]
        return {**fragment, "properties": properties}


def can_be_named(name: str) -> bool:
    """Whether a field of the root may have this name: letters first, and none that facts and conditions use."""
    return _NAME.fullmatch(name) is not None and name not in _RESERVED


def _properties(schema: Mapping[str, Any], at: Pointer) -> Iterator[tuple[str, Any, Pointer, dict[str, Any]]]:
    """Every property of an object with what holds it, its own first, then those that only a branch of it speaks of."""
    seen: set[str] = set()
    for node, where in _branches(schema, at):
        properties: Any = node.get("properties")
        for name, raw in list(properties.items()) if isinstance(properties, dict) else ():
            if name not in seen and (isinstance(raw, Mapping) or where == at):
                seen.add(name)
                yield name, raw, (*where, "properties", name), properties


def _ends(raw: Any) -> bool:
    """Whether a schema that contains itself ends at a property, or in its rows."""
    return is_end(raw) or (isinstance(raw, Mapping) and is_end(raw.get("items")))


def _branches(schema: Any, at: Pointer) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    if not isinstance(schema, Mapping):
        return
    yield schema, at
    for word in BRANCHES:
        for index, inner in enumerate(schema[word]) if isinstance(schema.get(word), list) else ():
            yield from _branches(inner, (*at, word, index))
    for word in ("then", "else"):
        yield from _branches(schema.get(word), (*at, word))
    for name, inner in (schema.get("dependentSchemas") or {}).items():
        yield from _branches(inner, (*at, "dependentSchemas", name))


def is_tuple(raw: Schema) -> bool:
    """Whether a list says of each place what stands there."""
    return isinstance(raw.get("prefixItems"), list) and bool(raw["prefixItems"]) and type_of(raw) == "array"


def types_said(raw: Schema) -> frozenset[str]:
    """The types that a schema names, in itself or in its variants, `null` aside; a whole number is a number."""
    declared = raw.get("type")
    said = frozenset(declared if isinstance(declared, list) else [declared] if isinstance(declared, str) else ())
    for word in ("oneOf", "anyOf"):
        branches = raw.get(word)
        for each in branches if isinstance(branches, list) and not said else ():
            said |= types_said(each) if isinstance(each, Mapping) else frozenset()
    return said - {"null"} - ({"integer"} if "number" in said else set())


def _inner(schema: Mapping[str, Any], many: bool) -> Mapping[str, Any]:
    items = schema.get("items", {}) if many else schema
    return items if isinstance(items, Mapping) else {}


def _is_annotation(word: str) -> bool:
    return word in ("title", "description", "default", "examples", "readOnly") or word.startswith(PREFIX)


def _code_list(raw: Schema) -> str | None:
    items = raw.get("items")
    inside = items.get(PREFIX + "code-list") if isinstance(items, Mapping) else None
    name = raw.get(PREFIX + "code-list", inside)
    return name if isinstance(name, str) else None


def _attachment(raw: Schema) -> dict[str, Any]:
    said = raw.get(PREFIX + "attachment")
    return attachment_limits(said)[0] if isinstance(said, Mapping) else {}


def _with_codes(inner: dict[str, Any], raw: Schema, options: tuple[Option, ...]) -> dict[str, Any]:
    if _code_list(raw) is None or not options or "enum" in inner:
        return inner
    return {"type": "string", **inner, "enum": [option.value for option in every(options)]}


def _offering(options: tuple[Option, ...], offered: list[Any]) -> tuple[Option, ...]:
    return tuple(
        replace(
            option,
            children=_offering(option.children, offered),
            retired=option.retired or option.value not in offered,
        )
        for option in options
    )


def _is_open(schema: Mapping[str, Any]) -> bool:
    """Whether names that no field has are welcome: the pack said so itself."""
    return any(
        schema.get(word, False) is not False
        for word in ("additionalProperties", "patternProperties", "unevaluatedProperties")
    )
