"""Rules, drafts, ties to other cases, and who looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fangyuan.model.events.base import Event, happening


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule: fired, overruled by another, or the first condition (a path) that failed and what it saw.

    `test` is the place of that condition among the atoms of the rule, left to right, where a single one failed. `facts`
    are those that a rule looked at whose condition held, by path.
    """

    rule: str
    fired: bool
    round: int = 1
    overruled_by: str = ""
    failed: str = ""
    saw: Any = None
    test: int = -1
    facts: Mapping[str, Any] = field(default_factory=dict)


@happening()
class RulesWeighed(Event):
    """The rules of one event were weighed together, all seeing one snapshot of the facts.

    `of` is the number of that event, `pack` the hash of the version whose rules they are.
    """

    on: str
    verdicts: tuple[Verdict, ...]
    of: int = 0
    pack: str = ""


@happening("rule")
class DraftMade(Event):
    """An opinion waits for approval. `draft` is its number in the case; `slot` what it writes when approved.

    `receipt` is the day of receipt that somebody (`asked_by`) asks to put right, for a `reason`; no rule made that one.
    """

    draft: int
    rule: str
    opinion: str
    approvers: tuple[str, ...]
    candidates: tuple[str, ...] = ()
    receipt: date | None = None
    asked_by: str = ""
    reason: str = ""


@happening("rule")
class DraftApproved(Event):
    """The opinion was approved, as it was or with another text."""

    draft: int
    rule: str
    opinion: str
    changed: bool = False
    chosen: str = ""


@happening("rule")
class DraftReassigned(Event):
    """An opinion for which nobody was found, or whose approvers have left, lies before somebody else; or before nobody yet."""

    draft: int
    rule: str
    approvers: tuple[str, ...]
    reason: str = ""


@happening("rule")
class DraftLapsed(Event):
    """An opinion waits no more, because the case went on or ended without it."""

    draft: int
    rule: str
    reason: str


@happening("rule")
class DraftRefused(Event):
    """The opinion was refused; nothing follows."""

    draft: int
    rule: str
    reason: str


@happening()
class Notified(Event):
    """People were told something, in-app at once."""

    to: tuple[str, ...]
    text: str


@happening("kind")
class CaseDispatched(Event):
    """The matter was sent on. `key` is the key of the command to the other case.

    `returns` says what of its report is written here (ours: theirs); of several units `lead` leads.
    """

    kind: str
    case_type: str
    to: str
    report: bool
    wait: bool
    key: str
    returns: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""


@happening()
class DispatchRecalled(Event):
    """What was sent on under this key is called back; `case` is what it had become there, blank where it was not opened."""

    key: str
    to: str
    reason: str
    case: str = ""
    number: str = ""


@happening()
class MatterRecalled(Event):
    """Whoever sent the matter here, from their `case`, has called it back."""

    key: str
    case: str
    reason: str


@happening()
class ObjectionMade(Event):
    """We object to having been sent the matter, with reasons; whoever sent it decides."""

    reason: str


@happening()
class CaseObjected(Event):
    """The receiver objects to a dispatch, with reasons."""

    key: str
    reason: str
    case: str = ""


@happening("result")
class ObjectionDecided(Event):
    """The objection of `case`, or our own to it, was `agreed` to, so that the matter comes back, or `refused`."""

    result: str
    case: str
    reason: str = ""


@happening("relation")
class CasesLinked(Event):
    """Another case belongs to this one: child, parent, repeat, joint, merged …; a parent `asks` for these answers."""

    relation: str
    case: str
    number: str = ""
    key: str = ""
    asks: tuple[str, ...] = ()


@happening("relation")
class CasesUnlinked(Event):
    """A tie that an officer had made by hand was undone."""

    relation: str
    case: str
    reason: str
    number: str = ""


@happening()
class CaseMerged(Event):
    """The case repeated another, `into` which it went."""

    into: str
    reason: str
    number: str = ""


@happening("reached")
class ChildProgressed(Event):
    """A case that was sent on has come to another stage, as its own procedure calls it; `reopened`: after its report.
    `answered`: in that stage what was sent on is answered.
    """

    case: str
    reached: str
    title: str
    reopened: bool = False
    answered: bool = False


@happening("said")
class SenderSpoke(Event):
    """Whoever assigned the matter here, from `case`, said a word about it, with a text for people."""

    case: str
    said: str
    text: str = ""


@happening("said")
class GatheringSpoke(Event):
    """A case that gathers others, such as a meeting, said a word about this one, with a text for people."""

    case: str
    number: str
    said: str
    text: str = ""


@happening()
class ChildClosed(Event):
    """A case that was sent on has closed; its answers came back under the names that the dispatch gave."""

    case: str
    outcome: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@happening("path")
class PrivateDataSeen(Event):
    """Somebody looked at a masked value, and said why."""

    path: str
    reason: str


@happening()
class SlipPrinted(Event):
    """The slip with the number and the query code was printed; `issue` counts the codes that the case has had."""

    issue: int = 0


@happening()
class CommentMade(Event):
    """A remark for colleagues, with those it mentions."""

    text: str
    mentions: tuple[str, ...] = ()
