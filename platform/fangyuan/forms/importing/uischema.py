"""Reads rjsf's `uiSchema` into the schema itself: titles, hints, kinds and what may not be changed stand at the field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.forms.importing.branching import named
from fangyuan.forms.importing.remarks import Report
from fangyuan.forms.inlining import Pointer
from fangyuan.forms.vocabulary import PREFIX, TYPES
from fangyuan.kinds.inferring import constants

_APPEARANCE = frozenset(
    {
        "classNames", "className", "style", "inline", "rows", "label", "expandable", "hideError", "filePreview", "enumOrder",
        "yearsRange", "format", "hideNowButton", "hideClearButton", "optionsSchemaSelector", "title-size", "size", "width",
        "ArrayFieldTemplate", "ArrayFieldItemTemplate", "ArrayFieldTitleTemplate", "FieldTemplate", "ObjectFieldTemplate",
        "TitleFieldTemplate", "DescriptionFieldTemplate", "FieldErrorTemplate", "FieldHelpTemplate", "BaseInputTemplate",
    }
)  # fmt: skip
_BROWSER = frozenset(
    {"autofocus", "autocomplete", "inputType", "emptyValue", "enumDisabled", "rootFieldId", "globalOptions", "useLabelProps",
     "enableMarkdownInDescription", "enableMarkdownInHelp", "duplicateKeySuffixSeparator"}
)  # fmt: skip
_ROWS = frozenset({"addable", "removable", "orderable", "copyable"})
_FORMATS = {
    "date": "date",
    "alt-date": "date",
    "DateWidget": "date",
    "datetime": "date-time",
    "date-time": "date-time",
    "alt-datetime": "date-time",
    "time": "time",
    "email": "email",
}
_PLAIN = frozenset({"text", "select", "checkbox", "checkboxes", "updown", "uri", "TextWidget", "SelectWidget"})
_BRANCHES = ("oneOf", "anyOf", "allOf")


@dataclass(frozen=True, slots=True)
class Dresser:
    """Lays a uiSchema over a schema; `root` resolves references, because what is said of one use must not reach others."""

    root: Mapping[str, Any]
    report: Report

    def dressed(self, node: Any, ui: Any, at: Pointer, seen: tuple[str, ...] = ()) -> Any:
        """A schema with what the uiSchema says of it and of everything inside it."""
        if not isinstance(node, Mapping):
            return node
        ui = ui if isinstance(ui, Mapping) else {}
        inner = {key: value for key, value in ui.items() if not str(key).startswith("ui:")}
        made = dict(node)
        if inner and "$ref" in made and made["$ref"] not in seen:
            seen = (*seen, made["$ref"])
            made = {**named(self.root, made.pop("$ref")), **made}
        made = with_titles_of_values(made, ui)
        for word, value, where in _words(ui):
            self.word(made, word, value, (*at, *where))
        return self.inside(ordered(as_file(made, self.report, at), _order(ui)), inner, at, seen)

    def inside(self, made: dict[str, Any], ui: Mapping[str, Any], at: Pointer, seen: tuple[str, ...]) -> dict[str, Any]:
        """Everything below a schema: properties wherever a branch speaks of them, rows, variants."""
        known: set[str] = set()
        for holder in _holders(made):
            names = holder["properties"]
            known |= set(names)
            holder["properties"] = {
                name: self.dressed(each, ui.get(name), (*at, name), seen) for name, each in names.items()
            }
        if isinstance(made.get("items"), Mapping):
            made["items"] = self.dressed(made["items"], ui.get("items"), (*at, "items"), seen)
        if "prefixItems" in made:
            self.report.say("tuple", "ui" if at else "schema", (*at, "items"))
        for word in _BRANCHES:
            said = ui.get(word)
            if word in made and isinstance(said, list):
                spoken = zip(made[word], [*said, *[None] * len(made[word])], strict=False)
                made[word] = [self.dressed(each, own, (*at, word, n), seen) for n, (each, own) in enumerate(spoken)]
        for name in ui:
            if name not in known and name not in ("items", "additionalItems", "additionalProperties", *_BRANCHES):
                self.report.say("unknown-word", "ui", (*at, name), word=name)
        return made

    def word(self, node: dict[str, Any], word: str, value: Any, at: Pointer) -> None:
        """One word of the uiSchema about one field."""
        if word in _SAID:
            _SAID[word](self, node, value, at)
        elif word in _APPEARANCE:
            self.report.say("appearance", "ui", at, word=word)
        elif word in _BROWSER:
            self.report.say("browser-setting", "ui", at, word=word)
        elif word in _ROWS:
            self.report.say("row-buttons", "ui", at)
        else:
            self.report.say("unknown-word", "ui", at, word=word)

    def title(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """`ui:title` counts before the schema's own."""
        node["title"] = str(value)

    def description(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """`ui:description` likewise."""
        node["description"] = str(value)

    def help(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """Help stands below the field, after its description."""
        _hint(node, str(value))

    def placeholder(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """Grey text vanishes while people type, so it becomes a hint that stays."""
        _hint(node, str(value))
        self.report.say("placeholder", "ui", at, value=value)

    def fixed(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """Disabled and read-only are one thing here."""
        if value:
            node["readOnly"] = True
            self.report.say("read-only", "ui", at)

    def custom(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """Components of the other program."""
        self.report.say("custom-field", "ui", at, value=value)

    def buttons(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """What the button says is the procedure's."""
        self.report.say("buttons", "ui", at, word="submitButtonOptions")

    def accept(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """Which files are taken."""
        written = [each.strip().lstrip(".") for each in str(value).split(",")]
        types = [each for each in written if each in TYPES]
        for other in written:
            if other not in TYPES:
                self.report.say("unknown-word", "ui", at, word=other)
        if types:
            holder = node
            if isinstance(node.get("items"), Mapping):
                holder = node["items"] = dict(node["items"])
            holder[PREFIX + "attachment"] = {"types": types}

    def taken(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """Read elsewhere: the order of fields and the titles of values."""

    def widget(self, node: dict[str, Any], value: Any, at: Pointer) -> None:
        """A widget as the field kind that does the same."""
        value = value if isinstance(value, str) else str(value)
        match value:
            case "textarea":
                node[PREFIX + "kind"] = "long-text"
            case "radio" if constants(node) or node.get("enum"):
                node[PREFIX + "kind"] = "radio"
            case "hidden":
                node[PREFIX + "kind"] = "hidden"
            case "password":
                node[PREFIX + "sensitive"] = True
                self.report.say("password", "ui", at)
            case "file" | "files" | "FileWidget":
                node.setdefault("format", "data-url")
            case _ if value in _FORMATS:
                self.formatted(node, value, at)
            case _ if value not in _PLAIN:
                self.report.say("custom-widget", "ui", at, value=value)

    def formatted(self, node: dict[str, Any], value: str, at: Pointer) -> None:
        """A widget that only lets such texts be typed becomes a format, which is held on the server too."""
        if node.get("format") != _FORMATS[value]:
            node["format"] = _FORMATS[value]
            self.report.say("asserted-format", "ui", at, value=value, format=_FORMATS[value])


_SAID: Mapping[str, Callable[[Dresser, dict[str, Any], Any, Pointer], None]] = {
    "title": Dresser.title,
    "description": Dresser.description,
    "help": Dresser.help,
    "placeholder": Dresser.placeholder,
    "disabled": Dresser.fixed,
    "readonly": Dresser.fixed,
    "field": Dresser.custom,
    "submitButtonOptions": Dresser.buttons,
    "accept": Dresser.accept,
    "widget": Dresser.widget,
    "order": Dresser.taken,
    "enumNames": Dresser.taken,
}


def _words(ui: Mapping[str, Any]) -> Iterator[tuple[str, Any, Pointer]]:
    """Every word of a node with its place: `ui:title`, or `title` within `ui:options`."""
    for key, value in ui.items():
        if key == "ui:options" and isinstance(value, Mapping):
            yield from ((word, each, (key, word)) for word, each in value.items())
        elif str(key).startswith("ui:"):
            yield str(key)[3:], value, (key,)


def _order(ui: Mapping[str, Any]) -> list[str]:
    said = next((value for word, value, _ in _words(ui) if word == "order" and isinstance(value, list)), [])
    return [name for name in said if isinstance(name, str)]


def _hint(node: dict[str, Any], text: str) -> None:
    """Adds to the hint; a page shows the hint instead of the description, so that comes first in it."""
    said = node.get(PREFIX + "hint") or node.get("description")
    node[PREFIX + "hint"] = f"{said} {text}" if said else text


def ordered(node: dict[str, Any], order: list[str]) -> dict[str, Any]:
    """Properties in the order of `ui:order`; `*` is everything that it does not name."""
    properties = node.get("properties")
    if not order or not isinstance(properties, Mapping):
        return node
    rest = [name for name in properties if name not in order]
    names = [each for name in order for each in (rest if name == "*" else [name])]
    kept = dict.fromkeys(each for each in [*names, *rest] if each in properties)
    return {**node, "properties": {name: properties[name] for name in kept}}


def with_titles_of_values(node: dict[str, Any], ui: Mapping[str, Any]) -> dict[str, Any]:
    """`enumNames`, of the schema or of the uiSchema, as constants with titles."""
    own = node.pop("enumNames", None)
    names = next((value for word, value, _ in _words(ui) if word == "enumNames"), own)
    values = node.get("enum")
    if not isinstance(names, list) or not isinstance(values, list) or "oneOf" in node:
        return node
    titled = [
        {"const": value, **({"title": str(names[place])} if place < len(names) else {})}
        for place, value in enumerate(values)
    ]
    return {("oneOf" if key == "enum" else key): (titled if key == "enum" else each) for key, each in node.items()}


def as_file(node: dict[str, Any], report: Report, at: Pointer) -> dict[str, Any]:
    """A text that holds a whole file as `data:` becomes an attachment."""
    if node.get("format") != "data-url":
        return node
    report.say("as-attachment", "schema", at)
    kept = {key: value for key, value in node.items() if key in ("title", "description") or key.startswith(PREFIX)}
    return {**kept, "type": "object", PREFIX + "attachment": kept.get(PREFIX + "attachment", {})}


def _holders(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every part of an object's schema that has properties: itself and its branches, each made its own copy first."""
    if isinstance(node.get("properties"), Mapping):
        yield node
    for word in _BRANCHES:
        if isinstance(node.get(word), list):
            node[word] = [dict(each) if isinstance(each, Mapping) else each for each in node[word]]
            for each in node[word]:
                yield from _holders(each) if isinstance(each, dict) else ()
    for word in ("then", "else"):
        if isinstance(node.get(word), Mapping):
            node[word] = dict(node[word])
            yield from _holders(node[word])
    if isinstance(node.get("dependentSchemas"), Mapping):
        node["dependentSchemas"] = {
            name: dict(each) if isinstance(each, Mapping) else each for name, each in node["dependentSchemas"].items()
        }
        for each in node["dependentSchemas"].values():
            yield from _holders(each) if isinstance(each, dict) else ()
