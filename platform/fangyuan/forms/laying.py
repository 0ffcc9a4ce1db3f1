"""The page of a form: out of a JSON Forms UI schema, or a sensible one out of the fields alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.forms.findings import listed, near
from fangyuan.forms.inlining import Pointer, Say
from fangyuan.forms.paths import joined
from fangyuan.forms.ui_rules import EFFECTS, KNOWN, UnreadableRule, as_condition, path_of_scope
from fangyuan.model.conditions import AllOf, AnyOf, Condition, Not
from fangyuan.model.fields import Field, Layout, LayoutKind

_ELEMENTS = {
    "VerticalLayout": LayoutKind.VERTICAL,
    "HorizontalLayout": LayoutKind.HORIZONTAL,
    "Group": LayoutKind.GROUP,
    "Categorization": LayoutKind.CATEGORIZATION,
    "Category": LayoutKind.CATEGORY,
    "Control": LayoutKind.CONTROL,
    "Label": LayoutKind.LABEL,
}

FOLDING = (LayoutKind.GROUP, LayoutKind.CATEGORY)
"""What may be folded away."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What rules say of one place: when it is seen, when it may be changed, when it must be filled in."""

    visible: tuple[Condition, ...] = ()
    enabled: tuple[Condition, ...] = ()
    required: tuple[Condition, ...] = ()

    def then(self, other: "Rules") -> "Rules":
        """Both: what a control inherits from the groups around it, and its own."""
        return Rules(self.visible + other.visible, self.enabled + other.enabled, self.required + other.required)


@dataclass(slots=True)
class Laying:
    """Reads a UI schema. `controls` collects, by path, the rules of every control of a field; `options` its options."""

    fields: Mapping[str, Field]
    condition: Any
    say: Say
    controls: dict[str, list[Rules]] = field(default_factory=dict)
    options: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def element(self, node: Any, at: Pointer, around: Rules, base: str = "") -> Layout | None:
        """One element and everything in it; `base` is the list whose rows it belongs to."""
        kind = _ELEMENTS.get(str(node.get("type"))) if isinstance(node, Mapping) else None
        if kind is None:
            name = node.get("type") if isinstance(node, Mapping) else node
            self.say("unknown-element", at, type=name, near=near(str(name), _ELEMENTS), known=listed(_ELEMENTS))
            return None
        own = self.rule(node.get("rule"), (*at, "rule"), base)
        if kind is LayoutKind.CONTROL:
            return self.control(node, at, around.then(own), own, base)
        title = str(node.get("label") or node.get("text") or node.get("title") or "")
        children = tuple(self.inside(node, at, around.then(own), base))
        folded, opens = self.fold(node, kind if title else None, children, at, base)
        return Layout(
            kind,
            title=title,
            children=children,
            visible=_all(own.visible),
            wizard=kind is LayoutKind.CATEGORIZATION and _option(node, "variant") == "stepper",
            tabs=kind is LayoutKind.CATEGORIZATION and _option(node, "variant") in (None, "tabs"),
            folded=folded,
            opens=opens,
        )

    def inside(self, node: Mapping[str, Any], at: Pointer, around: Rules, base: str) -> Iterator[Layout]:
        """The elements of a layout."""
        elements = node.get("elements", [])
        for index, inner in enumerate(elements if isinstance(elements, list) else []):
            laid = self.element(inner, (*at, "elements", index), around, base)
            if laid is not None:
                yield laid

    def control(self, node: Mapping[str, Any], at: Pointer, rules: Rules, own: Rules, base: str) -> Layout | None:
        """A control: of a field, or of a whole object, which becomes a group of its fields' controls."""
        path = path_of_scope(node.get("scope"))
        path = joined(base, path) if path else path
        known = self.fields.get(path or "")
        if known is None:
            suggestion = near(path or "", self.fields)
            scope = node.get("scope")
            self.say("bad-scope", (*at, "scope"), scope=scope, near=suggestion and scope_of(suggestion, base))
            return None
        label = node.get("label")
        self.note(known, node, rules)
        detail = _option(node, "detail")
        inner = self.detail(detail, at, known) if known.many and isinstance(detail, Mapping) else ()
        laid = control_of(known, label if isinstance(label, str) else "", _all(own.visible))
        return Layout(laid.kind, laid.title, laid.field, inner or laid.children, laid.visible)

    def note(self, known: Field, node: Mapping[str, Any], rules: Rules) -> None:
        """Keeps the rules and options of a control for its field."""
        self.controls.setdefault(known.path, []).append(rules)
        if isinstance(node.get("options"), Mapping):
            self.options[known.path] = node["options"]

    def detail(self, detail: Mapping[str, Any], at: Pointer, known: Field) -> tuple[Layout, ...]:
        """The layout of a row, whose scopes begin at the row."""
        laid = self.element(detail, (*at, "options", "detail"), Rules(), known.path)
        if laid is None:
            return ()
        # What every row must have, or carries unseen, stands in it whatever the layout says.
        shown = set(_fields_in(laid))
        left = (one for one in known.children if one.path not in shown and (one.required or one.kind == "hidden"))
        return (laid, *map(control_of, left))

    def rule(self, node: Any, at: Pointer, base: str) -> Rules:
        """The rule of an element, or no rule."""
        if node is None:
            return Rules()
        effect = node.get("effect") if isinstance(node, Mapping) else None
        if effect not in EFFECTS or "condition" not in node:
            self.say("bad-rule", at, near=near(str(effect), EFFECTS))
            return Rules()
        condition = self.read(node["condition"], (*at, "condition"), base)
        return rules_of(effect, condition) if condition is not None else Rules()

    def fold(
        self, node: Mapping[str, Any], kind: LayoutKind | None, children: tuple[Layout, ...], at: Pointer, base: str
    ) -> tuple[bool, Condition | None]:
        """Whether a group under a title is folded away, and on which condition it stands open all the same.

        What must be filled in may not be folded away: nobody would see that it is asked for.
        """
        asked = _option(node, "fold")
        if asked is None or asked is False:
            return False, None
        place = (*at, "options", "fold")
        unless = asked["unless"] if isinstance(asked, Mapping) and set(asked) == {"unless"} else None
        if kind not in FOLDING or not (asked is True or unless is not None):
            self.say("bad-fold", place)
            return False, None
        for known in self.required(children):
            self.say("required-folded", place, field=known.title)
        return True, self.read(unless, (*place, "unless"), base) if unless is not None else None

    def required(self, nodes: tuple[Layout, ...]) -> Iterator[Field]:
        """What must be filled in at or below nodes, whatever else is. What a row asks for is asked once there is a row."""
        for node in nodes:
            known = self.fields.get(node.field)
            if known is None or (known.required and known.children and not known.many):
                yield from self.required(node.children)
            elif known.required and known.kind != "hidden" and known.compute is None and known.default is None:
                yield known

    def read(self, condition: Any, at: Pointer, base: str) -> Condition | None:
        """The condition of a rule; None where it cannot be read, which is told."""
        try:
            found: Condition = self.condition(as_condition(condition, base), at)
        except UnreadableRule as wrong:
            suggestion = near(wrong.word, KNOWN)
            self.say("bad-rule-schema", at, word=wrong.word, near=suggestion, known=listed(KNOWN))
            return None
        return found


