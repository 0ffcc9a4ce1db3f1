"""The answers of a case under headings: persons, the forms in the order of their layout, the entries of units."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.reading.choices import row_titles
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import AnswerRow, AnswerSection
from fangyuan.engine.masking import FieldSight, Veil
from fangyuan.engine.placement import SHELF, has_entries, subject_of
from fangyuan.forms.texts import masked
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Field, Form, Layout, LayoutKind, is_people
from fangyuan.model.pack import FieldRight
from fangyuan.model.state import CaseState

SILENT = frozenset({"hidden", "static"})
"""Kinds that nobody reads in a summary."""

_HEADED = (LayoutKind.GROUP, LayoutKind.CATEGORY)


@dataclass(frozen=True, slots=True)
class Reader:
    """What it takes to read the answers of one case aloud to one person; what is masked is covered in other answers too."""

    case: CaseState
    names: Names
    sight: FieldSight
    kinds: Kinds
    veil: Veil

    def text(self, field: Field, value: Any) -> str:
        """One answer in words."""
        rows = row_titles(field, self.case.answers)
        return self.kinds.get(field.kind).text(value, field, {**self.names.book, **rows} if rows else self.names.book)

    def html(self, field: Field, value: Any) -> str:
        """One answer with its formatting, which its kind has made harmless; blank for kinds that have none."""
        formatted = getattr(self.kinds.get(field.kind), "html", None)
        return str(formatted(value, field)) if formatted else ""

    def row(self, field: Field, value: Any, path: str) -> AnswerRow | None:
        """One answer, masked by right; none where it is hidden, or where there is nothing to read."""
        right = self.sight.right(path)
        text = "" if right is FieldRight.HIDE or field.kind in SILENT else self.text(field, value)
        if not text:
            return None
        if right is FieldRight.MASK:
            return AnswerRow(path, field.title, masked(text), masked=True, revealable=True)
        return AnswerRow(path, field.title, self.veil.cover(text), html=self.veil.cover(self.html(field, value)))


def people_sections(reader: Reader) -> tuple[AnswerSection, ...]:
    """The persons that the case is about, one section each, whichever form names them."""
    found = [
        section
        for path, field in reader.names.case_type.fields.items()
        if is_people(field) and path in reader.case.answers
        for section in _structure(reader, field, reader.case.answers[path], path)
    ]
    return tuple(found)


def form_sections(reader: Reader) -> tuple[AnswerSection, ...]:
    """The answers of every form that writes to the root, each answer once, under the headings of the layouts."""
    told: set[str] = set()
    found: list[AnswerSection] = []
    for form in _root_forms(reader):
        for title, fields in _headed(form):
            fresh = [field for field in fields if field.path not in told and not is_people(field)]
            told.update(field.path for field in fresh)
            found += _sections(reader, title, fresh, reader.case.answers, "")
    return tuple(found)


def sections_of(reader: Reader, form: Form, entry: str) -> tuple[AnswerSection, ...]:
    """Every answer of one form as its reader may see it: at the root of the case, or of an entry `<task>/<entry>`."""
    task, _, name = entry.partition("/")
    answers = reader.case.answers.get(SHELF, {}).get(task, {}).get(name, {}) if entry else reader.case.answers
    at = f"{SHELF}.{task}.{name}" if entry else ""
    found: list[AnswerSection] = []
    for title, fields in _headed(form):
        found += _sections(reader, title, fields, answers, at)
    return tuple(found)


def entry_sections(reader: Reader) -> tuple[AnswerSection, ...]:
    """What units and people reported, entry by entry: those of one unit stand together."""
    shelf = reader.case.answers.get(SHELF, {})
    entries = [
        (subject, task, entry, answers)
        for task, kept in shelf.items()
        for entry, answers in kept.items()
        for subject in (subject_of(entry, _subjects(reader.case, task)),)
    ]
    order = list(dict.fromkeys(subject for subject, *_ in sorted(entries, key=lambda one: not one[0])))
    entries.sort(key=lambda one: order.index(one[0]))
    return tuple(section for one in entries for section in _entry(reader, *one))


def _entry(reader: Reader, subject: str, task: str, entry: str, answers: Mapping[str, Any]) -> list[AnswerSection]:
    """One entry, under the unit and the task."""
    defined = reader.names.case_type.tasks.get(task)
    form = reader.names.case_type.forms.get(defined.form) if defined else None
    if form is None:
        return []
    number = entry.rpartition("/")[2]
    title = " · ".join(filter(None, [reader.names.any(subject).title, reader.names.task(task), _nth(number, subject)]))
    fields = [field for _, fields in _headed(form) for field in fields]
    return _sections(reader, title, fields, answers, f"{SHELF}.{task}.{entry}")


def _nth(number: str, subject: str) -> str:
    """`第 3 次` of an entry that is counted."""
    return f"第 {number} 次" if number.isdecimal() and number != subject else ""


def _sections(
    reader: Reader, title: str, fields: Iterable[Field], answers: Mapping[str, Any], at: str
) -> list[AnswerSection]:
    """One section of the simple answers, and one for each object or row."""
    rows: list[AnswerRow] = []
    below: list[AnswerSection] = []
    for field in fields:
        if field.name not in answers:
            continue
        path, value = _joined(at, field.path), answers[field.name]
        if field.children:
            below += _structure(reader, field, value, path, title if at else "")
        elif row := reader.row(field, value, path):
            rows.append(row)
    return [*([AnswerSection(title, tuple(rows))] if rows else []), *below]


def _structure(reader: Reader, field: Field, value: Any, path: str, above: str = "") -> Iterator[AnswerSection]:
    """An object, or every row of a list of them, numbered where there are several; under the heading `above`."""
    if reader.sight.right(path) is FieldRight.HIDE:
        return
    listed = value if isinstance(value, list) else [value]
    for place, row in enumerate(listed):
        if isinstance(row, Mapping):
            at = f"{path}.{place}" if isinstance(value, list) else path
            own = f"{field.title} {place + 1}" if len(listed) > 1 else field.title
            title = f"{above} · {own}" if above else own
            rows = tuple(_rows(reader, field.children, row, at))
            if rows:
                yield AnswerSection(title, rows)


def _rows(reader: Reader, fields: Iterable[Field], answers: Mapping[str, Any], at: str) -> Iterator[AnswerRow]:
    """The answers of an object, those of objects inside it in the same list."""
    for field in fields:
        value, path = answers.get(field.name), f"{at}.{field.name}"
        if value is None:
            continue
        if not field.children:
            row = reader.row(field, value, path)
            yield from (row,) if row else ()
            continue
        for place, inner in enumerate(value if isinstance(value, list) else [value]):
            below = f"{path}.{place}" if isinstance(value, list) else path
            if isinstance(inner, Mapping):
                yield from _rows(reader, field.children, inner, below)


def _root_forms(reader: Reader) -> list[Form]:
    """The forms whose answers stand at the root: of tasks in the order of the stages, then of actions."""
    case_type = reader.names.case_type
    staged = [task for stage in case_type.stages for task in stage.tasks]
    used = [task.form for task in (*staged, *case_type.tasks.values()) if task.form and not has_entries(task)]
    used += [action.form for action in case_type.actions if action.form]
    return [case_type.forms[name] for name in dict.fromkeys(used) if name in case_type.forms]


def _headed(form: Form) -> list[tuple[str, list[Field]]]:
    """The fields of a form by heading, in the order of its layout; those that the layout forgets come last."""
    tops = {field.name: field for field in form.fields}
    headed: list[tuple[str, list[Field]]] = []
    for title, path in _controls(form.layout, form.title):
        field = tops.pop(path.partition(".")[0], None)
        if field is None:
            continue
        if not headed or headed[-1][0] != title:
            headed.append((title, []))
        headed[-1][1].append(field)
    return [*headed, (form.title, list(tops.values()))] if tops else headed


def _controls(node: Layout, title: str) -> Iterator[tuple[str, str]]:
    """Every control with the heading that it stands under."""
    if node.kind is LayoutKind.CONTROL:
        yield title, node.field
    heading = node.title if node.kind in _HEADED and node.title else title
    for child in node.children:
        yield from _controls(child, heading)


def _subjects(case: CaseState, task: str) -> frozenset[str]:
    """The subjects that a task has had."""
    return frozenset(state.subject for state in case.tasks.values() if state.task == task)


def _joined(at: str, path: str) -> str:
    return f"{at}.{path}" if at else path
