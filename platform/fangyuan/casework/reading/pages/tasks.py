"""What is asked in a case: tasks, actions, opinions for approval."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.model.fields import Form


@dataclass(frozen=True, slots=True)
class SlotView:
    """A place of a task: who may fill it, who has."""

    slot: int
    title: str
    people: tuple[Named, ...]
    signed_by: str = ""
    signed_at: datetime | None = None
    method: str = ""
    recorded_by: str = ""
    scan: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task of the case; `status` is open, done, or offered (an instrument that the viewer may start unasked).

    `mine`: the viewer may act now. `may_record`: may write it down for `may_record_for`, of those in open places.
    `answers` prefill the form. `tree` is what the form's conditions may see besides its own answers.
    `prints_letter`: its letter may be had as a file before it is signed. `settles` is the task, with its unit or person,
    for which this one asks somebody to be named. `why_not` says why one that is offered would be in vain now.
    """

    task: str
    subject: Named
    title: str
    status: str
    hint: str = ""
    form: Form | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    tree: Mapping[str, Any] = field(default_factory=dict)
    signature: bool = False
    slots: tuple[SlotView, ...] = ()
    mine: bool = False
    may_claim: bool = False
    may_record: bool = False
    may_record_for: tuple[Named, ...] = ()
    repeat: bool = False
    count: int = 0
    instrument: bool = False
    proposed_to: str = ""
    letter: str = ""
    prints_letter: bool = False
    done_at: datetime | None = None
    returned: str = ""
    claimed_by: str = ""
    may_return: bool = False
    may_reassign: bool = False
    may_add_signer: bool = False
    may_withdraw: bool = False
    settles: tuple[str, str] | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ActionButton:
    """A button. When not `enabled`, `why_not` says in a sentence what is missing.

    `may_record_for`: those who may have taken it on paper, for whom the viewer may write it down.
    """

    action: str
    title: str
    enabled: bool
    hint: str = ""
    confirm: str = ""
    form: Form | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""
    may_record_for: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """An opinion for approval. `numbers`: the letters that approving it issues with a number. `fixed`: it is approved in no
    other words; `scan` is the file that shows what it says. `may_record_for`: those who may have decided on paper, for whom the
    viewer may write it down.
    """

    draft: int
    rule: str
    title: str
    because: str
    opinion: str
    status: str
    approvers: tuple[str, ...]
    candidates: tuple[Named, ...]
    mine: bool
    made_at: datetime
    decided_by: str = ""
    numbers: tuple[Named, ...] = ()
    fixed: bool = False
    scan: str = ""
    may_record_for: tuple[Named, ...] = ()
