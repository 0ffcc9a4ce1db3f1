"""What a form holds before anybody types: earlier answers, then what the pack says to fill in, then defaults."""

from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.engine.placement import SHELF, entry_key, has_entries
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import values_at
from fangyuan.model.fields import Field, Form
from fangyuan.model.procedure import Task
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, World

TODAY = "today"
"""What a pack writes to fill in the date of the act, or its instant where the field asks for a time."""


def prefilled(form: Form, earlier: Mapping[str, Any], tree: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    """The answers that a form begins with; a list of rows begins as it was, else with the rows of its default."""
    answers = {field.name: copied(earlier[field.name]) for field in form.fields if field.name in earlier}
    for field in _places(form.fields):
        value = _first(field, tree, moment)
        if value is not None:
            _fill(answers, field.path.split("."), value)
    return answers


def copied(value: Any) -> Any:
    """A deep copy of plain answers, so that what came in stays as it was."""
    if isinstance(value, Mapping):
        return {key: copied(inner) for key, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def earlier_answers(case: CaseState, task: Task | None, subject: str = "") -> Mapping[str, Any]:
    """What was answered there before: at the root, or in the entry of the subject; a repetition begins anew."""
    if task is None or not has_entries(task):
        return case.answers
    if task.repeat or task.instrument:
        return {}
    kept: Mapping[str, Any] = case.answers.get(SHELF, {}).get(task.task, {})
    found: Mapping[str, Any] = kept.get(entry_key(task, subject, 1), {})
    return found


def _places(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields that have one place in the form, and whole lists: those inside rows have none, or many."""
    for field in fields:
        if field.children and not field.many:
            yield from _places(field.children)
        elif not field.children or field.default is not None:
            yield field


def _first(field: Field, tree: Mapping[str, Any], moment: Moment) -> Any:
    """What a field begins with, or None."""
    if not field.prefill:
        return field.default
    if field.prefill == TODAY:
        return _now(field, moment)
    found = values_at(tree, field.prefill)
    if field.many:
        return list(found[0]) if found and isinstance(found[0], list) else list(found) or field.default
    value = found[0] if found else field.default
    # A fact may hold an instant where the form asks for its date.
    return value[:10] if field.kind == "date" and isinstance(value, str) else value


def _now(field: Field, moment: Moment) -> str:
    """The date, or the local time to the minute."""
    if field.kind == "date-time":
        return moment.now.astimezone(moment.zone).strftime("%Y-%m-%dT%H:%M")
    return moment.today.isoformat()


def _fill(answers: dict[str, Any], path: list[str], value: Any) -> None:
    """Puts a value where nothing stands yet."""
    *parents, name = path
    for parent in parents:
        inner = answers.setdefault(parent, {})
        if not isinstance(inner, dict):
            return
        answers = inner
    answers.setdefault(name, copied(value))


def tree_of_nothing(person: Person, world: World) -> dict[str, object]:
    """What conditions and prefills may see before there is a case: who is asking, and where."""
    tenant = world.tenant
    return {
        "actor": {
            "role": sorted(person.roles),
            "unit": list(person.units),
            "person": person.person,
            "name": person.name,
        },
        "tenant": {"title": tenant.title, "code": tenant.code, "level": tenant.level},
        "unit": _own_unit(person, world),
    }


def _own_unit(person: Person, world: World) -> dict[str, str]:
    """The unit of whoever asks, by the names under which a case tells its own: it will be the case's."""
    unit = world.directory.units.get(person.units[0]) if person.units else None
    if unit is None:
        return {}
    told = {"unit": unit.unit, "title": unit.title, "kind": unit.kind, "phone": unit.phone}
    return {name: text for name, text in told.items() if text}
