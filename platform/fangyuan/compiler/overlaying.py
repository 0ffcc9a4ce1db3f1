"""Lays the forms of a child over those of its parent: fields by name, each keyword by keyword, with the usual orders."""

from collections.abc import Mapping

from fangyuan.compiler.merging import Merger
from fangyuan.packs.layout import TITLES
from fangyuan.packs.problems import finding, listed, nearest
from fangyuan.packs.trees import Node

_NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
"""Keywords that hold schemas by name."""
_ONE = frozenset({"items", "additionalProperties"})
"""Keywords that hold one schema, which a child may change in part."""
_ORDERS = ("replace", "remove")
_TELLING = frozenset(
    {"title", "type", "$ref", "const", "enum", "oneOf", "anyOf", "allOf", "x-fangyuan-kind", "remove", "replace"}
)
"""Keywords that say what a field is."""
_SENSITIVE = "x-fangyuan-sensitive"


def merged_forms(base: Mapping[str, Node], over: Mapping[str, Node], merger: Merger) -> dict[str, Node]:
    """Forms by name. Schemas merge; a UI schema of the child takes the place of its parent's."""
    merged = dict(base)
    for name, form in over.items():
        known = merged.get(name)
        merged[name] = form if known is None or name.endswith(".ui") else _schema(known, form, merger)
    return merged


def _schema(base: Node, over: Node, merger: Merger) -> Node:
    """A form or field: what the child says wins, keyword by keyword, `required` is united and `allOf` grows.

    `replace: true` puts the child's in its place; `remove: [fields]`, or `remove: {required: [fields]}`, takes out of it.
    """
    if _is_true(over.get("replace")):
        _check_secrets(base, over, merger)
        return over.without(*_ORDERS)
    merged = dict(base.items())
    for key, value in over.without(*_ORDERS).items():
        merged[key] = _keyword(key, merged.get(key), value, merger)
    _tell_secret(base, over, merger)
    return _taken_out(Node(merged, over.mark, over.key), over.get("remove"), merger)


def _keyword(key: str, base: Node | None, over: Node, merger: Merger) -> Node:
    if base is None:
        return over
    both = isinstance(base.value, dict) and isinstance(over.value, dict)
    if key in _NAMED and both:
        return _fields(base, over, merger)
    if key in _ONE and both:
        return _schema(base, over, merger)
    if key == "dependentRequired" and both:
        return Node({**dict(base.items()), **dict(over.items())}, over.mark, over.key)
    if key == "required":
        known = [row.value for row in base.rows()]
        return Node([*base.rows(), *(row for row in over.rows() if row.value not in known)], over.mark, over.key)
    if key == "allOf":
        return Node([*base.rows(), *over.rows()], over.mark, over.key)
    return over


def _fields(base: Node, over: Node, merger: Merger) -> Node:
    """Schemas by name; `{<name>: {remove: true}}` stays marked until the whole form is known, since it may be required."""
    merged = dict(base.items())
    for name, own in over.items():
        known = merged.get(name)
        if known is None:
            _tell_misspelt(name, own, [each for each, _ in base.items()], merger)
        if known is None or _is_true(own.get("remove")):
            merged[name] = own
        else:
            merged[name] = _schema(known, own, merger)
        if known is None and own.get("remove") is not None:
            merger.missing("nothing-to-remove", own, name, [each for each, _ in base.items()])
            merged.pop(name)
    return Node(merged, over.mark, over.key)


def _tell_misspelt(name: str, own: Node, known: list[str], merger: Merger) -> None:
    """A field that says nothing of what it is, and is called nearly as an inherited one, is that one misspelt."""
    near = "" if _TELLING & {key for key, _ in own.items()} or not own.items() else nearest(name, known)
    if near:
        words = {
            "kind": TITLES["field"],
            "kind_en": "field",
            "keys": "type（类型）、title（名称）",
            "keys_en": "type and title",
        }
        merger.problems.append(finding("overlay-of-nothing", own.at, id=name, near=near, above=listed(known), **words))


def _taken_out(form: Node, removed: Node | None, merger: Merger) -> Node:
    """The form without the fields that go, and without the demands that name one."""
    fields = form.get("properties")
    gone = {name for name, own in fields.items() if _is_true(own.get("remove"))} if fields else set()
    freed: set[str] = set()
    for part, names in _parts(removed):
        kept = form.get(part)
        known = [] if kept is None else _names(kept)
        for name in names.rows():
            if str(name.value) not in known:
                merger.missing("nothing-to-remove", name, str(name.value), known)
        (freed if part == "required" else gone).update(str(name.value) for name in names.rows())
    return _without(form, gone, gone | freed) if gone | freed else form


def _parts(removed: Node | None) -> list[tuple[str, Node]]:
    """A list names fields; a mapping says of what."""
    if removed is None or _is_true(removed):
        return []
    return removed.items() if isinstance(removed.value, dict) else [("properties", removed)]


def _names(kept: Node) -> list[str]:
    return [name for name, _ in kept.items()] or [str(row.value) for row in kept.rows()]


def _without(form: Node, gone: set[str], freed: set[str]) -> Node:
    fields, required = form.get("properties"), form.get("required")
    parts: dict[str, Node] = {}
    if fields is not None:
        parts["properties"] = fields.without(*gone)
    if required is not None:
        left = [row for row in required.rows() if str(row.value) not in freed]
        parts["required"] = Node(left, required.mark, required.key)
    return form.having(**parts)


def _tell_secret(base: Node, over: Node, merger: Merger) -> None:
    """A field that is laid open on purpose is told; by and by a list of such fields is what an auditor asks for."""
    said = over.get(_SENSITIVE)
    if said is not None and said.value is False and _is_true(base.get(_SENSITIVE)):
        name = _title(over, base)
        merger.problems.append(finding("sensitive-dropped", said.at, field=name))


def _check_secrets(base: Node, over: Node, merger: Merger) -> None:
    """What takes the place of sensitive fields says of itself whether it is."""
    if _is_true(base.get(_SENSITIVE)) and over.get(_SENSITIVE) is None:
        merger.problems.append(finding("sensitive-lost", over.at, field=_title(over, base)))
    _tell_secret(base, over, merger)
    for key in _NAMED:
        kept, new = base.get(key), over.get(key)
        for name, own in new.items() if new else ():
            known = kept.get(name) if kept else None
            if known is not None:
                _check_secrets(known, own, merger)
    items, rows = base.get("items"), over.get("items")
    if items is not None and rows is not None:
        _check_secrets(items, rows, merger)


def _title(over: Node, base: Node) -> str:
    return over.text("title") or base.text("title") or "?"


def _is_true(node: Node | None) -> bool:
    return node is not None and node.value is True
