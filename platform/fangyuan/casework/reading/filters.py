"""The filters of a ledger: what may be chosen, and what a choice asks."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fangyuan.casework.reading.columns import LIGHTS, Sheet
from fangyuan.casework.reading.pages import FilterField, Named
from fangyuan.kinds.choices import every, written
from fangyuan.kinds.dates import is_date
from fangyuan.model.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Not, Op
from fangyuan.model.fields import Field
from fangyuan.model.world import Directory

YES_NO = (Named("true", "是"), Named("false", "否"))
_FACT_KINDS = {
    "case.received_on": "date",
    "case.registered_at": "date",
    "case.age_days": "integer",
    "case.visit": "integer",
}


def offered(sheet: Sheet, given: Mapping[str, str], people: Mapping[str, Iterable[Any]]) -> tuple[FilterField, ...]:
    """The filters of a view, each under the title of its column, with what stands in them.

    `people` holds the values that a path naming officers has.
    """
    titles = {column.path: sheet.title(column.path, column.title) for column in sheet.view.columns}
    return tuple(
        FilterField(
            path,
            titles.get(path) or sheet.title(path),
            kind_of(path, sheet),
            _with_chosen(tuple(_options(path, sheet, people)), given.get(path, "").strip(), sheet),
            given.get(path, ""),
        )
        for path in sheet.view.filters
        if sheet.filterable(path)
    )


def asked(sheet: Sheet, given: Mapping[str, str]) -> Condition:
    """What the filled filters ask, all of them; a value that the field cannot have matches nothing."""
    parts = [_test(path, given[path].strip(), sheet) for path in sheet.view.filters if given.get(path, "").strip()]
    allowed = [part for part in parts if part is not None]
    return AllOf(tuple(allowed)) if allowed else ALWAYS


def kind_of(path: str, sheet: Sheet) -> str:
    """The kind of a filter: that of its field."""
    field = sheet.names.case_type.fields.get(path)
    if field:
        return field.kind
    return "date" if path.endswith(".due") else _FACT_KINDS.get(path, "text")


def names_people(path: str, sheet: Sheet) -> bool:
    """Whether the values of a path are officers, so that only those who occur are offered."""
    return path in ("case.leader", "case.registered_by") and sheet.filterable(path)


def _with_chosen(options: tuple[Named, ...], value: str, sheet: Sheet) -> tuple[Named, ...]:
    """The options with what was chosen once, by a filter that was saved, say, and is offered no more: the list goes by it."""
    if not options or not value or any(one.id == value for one in options):
        return options
    return (*options, sheet.names.any(value))


def _options(path: str, sheet: Sheet, people: Mapping[str, Iterable[Any]]) -> tuple[Named, ...]:
    """What may be chosen; nothing where a value is typed."""
    field = sheet.names.case_type.fields.get(path)
    if field:
        return tuple(_of_field(field, sheet.names.directory))
    match path.rpartition(".")[2]:
        case "stage":
            return tuple(Named(stage.stage, stage.title) for stage in sheet.names.case_type.stages)
        case "light":
            return tuple(Named(str(light), title) for light, title in LIGHTS.items())
        case "closed" | "overdue" | "running":
            return YES_NO
        case "unit":
            return _units(sheet.names.directory)
        case "flags":
            return tuple(Named(flag, title) for flag, title in sheet.names.case_type.flags.items())
        case "outcome":
            return tuple(Named(one, sheet.names.outcome(one)) for one in sheet.names.case_type.outcomes)
    return tuple(sheet.names.any(str(value)) for value in people.get(path, ()) if value)


def _of_field(field: Field, directory: Directory) -> Iterator[Named]:
    """The options of a field, each by the text that stands for its value."""
    if field.options:
        yield from (Named(written(option.value), option.title) for option in every(field.options))
    elif field.kind == "unit":
        yield from _units(directory)
    elif field.kind == "boolean":
        yield from YES_NO


def _units(directory: Directory) -> tuple[Named, ...]:
    return tuple(Named(unit.unit, unit.title) for unit in directory.units.values() if unit.active)


def _test(path: str, typed: str, sheet: Sheet) -> Condition | None:
    """What one filter asks; None where the reader may not filter by it."""
    if not sheet.filterable(path):
        return None
    field = sheet.names.case_type.fields.get(path)
    indexed = sheet.fields.get(path)
    values = _values(typed, field, path)
    op = Op.CONTAINS if (indexed and indexed.leaf) or path == "case.flags" else Op.CONST
    if kind_of(path, sheet) in ("date", "date-time"):
        return _on_day(path, typed, sheet)
    return AnyOf(tuple(Atom(path, op, value) for value in values))


def _on_day(path: str, typed: str, sheet: Sheet) -> Condition:
    """Of a date: that day. Instants of a day lie neither before nor after it."""
    if not is_date(typed):
        return AnyOf(())
    field = sheet.fields.get(path)
    if (field and field.type == "date") or path == "case.received_on":
        return Atom(path, Op.CONST, typed)
    return AllOf((Atom(path, Op.ABSENT, False), *(_not(path, op, typed) for op in (Op.BEFORE, Op.AFTER))))


def _not(path: str, op: Op, typed: str) -> Condition:
    return Not(Atom(path, op, typed))


def _values(typed: str, field: Field | None, path: str) -> tuple[Any, ...]:
    """What a typed text may stand for: a code with everything below it, a truth, a number, or itself."""
    if field and field.options:
        chosen = [option for option in every(field.options) if written(option.value) == typed]
        return tuple(option.value for option in every(chosen))
    kind = field.kind if field else _FACT_KINDS.get(path, "")
    if typed in ("true", "false") and (
        kind == "boolean" or path.rpartition(".")[2] in ("closed", "overdue", "running")
    ):
        return (typed == "true",)
    if kind in ("integer", "decimal", "money"):
        return _number(typed)
    return (typed,)


def _number(typed: str) -> tuple[Any, ...]:
    try:
        found = json.loads(typed)
    except ValueError:
        return ()
    return (found,) if isinstance(found, int | float) and not isinstance(found, bool) else ()
