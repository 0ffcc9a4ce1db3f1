"""What is written and never used, and outcomes that no list has."""

from collections.abc import Iterable

from fangyuan.compiler.places import Places
from fangyuan.model.clocks import Clock
from fangyuan.model.fields import Option
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Mark, Problem
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import finding, listed, nearest
from fangyuan.packs.source import Source

_CODES = "codes/codes.yaml"


def check_forms(kind: CaseType, pack: Pack, places: Places) -> None:
    """Every form of a type that derives from nothing is used by a task or an action, or by a recurring duty."""
    used = {task.form for task in kind.tasks.values()} | {action.form for action in kind.actions}
    used |= {duty.form.removeprefix(f"{kind.key}/") for duty in pack.duties.values()}
    for name in kind.forms:
        if name not in used and not kind.abstract and not kind.ancestors:
            near = nearest(name, used - {""})
            places.problems.append(finding("form-unused", _head(places, name), "$", name=name, near=near))


def _head(places: Places, form: str) -> Mark | None:
    """Where the schema of a form begins."""
    files = places.source.files if places.source else {}
    paths = (f"case-types/{places.folder}/{form}.schema.{ending}" for ending in ("json", "yaml"))
    found = next((files[path] for path in paths if path in files), None)
    return found.marks.get((), Mark(found.path, 1, 1)) if found else None


def check_code_lists(pack: Pack, source: Source) -> list[Problem]:
    """Every code list that the pack itself writes is used by a field of some form."""
    used = {own.code_list for kind in pack.case_types.values() for form in kind.forms.values() for own in form.walk()}
    file = source.files.get(_CODES)
    rows = file.data if file is not None and isinstance(file.data, list) else []
    return [
        finding("code-list-unused", mark, f"$[{index}]", name=row["code-list"])
        for index, row in enumerate(rows)
        if file is not None
        and row["code-list"] not in used
        and (mark := file.marks.get((index,), Mark(_CODES))).file.startswith("codes/")
    ]


def check_words(pack: Pack, places_of: dict[str, Places]) -> None:
    """Every word that a task or an action emits is heard by a clock or a rule of some type of the pack."""
    heard = {word for kind in pack.case_types.values() for word in _heard(kind)}
    for kind in pack.case_types.values():
        steps = [("task", task.task, task.emits) for task in kind.tasks.values()]
        steps += [("action", action.action, action.emits) for action in kind.actions]
        places = places_of[kind.key]
        for key, name, word in steps:
            if word and word not in heard and not places.inherited(key, name):
                places.say("word-never-heard", key, name, name=word)


def _heard(kind: CaseType) -> Iterable[str]:
    for clock in kind.clocks:
        yield from _heard_by(clock)
    for rule in kind.rules:
        yield from (pattern.word for pattern in rule.on)


def _heard_by(clock: Clock) -> Iterable[str]:
    for patterns in (clock.start, clock.stop, clock.cancel, clock.restart, clock.resume, clock.met_by):
        yield from (pattern.word for pattern in patterns)


def check_outcomes(kind: CaseType, places: Places) -> None:
    """Every outcome that a case may close with is an option of the field that holds it."""
    field = kind.fields.get(kind.outcome_field)
    options = set(_values(field.options)) if field else set()
    for outcome in kind.outcomes if options else ():
        if outcome not in options:
            detail = {"list": (field.code_list if field else "") or kind.outcome_field, "name": outcome}
            near = {"near": nearest(outcome, options), "known": listed(options)}
            places.say("unknown-code", "case-type", kind.key, **detail, **near)


def _values(options: Iterable[Option]) -> Iterable[str]:
    for option in options:
        yield str(option.value)
        yield from _values(option.children)
