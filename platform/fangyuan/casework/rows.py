"""What the pack says of a case's row in lists: its matter in one line, its people, its indexed and sensitive answers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fangyuan.casework.answering import away_of, confidential_now
from fangyuan.casework.findable import kept_paths, telling, texts_of
from fangyuan.casework.sounding import sounds_of
from fangyuan.engine.masking import sealed_veil, sensitive_paths
from fangyuan.forms.paths import values_at
from fangyuan.forms.texts import text
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Field, is_people
from fangyuan.model.once import once_each, once_each_of
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType, Task
from fangyuan.model.state import CaseState
from fangyuan.model.world import Directory, World
from fangyuan.store.projection import indexed_fields
from fangyuan.store.rows import CaseRow

LONGEST = 200

DONE = ("task-completed", "signed")
"""The events that say of a task that it was done."""


def row_of(case: CaseState, pack: Pack, world: World, kinds: Kinds, now: datetime) -> CaseRow:
    """The row: `title` is the matter in one line, `summary` the people, by name; the rest is what finding needs.

    A sealed value that was repeated in another text stays covered in all of them: they are one for every reader.
    """
    case_type = pack.case_types[case.case_type]
    away = excluded_of(case, case_type, world, now)
    cover = sealed_veil(case, case_type).cover
    found = [(path, cover(told)) for path, told in texts_of(case, case_type, titles_in(world), kinds)]
    kept = kept_paths(pack, case_type)
    return CaseRow(
        title=cover(title_of(case, case_type, world, kinds)),
        summary="、".join(name for _, name in names_of(case.answers, case_type))[:LONGEST],
        fields=indexed_fields(case_type),
        sensitive=sensitive_paths(case_type),
        confidential=confidential_now(case_type, case, world, now),
        excluded=away,
        text=" ".join(told for path, told in found if path not in kept),
        kept=tuple((path, told) for path, told in found if path in kept),
        exact=tuple(telling(case, case_type)),
        sounds=tuple((path, sound) for path, name in names_of(case.answers, case_type) for sound in sounds_of(name)),
        ends=ends_of(case_type),
    )


def excluded_of(case: CaseState, case_type: CaseType, world: World, now: datetime) -> frozenset[str]:
    """Whom the case must never reach as the register stands, and who was recused from it."""
    return away_of(case_type, case, world, now) | dict(case.recused).keys()


def title_of(case: CaseState, case_type: CaseType, world: World, kinds: Kinds) -> str:
    """The matter in one line."""
    return " ".join(_matter(case, case_type, world, kinds))[:LONGEST]


@once_each
def ends_of(case_type: CaseType) -> Mapping[str, frozenset[str]]:
    """By task the clocks that stop, or are met, when it is done: those are its own deadlines."""
    found = {task.task: frozenset(_ended_by(task, case_type)) for task in case_type.tasks.values()}
    return {task: clocks for task, clocks in found.items() if clocks}


def _ended_by(task: Task, case_type: CaseType) -> Iterator[str]:
    for clock in case_type.clocks:
        for pattern in (*clock.stop, *clock.met_by):
            done = pattern.word in DONE and pattern.narrowed.get("task") == task.task
            if done or (task.emits and pattern.word == task.emits):
                yield clock.clock


@once_each
def people_fields(case_type: CaseType) -> tuple[tuple[str, Field], ...]:
    """The fields that hold people brought before the office: path and field, each once."""
    return tuple((path, field) for path, field in case_type.fields.items() if is_people(field))


def names_of(answers: Mapping[str, Any], case_type: CaseType) -> Iterator[tuple[str, str]]:
    """(path, name) of the people in answers."""
    for people, _ in people_fields(case_type):
        path = f"{people}.name"
        yield from ((path, str(name)) for name in values_at(answers, path))


def _matter(case: CaseState, case_type: CaseType, world: World, kinds: Kinds) -> Iterator[str]:
    """The texts of the summary's paths that are neither people nor sensitive."""
    inside = tuple(path for path, _ in people_fields(case_type))
    for path in case_type.summary:
        field = case_type.fields.get(path)
        if field is None or field.sensitive or path.startswith(inside):
            continue
        for value in values_at(case.answers, path):
            yield text(field, value, titles_in(world), kinds)


def titles_in(world: World) -> Mapping[str, str]:
    """Titles of units by id."""
    return _titles(world.directory)


@once_each_of(8)
def _titles(directory: Directory) -> Mapping[str, str]:
    return {unit.unit: unit.title for unit in directory.units.values()}