def rules_of(effect: str, condition: Condition) -> Rules:
    """What an effect of JSON Forms means."""
    match effect:
        case "SHOW":
            return Rules(visible=(condition,))
        case "HIDE":
            return Rules(visible=(Not(condition),))
        case "ENABLE":
            return Rules(enabled=(condition,))
        case "DISABLE":
            return Rules(enabled=(Not(condition),))
        case _:
            return Rules(required=(condition,))


def gathered(controls: list[Rules]) -> tuple[Condition | None, Condition | None, Condition | None]:
    """(visible, enabled, required) of a field: one control that is seen is enough, each REQUIRE counts."""
    seen = [_all(rules.visible) for rules in controls]
    active = [_all(rules.enabled) for rules in controls]
    demanded = tuple(condition for rules in controls for condition in rules.required)
    return _any(seen), _any(active), (demanded[0] if len(demanded) == 1 else AnyOf(demanded)) if demanded else None


def _all(parts: tuple[Condition, ...]) -> Condition | None:
    return (parts[0] if len(parts) == 1 else AllOf(parts)) if parts else None


def _any(parts: list[Condition | None]) -> Condition | None:
    conditions = tuple(part for part in parts if part is not None)
    if len(conditions) < len(parts) or not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else AnyOf(conditions)


def _option(node: Mapping[str, Any], word: str) -> Any:
    options = node.get("options")
    return options.get(word) if isinstance(options, Mapping) else None


def _fields_in(node: Layout) -> Iterator[str]:
    if node.field:
        yield node.field
    for child in node.children:
        yield from _fields_in(child)


def scope_of(path: str, base: str = "") -> str:
    """The scope that leads to a field, from the row's list where one is given."""
    inner = path.removeprefix(base + ".") if base else path
    return "#" + "".join(f"/properties/{name}" for name in inner.split("."))


def control_of(known: Field, title: str = "", visible: Condition | None = None) -> Layout:
    """The control of a field; an object is a group of the controls of its fields."""
    if known.children and not known.many:
        inner = tuple(control_of(child) for child in known.children)
        return Layout(LayoutKind.GROUP, title or known.title, known.path, inner, visible)
    return Layout(LayoutKind.CONTROL, title, known.path, visible=visible)


def default_layout(fields: tuple[Field, ...]) -> Layout:
    """One section for each run of simple fields, one for each object and each list of rows, in the schema's order."""
    sections: list[Layout] = []
    run: list[Layout] = []
    for known in fields:
        if not known.children:
            run.append(control_of(known))
            continue
        sections += _section(run)
        run = []
        laid = control_of(known)
        sections.append(laid if not known.many else Layout(LayoutKind.GROUP, known.title, "", (laid,)))
    return Layout(LayoutKind.VERTICAL, children=tuple(sections + _section(run)))


def _section(run: list[Layout]) -> list[Layout]:
    return [Layout(LayoutKind.GROUP, children=tuple(run))] if run else []
