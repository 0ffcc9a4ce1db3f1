"""Earlier cases of the same people: found exactly, only among those that the officer may see, and what a new form takes
from one of them: what it says of its people, as far as the officer may read it. Requests, opinions and outcomes stay there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.findable import TELLING, WORDLESS, bare
from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.pages import WorkRow
from fangyuan.casework.reading.prefilling import copied
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.searching import query_for
from fangyuan.casework.rows import people_fields
from fangyuan.engine.masking import FieldSight, roles_of
from fangyuan.forms.paths import is_at_or_below, values_at
from fangyuan.model.conditions import AnyOf, Atom, Op
from fangyuan.model.fields import Field, Form, Option, is_people
from fangyuan.model.once import once_each
from fangyuan.model.pack import FieldRight
from fangyuan.model.procedure import CaseType
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing
from fangyuan.store.projection import indexed_fields
from fangyuan.store.sight import Sight

EARLIER = "earlier."
"""What a pack writes before a path of the earlier case: `x-fangyuan-prefill: earlier.persons`."""

MOST = 20
"""As many cases as are offered."""

CANDIDATES = 200
"""As many cases of one type, the newest first, as are compared by what their people can be told apart by."""

_TEXTS = frozenset({"text", "long-text"})


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a number, or a name together with the `contact` (phone or identity number) of the same person."""

    number: str = ""
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a form takes from a case: `answers` as the form's own, and the `paths` of the case that they were read at."""

    answers: Mapping[str, Any]
    paths: tuple[str, ...] = ()
    amount: int = 0


@once_each
def asks_for_people(form: Form) -> bool:
    """Whether a form has a place for what an earlier case says of its people."""
    return any(True for _ in _asking(form.fields))


def find(desk: Desk, sought: Sought) -> tuple[WorkRow, ...]:
    """The cases that the officer may see with exactly this number or person, the newest first."""
    lines = list(_numbered(desk, sought.number) if sought.number else _of_person(desk, sought))
    lines.sort(key=lambda line: line.registered_at, reverse=True)
    return RowMaker(desk).cases(lines[:MOST])


def taken(form: Form, found: Opened) -> Taken:
    """What a form takes from a case that the officer has opened; what they would see masked is left out."""
    sight, fields = found.sight(), found.case_type.fields
    answers: dict[str, Any] = {}
    paths: list[str] = []
    for field, source in _asking(form.fields):
        known = fields.get(source)
        if known is None or not _is_of_people(source, found.case_type):
            continue
        value = _shared(field, known, _found(found.state.answers, source, field, known), sight)
        if value:
            _put(answers, field.path.split("."), value)
            paths.append(source)
    return Taken(answers, tuple(paths), _amount(answers))


def _asking(fields: tuple[Field, ...]) -> Iterator[tuple[Field, str]]:
    """The fields that take from an earlier case, each with the path there; people without a word of the pack their own."""
    for field in fields:
        if (field.prefill or "").startswith(EARLIER):
            yield field, str(field.prefill).removeprefix(EARLIER)
        elif is_people(field):
            yield field, field.path
        elif field.children and not field.many:
            yield from _asking(field.children)


def _numbered(desk: Desk, number: str) -> Iterator[CaseLine]:
    """The case with a number."""
    for sight, types in desk.sights.items():
        condition = Atom("case.number", Op.CONST, number)
        listing = Listing(desk.tenant.tenant, sight, desk.moment(), types, condition=condition, limit=MOST)
        yield from desk.uow.cases.page(listing).rows


def _of_person(desk: Desk, sought: Sought) -> Iterator[CaseLine]:
    """The cases in which one person has both the name and the phone or identity number."""
    for sight, types in desk.sights.items():
        for key in types:
            if people_fields(desk.packs[key].case_types[key]):
                lines = desk.uow.cases.page(_naming(desk, sight, key, sought.name)).rows
                states = desk.uow.cases.states(desk.tenant.tenant, [line.case for line in lines])
                yield from (line for line in lines if _tells(desk, line, states[line.case].answers, sought))


