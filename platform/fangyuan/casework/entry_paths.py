"""Paths of entries: what one subject or one repetition answered stands below `tasks.<task>`, with the form's own fields."""

from fangyuan.engine.placement import SHELF


def field_of(path: str) -> str:
    """The field that a path leads to, whether it stands at the root or in an entry.

    >>> field_of("tasks.visit.phone"), field_of("persons.phone")
    ('phone', 'persons.phone')
    """
    segments = path.split(".")
    return ".".join(segments[2:]) if segments[0] == SHELF and len(segments) > 2 else path
