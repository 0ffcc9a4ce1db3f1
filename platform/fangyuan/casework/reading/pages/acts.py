"""Acts beside the procedure: work that changes hands, duplicates, objections, a closed case that goes on."""

from dataclasses import dataclass
from datetime import date

from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act on the case as a whole that is the viewer's; `why_not` says in a sentence why not now, or is blank.

    `on_paper`: what was done on paper while it was still allowed may be entered.
    """

    act: str
    why_not: str = ""
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection that waits for the viewer's answer; `case` is the one that was sent on."""

    case: str
    number: str
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The officers of one unit who may be chosen, each with what they do there."""

    unit: Named
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ActPage:
    """What one act asks: `people` may be given the work, at one of the `places`; `leaving` may be taken out of the case.

    `about` is the task, or the case that was sent on; `holds` is what of the case waits for the viewer. `seq` guards
    against a stale page. `late`: the term is over, and only what was done on paper within it may be entered, with its day.
    `names_somebody`: nobody was found who decides on an opinion, and the office says who does. `received_on` is the day of
    receipt that may be put right, until the one on which the case was entered; `alone`: without anybody else, `scan`: with one.
    `signers` may have decided on paper, `candidates` be chosen by it, on what the `proposal` says, in no other words if `fixed`;
    `numbers` are the letters that agreeing issues with a number.
    """

    act: str
    case: str
    seq: int
    number: str
    matter: str
    about: Named
    subject: Named
    people: tuple[Colleagues, ...] = ()
    places: tuple[Named, ...] = ()
    leaving: tuple[Named, ...] = ()
    holds: tuple[str, ...] = ()
    stages: tuple[Named, ...] = ()
    objection: ObjectionView | None = None
    why_not: str = ""
    late: str = ""
    names_somebody: bool = False
    received_on: date | None = None
    entered_on: date | None = None
    alone: bool = False
    scan: bool = False
    signers: tuple[Named, ...] = ()
    candidates: tuple[Named, ...] = ()
    proposal: str = ""
    fixed: bool = False
    numbers: tuple[Named, ...] = ()
