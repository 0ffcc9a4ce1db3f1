"""The events of a case as lines: a word for the sentence, titles for its holes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.causes import Weighings
from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.narrowing import is_watched, kind_of
from fangyuan.casework.reading.pages import TimelineItem
from fangyuan.casework.reading.why import Explainer
from fangyuan.engine.acts.correcting import CORRECT
from fangyuan.engine.clocks.calendars import written_due
from fangyuan.engine.letter_paths import AFTERWARDS
from fangyuan.engine.opening import SETTLE
from fangyuan.model.events import (
    AnswersSubmitted,
    CaseClosed,
    Cause,
    Event,
    LetterCorrected,
    LetterPassed,
    Recorded,
    Signed,
    SignerAdded,
)
from fangyuan.model.state import CaseState

SILENT = frozenset({"rules-weighed", "stage-left", "emitted", "slot-filled", "day-began"})
"""Events that other lines already tell."""

FIRINGS = frozenset({"clock-warned", "clock-due", "clock-escalated", "duty-opened"})

PROMPT = timedelta(minutes=5)
"""What a firing may wait for the worker, who comes round within seconds; one that waited longer was late, and says so."""

RENDERED = "render"
"""The cause of what the worker does by itself to a letter: no other case had a part in it."""

Cover = Callable[[str], str]
"""Takes a text and puts a mask over what its reader may not see."""


def timeline(
    events: Sequence[Recorded], case: CaseState, zone: ZoneInfo, explainer: Explainer
) -> tuple[TimelineItem, ...]:  # fmt: skip
    """The newest first, each with what caused it."""
    names, cover = explainer.names, explainer.veil.cover
    weighings = Weighings(case)
    told = (
        replace(
            item(recorded, names, zone, cover),
            rule=cover(cause_title(recorded.cause, case, names)),
            saw=cover(explainer.facts(weighings.facts(recorded.cause))),
            caused_in=recorded.cause.weighing,
            weighed=weighings.of(recorded.seq),
            pack=weighings.pack(recorded.seq, recorded.cause),
        )
        for recorded in events
        if is_told(recorded, names)
    )
    return tuple(reversed([*told]))


def cause_title(cause: Cause, case: CaseState, names: Names) -> str:
    """What is called so that made an event happen; blank where an officer did it, or nothing has a title."""
    if cause.kind == "draft":
        draft = case.drafts.get(int(cause.id)) if cause.id.isdecimal() else None
        return names.rule(draft.rule) if draft else ""
    duty = names.pack.duties.get(cause.id)
    titles = {
        "rule": names.rule(cause.id),
        "clock": names.clock(cause.id) if any(one.clock == cause.id for one in names.case_type.clocks) else "",
        "action": names.action(cause.id),
        "task": names.task(cause.id),
        "duty": duty.title if duty else "",
    }
    return titles.get(cause.kind, "")


def is_told(recorded: Recorded, names: Names) -> bool:
    """Whether an event has a line of its own: whoever does a task that asks for no signature has signed nothing, and
    that a letter is sealed or handed over is told by another, as are answers that were put right.
    """
    event = recorded.event
    if isinstance(event, AnswersSubmitted) and recorded.cause.id == CORRECT and recorded.cause.kind == "act":
        return False
    if isinstance(event, LetterPassed) and event.step in AFTERWARDS:
        return False
    task = names.case_type.tasks.get(event.task) if isinstance(event, Signed) else None
    return event.word not in SILENT and (task is None or task.signature or len(task.who) > 1)


def item(recorded: Recorded, names: Names, zone: ZoneInfo, cover: Cover) -> TimelineItem:
    """One event. One that was written down on another day than it occurred, or arrived, is a late entry."""
    occurred = recorded.occurred_on or getattr(recorded.event, "received_on", None) or _closed_on(recorded.event, zone)
    written_on = recorded.at.astimezone(zone).date()
    cause = recorded.cause
    return TimelineItem(
        seq=recorded.seq,
        word=recorded.event.word,
        params={name: cover(text) for name, text in params(recorded.event, names, zone).items()},
        at=recorded.at,
        actor=names.person(recorded.actor),
        cause="" if cause.id == RENDERED else cause.kind,
        occurred_on=occurred if occurred != written_on else recorded.occurred_on,
        on_behalf_of=names.person(recorded.on_behalf_of),
        late_entry=occurred is not None and occurred != written_on,
        scan=recorded.scan or "",
        due_at=_late_since(recorded),
        kind=kind_of(recorded.event.word),
        watched=is_watched(recorded.event),
    )


def _closed_on(event: Event, zone: ZoneInfo) -> date | None:
    """The day on which a case closed that was over before it was written down."""
    return event.closed_at.astimezone(zone).date() if isinstance(event, CaseClosed) and event.closed_at else None


def _late_since(recorded: Recorded) -> datetime | None:
    """When a firing was due that came late; the events that it led to stand beside it, at the same instant."""
    due_at = recorded.cause.due_at
    late = due_at is not None and recorded.event.word in FIRINGS and recorded.at - due_at > PROMPT
    return due_at if late else None


def params(event: Event, names: Names, zone: ZoneInfo) -> dict[str, str]:
    """The properties of an event with titles in place of ids; those without a reader stay out."""
    found: dict[str, str] = {}
    # What the office is asked to name somebody for stands in the task's title.
    told = {name: read for name, read in READERS.items() if name != "subject" or getattr(event, "task", "") != SETTLE}
    for name, read in told.items():
        value = getattr(event, name, None)
        if value not in (None, "", ()):
            found[name] = read(value, names, zone)
    if isinstance(event, AnswersSubmitted):
        found.setdefault("task", _filled_in(event, names))
    if isinstance(event, LetterCorrected):
        found["context"] = "、".join(names.words(event.letter, event.context))
    if isinstance(event, SignerAdded):
        found["people"] = _party(event.slot.people, names, zone)
    return found


def _filled_in(event: AnswersSubmitted, names: Names) -> str:
    """What was filled in where no task says it: the form's title, or the fields that a decision set."""
    if event.form:
        form = names.case_type.forms.get(event.form)
        return form.title if form else event.form
    return "、".join(names.paths.get(path, path) for path in event.answers)


