"""What requests say: one class a body. `seen` is the `seq` of the case that the asker had read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fangyuan.web.api.operations import Body
from fangyuan.web.api.schemas import within

Id = Annotated[str, within(minLength=1, maxLength=200)]
Subject = Annotated[str, within(maxLength=200)]
Reason = Annotated[str, within(minLength=1, maxLength=400, pattern=r"\S")]
Remark = Annotated[str, within(minLength=1, maxLength=4000, pattern=r"\S")]
Mentions = Annotated[tuple[str, ...], within(maxItems=50)]
Opinion = Annotated[str, within(maxLength=4000)]
Seen = Annotated[int, within(minimum=0, maximum=2_000_000_000)]
Slot = Annotated[int, within(minimum=-1, maximum=2_000_000_000)]
Name = Annotated[str, within(minLength=1, maxLength=60)]
Place = Annotated[int, within(minimum=0, maximum=99_999)]
Day = Annotated[str, within(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Span = Annotated[str, within(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$")]
Secret = Annotated[str, within(minLength=1, maxLength=400)]
Length = Annotated[str, within(pattern="^[1-9][0-9]{0,5} (minutes?|hours?|days?|workdays?|weeks?|months?)$")]
Longer = Annotated[str, within(maxLength=20_000)]
Word = Annotated[str, within(minLength=1, maxLength=60)]
Numbers = Annotated[str, within(maxLength=400)]
Relation = Annotated[str, within(enum=("repeat", "joint", "related"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registering(Body):
    """A case to open. `received_on` is when the matter came in; `occurred_on` when it was written on paper, if it was.

    `unit` is the unit of the officer's in whose name it is opened, for those with posts in several; else that of the first post.
    `ties` are cases that belong with it, by id: `repeat`, `joint` or `related`.
    """

    case_type: Id
    answers: Mapping[str, Any]
    received_on: date | None = None
    occurred_on: date | None = None
    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    as_written: bool = False
    unit: Subject = ""
    ties: Annotated[Mapping[str, Relation], within(maxProperties=20)] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase(Body):
    """An act that needs no words. With `seen`, it is refused when what it is about has changed since that event."""

    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSubject(OnCase):
    """An act on one subject of a task or clock: `subject` is the unit or person it is for, blank where there is one only."""

    subject: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper(OnCase):
    """An act that somebody else may have done: with `on_behalf_of`, for that person, on paper, on that day; `scan` is the id
    of an uploaded file.
    """

    on_behalf_of: Id | None = None
    occurred_on: date | None = None
    scan: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering(OnPaper):
    """An act that may issue letters. `numbers` are those that their papers have already, by letter as the pack calls it (of
    several copies set apart by `、`); `as_written` sets down one that was refused as `number-foreign` or `number-far`.
    """

    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    as_written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoingTask(Numbering):
    """A task to complete or to sign, of `subject` where there are several; with `on_behalf_of` as on paper."""

    subject: Subject = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGiven(OnSubject):
    """An act on one subject of a task or clock that needs its reason."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigning(OnSubject):
    """A task to give to `to`, one of those whom `getReassigning` offers; `slot` is the place, where there are several."""

    to: Id
    reason: Reason
    slot: Slot = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingSigner(OnSubject):
    """One more person, of those whom `getAddingSigner` offers, to act on a task."""

    to: Id
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusing(OnCase):
    """A person to take out of the case, the officer where none is named; `to` stands in, of those offered."""

    reason: Reason
    person: Subject = ""
    to: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging(OnCase):
    """The number of the case that this one repeats, and into which it goes."""

    into: Id
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting(OnCase):
    """Answers of the form that registered the case, those that change alone; null makes one blank."""

    answers: Mapping[str, Any]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Objecting(OnCase):
    """Why a matter that was sent here belongs elsewhere; `occurred_on` is when that was written on paper, as `scan` shows."""

    reason: Reason
    occurred_on: date | None = None
    scan: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringObjection(OnCase):
    """Whether the matter comes back from the case it was sent to; a refusal says why."""

    agreed: bool
    reason: Annotated[str, within(maxLength=400)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking(OnCase):
    """The number of a case that belongs with this one, as `repeat`, `joint` or `related`."""

    number: Id
    relation: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinking(OnCase):
    """Why a tie that was made by hand is undone."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalling(OnCase):
    """What was sent on and is called back, by the `key` of its tie in `getCase`, and why."""

    key: Id
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening(OnCase):
    """The stage in which a closed case goes on, and why."""

    stage: Id
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingAction(Numbering):
    """An action to take, with the answers of its form; with `on_behalf_of` as on paper."""

    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovingDraft(Numbering):
    """An opinion to approve: as it is, or with another text; `chosen` where several candidates stand. With `on_behalf_of` as
    on paper.
    """

    opinion: Opinion = ""
    chosen: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusingDraft(OnPaper):
    """An opinion to refuse, with the reason; with `on_behalf_of` as on paper."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantingExtension(Numbering):
    """More time to grant, to one subject of a clock where there are several; with `on_behalf_of` as on paper."""

    subject: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusingExtension(OnPaper):
    """More time to refuse, to one subject of a clock where there are several, with the reason; with `on_behalf_of` as on paper."""

    reason: Reason
    subject: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commenting(OnCase):
    """A remark for colleagues; those in `mentions` (ids of officers who may see the case) find it in their inbox."""

    text: Remark
    mentions: Mentions = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealing(OnCase):
    """A masked value to open: its `path` as the case tells it, and the reason, which is written into the case."""

    path: Id
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangingPassword(Body):
    """The officer's password as it is, and as it shall be."""

    old: Secret
    new: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegating(Body):
    """Who acts from one day until another, both included; `person` is for whom, the officer where it is blank."""

    to: Id
    since: date
    until: date
    reason: Reason
    person: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver(Body):
    """To whom everything goes that waits for `person`, the officer where it is blank, or for everybody of the unit `of_unit`
    (administrators); of a remit alone, where `unit`, `case_types` or `values` (answers of fields with options) narrow it.
    """

    to: Id
    reason: Reason
    person: Subject = ""
    of_unit: Subject = ""
    unit: Subject = ""
    case_types: Annotated[tuple[Id, ...], within(maxItems=100)] = ()
    values: Annotated[tuple[Id, ...], within(maxItems=100)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamingFilter(Body):
    """The name of a filter."""

    title: Annotated[str, within(minLength=1, maxLength=30, pattern=r"\S")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingFilter(RenamingFilter):
    """Filters of the list at `place` (`desk`, or the id of a view), as its address says them, under a name."""

    place: Id
    query: Annotated[str, within(maxLength=2000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosingCases(Body):
    """Cases by id."""

    cases: Annotated[tuple[Id, ...], within(minItems=1, maxItems=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingOnMany(ChoosingCases):
    """One act in many cases: assign (everything of the officer's, to `to`), claim, approve, remind (with `reason` as what
    is said), link (all of them to the case whose number is `to`), else `action:` or `task:` with its id, and the `answers`
    of its form, the same for all. With `seen` of the preview, what was touched since is not done.
    """

    act: Id
    to: Subject = ""
    reason: Annotated[str, within(maxLength=400)] = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    seen: Annotated[Mapping[str, Seen], within(maxProperties=200)] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergingUnits(Body):
    """A unit that goes into another one, `to`, and on what ground."""

    unit: Id
    to: Id
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingYear(Body):
    """A year of a calendar: days off by date with their names, make-up working days, days with hours of their own as
    `09:00-12:00`. `own`: dates of the own jurisdiction, laid over those of the installation.
    """

    year: Annotated[int, within(minimum=1900, maximum=9999)]
    published: bool = True
    own: bool = False
    days_off: Annotated[Mapping[str, Name], within(maxProperties=366)] = field(default_factory=dict)
    workdays: Annotated[tuple[Day, ...], within(maxItems=366)] = ()
    hours: Annotated[Mapping[str, tuple[Span, ...]], within(maxProperties=366)] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPost(Body):
    """A post: a role in a unit of the own jurisdiction."""

    role: Id
    unit: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Body):
    """Notes that were read, by their ids."""

    ids: Annotated[tuple[Id, ...], within(maxItems=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing(Body):
    """What broke and shall be tried again: that of the case of this id, or all of it where it is blank."""

    case: Subject = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingColumns(Body):
    """Where the columns of a file go: `columns` by number from 0, `fixed` what every row says; `sheet`, and its heads from row
    `first` to `last`, as they were guessed where they are left out. `save_as` keeps it for the next file of that source.
    """

    columns: Mapping[str, Any]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    sheet: Subject = ""
    first: Place = 0
    last: Place = 0
    save_as: Annotated[str, within(maxLength=60)] = ""
