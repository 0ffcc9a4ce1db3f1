"""Letters, files and ties of a case."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import FileView, LetterView
from fangyuan.casework.reading.timeline import Cover
from fangyuan.engine.masking import FieldSight
from fangyuan.forms.paths import joined
from fangyuan.kinds.files import REFERENCE
from fangyuan.model.events import AnswersSubmitted, Event, LetterCameBack, LetterDelivered, LetterSealed, Recorded
from fangyuan.model.state import CaseState, LetterState

_KEYS = frozenset(REFERENCE["required"])
_OF_LETTERS = (LetterSealed, LetterDelivered, LetterCameBack)
"""What is scanned with these shows the letter, or what came back with it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the case: what the answer said of it, where it stood, who gave it when. A scan stands nowhere.

    `path` is that of the field in the case, `place` the concrete one in its form (`persons.0.papers.1`). `copy` is that
    of the letter of which it is a scan, 0 for none.
    """

    file: str
    name: str
    size: int
    type: str
    sha256: str
    path: str
    at: datetime
    by: str
    place: str = ""
    is_scan: bool = False
    copy: int = 0

    @property
    def reference(self) -> Mapping[str, Any]:
        """The file as an answer names it."""
        return {key: getattr(self, key) for key in _KEYS}


def letter_views(case: CaseState, names: Names, cover: Cover, mine: Collection[int] = ()) -> tuple[LetterView, ...]:
    """The newest first; `mine` are the copies that wait for the viewer."""
    letters = sorted(case.letters.values(), key=lambda one: -one.copy)
    return tuple(letter_view(letter, names, cover, letter.copy in mine) for letter in letters)


def letter_view(letter: LetterState, names: Names, cover: Cover, mine: bool) -> LetterView:
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
        came_back=letter.came_back.replace(":", " "),
        step=letter.step,
        waiting="、".join(names.person(one) for one in letter.waiting),
        mine=mine,
        is_issued=letter.is_issued,
        returned=cover(letter.returned),
        withdrawn=cover(letter.withdrawn),
        original=letter.original,
        receipt=letter.receipt,
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
    for one in named(events):
        first = found.setdefault(one.file, one)
        if one.copy and not first.copy:
            found[one.file] = replace(first, copy=one.copy)
    return tuple(found.values())


def named(events: Iterable[Recorded]) -> Iterator[Attached]:
    """Each place where an answer names a file, and each scan of a paper."""
    for recorded in events:
        yield from _of_event(recorded)


def files_in(answers: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every reference to a file in a tree of answers."""
    return (_plain(reference) for _, _, reference in _references(answers, "", ""))


def _of_event(recorded: Recorded) -> Iterator[Attached]:
    """The files of one event."""
    if isinstance(recorded.event, AnswersSubmitted):
        for path, place, reference in _references(recorded.event.answers, recorded.event.at, ""):
            yield Attached(**_plain(reference), path=path, at=recorded.at, by=recorded.actor, place=place)
    of_letter = recorded.event.copy if isinstance(recorded.event, _OF_LETTERS) else 0
    for file, title in _papers(recorded.event):
        yield Attached(file, title, 0, "", "", "", recorded.at, recorded.actor, is_scan=True, copy=of_letter)
    if recorded.scan:
        day = (recorded.occurred_on or recorded.at.date()).isoformat()
        name = f"扫描件 {day}"
        yield Attached(recorded.scan, name, 0, "", "", "", recorded.at, recorded.actor, is_scan=True, copy=of_letter)


def _papers(event: Event) -> Iterator[tuple[str, str]]:
    """The scans that belong to a letter, each with what it is called."""
    if isinstance(event, LetterSealed) and event.original:
        yield event.original, f"盖章原件 {event.copy}"
    if isinstance(event, LetterDelivered) and event.receipt:
        yield event.receipt, f"送达回证 {event.copy}"
    if isinstance(event, LetterCameBack) and event.receipt:
        yield event.receipt, f"退回的信封 {event.copy}"


def _plain(reference: Mapping[str, Any]) -> dict[str, Any]:
    """A reference alone, without what else stands beside it, such as the way of a signature."""
    return {key: reference[key] for key in _KEYS}


def _references(tree: Any, path: str, place: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every reference to a file in a tree of answers, with the path of its field and its concrete place in the form."""
    if isinstance(tree, str):
        return
    if isinstance(tree, Mapping):
        if tree.keys() >= _KEYS:
            yield path, place, tree
            return
        for key, value in tree.items():
            yield from _references(value, joined(path, key), joined(place, key))
    elif isinstance(tree, list | tuple):
        for index, item in enumerate(tree):
            yield from _references(item, path, joined(place, str(index)))
