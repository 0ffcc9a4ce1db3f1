"""The events of a case as lines: a word for the sentence, titles for its holes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import TimelineItem
from fangyuan.casework.reading.dues import due_on
from fangyuan.model.events import Event, Recorded

SILENT = frozenset({"rules-weighed", "stage-left", "emitted", "slot-filled"})
"""Events that other lines already tell."""


def timeline(events: Iterable[Recorded], names: Names, zone: ZoneInfo) -> tuple[TimelineItem, ...]:
    """The newest first."""
    return tuple(item(at, names, zone) for at in reversed(list(events)) if at.event.word not in SILENT)


def item(at: Recorded, names: Names, zone: ZoneInfo) -> TimelineItem:
    """One event."""
    return TimelineItem(
        seq=at.seq,
        word=at.event.word,
        params=params(at.event, names, zone),
        at=at.at,
        actor=names.person(at.actor),
        cause=at.cause.kind,
        rule=names.rule(at.cause.id) if at.cause.kind in ("rule", "draft") else "",
        occurred_on=at.occurred_on,
        on_behalf_of=names.person(at.on_behalf_of or ""),
        late_entry=at.occurred_on is not None and at.occurred_on != at.at.astimezone(zone).date(),
        scan=at.scan or "",
    )


def params(event: Event, names: Names, zone: ZoneInfo) -> dict[str, str]:
    """The properties of an event with titles in place of ids; those without a reader stay out."""
    found: dict[str, str] = {}
    for name, read in READERS.items():
        value = getattr(event, name, None)
        if value not in (None, "", ()):
            found[name] = read(value, names, zone)
    return found


Reader = Callable[[Any, Names, ZoneInfo], str]


def _people(value: Any, names: Names, zone: ZoneInfo) -> str:
    return "、".join(names.any(one).title for one in value)


def _plain(value: Any, names: Names, zone: ZoneInfo) -> str:
    return str(value)


def _instant(value: datetime, names: Names, zone: ZoneInfo) -> str:
    return due_on(value, zone).isoformat()


READERS: dict[str, Reader] = {
    "action": lambda value, names, _: names.action(value),
    "approvers": _people,
    "by": _plain,
    "clock": lambda value, names, _: names.clock(value),
    "due_at": _instant,
    "flag": _plain,
    "holders": _people,
    "informed": _people,
    "letter": lambda value, names, _: names.pack.letters[value].title if value in names.pack.letters else value,
    "light": _plain,
    "method": _plain,
    "n": _plain,
    "number": _plain,
    "opinion": _plain,
    "outcome": _plain,
    "people": _people,
    "period": _plain,
    "person": lambda value, names, _: names.person(value),
    "proposed": lambda value, names, _: names.task(value),
    "purpose": _plain,
    "reason": _plain,
    "relation": _plain,
    "result": _plain,
    "role": lambda value, names, _: names.role(value),
    "rule": lambda value, names, _: names.rule(value),
    "rung": _plain,
    "stage": lambda value, names, _: names.stage(value).title,
    "subject": lambda value, names, _: names.any(value).title,
    "task": lambda value, names, _: names.task(value),
    "text": _plain,
    "title": _plain,
    "to": lambda value, names, _: names.any(value).title if isinstance(value, str) else _people(value, names, _),
    "visit": _plain,
    "wanted": _plain,
    "why": _plain,
}
