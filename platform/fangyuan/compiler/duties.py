"""Recurring work: what a pack says of it, and what it adds to the case type that it opens.

A duty that opens a single task is a case type of its own, made here: one stage, one task, closed by itself when that is
done. Every duty with a time brings a clock, so that a missed one shows and climbs its ladder; and its report of nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr

from fangyuan.compiler import clocks, receptions, words
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.forms.holes import parse_text
from fangyuan.model.clocks import Clock, Counting, Rung
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.fields import Form
from fangyuan.model.outputs import Duty
from fangyuan.model.procedure import Action, CaseType, Slot, SlotKind, Stage, Task
from fangyuan.model.rotas import ON_TURN
from fangyuan.model.who import EventPattern, Who, Whos
from fangyuan.packs.reasons import reason

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LIKE_THE_ANCHOR = datetime(9940, 1, 1)  # noqa: DTZ001 - a rule knows dates alone
"""A leap year from a Monday on, as the year from which rules count, and so near the end of all dates that a rule which
never occurs is known at once instead of after eight thousand years.
"""
NIL_REPORT = "nil-report"
"""The action that ends a duty's case in one step."""

TASK, DONE = "do", "done"
"""The one task, and the action and final stage, of the case type that is made for a duty with a single task."""

Types = Mapping[str, TypeNames]


def duties(spot: Spot | None, types: Types, pack: PackNames) -> dict[str, Duty]:
    """Every duty by id."""
    return {row.text("duty"): _duty(row, types, pack) for row in spot.rows()} if spot else {}


def _duty(spot: Spot, types: Types, pack: PackNames) -> Duty:
    every, opens = spot.get("every"), spot.get("opens")
    agenda = opens.get("agenda") if opens else None
    key, form, names = _opened(opens, spot.text("duty"), types, pack)
    if not spot.get("within"):
        for word in ("warn", "escalate"):
            if held := spot.get(word):
                held.say("duty-without-time", duty=spot.text("duty"), key=word)
    return Duty(
        duty=spot.text("duty"),
        title=spot.text("title"),
        rrule=_rrule(every.get("rrule")) if every else "",
        who=words.roles(spot.get("who"), TypeNames(pack)),
        opens=key,
        task=opens.text("task") if opens else "",
        if_holiday=every.text("if-holiday", "as-it-falls") if every else "as-it-falls",
        within=words.length(spot.get("within"), TypeNames(pack)),
        agenda=agenda.named("view", "unknown-view", pack.views) if agenda else "",
        nil_report=spot.flag("nil-report"),
        form=form,
        calendar=_calendar(every, pack),
        warn=clocks.warnings(spot, names),
        escalate=clocks.ladder(spot, names),
        report=spot.named("report", "unknown-report", pack.reports),
        period=spot.text("period", "before"),
        ahead=every.duration("ahead") if every else None,
        answers=receptions.opening(spot, names),
        rota=receptions.rota(spot.get("rota"), pack),
        appointments=receptions.appointments(spot.get("appointments"), types, pack),
    )


def _calendar(every: Spot | None, pack: PackNames) -> str:
    """The calendar that says which days are worked; a pack without calendars leaves them to the installation."""
    named = every.get("calendar") if every else None
    if named is None:
        return ""
    return named.itself("unknown-calendar", pack.calendars) if pack.calendars else named.word


def _opened(opens: Spot | None, duty: str, types: Types, pack: PackNames) -> tuple[str, str, TypeNames]:
    """The key of the type, the form of a single task (`type/form`), and the names that a ladder may use."""
    if opens is None:
        return "", "", TypeNames(pack)
    if opens.get("task"):
        if opens.get("case-type"):
            opens.say("both-and", first="task", second="case-type")
        return f"{pack.name}/duty-{duty}", _form(opens.get("form"), types, pack), TypeNames(pack)
    named = opens.get("case-type")
    key = pack.key_of(named.word) if named else ""
    if named is not None and key not in types:
        named.unknown("unknown-case-type", named.word, pack.type_words())
        return "", "", TypeNames(pack)
    return key, "", types.get(key, TypeNames(pack))


def _form(spot: Spot | None, types: Types, pack: PackNames) -> str:
    """A form of any type of the pack, as `type/form`."""
    if spot is None:
        return ""
    known = {
        f"{key.rpartition('/')[2]}/{form}": f"{key}/{form}" for key, names in types.items() for form in names.forms
    }
    return known.get(spot.itself("unknown-form", known), "")


def _rrule(spot: Spot | None) -> str:
    """A rule of recurrence that comes again and again, of days and up (RFC 5545, 3.3.10)."""
    if spot is None:
        return ""
    wrong = _misspelt(spot.word) or _never(spot.word)
    if wrong:
        spot.say("bad-rrule", value=spot.word, **wrong)
    return "" if wrong else spot.word


