"""Views, roles, parameters: what belongs to the whole pack."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fangyuan.compiler import words
from fangyuan.compiler.diaries import diary
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.forms.patterns import is_pattern
from fangyuan.model.durations import Duration
from fangyuan.model.later import later
from fangyuan.model.outputs import Column, View
from fangyuan.model.pack import FieldRight, Grant, Parameter, Portion, Role, Scope
from fangyuan.packs.tellers import in_words

if TYPE_CHECKING:
    from fangyuan.forms import validating
else:
    validating = later("fangyuan.forms.validating")

TITLE_HOLES = ("tenant.title", "jurisdiction", "year", "month", "today")
"""What the title of an exported table may hold."""

_SCHEMA_WORDS = ("type", "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "enum")

_NO_PATTERN = {
    "hint": "这里要写正则表达式，检查括号和转义，少写重复。",
    "hint_en": "Write a regular expression; check brackets and escapes, and repeat less.",
}

Types = Mapping[str, TypeNames]


def views(spot: Spot | None, types: Types, pack: PackNames) -> dict[str, View]:
    """Every view by id; one of an unknown case type is left out after its finding."""
    rows = [(row, _type(row.get("case-type"), types, pack)) for row in spot.rows()] if spot else []
    return {row.text("view"): _view(row, names[0], names[1]) for row, names in rows if names}


def _type(spot: Spot | None, types: Types, pack: PackNames) -> tuple[str, TypeNames] | None:
    if spot is None:
        return None
    key = pack.key_of(spot.word)
    if key not in types:
        spot.unknown("unknown-case-type", spot.word, pack.type_words())
        return None
    return key, types[key]


def _view(spot: Spot, key: str, names: TypeNames) -> View:
    excel = spot.get("excel")
    if excel is not None:
        words.text(excel.get("title"), TITLE_HOLES, "title-hole")
    group = spot.get("group")
    _check_titles(spot, names)
    return View(
        view=spot.text("view"),
        title=spot.text("title"),
        case_type=key,
        columns=tuple(_column(row, names) for row in spot.rows("columns")),
        condition=words.condition(spot.get("if"), names, timeless=""),
        group=words.fact(group, names) if group else "",
        sort=tuple(_sorted(row, names) for row in spot.rows("sort")),
        who=words.roles(spot.get("who"), names),
        filters=tuple(words.fact(row, names) for row in spot.rows("filters")),
        excel=excel.value if excel else {},
        scope=spot.text("scope"),
        hint=spot.text("hint"),
        diary=diary(spot.get("diary"), names),
    )


def _check_titles(spot: Spot, names: TypeNames) -> None:
    """A finding for each column that is called as one before it, under the same head."""
    seen: dict[tuple[str, str], str] = {}
    for row in spot.rows("columns"):
        path = names.path((row.get("path") or row).word)
        title = row.text("title") or (names.fields[path].title if path in names.fields else path)
        above = names.fields.get(path.rpartition(".")[0])
        first = seen.setdefault((above.title if above else "", title), path)
        if first != path:
            row.say("column-title-twice", view=spot.text("title"), title=title, first=first, second=path)


def _column(spot: Spot, names: TypeNames) -> Column:
    return Column(words.fact(spot.get("path") or spot, names), spot.text("title"), spot.whole("width"))


def _sorted(spot: Spot, names: TypeNames) -> str:
    path = spot.word.removeprefix("-")
    found = names.path(path)
    if found not in names.paths:
        spot.unknown("unknown-fact", path, names.paths)
    return "-" + found if spot.word.startswith("-") else found


def roles(spot: Spot | None, pack: PackNames, types: Types) -> dict[str, Role]:
    """Every role by id."""
    return {row.text("role"): _role(row, pack, types) for row in spot.rows()} if spot else {}


def _role(spot: Spot, pack: PackNames, types: Types) -> Role:
    fields, known = spot.get("fields"), {path for names in types.values() for path in names.facts}
    for path, child in fields.items() if fields else ():
        if path not in known:
            child.unknown("unknown-field", path, known)
    return Role(
        role=spot.text("role"),
        title=spot.text("title"),
        scope=Scope(spot.text("scope", Scope.UNIT.value)),
        fields={path: FieldRight(child.word) for path, child in fields.items()} if fields else {},
        administers=spot.flag("administers"),
        registers=tuple(_registered(row, pack) for row in spot.rows("registers")),
        acts=_acts(spot.get("acts"), types),
        portion=Portion(spot.text("part", Portion.OWN.value)),
    )


def _acts(spot: Spot | None, types: Types) -> dict[str, Grant]:
    """What a role may do beside tasks and actions; `true`, `false`, or the places where it may."""
    return {act: _grant(child, types) for act, child in spot.items()} if spot else {}


def _grant(spot: Spot, types: Types) -> Grant:
    if isinstance(spot.value, bool):
        return Grant(allowed=spot.value)
    stages = [name for names in types.values() for name in names.stages]
    tasks = [name for names in types.values() for name in (*names.tasks, *names.instruments)]
    actions = [name for names in types.values() for name in names.actions]
    return Grant(
        stages=tuple(row.itself("unknown-stage", stages) for row in spot.rows("stages")),
        tasks=tuple(row.itself("unknown-task", tasks) for row in spot.rows("tasks")),
        actions=tuple(row.itself("unknown-action", actions) for row in spot.rows("actions")),
    )


def _registered(spot: Spot, pack: PackNames) -> str:
    key = pack.key_of(spot.word)
    if not key:
        spot.unknown("unknown-case-type", spot.word, pack.type_words())
    return key


def parameters(spot: Spot | None) -> dict[str, Parameter]:
    """The typed holes of a pack."""
    return {name: _parameter(name, child) for name, child in spot.items()} if spot else {}


def kind_of(parameter: Parameter) -> str:
    """`duration`, `unit` … or the JSON type."""
    return str(parameter.schema.get("x-fangyuan-kind") or parameter.schema.get("type", "string"))


def _parameter(name: str, spot: Spot) -> Parameter:
    given = spot.value
    schema = {word: given[word] for word in _SCHEMA_WORDS if word in given}
    if "kind" in given:
        schema = {"type": "string", **schema, "x-fangyuan-kind": given["kind"]}
    default, pattern = spot.get("default"), spot.get("pattern")
    if pattern is not None and not is_pattern(pattern.word):
        pattern.say("bad-pattern", value=pattern.word, **_NO_PATTERN)
        del schema["pattern"]
    if default is not None:
        _check_default(name, default, schema)
    return Parameter(name, spot.text("title"), schema, given.get("default"))


def _check_default(name: str, spot: Spot, schema: Mapping[str, Any]) -> None:
    error = validating.fault_in(schema, spot.value)
    if error is not None:
        spot.say("bad-default", name=name, **in_words(error))
    elif schema.get("x-fangyuan-kind") == "duration":
        try:
            Duration.parse(str(spot.value))
        except ValueError:
            spot.say("bad-duration", value=spot.value)
