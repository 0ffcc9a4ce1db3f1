"""Takes over a form of another tool: a form file of a pack, its layout where it has one, and what got lost on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import SchemaError

from fangyuan.forms.building import build_form, json_path
from fangyuan.forms.findings import finding
from fangyuan.forms.importing.branching import Brancher
from fangyuan.forms.importing.elements import LayoutReader
from fangyuan.forms.importing.modernising import fitting_names, modernised, walked, with_draft, with_names
from fangyuan.forms.importing.remarks import Remark, Report
from fangyuan.forms.importing.uischema import Dresser, with_titles_of_values
from fangyuan.forms.mending import sound
from fangyuan.forms.referring import faults_of
from fangyuan.forms.vocabulary import PREFIX
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Form
from fangyuan.model.problems import Problem
from fangyuan.packs.tellers import in_words

RJSF, JSON_FORMS = "rjsf", "json-forms"
_UI_KEYS = ("uiSchema", "uischema", "ui_schema", "ui")
_FIRST = ("title", "description", "type", "required", "properties")


@dataclass(frozen=True, slots=True)
class Taken:
    """A form as a pack says it. `layout` is empty where the schema's own order is the page.

    `remarks` name everything that was left out or changed; `problems` what still keeps the form from being used.
    """

    dialect: str
    schema: dict[str, Any]
    layout: dict[str, Any]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]
    form: Form


def parts_of(data: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """(schema, UI schema) of a file: both in one, as playgrounds write them (`schema`, `uiSchema`), or a schema alone."""
    if not isinstance(data, Mapping):
        return {}, {}
    whole = isinstance(data.get("schema"), Mapping) and "properties" not in data
    schema = data["schema"] if whole else data
    ui: Mapping[str, Any] = next((data[key] for key in _UI_KEYS if whole and isinstance(data.get(key), Mapping)), {})
    return schema, ui


def dialect_of(ui: Mapping[str, Any]) -> str:
    """Elements have a `type` that is a word; rjsf's keys are names of fields."""
    return JSON_FORMS if isinstance(ui.get("type"), str) else RJSF


def take(name: str, schema: Mapping[str, Any], ui: Mapping[str, Any], kinds: Kinds) -> Taken:
    """The form, with a report of everything that is said otherwise than before."""
    report = Report()
    # What is no schema is told once, by the words that came; the rest of the form is taken over.
    faults = [_fault(fault) for fault in faults_of(with_draft(schema))]
    kept = sound(with_draft(schema))
    tree = sound(modernised({**kept, "$schema": schema.get("$schema")}, report))
    names = fitting_names(tree, report)
    tree = with_names(tree, names)
    dialect = dialect_of(ui)
    if dialect == JSON_FORMS:
        tree, layout = _from_json_forms(tree, ui, names, report)
    else:
        tree, layout = _from_rjsf(tree, ui, names, report), {}
    _tell_free_keys(tree, report)
    tree = in_reading_order(tree)
    form, problems = build_form(name, tree, layout or None, kinds=kinds)
    return Taken(dialect, tree, layout, tuple(report.remarks), (*faults, *problems), form)


def _fault(fault: SchemaError) -> Problem:
    return finding("bad-schema", json_path(tuple(fault.absolute_path)), None, **in_words(fault))


def _from_rjsf(tree: dict[str, Any], ui: Mapping[str, Any], names: Mapping[str, str], report: Report) -> dict[str, Any]:
    moved = Brancher(tree, report).moved(tree, "", ())
    dressed: dict[str, Any] = Dresser(tree, report).dressed(moved, _ui_with_names(ui, names), ())
    return dressed


def _from_json_forms(
    tree: dict[str, Any], ui: Mapping[str, Any], names: Mapping[str, str], report: Report
) -> tuple[dict[str, Any], dict[str, Any]]:
    reader = LayoutReader(report, names)
    layout = reader.element(ui, ()) or {}
    titled = walked(tree, lambda node, _: with_titles_of_values(node, {}), ())
    for pointer, said in reader.fields.items():
        titled = _said_of(titled, pointer.strip("/").split("/"), said)
    return titled, layout


def _said_of(node: Any, steps: list[str], said: Mapping[str, Any]) -> Any:
    """The tree with words of the UI schema at the field that they are about."""
    if not isinstance(node, Mapping):
        return node
    if steps:
        return {**node, steps[0]: _said_of(node.get(steps[0], {}), steps[1:], said)}
    made = dict(node)
    if said.get("readOnly"):
        made["readOnly"] = True
    if said.get("sensitive"):
        made[PREFIX + "sensitive"] = True
    if text := said.get("placeholder"):
        before = made.get(PREFIX + "hint") or made.get("description")
        made[PREFIX + "hint"] = f"{before} {text}" if before else text
    return made


def _ui_with_names(ui: Any, names: Mapping[str, str]) -> Any:
    """A uiSchema with the new names of fields, also in `ui:order`."""
    if isinstance(ui, list):
        return [_ui_with_names(each, names) for each in ui]
    if not isinstance(ui, Mapping):
        return ui
    return {
        names.get(key, key): [names.get(str(each), each) for each in value]
        if key == "ui:order" and isinstance(value, list)
        else _ui_with_names(value, names)
        for key, value in ui.items()
    }


def _tell_free_keys(tree: Mapping[str, Any], report: Report) -> None:
    """Fields that people name themselves exist in rjsf's pages and nowhere here."""

    def visit(node: dict[str, Any], at: tuple[str | int, ...]) -> dict[str, Any]:
        if isinstance(node.get("additionalProperties"), Mapping) or "patternProperties" in node:
            report.say("free-keys", "schema", at)
        return node

    walked(tree, visit, ())


def in_reading_order(tree: dict[str, Any]) -> dict[str, Any]:
    """Title and fields first, definitions last: as people read a form."""
    first = {key: tree[key] for key in _FIRST if key in tree}
    last = {key: value for key, value in tree.items() if key == "$defs"}
    return {**first, **{key: value for key, value in tree.items() if key not in first and key != "$defs"}, **last}
