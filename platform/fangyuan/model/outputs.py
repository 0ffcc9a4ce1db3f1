"""What a pack hands out: letters, views, targets, duties, code lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.model.clocks import Rung, Warning
from fangyuan.model.conditions import Condition, Param
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Option
from fangyuan.model.rotas import Appointments, Rota
from fangyuan.model.who import Text, Whos

LETTER_STEPS = ("draft", "check", "sign", "number", "seal", "deliver")
"""The steps of the way of a letter, in their order; a pack may leave out any."""


@dataclass(frozen=True, slots=True)
class LetterStep:
    """A step of the way of a letter. A `draft` that asks nobody is done by what brings the letter."""

    step: str
    who: Whos = ()


DELIVERY_METHODS = ("当面", "邮寄", "电子送达", "机要", "留置", "公告", "其他")
"""How a letter may be handed over."""
DELIVERED_BY = ("签收", "拒收", "留置", "公告期满")
"""What makes a letter delivered: signed for, refused, left where it was refused, or announced for as long as is asked."""
CAME_BACK_BY = ("退回",)
"""What does not: it is with the office again and still to be delivered."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its template's bytes are `Pack.files[template]`.

    `context` maps a word of the template to a fact's path; `required` lists the words without which it cannot be
    issued, each with the source that asks for it. `path` is the way of a letter that somebody checks, signs or seals, the
    drafting first; one without is issued at once. The scan of the sealed paper is its original: who seals it attaches that,
    unless it is `scan_optional`.
    """

    letter: str
    title: str
    template: str
    context: Mapping[str, str]
    number: Text = Text()
    required: Mapping[str, str] = field(default_factory=dict)
    case_types: tuple[str, ...] = ()
    law: str = ""
    path: tuple[LetterStep, ...] = ()
    scan_optional: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a path of an answer or a fact (`case.stage`, `clock.pledged.due`)."""

    path: str
    title: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class DiaryDate:
    """By what the rows of a view stand in the diary: the date, the time that a text says, the officer who is to be there."""

    on: str
    at: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A worklist or ledger over one case type; `sort` paths may begin with `-`.

    `scope` narrows the rows to `own`, `unit`, `subtree` or `tenant`; empty leaves it to the role of the reader. With a
    `diary` the rows also stand in the diary of whoever may open the view.
    """

    view: str
    title: str
    case_type: str
    columns: tuple[Column, ...]
    condition: Condition | None = None
    group: str = ""
    sort: tuple[str, ...] = ()
    who: Whos = ()
    filters: tuple[str, ...] = ()
    excel: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    hint: str = ""
    diary: DiaryDate | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A quota or a rate to reach in a period; `measure` is `count` (of what `condition` says), or `rate` with two conditions.

    `date` puts a case into the period, empty is the day it was received. With `each` every holder named by that path has
    to reach it: everybody with `each_role`, or every unit of `each_kind`, else whoever occurs. `by` shows it by `unit`, or
    by `level` with the jurisdictions below. `who` may see it, empty is everybody. With `each_case` every case of a matter
    counts for itself.
    """

    target: str
    title: str
    case_type: str
    measure: str
    at_least: Any
    numerator: Condition | None = None
    denominator: Condition | None = None
    per: str = "year"
    rounding: str = ""
    condition: Condition | None = None
    date: str = ""
    each: str = ""
    each_role: str = ""
    each_kind: str = ""
    by: str = ""
    who: Whos = ()
    hint: str = ""
    each_case: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """Recurring work: an RRULE, what it opens, who does it, within how long.

    It opens a case of the type `opens`; where `task` is its title, the type is made of that one task, with the `form` of
    another type (`type/form`). `calendar` says which days are worked, empty the usual one. A missed duty warns and climbs
    as a clock does. `agenda` names the view whose rows are tied to the case that it opens, `report` the report that is due:
    of the period before the date of the rule, or with `period` `current` of the one in which that date lies.

    It opens `ahead` of its day. `answers` maps paths of the type it opens to what is written there, the day or whose turn
    it is by the `rota`. People may be booked for its days where it has `appointments`.
    """

    duty: str
    title: str
    rrule: str
    who: Whos
    opens: str = ""
    task: str = ""
    if_holiday: str = "as-it-falls"
    within: Duration | Param | None = None
    agenda: str = ""
    nil_report: bool = False
    form: str = ""
    calendar: str = ""
    warn: tuple[Warning, ...] = ()
    escalate: tuple[Rung, ...] = ()
    report: str = ""
    period: str = "before"
    ahead: Duration | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    rota: Rota | None = None
    appointments: Appointments | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A versioned list of codes; `mapped` leads from the codes of an older version to this one's."""

    code_list: str
    title: str
    version: str
    options: tuple[Option, ...]
    mapped: Mapping[str, str] = field(default_factory=dict)
