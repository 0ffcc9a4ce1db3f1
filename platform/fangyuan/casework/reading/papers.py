"""Letters, files and ties of a case."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangyuan.casework.reading.masking import FieldSight
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import FileView, LetterView
from fangyuan.casework.reading.timeline import Cover
from fangyuan.kinds.files import REFERENCE
from fangyuan.model.events import AnswersSubmitted, Recorded
from fangyuan.model.state import CaseState, LetterState

_KEYS = frozenset(REFERENCE["required"])


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the case: what the answer said of it, where it stood, who gave it when. A scan stands nowhere."""

    file: str
    name: str
    size: int
    type: str
    sha256: str
    path: str
    at: datetime
    by: str


def letter_views(case: CaseState, names: Names, cover: Cover) -> tuple[LetterView, ...]:
    """The newest first."""
    return tuple(_letter(letter, names, cover) for letter in sorted(case.letters.values(), key=lambda one: -one.copy))


def _letter(letter: LetterState, names: Names, cover: Cover) -> LetterView:
    """One letter."""
    return LetterView(
        copy=letter.copy,
        letter=letter.letter,
        title=letter.title,
        number=letter.number,
        issued_at=letter.issued_at,
        to=cover(names.any(letter.to).title),
        subject=names.any(letter.subject).title,
        file=letter.file,
        sha256=letter.sha256,
        delivered=letter.delivered.replace(":", " "),
    )


def file_views(events: Iterable[Recorded], names: Names, sight: FieldSight) -> tuple[FileView, ...]:
    """The files of a case that the reader may open, the oldest first."""
    return tuple(
        FileView(one.file, one.name, one.size, one.type, one.sha256, one.at, names.person(one.by))
        for one in attached(events)
        if may_open(one, sight)
    )


def may_open(one: Attached, sight: FieldSight) -> bool:
    """Whether the field that holds the file is open to the reader."""
    return not one.path or sight.sees(one.path)


def attached(events: Iterable[Recorded]) -> tuple[Attached, ...]:
    """Every file that an answer of the case has named, and every scan of a paper, each once."""
    found: dict[str, Attached] = {}
    for recorded in events:
        for one in _of_event(recorded):
            found.setdefault(one.file, one)
    return tuple(found.values())


def _of_event(recorded: Recorded) -> Iterator[Attached]:
    """The files of one event."""
    if isinstance(recorded.event, AnswersSubmitted):
        for path, reference in _references(recorded.event.answers, recorded.event.at):
            known = {key: reference[key] for key in _KEYS}
            yield Attached(**known, path=path, at=recorded.at, by=recorded.actor)
    if recorded.scan:
        day = (recorded.occurred_on or recorded.at.date()).isoformat()
        yield Attached(recorded.scan, f"扫描件 {day}", 0, "", "", "", recorded.at, recorded.actor)


def _references(tree: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every reference to a file in a tree of answers, with the path of its field."""
    if isinstance(tree, Mapping):
        if tree.keys() >= _KEYS:
            yield path, tree
            return
        for key, value in tree.items():
            yield from _references(value, f"{path}.{key}" if path else key)
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from _references(item, path)
