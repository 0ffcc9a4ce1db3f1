"""How forms are laid out, compared: a control that came or went with its field is no change of the layout."""

from typing import Any

Arrangement = Any
"""(kind, title, field, wizard, arrangements of the children), as elements.py makes it."""


def controls(arrangement: Arrangement) -> list[str]:
    """The paths of the fields, in the order in which they stand."""
    _, _, field, _, children = arrangement
    return [*([field] if field else []), *(path for child in children for path in controls(child))]


def stands(path: str, shown: list[str]) -> bool:
    """Whether a field has a place among these controls: its own, that of a list or group it lies in, or of a part of it."""
    return any(f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}.") for one in shown)


def same_arrangement(was: Arrangement, now: Arrangement) -> bool:
    """Whether what both have stands in the same places."""
    both = set(controls(was)) & set(controls(now))
    return _within(was, both) == _within(now, both)


def _within(arrangement: Arrangement, both: set[str]) -> Arrangement | None:
    """The arrangement of these fields alone; nothing for a part that holds none of them, though it held others."""
    kind, title, field, wizard, children = arrangement
    kept = tuple(one for child in children if (one := _within(child, both)) is not None)
    if (field and field not in both) or (children and not kept):
        return None
    return (kind, title, field, wizard, tuple(_joined(kept)))


def _joined(children: tuple[Arrangement, ...]) -> list[Arrangement]:
    """Neighbours without a heading read as one: a part with a heading that stood between them is gone."""
    joined: list[Arrangement] = []
    for child in children:
        if joined and child[:-1] == joined[-1][:-1] and not (child[1] or child[2]):
            child = (*child[:-1], (*joined.pop()[-1], *child[-1]))
        joined.append(child)
    return joined


def parts(arrangement: Arrangement) -> list[tuple[str, str, tuple[str, ...]]]:
    """What a layout is made of: of each part that holds fields itself its kind, its heading, and these fields."""
    kind, title, _, wizard, children = arrangement
    own = tuple(child[2] for child in children if child[2])
    here = [("wizard" if wizard else str(kind), title, own)] if own or wizard or title else []
    return [*here, *(one for child in children for one in parts(child))]


def moved(was: Arrangement, now: Arrangement) -> tuple[list[str], list[str]]:
    """The fields of both, before and now, from the first that stands elsewhere to the last; nothing where none does."""
    before, after = controls(was), controls(now)
    both = set(before) & set(after)
    before, after = [one for one in before if one in both], [one for one in after if one in both]
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return before, after
