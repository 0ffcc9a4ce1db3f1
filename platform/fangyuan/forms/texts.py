"""Answers as people read them: one text a field, rows of a summary, and sensitive values with their middle covered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.forms.paths import joined
from fangyuan.kinds import Kinds
from fangyuan.model.fields import Answers, Field, Form

COVER = "*"
Names = Mapping[str, str]
_STRUCTURES = frozenset({"table", "group"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a summary: what is asked, what was answered, where; `sensitive` asks for a cover."""

    title: str
    text: str
    path: str
    sensitive: bool = False


def text(field: Field, value: Any, names: Names, kinds: Kinds) -> str:
    """The value of a field as a person reads it; nothing for no value. Rows of a list are told one after the other."""
    if value is None:
        return ""
    if field.children and field.kind in _STRUCTURES:
        return "；".join(filter(None, (_row(field, row, names, kinds) for row in _rows(field, value))))
    return kinds.get(field.kind).text(value, field, names)


def _rows(field: Field, value: Any) -> list[Any]:
    return value if field.many and isinstance(value, list) else [value]


def _row(field: Field, row: Any, names: Names, kinds: Kinds) -> str:
    if not isinstance(row, Mapping):
        return ""
    told = (text(child, row.get(child.name), names, kinds) for child in field.children if child.kind != "hidden")
    return "，".join(part for part in told if part)


def summary(form: Form, answers: Answers, names: Names, kinds: Kinds) -> tuple[Line, ...]:
    """Every answer of a form as a line, in the order of the fields; rows of lists are numbered in their titles."""
    return tuple(_lines(form.fields, answers, names, kinds, "", ""))


def _lines(
    fields: tuple[Field, ...], answers: Any, names: Names, kinds: Kinds, path: str, above: str
) -> Iterator[Line]:
    inner = answers if isinstance(answers, Mapping) else {}
    for each in fields:
        value, where = inner.get(each.name), joined(path, each.name)
        if value is None or each.kind == "hidden":
            continue
        title = f"{above} {each.title}".strip()
        if each.children and each.many:
            for index, row in enumerate(value if isinstance(value, list) else []):
                yield from _lines(each.children, row, names, kinds, joined(where, index), f"{title} {index + 1}")
        elif each.children:
            yield from _lines(each.children, value, names, kinds, where, title)
        else:
            yield Line(title, text(each, value, names, kinds), where, each.sensitive)


def masked(said: str) -> str:
    """A text with its middle covered.

    >>> masked("13800000000")
    '138****0000'
    """
    if len(said) >= 11 and said.isascii():
        return said[:3] + COVER * (len(said) - 7) + said[-4:]
    if 2 <= len(said) <= 4:
        return said[0] + COVER * (len(said) - 1)
    return said[:1] + COVER * 6 if len(said) > 4 else COVER * 6


def mask(field: Field, value: Any) -> str:
    """A sensitive value with its middle covered: enough to tell two apart, too little to use. The kind does not matter.

    Of a long text the first three and the last four characters stay, of a short one the first.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(mask(field, each) for each in value)
    said = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    return masked(said)
