"""Which field a path of an answer leads to: rows have numbers, entries of tasks have a subject or a number in between."""

from collections.abc import Container

from fangyuan.engine.placement import SHELF
from fangyuan.forms.paths import plain


def field_path(path: str, fields: Container[str]) -> str:
    """The path under which the field table of a case type knows an answer.

    >>> field_path("persons.0.phone", {"persons.phone"})
    'persons.phone'
    >>> field_path("tasks.visit.unit-7.phone", {"tasks.visit.phone"})
    'tasks.visit.phone'
    """
    bare = plain(path)
    segments = bare.split(".")
    if bare in fields or segments[0] != SHELF:
        return bare
    # An id of a unit or an officer may itself hold dots, so what stands between task and field is of any length.
    known = (".".join([*segments[:2], *segments[start:]]) for start in range(3, len(segments)))
    return next((found for found in known if found in fields), bare)
