"""The row buttons of a form: add, remove, up, down. They change what was posted and nothing else.

They are plain submit buttons, so a form grows without a script; with one, only the form's own part of the page changes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

Posted = dict[str, list[str]]
MOST_DIGITS = 9

_BUTTON = re.compile(r"^(add|remove|up|down) ([A-Za-z0-9_.\-]{1,200})$", re.ASCII)


def pressed(button: str, posted: Mapping[str, Sequence[str]]) -> Posted:
    """What the form holds after a row button; a button that nobody offered changes nothing."""
    kept = {name: list(texts) for name, texts in posted.items()}
    found = _BUTTON.match(button)
    if found is None:
        return kept
    act, name = found[1], found[2]
    if act == "add":
        return _added(kept, name)
    rows, _, index = name.rpartition(".")
    if not _is_index(index):
        return kept
    return _moved(kept, rows, _order(indexes(kept, rows), int(index), act))


def without_markers(posted: Mapping[str, Sequence[str]]) -> Posted:
    """What was posted without the names that only mark a row."""
    return {name: list(texts) for name, texts in posted.items() if not _is_index(name.rpartition(".")[2])}


def indexes(posted: Iterable[str], rows: str) -> list[int]:
    """The numbers of the rows that a list has in what was posted, in order."""
    start = f"{rows}."
    found = {name[len(start) :].partition(".")[0] for name in posted if name.startswith(start)}
    return sorted(int(index) for index in found if _is_index(index))


def _is_index(text: str) -> bool:
    """Whether it is the number of a row; a longer one is no row that any form has."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def _added(posted: Posted, rows: str) -> Posted:
    """One more empty row, told by its marker alone."""
    there = indexes(posted, rows)
    posted[f"{rows}.{there[-1] + 1 if there else 0}"] = [""]
    return posted


def _order(there: list[int], index: int, act: str) -> list[int]:
    """The rows in their new order."""
    if index not in there:
        return there
    at = there.index(index)
    rest = there[:at] + there[at + 1 :]
    if act == "remove":
        return rest
    to = max(0, at - 1) if act == "up" else at + 1
    return [*rest[:to], index, *rest[to:]]


def _moved(posted: Posted, rows: str, order: list[int]) -> Posted:
    """Numbers the rows anew, from 0, in this order; a row that is not in the order goes."""
    new_index = {f"{rows}.{old}": f"{rows}.{new}" for new, old in enumerate(order)}
    moved: Posted = {}
    for name, texts in posted.items():
        head = _row_of(name, rows)
        if head == "":
            moved[name] = texts
        elif head in new_index:
            moved[new_index[head] + name[len(head) :]] = texts
    return moved


def _row_of(name: str, rows: str) -> str:
    """`persons.2.name` in `persons` -> `persons.2`; empty for a name of no row."""
    start = f"{rows}."
    index = name[len(start) :].partition(".")[0] if name.startswith(start) else ""
    return start + index if _is_index(index) else ""
