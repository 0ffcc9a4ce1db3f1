"""The life of a case: registered, answered, moved from stage to stage, closed."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from fangyuan.model.events.base import Event, happening


@happening()
class CaseRegistered(Event):
    """A case was opened under a pinned pack. `received_on` is when the matter arrived; `number` may be a placeholder."""

    case: str
    tenant: str
    unit: str
    case_type: str
    pack: str
    number: str
    received_on: date
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None


@happening("form", "task")
class AnswersSubmitted(Event):
    """A form was accepted. `at` is where its answers were written: the root (empty), or `tasks.<task>.<subject or n>`.

    `answers` are the whole answers of that form after pruning and computing; `cleared` the root paths it emptied.
    """

    form: str
    answers: Mapping[str, Any]
    task: str = ""
    subject: str = ""
    at: str = ""
    cleared: tuple[str, ...] = ()


@happening()
class AnswersCorrected(Event):
    """Answers of the form that registered the case were put right; `paths` are the fields that changed, row by row is not told.

    The answers themselves stand in the `answers-submitted` just before; what plain fields said until then is in its cause.
    """

    form: str
    paths: tuple[str, ...]
    reason: str


@happening()
class ReceiptCorrected(Event):
    """The day of receipt was put right: `receipt` is the day, `was` the one that was written down."""

    receipt: date
    was: date
    reason: str


@happening("stage")
class StageEntered(Event):
    """The case entered a stage for the `visit`-th time."""

    stage: str
    visit: int
    final: bool = False


@happening("stage")
class StageLeft(Event):
    """The case left a stage."""

    stage: str


@happening("action")
class ActionTaken(Event):
    """Somebody (or the platform, for an automatic one) took an action."""

    action: str
    automatic: bool = False


@happening("mark", "subject")
class Emitted(Event):
    """A word of the pack's own was said (`emits`), about a subject where the task has one. A pattern names it by the word alone."""

    mark: str
    subject: str = ""


@happening("outcome")
class CaseClosed(Event):
    """The procedure ended, with an outcome of the pack's list; says nothing about settlement or acceptance.

    `closed_at` is when, where that was before it was written down.
    """

    stage: str
    outcome: str = ""
    closed_at: datetime | None = None


@happening()
class CaseReopened(Event):
    """A closed case went on."""

    stage: str
    reason: str


@happening("slot")
class SlotFilled(Event):
    """A slot of the case holds these units or officers now."""

    slot: str
    holders: tuple[str, ...]


@happening("role")
class ChargeTaken(Event):
    """A leader took personal charge: the built-in slot `leader`."""

    person: str
    role: str = ""


@happening("flag")
class FlagRaised(Event):
    """A flag of the pack was raised."""

    flag: str


@happening()
class NobodyMatched(Event):
    """A description of people matched nobody; the office was given a task to settle it."""

    wanted: str
    purpose: str
