"""What somebody, the clock or another case may ask of a case: one class an act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fangyuan.model.world import CLOCKWORK, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base. `actor` writes it down; `on_behalf_of` (a person's id) is who acted on paper, on `occurred_on`, as `scan` shows."""

    actor: Person = CLOCKWORK
    occurred_on: date | None = None
    on_behalf_of: str | None = None
    scan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing(Command):
    """Base of the acts that may issue letters. `numbers` are those that their papers have already, by letter: of several
    copies in the order in which they are issued, set apart by `、`; what is not given is drawn. `as_written`: one that
    follows no pattern, or lies far beyond the others, was looked at and is to be set down as it is.
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A matter that was over before it is written down: on which day, with which outcome, in which final stage (empty: the first)."""

    on: date
    outcome: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Issuing):
    """Opens a case and completes the first task of its first stage with these answers, if that task has a form.

    `duty` names the recurring work of the pack that opens it, `occurs_on` the date of its rule, `due_at` the instant at
    which it should have been opened, `agenda` the cases (id, number) that stand on its agenda, `rest_in` the title of the
    ledger with the others where these are not all, `turn` whose turn it is.

    `case` and the ids of persons inside the answers were made by casework. `answers` were judged by casework. `asks`
    are the paths that the case which sent the matter wants to be told. One that `ended` is kept as a record: nothing
    follows from it.
    """

    case: str
    case_type: str
    unit: str
    answers: Mapping[str, Any]
    received_on: date
    parent: str | None = None
    key: str = ""
    duty: str = ""
    occurs_on: date | None = None
    due_at: datetime | None = None
    agenda: tuple[tuple[str, str], ...] = ()
    rest_in: str = ""
    turn: str = ""
    asks: tuple[str, ...] = ()
    ended: Ended | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask(Issuing):
    """Completes a task, or the actor's part of one; `answers` are those of its form, empty where it has none."""

    task: str
    subject: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Issuing):
    """Fills a place of a task by signature; `method`: confirmed, drawn, paper. `slot` -1 means the first that fits."""

    task: str
    subject: str = ""
    slot: int = -1
    method: str = "confirmed"
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask(Command):
    """Takes a task on."""

    task: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignTask(Command):
    """Gives a place of a task to another person."""

    task: str
    to: str
    subject: str = ""
    slot: int = -1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTask(Command):
    """Sends a done task back for correction."""

    task: str
    reason: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSigner(Command):
    """Asks one more person to act on an open task, beside those it already waits for."""

    task: str
    to: str
    subject: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTask(Command):
    """Asks for a task no more; only what the procedure can do without."""

    task: str
    reason: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse(Command):
    """Takes a person out of the case for a conflict of interest (Regulation 2022, Art. 28); the actor where none is named.

    `to` takes over what the person had, and stands in for their posts in this case.
    """

    reason: str
    person: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """Gives everything that a person still has to do in the case to another; nothing happens where they have nothing."""

    person: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SucceedUnit(Command):
    """A unit has merged into another, which carries on in its place (Regulation 2022, Art. 24(2))."""

    unit: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekPeople(Command):
    """What waits for people who have all left goes to those who hold their posts now; the office is asked where none do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAction(Issuing):
    """Takes an action of the present stage; `answers` are those of its form."""

    action: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveDraft(Issuing):
    """Approves an opinion, as it is or with another text; `chosen` where several candidates stand."""

    draft: int
    opinion: str = ""
    chosen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseDraft(Command):
    """Refuses an opinion."""

    draft: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExtension(Command):
    """Asks for more time on a running clock; `by` is a duration as packs write it."""

    clock: str
    by: str
    reason: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveExtension(Issuing):
    """Grants what was asked."""

    clock: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseExtension(Command):
    """Refuses what was asked."""

    clock: str
    reason: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FireClock(Command):
    """The next firing of a run is due; ignored (no events) when that firing is no longer the next."""

    clock: str
    subject: str
    number: int
    kind: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginDay(Command):
    """A morning has come: what the pack's rules do then (`day-began`); no events where they do nothing."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCase(Command):
    """Ties another case to this one; also what a child says to its parent when it was opened.

    Of a case that goes into this one `answers` are its lists (people, requests): what is not here yet is added. Where it
    owed a report, a tie of its own (`reports-to`) says to whom, under which `key`, and which answers that one `asks` for.
    """

    relation: str
    case: str
    number: str = ""
    key: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkCase(Command):
    """Undoes the ties to another case that officers made by hand; also what that one says when its tie was undone."""

    case: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClosed(Command):
    """A child tells its parent that it has closed."""

    case: str
    outcome: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress(Command):
    """A child tells its parent which stage it has come to; `title` is how its own procedure calls it.

    `reopened`: it had closed and goes on, so that its report no longer stands. `answered`: in this stage what was sent here
    is answered, so that nobody waits for it any longer; the result comes with it, in `answers`.
    """

    case: str
    stage: str
    title: str
    reopened: bool = False
    answered: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Command):
    """Says that a matter which was sent here belongs elsewhere (Regulation 2022, Art. 23)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportObjection(Command):
    """A child tells its parent that it objects."""

    case: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideObjection(Command):
    """Agrees that the matter comes back from `case`, or refuses, with the reason."""

    case: str
    agreed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearDecision(Command):
    """A parent tells its child what became of the objection; where it agreed, the child ends and the matter goes back."""

    agreed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Command):
    """Calls a matter back that was sent on, before it is finished there; `key` is that of its tie."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearRecall(Command):
    """Whoever sent the matter here, under this key, calls it back."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCase(Command):
    """Ends a case that repeats another, `into` which it goes.

    `circular` are the cases that wait for this one and for which that one waits, through however many others: casework
    looks that up, since a case knows no further than its own ties. `away` are those whom the other is kept from.
    """

    into: str
    reason: str
    number: str = ""
    circular: tuple[str, ...] = ()
    away: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal(Command):
    """Looks at a masked value."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSlip(Command):
    """Prints the slip for whoever the matter is of; `renew`: with another query code, so that the one before opens nothing."""

    renew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Command):
    """Leaves a remark."""

    text: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAnswers(Command):
    """Puts right what was written down when the case was registered.

    `answers` are those of its form that change, None for one that is to be blank; the judge makes the whole answers of it.
    """

    reason: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    """Makes a closed case go on in a stage."""

    stage: str
    reason: str
