"""A pack taken apart: everything in it that has a name, with all that is said of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from fangyuan.compiler.comparing.arranging import controls, stands
from fangyuan.compiler.comparing.ordering import automatic_order, option_order, rule_order
from fangyuan.model.calendars import Calendar
from fangyuan.model.conditions import Condition
from fangyuan.model.fields import Field, Form, Layout, Option
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType, Stage, Task


class Sort(StrEnum):
    """What kind of thing an element is."""

    PACK = "pack"
    CASE_TYPE = "case-type"
    STAGE = "stage"
    TASK = "task"
    ACTION = "action"
    FORM = "form"
    FIELD = "field"
    OPTION = "option"
    CLOCK = "clock"
    RULE = "rule"
    SLOT = "slot"
    LETTER = "letter"
    VIEW = "view"
    ROLE = "role"
    CODE_LIST = "code-list"
    CODE = "code"
    CALENDAR = "calendar"
    CALENDAR_YEAR = "calendar-year"
    TARGET = "target"
    REPORT = "report"
    DUTY = "duty"
    PARAMETER = "parameter"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Element:
    """A named part of a pack. `place` identifies it over versions: `order/clock/accept`; `facets` is what it says.

    `case_type` is the key of the type it belongs to, empty outside case types.
    """

    sort: Sort
    place: str
    title: str
    facets: Mapping[str, Any] = field(default_factory=dict)
    case_type: str = ""


def elements(pack: Pack) -> dict[str, Element]:
    """Every element by its place; the places of one pack are all different."""
    return {one.place: one for one in _walk(pack)}


def _walk(pack: Pack) -> Iterator[Element]:
    yield Element(Sort.PACK, "pack", pack.title, _said(pack, _PACK_PARTS))
    for case_type in pack.case_types.values():
        yield from _case_type(case_type)
    for sort, named in _NAMED.items():
        for name, one in getattr(pack, named).items():
            facets = _said(one, {"options", "years"}) | (_ordered(one.options) if sort is Sort.CODE_LIST else {})
            yield Element(sort, f"{sort}/{name}", getattr(one, "title", name), facets)
    for name, codes in pack.codes.items():
        yield from _options(codes.options, Sort.CODE, f"{Sort.CODE_LIST}/{name}")
    for calendar in pack.calendars.values():
        yield from _years(calendar)
    for path, data in pack.files.items():
        yield Element(Sort.FILE, f"file/{path}", path, {"content": data})


def _case_type(case_type: CaseType) -> Iterator[Element]:
    key = case_type.key
    own = {
        "stage_order": tuple(stage.stage for stage in case_type.stages),
        "rule_order": rule_order(case_type),
        "automatic_order": automatic_order(case_type),
        **_said(case_type, _CASE_TYPE_PARTS),
    }
    yield Element(Sort.CASE_TYPE, key, case_type.title, own, key)
    where = {task.task: stage for stage in case_type.stages for task in stage.tasks}
    for sort, name, title, facets in _parts(case_type, where):
        yield Element(sort, f"{key}/{sort}/{name}", title, facets, key)
    for form in case_type.forms.values():
        yield from _form(form, f"{key}/{Sort.FORM}/{form.form}", key)


def _parts(case_type: CaseType, where: Mapping[str, Stage]) -> Iterator[tuple[Sort, str, str, Mapping[str, Any]]]:
    """The stages, tasks, actions, clocks, rules and slots of a type."""
    for stage in case_type.stages:
        yield Sort.STAGE, stage.stage, stage.title, _said(stage, {"tasks"})
    for task in case_type.tasks.values():
        yield Sort.TASK, task.task, task.title, {"stage": _stage_of(task, where), **_said(task)}
    for action in case_type.actions:
        yield Sort.ACTION, action.action, action.title, _said(action)
    for clock in case_type.clocks:
        yield Sort.CLOCK, clock.clock, clock.title, _said(clock)
    for rule in case_type.rules:
        yield Sort.RULE, rule.rule, rule.title, _said(rule)
    for slot in case_type.slots.values():
        yield Sort.SLOT, slot.slot, slot.title or slot.slot, _said(slot)


def _stage_of(task: Task, where: Mapping[str, Stage]) -> str:
    return where[task.task].stage if task.task in where else ""


def _form(form: Form, place: str, case_type: str) -> Iterator[Element]:
    facets = {
        **_said(form, {"schema", "fields", "layout", "computed"}),
        **_keywords(form.schema, {"properties", "required", "$defs", "$id", "$schema"}),
        "arrangement": _arrangement(form.layout),
        "shown": tuple(_shown(form.layout)),
    }
    yield Element(Sort.FORM, place, form.title, facets, case_type)
    shown = controls(_arrangement(form.layout))
    for top in form.fields:
        yield from _fields(top, place, case_type, shown)


def _fields(one: Field, form: str, case_type: str, shown: list[str], *, above: bool = True) -> Iterator[Element]:
    """A field and all below it; what lies below one that is not placed has no place of its own to lose."""
    placed = stands(one.path, shown)
    yield from _field(one, form, case_type, placed=placed or not above)
    for child in one.children:
        yield from _fields(child, form, case_type, shown, above=placed)


def _field(one: Field, form: str, case_type: str, *, placed: bool) -> Iterator[Element]:
    place = f"{form}/{one.path}"
    inside = {"properties", "items", "required"} if one.children else set()
    listed = {"enum", "oneOf"} if one.options or one.code_list else set()
    ordered = {} if one.code_list else _ordered(one.options)
    facets = {**_said(one, _FIELD_PARTS), **_keywords(one.schema, inside | listed), **ordered, "placed": placed}
    yield Element(Sort.FIELD, place, one.title, facets, case_type)
    if one.code_list is None:
        yield from _options(one.options, Sort.OPTION, place, case_type)


def _options(
    options: Iterable[Option], sort: Sort, place: str, case_type: str = "", parent: str = ""
) -> Iterator[Element]:
    """Options and what lies below them; each knows what it lies below."""
    for one in options:
        facets = {"option_title": one.title, "parent": parent, "retired": one.retired}
        yield Element(sort, f"{place}={one.value}", one.title, facets, case_type)
        yield from _options(one.children, sort, place, case_type, str(one.value))


def _ordered(options: Iterable[Option]) -> dict[str, Any]:
    return {"option_order": option_order(options)}


def _years(calendar: Calendar) -> Iterator[Element]:
    for year in calendar.years.values():
        facets = {**_said(year, {"holidays"}), "days_off": frozenset(year.holidays)}
        yield Element(
            Sort.CALENDAR_YEAR,
            f"{Sort.CALENDAR}/{calendar.calendar}/{year.year}",
            f"{calendar.title} {year.year}",
            facets,
        )


def _said(one: Any, without: Iterable[str] = ()) -> dict[str, Any]:
    """What a dataclass says of itself, name by name."""
    left_out = set(without)
    return {each.name: getattr(one, each.name) for each in fields(one) if each.name not in left_out}


def _keywords(schema: Mapping[str, Any], without: Iterable[str]) -> dict[str, Any]:
    """The keywords of a schema that no property of a field or form says already."""
    left_out = _SPOKEN_FOR.union(without)
    return {f"schema.{word}": value for word, value in schema.items() if word not in left_out and word[:2] != "x-"}


def _arrangement(layout: Layout) -> Any:
    """A layout without its conditions."""
    kind = "folded" if layout.folded else layout.kind
    return (kind, layout.title, layout.field, layout.wizard, tuple(map(_arrangement, layout.children)))


def _shown(layout: Layout, outer: str = "") -> Iterator[tuple[str, Condition]]:
    """What a layout hides or shows, by the place in it."""
    here = layout.field or f"{outer}/{layout.title}"
    if layout.visible is not None:
        yield here, layout.visible
    for child in layout.children:
        yield from _shown(child, here)


_PACK_PARTS = {
    "case_types",
    "letters",
    "views",
    "roles",
    "codes",
    "calendars",
    "targets",
    "reports",
    "duties",
    "parameters",
    "files",
    "hash",
    "version",
}
_CASE_TYPE_PARTS = {"stages", "tasks", "actions", "forms", "fields", "clocks", "rules", "slots", "letters"}
_FIELD_PARTS = {"path", "name", "schema", "children", "options", "mark"}
_SPOKEN_FOR = frozenset({"title", "description", "default", "examples", "$comment"})
_NAMED = {
    Sort.LETTER: "letters",
    Sort.VIEW: "views",
    Sort.ROLE: "roles",
    Sort.CODE_LIST: "codes",
    Sort.CALENDAR: "calendars",
    Sort.TARGET: "targets",
    Sort.REPORT: "reports",
    Sort.DUTY: "duties",
    Sort.PARAMETER: "parameters",
}
"""The tables of a pack beside its case types."""
