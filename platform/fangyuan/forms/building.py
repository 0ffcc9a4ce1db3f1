"""Makes a form out of a JSON Schema and a JSON Forms UI schema, or says what keeps it from becoming one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fangyuan.forms.branches import Branched
from fangyuan.forms.circles import circles
from fangyuan.forms.drafts import DRAFTS, draft_named
from fangyuan.forms.findings import finding, listed, near
from fangyuan.forms.formulas import in_order, problems_of
from fangyuan.forms.growing import Grower
from fangyuan.forms.inlining import Pointer, inlined
from fangyuan.forms.keywords import schemas_in
from fangyuan.forms.laying import Laying, Rules, control_of, default_layout, gathered
from fangyuan.forms.mending import sound
from fangyuan.forms.parsing import parse_condition as parse
from fangyuan.forms.patterns import MOST_WRITTEN, is_pattern, is_too_large, runs_in_re2
from fangyuan.forms.referring import Shelf
from fangyuan.forms.spelling import check_spelling
from fangyuan.forms.typing import FieldTypes, types_of
from fangyuan.forms.variants import CHOOSER
from fangyuan.kinds import Kinds
from fangyuan.model.conditions import AllOf, Condition
from fangyuan.model.fields import Field, Form, Layout, LayoutKind
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Mark, Problem, Severity
from fangyuan.packs.tellers import in_words

ParseCondition = Callable[[Any, FieldTypes], tuple[Condition, tuple[Problem, ...]]]
"""Takes the data of a condition and the fields of this form; the caller may add facts and other forms to them."""

Locate = Callable[[str, Pointer], Mark | None]
"""Where a key of the `schema` or the `ui` stands in its file."""

ALONE = "form.schema.json"
"""Where a form stands that comes from no pack."""


def build_form(
    form: str,
    schema: Mapping[str, Any],
    ui_schema: Mapping[str, Any] | None,
    parse_condition: ParseCondition = parse,
    codes: Mapping[str, CodeList] | None = None,
    kinds: Kinds | None = None,
    locate: Locate = lambda _source, _pointer: None,
    shelf: Shelf | None = None,
    path: str = ALONE,
) -> tuple[Form, tuple[Problem, ...]]:
    """The form, and everything wrong with it. `shelf` holds the schemas that `$ref` may name, this one under `path`.

    The form is usable only when no problem is an error. `Problem.path` is a JSON path of the schema or the UI schema.
    """
    if kinds is None:
        raise TypeError("build_form needs the kinds of the installation")
    shelf = shelf or Shelf({path: schema})
    return _Building(form, parse_condition, codes or {}, kinds, locate, shelf, path).build(schema, ui_schema)


@dataclass(slots=True)
class _Building:
    form: str
    parse_condition: ParseCondition
    codes: Mapping[str, CodeList]
    kinds: Kinds
    locate: Locate
    shelf: Shelf
    path: str
    problems: list[Problem] = field(default_factory=list)
    types: FieldTypes = field(default_factory=dict)

    def say_in(self, source: str) -> Callable[..., None]:
        """How parts of this room report: a code, a pointer into the source, the detail."""

        def say(code: str, pointer: Pointer, **detail: object) -> None:
            self.problems.append(finding(code, json_path(pointer), self.locate(source, pointer), **detail))

        return say

    def build(self, schema: Mapping[str, Any], ui: Mapping[str, Any] | None) -> tuple[Form, tuple[Problem, ...]]:
        self.check_schema(schema)
        if self.path in self.shelf.faults:
            # Whoever reads on may trust that words hold what JSON Schema says they hold.
            schema = sound(schema)
            self.shelf = Shelf({**self.shelf.files, self.path: schema})
        tree = inlined(schema, self.say_in("schema"), self.shelf, self.path)
        self.check_patterns(tree)
        check_spelling(tree, self.kinds.formats, self.say_in("schema"))
        tree.setdefault("type", "object")
        if tree["type"] != "object" or not isinstance(tree.get("properties", {}), dict):
            self.say_in("schema")("not-an-object-form", ())
            tree = {"type": "object", "properties": {}}
        grower = Grower(self.kinds, self.codes, self.say_in("schema"), lambda at: self.locate("schema", at))
        fields = grower.object_fields(tree, "", ())
        self.types = types_of(fields)
        layout, laying = self.lay_out(fields, ui)
        fields = tuple(self.ruled(each, laying, self.own_rules(grower)) for each in fields)
        computed = self.check_computed(fields)
        circular = circles(fields)
        self.problems += circular
        fields = fields if circular else self.shown_with_branches(fields, grower.branched)
        made = Form(
            form=self.form, title=str(tree.get("title") or self.form), schema=tree, fields=fields, layout=layout,
            description=str(tree.get("description") or ""), computed=computed, open=_open(tree),
        )  # fmt: skip
        return made, tuple(self.problems)

    def check_schema(self, schema: Mapping[str, Any]) -> None:
        """Reports what the meta-schema of the draft finds wrong, and a draft that nobody knows."""
        named = schema.get("$schema")
        if named is not None and draft_named(named) is None:
            suggestion = near(str(named), DRAFTS)
            self.say_in("schema")("unknown-draft", ("$schema",), draft=named, near=suggestion, known=listed(DRAFTS))
        for wrong in self.shelf.faults.get(self.path, ()):
            self.say_in("schema")("bad-schema", tuple(wrong.absolute_path), **in_words(wrong))

    def check_patterns(self, tree: Mapping[str, Any]) -> None:
        """Every pattern must be one; those that need a time-out are told."""
        say = self.say_in("schema")
        for schema, at in schemas_in(tree):
            written = [(schema["pattern"], (*at, "pattern"))] if isinstance(schema.get("pattern"), str) else []
            named = schema.get("patternProperties")
            written += (
                [(each, (*at, "patternProperties", each)) for each in named] if isinstance(named, Mapping) else []
            )
            for pattern, where in written:
                if is_too_large(pattern):
                    say("pattern-too-large", where, pattern=pattern, most=MOST_WRITTEN)
                elif not is_pattern(pattern):
                    say("bad-pattern", where, pattern=pattern)
                elif not runs_in_re2(pattern):
                    say("slow-pattern", where, pattern=pattern)

    def condition(self, source: str, data: Any, at: Pointer) -> Condition:
        """A parsed condition; its problems are told at the place it stands."""
        condition, problems = self.parse_condition(data, self.types)
        mark = self.locate(source, at)
        self.problems += [
            replace(each, path=json_path(at) + each.path.removeprefix("$"), mark=mark) for each in problems
        ]
        return condition

    def lay_out(self, fields: tuple[Field, ...], ui: Mapping[str, Any] | None) -> tuple[Layout, Laying]:
        """The page, and the rules that it says of fields."""
        laying = Laying(self.fields_by_path(), lambda data, at: self.condition("ui", data, at), self.say_in("ui"))
        if not ui:
            return default_layout(fields), laying
        layout = laying.element(ui, (), Rules()) or default_layout(fields)
        return self.completed(layout, fields), laying

    def fields_by_path(self) -> dict[str, Field]:
        return {path: each for path, each in self.types.items() if isinstance(each, Field)}

    def completed(self, layout: Layout, fields: tuple[Field, ...]) -> Layout:
        """Hidden values travel with every page; a required field that no control shows is told."""
        shown = set(_shown(layout))
        hidden = tuple(control_of(each) for each in fields if each.kind == "hidden" and each.path not in shown)
        for each in fields:
            fillable = each.kind != "hidden" and each.compute is None and each.default is None
            if each.required and fillable and not any(path.split(".")[0] == each.path for path in shown):
                self.problems.append(finding("not-laid-out", "$", self.locate("ui", ()), field=each.path))
        asked = tuple(control_of(each) for each in fields if each.name == CHOOSER and CHOOSER not in shown)
        if layout.kind is LayoutKind.CONTROL:
            return layout
        return replace(layout, children=asked + layout.children + hidden)

    def own_rules(self, grower: Grower) -> dict[str, Rules]:
        """The rules that properties carry themselves."""
        reader = Laying({}, lambda data, at: self.condition("schema", data, at), self.say_in("schema"))
        return {path: reader.rule(data, at, "") for path, (data, at) in grower.rules.items()}

    def ruled(self, each: Field, laying: Laying, own: Mapping[str, Rules], around: Condition | None = None) -> Field:
        """A field with its rules and the choices that the UI schema makes for it, its children likewise.

        What closes an object or a list, `around`, closes everything in it.
        """
        mine = own.get(each.path, Rules())
        controls = [mine.then(rules) for rules in laying.controls.get(each.path, [Rules()])]
        visible, enabled, required_if = gathered(controls)
        if each.visible is not None:
            visible = each.visible if visible is None else AllOf((each.visible, visible))
        if around is not None:
            enabled = around if enabled is None else AllOf((around, enabled))
        return replace(
            each,
            kind=_kind_by_options(each, laying.options.get(each.path, {})),
            visible=visible,
            enabled=enabled,
            required_if=required_if,
            children=tuple(self.ruled(child, laying, own, enabled) for child in each.children),
        )

    def shown_with_branches(self, fields: tuple[Field, ...], found: Mapping[str, Branched]) -> tuple[Field, ...]:
        """The fields that only a branch of the schema has shown with it; where nobody can say when, that is told."""
        known = {path: self.shown_with(each) for path, each in found.items()}
        made = tuple(_shown_also(each, known) for each in fields)
        if not circles(made):
            return made
        for each in found.values():
            self.say_in("schema")("branch-not-shown", each.at, field=each.name, word="if")
        return fields

    def shown_with(self, each: Branched) -> Condition | None:
        """The condition under which a branch applies, or nothing, which is told."""
        condition, problems = self.parse_condition(each.condition, self.types)
        if not each.unreadable and not any(problem.severity is Severity.ERROR for problem in problems):
            return condition
        self.say_in("schema")("branch-not-shown", each.at, field=each.name, word=each.unreadable or "if")
        return None

    def check_computed(self, fields: tuple[Field, ...]) -> tuple[str, ...]:
        """The order of the computed fields; what is wrong with them is told."""
        every = [each for top in fields for each in top.walk()]
        for each in every:
            if each.compute is not None:
                self.problems += problems_of(each, self.types, each.mark)
        order, problems = in_order(every)
        self.problems += problems
        return order


def _shown_also(each: Field, conditions: Mapping[str, Condition | None]) -> Field:
    """A field with one more condition of being seen, its children likewise."""
    visible = [part for part in (each.visible, conditions.get(each.path)) if part is not None]
    return replace(
        each,
        visible=AllOf(tuple(visible)) if len(visible) > 1 else next(iter(visible), None),
        children=tuple(_shown_also(child, conditions) for child in each.children),
    )


def _kind_by_options(each: Field, options: Mapping[str, Any]) -> str:
    """JSON Forms chooses some widgets by options of the control."""
    if options.get("multi") is True and each.kind == "text":
        return "long-text"
    if options.get("format") == "radio" and each.kind == "select":
        return "radio"
    return each.kind


def _shown(layout: Layout) -> list[str]:
    own = [layout.field] if layout.field else []
    return own + [path for child in layout.children for path in _shown(child)]


def _open(schema: Mapping[str, Any]) -> bool:
    words = ("additionalProperties", "patternProperties", "unevaluatedProperties")
    return any(schema.get(word, False) is not False for word in words)


def short(message: str) -> str:
    """A message of jsonschema, which may quote a whole schema, cut to a line."""
    return message if len(message) <= 160 else message[:160] + "…"


def json_path(pointer: Pointer) -> str:
    """`("properties", "a b", 0)` as `$.properties['a b'][0]`."""
    parts = []
    for key in pointer:
        if isinstance(key, int):
            parts.append(f"[{key}]")
        else:
            parts.append(f".{key}" if str(key).replace("-", "_").replace("$", "_").isidentifier() else f"['{key}']")
    return "$" + "".join(parts)
