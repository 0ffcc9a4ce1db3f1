"""The form that registered a case, as it stands, for whoever puts it right."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangyuan.casework.answering import registering_form
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.choices import choices
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import FormPage
from fangyuan.casework.reading.prefilling import copied
from fangyuan.engine.masking import FieldSight, Veil
from fangyuan.forms.paths import joined
from fangyuan.model.fields import Field, Form
from fangyuan.model.problems import Problem, Refused

NOT_NOW = Problem(
    "not-open",
    "登记的内容现在不能更正，或者不由您更正。",
    advice="已经办结的请先重新办理；其他的请由登记人或管理员更正。",
)


def correction(office: Office, me: Identity, case: str, now: datetime) -> FormPage:
    """The form; what the officer cannot read is only shown, masked. Raises Refused where nothing may be put right."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        sight = found.sight(found.events(uow))
    if not found.may.may_correct:
        raise Refused(NOT_NOW)
    form, hidden = form_of(found), closed_fields(found, sight)
    shut = tuple(_shut(field) if field.name in hidden else field for field in form.fields)
    standing = standing_answers(found, form)
    veil = found.veil(sight)
    answers = {name: _covered(value, veil) if name in hidden else value for name, value in standing.items()}
    tree = found.facts()
    return FormPage(
        replace(form, fields=shut), found.case_type, answers, tree, choices(form, found.world, found.away, tree),
        found.pack.hash,
    )  # fmt: skip


def form_of(found: Opened) -> Form:
    """The form that registered the case."""
    return found.case_type.forms[registering_form(found.case_type)]


def standing_answers(found: Opened, form: Form) -> dict[str, Any]:
    """What stands in the form now."""
    held = found.state.answers
    return {field.name: copied(held[field.name]) for field in form.fields if field.name in held}


def closed_fields(found: Opened, sight: FieldSight) -> frozenset[str]:
    """The fields of the form, by name, in which an answer stands that the officer cannot read now."""
    held = found.state.answers
    return frozenset(
        field.name
        for field in form_of(found).fields
        if field.name in held and _unseen(held[field.name], sight, field.name)
    )


def _unseen(value: Any, sight: FieldSight, path: str) -> bool:
    if isinstance(value, Mapping):
        return any(_unseen(one, sight, joined(path, key)) for key, one in value.items() if key != "person_id")
    if isinstance(value, list | tuple):
        return any(_unseen(one, sight, joined(path, place)) for place, one in enumerate(value))
    return value not in (None, "") and not sight.sees(path)


def _shut(field: Field) -> Field:
    return replace(field, read_only=True, children=tuple(_shut(child) for child in field.children))


def _covered(value: Any, veil: Veil) -> Any:
    if isinstance(value, Mapping):
        return {key: _covered(one, veil) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_covered(one, veil) for one in value]
    return veil.cover(value) if isinstance(value, str) else value
