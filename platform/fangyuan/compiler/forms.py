"""The forms of a case type, and the one table of its fields."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from fangyuan.compiler.facts import RESERVED, FactTypes
from fangyuan.compiler.fitting import check_beginnings
from fangyuan.forms.building import build_form, json_path
from fangyuan.forms.findings import finding as form_finding
from fangyuan.forms.parsing import parse_condition
from fangyuan.forms.referring import Shelf, references_out
from fangyuan.forms.typing import FieldTypes, type_of_field
from fangyuan.kinds import Kinds
from fangyuan.kinds.choices import every
from fangyuan.model.conditions import Condition
from fangyuan.model.fields import Field, Form
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import SourceFile
from fangyuan.packs.tellers import in_words
from fangyuan.packs.trees import Pointer

ENTRIES = "tasks"
"""Below this name the answers of tasks stand that may be done more than once."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A form with its findings; `alone` where its rules test nothing but its own fields."""

    form: Form
    problems: tuple[Problem, ...]
    alone: bool


@dataclass(slots=True)
class FormShop:
    """Builds each distinct form once, however many case types inherit it."""

    kinds: Kinds
    codes: Mapping[str, CodeList]
    problems: list[Problem] = field(default_factory=list)
    forms: Mapping[str, SourceFile] = field(default_factory=dict)
    shared: Mapping[str, SourceFile] = field(default_factory=dict)
    made: dict[str, _Made] = field(default_factory=dict)
    whole: Shelf | None = None
    broken: set[str] = field(default_factory=set)
    """The fields whose schemas are faulty: what else is said of their values follows from that."""

    def draft(self, name: str, schema: SourceFile, ui: SourceFile | None) -> Form:
        """A form as it is before the other fields of its type are known; nothing is said about it yet."""
        return self._drafted(name, schema, ui).form

    def build(self, name: str, schema: SourceFile, ui: SourceFile | None, outside: FactTypes) -> Form:
        """A form whose rules may test the facts and other fields of its type as well; findings are said now."""
        made = self._drafted(name, schema, ui)
        if not made.alone:
            made = self._made(name, schema, ui, outside)
        self.problems.extend(each for each in made.problems if not _answered_elsewhere(each, outside))
        return made.form

    def _drafted(self, name: str, schema: SourceFile, ui: SourceFile | None) -> _Made:
        # What a form refers to may differ between the types that inherit it.
        place = schema.path if references_out(schema.data) else str(nearest_mark(schema, ()))
        key = json.dumps([name, place, schema.data, ui.data if ui else None], ensure_ascii=False)
        if key not in self.made:
            self.made[key] = self._made(name, schema, ui, {})
        return self.made[key]

    def _made(self, name: str, schema: SourceFile, ui: SourceFile | None, outside: FactTypes) -> _Made:
        alone = True

        def parse(data: Any, own: FieldTypes) -> tuple[Condition, tuple[Problem, ...]]:
            nonlocal alone
            condition, problems = parse_condition(data, {**outside, **own})
            alone = alone and not problems
            return condition, problems

        def locate(source: str, pointer: Pointer) -> Mark | None:
            file = ui if source == "ui" else schema
            return None if file is None else nearest_mark(file, pointer)

        page, shelf = ui.data if ui else None, self.shelf(schema)
        self.broken.update(_field_at(fault.absolute_path) for fault in shelf.faults.get(schema.path, ()))
        form, problems = build_form(
            name, schema.data, page, parse, self.codes, self.kinds, locate, shelf=shelf, path=schema.path
        )
        problems = (*problems, *check_beginnings(form, self.kinds))
        return _Made(form, tuple(_marked(problem, schema) for problem in problems), alone)

    def check_shared(self) -> None:
        """Says what is wrong with the schemas that belong to no form."""
        for path, file in self.shared.items():
            for wrong in Shelf({path: file.data}).faults.get(path, ()):
                at = tuple(wrong.absolute_path)
                told = form_finding("bad-schema", json_path(at), nearest_mark(file, at), **in_words(wrong))
                self.problems.append(told)

    def shelf(self, schema: SourceFile) -> Shelf:
        """What the references of a form may name: the schemas of the pack and of those it extends."""
        if not references_out(schema.data):
            return Shelf({schema.path: schema.data})
        if self.whole is None:
            files = {**self.forms, **self.shared}
            self.whole = Shelf({name: file.data for path, file in files.items() for name in _names(path)})
        return self.whole


def _field_at(place: Iterable[str | int]) -> str:
    """The field that a place in a schema belongs to."""
    steps = list(place)
    return ".".join(str(name) for word, name in pairwise(steps) if word == "properties")


def _answered_elsewhere(problem: Problem, outside: FactTypes) -> bool:
    """Whether a computation reads what another form of the type asks, or a fact of the case."""
    return problem.code == "compute-unknown" and problem.detail.get("field") in outside


def _names(path: str) -> tuple[str, ...]:
    """How a schema file may be named: forms of a resolved pack are JSON, whatever their author wrote."""
    start = path.rpartition(".")[0]
    return f"{start}.json", f"{start}.yaml"


def _marked(problem: Problem, schema: SourceFile) -> Problem:
    """A finding with at least its file."""
    return problem if problem.mark is not None else replace(problem, mark=nearest_mark(schema, ()))


def nearest_mark(file: SourceFile, pointer: Pointer) -> Mark:
    """The place of a pointer, or of the nearest place above it that is known."""
    for size in range(len(pointer), -1, -1):
        if pointer[:size] in file.marks:
            return file.marks[pointer[:size]]
    return Mark(file.path)


@dataclass(frozen=True, slots=True)
class Use:
    """A form where it is used: at the root, or below `tasks.<task>` where the task may be done more than once."""

    form: Form
    task: str = ""

    @property
    def prefix(self) -> str:
        """What stands before the paths of its fields."""
        return f"{ENTRIES}.{self.task}." if self.task else ""


def field_table(uses: Iterable[Use], problems: list[Problem]) -> dict[str, Field]:
    """Path -> field over all uses; a path with two types, and a name that the platform keeps, are findings."""
    table: dict[str, Field] = {}
    owners: dict[str, str] = {}
    for use in uses:
        for own in use.form.walk():
            path = use.prefix + own.path
            if path in RESERVED:
                problems.append(finding("reserved-name", own.mark, name=path))
            elif path not in table:
                table[path], owners[path] = own, use.form.form
            elif type_of_field(table[path]) != type_of_field(own):
                problems.append(_two_types(path, (owners[path], table[path]), (use.form.form, own)))
            elif own.code_list and _offered(own) > _offered(table[path]):
                table[path] = replace(table[path], options=own.options)
    return table


def _offered(own: Field) -> int:
    """How many codes a field offers: forms may each offer some of a list, the table knows what any of them does."""
    return sum(not option.retired for option in every(own.options))


def _two_types(path: str, first: tuple[str, Field], second: tuple[str, Field]) -> Problem:
    detail = {
        "path": path,
        "first": first[0],
        "first_type": type_of_field(first[1]),
        "second": second[0],
        "second_type": type_of_field(second[1]),
    }
    return finding("field-two-types", second[1].mark, **detail)