def _naming(desk: Desk, sight: Sight, key: str, name: str) -> Listing:
    """The cases of a type that name somebody: by the index of the names, or by the people in their line where there is none."""
    case_type = desk.packs[key].case_types[key]
    names = [f"{path}.name" for path, _ in people_fields(case_type)]
    fields = indexed_fields(case_type)
    if not set(names) <= {one.path for one in fields}:
        return Listing(
            desk.tenant.tenant, sight, desk.moment(key), (key,), sought=query_for(desk, (key,), name), limit=CANDIDATES
        )
    condition = AnyOf(tuple(Atom(path, Op.CONST, name) for path in names))
    return Listing(desk.tenant.tenant, sight, desk.moment(key), (key,), fields, condition, limit=CANDIDATES)


def _tells(desk: Desk, line: CaseLine, answers: Mapping[str, Any], sought: Sought) -> bool:
    """Whether one person of the case has both, as far as the officer's role lets such things be asked."""
    names = desk.names(line.pack, line.case_type)
    if names is None:
        return False
    sight = FieldSight(names.case_type, roles_of(names.pack, desk.person))
    return any(
        row.get("name") == sought.name and _is_reached(row, path, field, sight, sought.contact)
        for path, field in people_fields(names.case_type)
        if sight.sees(f"{path}.name")
        for row in _rows(answers, path)
    )


def _is_reached(row: Mapping[str, Any], path: str, field: Field, sight: FieldSight, contact: str) -> bool:
    """Whether a person has this phone or identity number, where it is not hidden from the officer altogether."""
    return any(
        bare(str(row.get(child.name, ""))) == bare(contact)
        for child in field.children
        if child.kind in TELLING and sight.right(f"{path}.{child.name}") is not FieldRight.HIDE
    )


def _rows(answers: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    """Every person at a path."""
    for value in values_at(answers, path):
        yield from (row for row in (value if isinstance(value, list) else [value]) if isinstance(row, Mapping))


def _is_of_people(path: str, case_type: CaseType) -> bool:
    """Whether a path of the earlier case is a person, or something that is said of one."""
    return any(is_at_or_below(path, people) for people, _ in people_fields(case_type))


def _found(answers: Mapping[str, Any], path: str, field: Field, known: Field) -> Any:
    """What stands at a path, as the form has it: a single person where it asks for one, a list where it asks for several."""
    values = values_at(answers, path)
    if known.many or not field.many:
        value = values[0] if values else None
        return (value[0] if value else None) if isinstance(value, list) and known.many and not field.many else value
    return list(values)


def _shared(field: Field, known: Field, value: Any, sight: FieldSight) -> Any:
    """The part of a value that both forms have a place for, and that the officer may read; None where there is none."""
    if field.children and field.many:
        rows = value if isinstance(value, list) else []
        return [row for each in rows if (row := _members(field, known, each, sight))] or None
    if field.children:
        return _members(field, known, value, sight) or None
    alike = field.kind == known.kind or {field.kind, known.kind} <= _TEXTS
    fits = alike and field.json_type == known.json_type and _is_offered(field, value)
    free = field.kind not in WORDLESS and not field.read_only and sight.sees(known.path)
    return copied(value) if fits and free else None


def _members(field: Field, known: Field, value: Any, sight: FieldSight) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    theirs = {child.name: child for child in known.children}
    found = {
        child.name: _shared(child, theirs[child.name], value[child.name], sight)
        for child in field.children
        if child.name in theirs and value.get(child.name) is not None
    }
    return {name: one for name, one in found.items() if one is not None}


def _is_offered(field: Field, value: Any) -> bool:
    """Whether a value is one of the form's choices, where it has any."""
    offered = list(_values(field.options))
    return not offered or all(one in offered for one in (value if isinstance(value, list) else [value]))


def _values(options: tuple[Option, ...]) -> Iterator[Any]:
    for option in options:
        if not option.retired:
            yield option.value
        yield from _values(option.children)


def _put(answers: dict[str, Any], path: list[str], value: Any) -> None:
    *parents, name = path
    for parent in parents:
        answers = answers.setdefault(parent, {})
    answers[name] = value


def _amount(value: Any) -> int:
    """How many single answers there are in a tree."""
    if isinstance(value, Mapping):
        return sum(_amount(inner) for inner in value.values())
    return sum(_amount(inner) for inner in value) if isinstance(value, list) else 1
