"""Answers that choose from what the office offers: a unit, an officer, a code that is still in use.

What a case has recorded already may stay, even where it is offered no more: a unit that was dissolved, a retired code.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fangyuan.casework.reading.choices import OFFICER, ROW, UNIT, WIDER, asked_here, choices_of
from fangyuan.casework.reading.pages import Named
from fangyuan.forms.admitting import problem
from fangyuan.forms.paths import joined, texts_in, values_at
from fangyuan.kinds.choices import every
from fangyuan.model.fields import Answers, Field, Form
from fangyuan.model.problems import Problem

Offered = Mapping[str, Sequence[Named]]


def not_offered(form: Form, answers: Answers, before: Answers, offered: Offered) -> tuple[Problem, ...]:
    """A problem beside each answer that names what was not offered. `before` are the answers that the case has."""
    kept = frozenset(texts_in(before))
    return tuple(
        _problem(form, field, path, value, offered)
        for field, path, value in _choosing(form.fields, answers, "")
        if not _stays(field, value, kept, before) and not _is_offered(field, value, offered)
    )


def _problem(form: Form, field: Field, path: str, value: str, offered: Offered) -> Problem:
    """What is not offered at all, or not one of those whom another field of the same form names."""
    title = next((one.title for one in offered.get(f"{WIDER}#{field.path}", ()) if one.id == value), "")
    if not title or not (named := asked_here(field, form)):
        return problem("not-offered", path, value=str(value)[:60])
    called = next(one.title for one in form.walk() if one.path == named)
    return problem("not-among", path, value=title, list=called)


def _stays(field: Field, value: str, kept: frozenset[Any], before: Answers) -> bool:
    """Whether it is recorded already; where only some are offered, at that very place, and not of those of the case."""
    if field.offer is None:
        return value in kept
    return not field.offer.among and value in texts_in(list(values_at(dict(before), field.path)))


def _is_offered(field: Field, value: str, offered: Offered) -> bool:
    if field.options:
        return not any(option.value == value and option.retired for option in every(field.options))
    return any(value == named.id for named in choices_of(field, offered))


def _choosing(fields: tuple[Field, ...], answers: Any, at: str) -> Iterator[tuple[Field, str, str]]:
    """Every text that chooses, with its field and the path of the field; of what a form only shows nobody chooses."""
    for field in fields if isinstance(answers, Mapping) else ():
        value, path = answers.get(field.name), joined(at, field.name)
        if field.children:
            rows = value if isinstance(value, list) else None
            for place, row in enumerate(rows or []):
                yield from _choosing(field.children, row, joined(path, place))
            if rows is None:
                yield from _choosing(field.children, value, path)
        elif (field.options or field.kind in (UNIT, OFFICER, ROW)) and not field.read_only:
            several = value if isinstance(value, list) else [value]
            yield from ((field, path, each) for each in several if isinstance(each, str))
