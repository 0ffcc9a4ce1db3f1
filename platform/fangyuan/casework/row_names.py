"""Rows that have a task or a clock of their own are known by their `id`: it is given where it is blank, and stands once.

An `id` is never given again in the case, so that what belonged to a row that was taken out goes to no other.
"""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from fangyuan.forms.paths import values_at
from fangyuan.model.fields import Field, Form
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState

ID = "id"

Row = dict[str, Any]


def name_rows(case_type: CaseType, form: Form, answers: Mapping[str, Any], case: CaseState | None) -> None:
    """Gives every such row without an id the next number, in place."""
    for field in _lists(case_type, form):
        rows = _rows(answers, field)
        taken = {str(row[ID]) for row in rows if row.get(ID)} | _subjects(case)
        free = (name for name in map(str, count(1)) if name not in taken)
        for row in rows:
            if not row.get(ID):
                row[ID] = next(free)


def named_twice(case_type: CaseType, form: Form, answers: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem beside every id that an earlier row of its list has."""
    for field in _lists(case_type, form):
        seen: set[str] = set()
        for place, row in enumerate(_rows(answers, field)):
            name = str(row.get(ID, ""))
            if name in seen:
                message = f"“{field.title}”里已经有编号为“{name}”的一行"
                yield Problem(
                    "row-twice", message, path=f"{field.path}.{place}.{ID}", advice="请换一个编号，或删去重复的一行"
                )
            seen.add(name)


def _lists(case_type: CaseType, form: Form) -> Iterator[Field]:
    """The lists of a form for whose rows the type has tasks or clocks, one each."""
    pers = {task.per for task in case_type.tasks.values()} | {clock.per for clock in case_type.clocks}
    for field in form.walk():
        if field.path in pers and any(child.name == ID and child.json_type == "string" for child in field.children):
            yield field


def _rows(answers: Mapping[str, Any], field: Field) -> list[Row]:
    listed = [
        row for value in values_at(answers, field.path) for row in (value if isinstance(value, list) else [value])
    ]
    return [row for row in listed if isinstance(row, dict)]


def _subjects(case: CaseState | None) -> set[str]:
    """Everything that tasks and clocks of the case were ever about."""
    if case is None:
        return set()
    return {task.subject for task in case.tasks.values()} | {run.subject for run in case.clocks.values()}
