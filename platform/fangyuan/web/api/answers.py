"""Answers that only the API gives; all others are the shapes of casework's pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangyuan.casework.reading.pages import (
    ArrivalLine,
    BatchLine,
    BulkRow,
    BulkView,
    InboxItem,
    Named,
    Onward,
    PackEvent,
    PackSummary,
    TrialView,
    WorkRow,
)
from fangyuan.casework.staffing import Staff


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did: the case, the number of its last event (`seen` of the next act), and its events in order."""

    case: str
    seq: int
    number: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotTied:
    """Why a new case was not tied to another."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Registered(Acted):
    """The case that was opened; `not_tied` tells what of the ties failed, which stops nothing."""

    not_tied: tuple[NotTied, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What one act would do, row by row; `seen`, sent with the act, keeps it from what is touched after this was told."""

    rows: tuple[BulkRow, ...]
    seen: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BulkList:
    """Acts in several cases, the newest first."""

    items: tuple[BulkView, ...]


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """A password for one login. It is told here and never again."""

    person: str
    password: str


@dataclass(frozen=True, slots=True)
class FileReference:
    """An uploaded file, as an answer of a form names it; a `scan` names it by `file` alone."""

    file: str
    name: str
    size: int
    type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NamedList:
    """Ids with their titles."""

    items: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class LetterList:
    """The letters that wait for the officer, those issued first; `more` of them wait than are listed."""

    items: tuple[BatchLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class SavedAs:
    """A filter that the officer keeps for the list at `place` (`desk`, or the id of a view); `query` as in its address."""

    key: str
    place: str
    title: str
    query: str


@dataclass(frozen=True, slots=True)
class FilterList:
    """The filters that the officer keeps."""

    items: tuple[SavedAs, ...]


@dataclass(frozen=True, slots=True)
class InboxList:
    """What the officer was told, the newest first."""

    items: tuple[InboxItem, ...]
    next: Onward


@dataclass(frozen=True, slots=True)
class CaseList:
    """The newest cases that were found; `total` in all, `capped` where there are more than that."""

    items: tuple[WorkRow, ...]
    total: int
    capped: bool
    next: Onward


@dataclass(frozen=True, slots=True)
class PackList:
    """Packs that are installed."""

    items: tuple[PackSummary, ...]


@dataclass(frozen=True, slots=True)
class OptionNode:
    """One choice of a field; a tree where the code list is one."""

    value: Any
    title: str
    children: tuple["OptionNode", ...]


@dataclass(frozen=True, slots=True)
class FieldNode:
    """What the schema does not say of a field: its `kind`, choices, and the conditions under which it is shown, may be
    changed, must be filled in. Conditions are `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"path", "op", "value"}`;
    what depends on the case was decided here and is `{"const": true}` or `{"const": false}`.
    """

    path: str
    title: str
    kind: str
    hint: str
    required: bool
    many: bool
    read_only: bool
    sensitive: bool
    options: tuple[OptionNode, ...]
    visible: Mapping[str, Any] | None
    enabled: Mapping[str, Any] | None
    required_if: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class LayoutNode:
    """A part of the form's page: `kind` as in JSON Forms, `field` the path of a control's field; a `folded` one is shown
    by its title alone until it is opened.
    """

    kind: str
    title: str
    field: str
    visible: Mapping[str, Any] | None
    children: tuple["LayoutNode", ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class FormDescription:
    """A form to fill: its JSON Schema, its layout, what it begins with, and the units or officers that may be chosen. `units`:
    in the name of which a new case may be opened, where there are several.
    """

    form: str
    title: str
    description: str
    case_type: Named
    schema: Mapping[str, Any]
    layout: LayoutNode
    fields: tuple[FieldNode, ...]
    answers: Mapping[str, Any]
    choices: Mapping[str, tuple[Named, ...]]
    units: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of a pack in sentences."""

    rule: str
    title: str
    when: str
    condition: str
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackDescription:
    """A pack: what it holds, and its rules by case type."""

    pack: str
    name: str
    version: str
    title: str
    hash: str
    description: str
    installed_at: datetime | None
    active_for: tuple[Named, ...]
    case_types: tuple[Named, ...]
    letters: tuple[Named, ...]
    views: tuple[Named, ...]
    roles: tuple[Named, ...]
    versions: tuple[PackSummary, ...]
    trial: TrialView
    log: tuple[PackEvent, ...]
    rules: Mapping[str, tuple[RuleText, ...]]


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What changed between two versions, what the version number did and the least it should have done, in a sentence too.

    `conflicts` are changes of the parents that the new version hides: each was, theirs, ours.
    """

    old: str
    new: str
    step: str
    fitting: str
    honest: bool
    verdict: str
    changes: tuple[Mapping[str, str], ...]
    conflicts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ParentText:
    """A parent of a pack here, and whether it says what it said when the archive was made."""

    pack: str
    version: str
    same: bool


@dataclass(frozen=True, slots=True)
class ArrivalList:
    """Archives that wait for a decision."""

    items: tuple[ArrivalLine, ...]


@dataclass(frozen=True, slots=True)
class ValueText:
    """A parameter whose default is another than what holds here, and what becomes of it."""

    title: str
    told: str


@dataclass(frozen=True, slots=True)
class ArrivalDescription:
    """Everything to know before an archive is installed; `refused` says why it can be no longer, `staff` who holds its roles."""

    digest: str
    name: str
    pack: str
    version: str
    title: str
    hash: str
    publisher: str
    fingerprint: str
    key_known: bool
    installed: bool
    unsigned_here: bool
    parents: tuple[ParentText, ...]
    changes: VersionChanges | None
    open_parameters: tuple[Named, ...]
    open_roles: tuple[Named, ...]
    held_roles: tuple[str, ...]
    open_levels: tuple[str, ...]
    trial: TrialView
    may_install: bool
    refused: tuple[str, ...]
    staff: tuple[Staff, ...] = ()
    values: tuple[ValueText, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of a file: its number from 0, its title, what stands in it first, and the path that it goes to, blank for none."""

    number: int
    title: str
    examples: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """A place that a column may go to."""

    path: str
    title: str
    required: bool


@dataclass(frozen=True, slots=True)
class ImportReason:
    """What is wrong with a row: the cell, or the row where no cell is meant, in Chinese and in English."""

    cell: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row that was not taken in: `wrong`, or `changed` where its number came before with other content in `case`."""

    row: int
    outcome: str
    case: str
    reasons: tuple[ImportReason, ...]


@dataclass(frozen=True, slots=True)
class ImportDescription:
    """An import: `state` is waiting (for the worker), asking (for you), done or failed; `phase` mapping, checking, checked
    or importing. `kind` is import, or return for a ledger that came back. `counts` are rows by outcome: new, known, changed, wrong.
    """

    id: str
    kind: str
    title: str
    state: str
    phase: str
    position: int
    total: int
    counts: Mapping[str, int]
    error: str
    columns: tuple[ImportColumn, ...] = ()
    targets: tuple[ImportTarget, ...] = ()
    sheets: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    rows: tuple[ImportRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportList:
    """The imports of this officer, the newest first."""

    items: tuple[ImportDescription, ...]