Reader = Callable[[Any, Names, ZoneInfo], str]


def _party(value: Any, names: Names, zone: ZoneInfo) -> str:
    """One unit or officer, or several."""
    keys = (value,) if isinstance(value, str) else value
    return "、".join(names.any(key).title for key in keys)


def _plain(value: Any, names: Names, zone: ZoneInfo) -> str:
    return str(value)


def _day(value: datetime, names: Names, zone: ZoneInfo) -> str:
    return written_due(value, zone)


READERS: dict[str, Reader] = {
    "action": lambda value, names, _: names.action(value),
    "approvers": _party,
    "asked": _party,
    "by": _plain,
    "clock": lambda value, names, _: names.clock(value),
    "closed_at": lambda value, _, zone: value.astimezone(zone).date().isoformat(),
    "day": _plain,
    "due_at": _day,
    "flag": lambda value, names, _: names.case_type.flags.get(value, value),
    "holders": _party,
    "informed": _party,
    "instead_of": _party,
    "letter": lambda value, names, _: names.letter(value),
    "light": _plain,
    "mentions": _party,
    "method": _plain,
    "n": _plain,
    "number": _plain,
    "opinion": _plain,
    "outcome": lambda value, names, _: names.outcome(value),
    "paths": lambda value, names, _: "、".join(f"“{names.paths.get(path, path)}”" for path in value),
    "people": _party,
    "period": _plain,
    "person": _party,
    "proposed": lambda value, names, _: names.task(value),
    "purpose": _plain,
    "reason": _plain,
    "receipt": _plain,
    "relation": _plain,
    "reopened": lambda value, _, __: "yes" if value else "",
    "result": _plain,
    "role": lambda value, names, _: names.role(value),
    "rule": lambda value, names, _: names.rule(value),
    "rung": _plain,
    "step": _plain,
    "sha256": _plain,
    "stage": lambda value, names, _: names.stage(value).title,
    "subject": _party,
    "task": lambda value, names, _: names.task(value),
    "text": _plain,
    "time": _plain,
    "title": _plain,
    "to": _party,
    "unit": _party,
    "visit": _plain,
    "was": _plain,
    "wanted": _plain,
    "why": _plain,
}
"""How each property of an event is read, by its name."""
