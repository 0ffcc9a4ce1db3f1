"""Reads a UI schema of JSON Forms: elements and rules mostly stay as they are; what has no twin is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.forms.importing.remarks import Report
from fangyuan.forms.inlining import Pointer
from fangyuan.forms.ui_rules import UnreadableRule, as_condition

_LAYOUTS = frozenset({"VerticalLayout", "HorizontalLayout", "Group", "Categorization", "Category"})
_KEPT = ("type", "scope", "label", "text", "elements", "options", "rule")
_TOLD_ELSEWHERE = frozenset({"i18n"})
_OPTIONS = frozenset({"multi", "format", "variant", "detail"})
_APPEARANCE = frozenset(
    {
        "slider", "toggle", "trim", "showUnfocusedDescription", "hideRequiredAsterisk", "initCollapsed", "showNavButtons",
        "orientation", "elementLabelProp", "showSortButtons", "collapsed", "sortButtons", "styles", "suggestion", "vertical",
    }
)  # fmt: skip
_BROWSER = frozenset(
    {"autocomplete", "focus", "restrict", "clearLabel", "cancelLabel", "okLabel", "dateFormat", "dateSaveFormat",
     "timeFormat", "timeSaveFormat", "dateTimeFormat", "dateTimeSaveFormat", "ampm", "views", "enforceNumericInput"}
)  # fmt: skip
_ROWS = frozenset({"disableAdd", "disableRemove"})
_HELD_BY_ABSENCE = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"}
)  # fmt: skip
_NAMES_IN_SCOPE = "/properties/"


@dataclass(slots=True)
class LayoutReader:
    """Makes a layout of a pack out of a UI schema. `fields` collects, by path, what it says of a field's own schema."""

    report: Report
    names: Mapping[str, str]
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)

    def element(self, node: Any, at: Pointer, base: str = "") -> dict[str, Any] | None:
        """One element and what is in it; nothing, told, where it has no twin."""
        kind = node.get("type") if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping) or not (kind in _LAYOUTS or kind in ("Control", "Label", "ListWithDetail")):
            self.report.say("unknown-element", "ui", at, value=kind or node)
            return None
        for word in node:
            if word not in _KEPT:
                self.strange(word, node[word], (*at, word))
        if kind == "ListWithDetail":
            self.report.say("detail-list", "ui", at, value=kind)
        made: dict[str, Any] = {"type": "Control" if kind == "ListWithDetail" else kind}
        self.words(made, node, at, base)
        if kind in _LAYOUTS:
            inner = [self.element(each, (*at, "elements", n), base) for n, each in enumerate(node.get("elements", []))]
            made["elements"] = [each for each in inner if each is not None]
        return made

    def words(self, made: dict[str, Any], node: Mapping[str, Any], at: Pointer, base: str) -> None:
        """Scope, label, text, options and rule of an element."""
        path = ""
        if isinstance(node.get("scope"), str):
            made["scope"] = self.renamed(node["scope"])
            path = f"{base}{made['scope'].removeprefix('#')}"
        label = self.label(node, at)
        if label:
            made["text" if made["type"] == "Label" else "label"] = label
        options = self.options(node.get("options"), (*at, "options"), path)
        if options:
            made["options"] = options
        rule = self.rule(node.get("rule"), (*at, "rule"))
        if rule:
            made["rule"] = rule

    def strange(self, word: str, value: Any, at: Pointer) -> None:
        """A key of an element that nobody knows here."""
        if word in _TOLD_ELSEWHERE:
            self.report.say("translation-key", "ui", at, value=value)
        else:
            self.report.say("unknown-word", "ui", at, word=word)

    def label(self, node: Mapping[str, Any], at: Pointer) -> str:
        """The words of an element; that a label is not to be seen is not taken over."""
        said = node.get("text") if node["type"] == "Label" else node.get("label")
        if isinstance(said, Mapping):
            said = said.get("text", "") if said.get("show", True) else False
        if said is False:
            self.report.say("appearance", "ui", (*at, "label"), word="label: false")
        return said if isinstance(said, str) else ""

    def options(self, options: Any, at: Pointer, path: str) -> dict[str, Any]:
        """The options that mean something here; what belongs to the field itself is kept for its schema."""
        kept: dict[str, Any] = {}
        for word, value in options.items() if isinstance(options, Mapping) else ():
            where = (*at, word)
            if word == "detail":
                kept |= self.detail(value, where, path)
            elif word in ("readonly", "readOnly") and value:
                self.fields.setdefault(path, {})["readOnly"] = True
                self.report.say("read-only", "ui", where)
            elif word == "placeholder":
                self.fields.setdefault(path, {})["placeholder"] = str(value)
                self.report.say("placeholder", "ui", where, value=value)
            elif word == "format" and value == "password":
                self.fields.setdefault(path, {})["sensitive"] = True
                self.report.say("password", "ui", where)
            elif self.is_kept(word, value):
                kept[word] = value
            else:
                self.unkept(word, value, where)
        return kept

    def is_kept(self, word: str, value: Any) -> bool:
        """Whether an option means the same here."""
        return (
            word in _OPTIONS
            and not (word == "format" and value != "radio")
            and not (word == "variant" and value != "stepper")
        )

    def unkept(self, word: str, value: Any, at: Pointer) -> None:
        """Says why an option was left out."""
        if word in _APPEARANCE or word == "variant":
            self.report.say("appearance", "ui", at, word=word)
        elif word in _BROWSER:
            self.report.say("browser-setting", "ui", at, word=word)
        elif word in _ROWS:
            self.report.say("row-buttons", "ui", at)
        elif word == "format":
            self.report.say("custom-widget", "ui", at, value=value)
        else:
            self.report.say("unknown-word", "ui", at, word=word)

    def detail(self, value: Any, at: Pointer, path: str) -> dict[str, Any]:
        """The layout of a row; `GENERATED` and `DEFAULT` are what the platform does of itself."""
        if isinstance(value, Mapping):
            laid = self.element(value, at, f"{path}/items")
            return {"detail": laid} if laid else {}
        if value not in ("GENERATED", "DEFAULT", "REGISTERED"):
            self.report.say("custom-widget", "ui", at, value=value)
        return {}

    def rule(self, rule: Any, at: Pointer) -> dict[str, Any] | None:
        """A rule as it stands, where its condition can be said here."""
        if rule is None:
            return None
        effect = rule.get("effect") if isinstance(rule, Mapping) else None
        if effect not in ("SHOW", "HIDE", "ENABLE", "DISABLE"):
            self.report.say("unknown-word", "ui", (*at, "effect"), word=effect)
            return None
        condition = self.condition(rule.get("condition"))
        try:
            as_condition(condition)
        except UnreadableRule as wrong:
            self.report.say("no-rule", "ui", (*at, "condition"), word=wrong.word)
            return None
        self.absence(condition, (*at, "condition"))
        return {"effect": effect, "condition": condition}

    def condition(self, condition: Any) -> Any:
        """A condition with the new names of fields, and without what only JSON Forms' own engine needs."""
        if not isinstance(condition, Mapping):
            return condition
        kept = {key: value for key, value in condition.items() if key != "failWhenUndefined"}
        if isinstance(kept.get("scope"), str):
            kept["scope"] = self.renamed(kept["scope"])
        if isinstance(kept.get("conditions"), list):
            kept["conditions"] = [self.condition(each) for each in kept["conditions"]]
        return kept

    def absence(self, condition: Mapping[str, Any], at: Pointer) -> None:
        """JSON Forms lets an absent answer pass tests of size; the platform does not."""
        schema = condition.get("schema")
        for word, value in schema.items() if isinstance(schema, Mapping) else ():
            if word in _HELD_BY_ABSENCE and not (word == "minLength" and value == 1):
                self.report.say("absent-is-false", "ui", at, word=word)

    def renamed(self, scope: str) -> str:
        """A scope with the new names of fields."""
        head, *names = scope.split(_NAMES_IN_SCOPE)
        parts = [name.partition("/") for name in names]
        return _NAMES_IN_SCOPE.join([head, *(self.names.get(name, name) + slash + rest for name, slash, rest in parts)])