def _misspelt(word: str) -> dict[str, str]:
    """Why a rule is none that a duty may have."""
    if not re.fullmatch(r"[A-Z0-9=;,:+-]{1,200}", word):
        return {"reason": "只写大写字母、数字和 = ; , : + -", "reason_en": "write A-Z 0-9 = ; , : + - alone"}
    said = dict(part.partition("=")[::2] for part in word.split(";"))
    if said.get("FREQ") not in _FREQUENCIES or said.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        return {
            "reason": "FREQ 只写 DAILY、WEEKLY、MONTHLY、YEARLY",
            "reason_en": "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY",
        }
    if said.keys() & {"COUNT", "UNTIL"}:
        return {
            "reason": "定期工作没有尽头，去掉 COUNT 和 UNTIL；不再需要时停用它",
            "reason_en": "a duty has no end: take out COUNT and UNTIL, and stop it when it is needed no more",
        }
    if not re.fullmatch(r"[1-9][0-9]{0,2}", said.get("INTERVAL", "1")):
        return {"reason": "INTERVAL 写 1 到 999", "reason_en": "INTERVAL is 1 to 999"}
    return {}


def _never(word: str) -> dict[str, str]:
    try:
        found = list(islice(rrulestr(word, dtstart=_LIKE_THE_ANCHOR), 2))
    except (ValueError, TypeError) as error:
        return reason(str(error))
    if len(found) == 1:
        return {"reason": "几十年才有一次", "reason_en": "it occurs once in decades"}
    return {} if found else {"reason": "没有一天符合", "reason_en": "it never occurs"}


def with_duties(case_types: Mapping[str, CaseType], recurring: Iterable[Duty]) -> dict[str, CaseType]:
    """The case types, each with what its duties bring; whatever a type itself says stays as it is."""
    found = dict(case_types)
    bare = {key for key, case_type in case_types.items() if not case_type.clocks}
    forms = {f"{key}/{name}": form for key, kind in case_types.items() for name, form in kind.forms.items()}
    for duty in recurring:
        if duty.task:
            found[duty.opens] = _alone(duty, forms.get(duty.form))
        if duty.opens in found:
            timed = bool(duty.task or duty.warn or duty.escalate or duty.opens in bare)
            found[duty.opens] = _with(found[duty.opens], duty, timed=timed)
    return found


def _alone(duty: Duty, form: Form | None) -> CaseType:
    """The case type of a duty that is one task."""
    task = Task(task=TASK, title=duty.task, who=_doers(duty), form=form.form if form else "")
    finished = Atom(f"task.{TASK}.done", Op.CONST, True)
    return CaseType(
        key=duty.opens,
        title=duty.title,
        number=parse_text(f"{{tenant.code}}-{duty.duty}-{{year}}-{{seq:03}}"),
        stages=(Stage("open", duty.title, (task,)), Stage(DONE, "办结", final=True)),
        tasks={TASK: task},
        actions=(Action(DONE, "办结", ("open",), close=DONE, condition=finished, automatic=True),),
        forms={form.form: form} if form else {},
        fields={field.path: field for field in form.walk()} if form else {},
        slots={ON_TURN: Slot(ON_TURN, SlotKind.OFFICER, title="轮值")} if duty.rota else {},
    )


def _doers(duty: Duty) -> Whos:
    """Who does a single task: whoever's turn it is, else those whom the duty names."""
    return (Who(slot=ON_TURN),) if duty.rota else duty.who


def _with(case_type: CaseType, duty: Duty, *, timed: bool) -> CaseType:
    added = (_clock(duty),) if timed and duty.within else ()
    actions = (*case_type.actions, *_nil_report(case_type, duty))
    return replace(case_type, clocks=(*case_type.clocks, *added), actions=actions)


def _clock(duty: Duty) -> Clock:
    """Runs from the duty's opening until the case is closed; at its end those who are asked are told, then the ladder."""
    own = () if any(rung.after is None for rung in duty.escalate) else (Rung(after=None, inform=_told(duty)),)
    return Clock(
        clock=f"duty-{duty.duty}",
        title=duty.title,
        start=(EventPattern("duty-opened", {"duty": duty.duty}),),
        stop=(EventPattern("case-closed"),),
        within=duty.within,
        counting=Counting(calendar=duty.calendar) if duty.calendar else Counting(),
        warn=duty.warn,
        escalate=(*own, *duty.escalate),
    )


def _told(duty: Duty) -> Whos:
    """Who is told that the time is over."""
    return tuple(dict.fromkeys((*_doers(duty), *duty.who))) if duty.task else duty.who


def _nil_report(case_type: CaseType, duty: Duty) -> tuple[Action, ...]:
    """One click where there is nothing to report; a type that has such an action keeps its own."""
    final = next((stage.stage for stage in case_type.stages if stage.final), "")
    if not (duty.nil_report and final) or any(action.action == NIL_REPORT for action in case_type.actions):
        return ()
    open_stages = tuple(stage.stage for stage in case_type.stages if not stage.final)
    return (
        Action(
            action=NIL_REPORT, title="零报告", source=open_stages, close=final, who=duty.who,
            confirm="本期没有需要报告的情况，确定作零报告?",
        ),
    )  # fmt: skip
