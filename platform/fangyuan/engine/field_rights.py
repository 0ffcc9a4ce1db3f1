"""What the roles of a pack say of a field: the closest word of a role counts, and of several roles the best."""

from collections.abc import Collection, Container, Iterable, Mapping

from fangyuan.engine.placement import SHELF
from fangyuan.forms.paths import plain, upwards
from fangyuan.model.pack import FieldRight, Role

_RANK = {FieldRight.HIDE: 0, FieldRight.MASK: 1, FieldRight.SEE: 2}


def right_on(path: str, fields: Container[str], sensitive: Collection[str], roles: Iterable[Role]) -> FieldRight:
    """The best right that any role gives on a path (with or without numbers of rows, and below `tasks.<task>`).

    A right on `persons` holds for all below it, unless something closer is said. What no role mentions is masked where
    it is one of the `sensitive` paths, or below one, and else seen.
    """
    bare = field_path(path, fields)
    said = [right for role in roles if (right := _said(role.fields, bare)) is not None]
    usual = FieldRight.MASK if any(at in sensitive for at in upwards(bare)) else FieldRight.SEE
    return max(said, key=_RANK.__getitem__, default=usual)


def field_path(path: str, fields: Container[str]) -> str:
    """The path under which the field table of a case type knows an answer.

    Rows have numbers, and entries of tasks have a subject or a number in between.

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


def _said(rights: Mapping[str, FieldRight], path: str) -> FieldRight | None:
    """What a role says of a path, or of what the path leads through; the closest counts."""
    return next((rights[at] for at in upwards(path) if at in rights), None)
