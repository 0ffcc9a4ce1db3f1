"""A case begins: registered by an officer, or opened by the platform for a matter that was sent here."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.engine.acts.completing import PAPER, fill
from fangyuan.engine.dispatching import announce
from fangyuan.engine.entitlement import fits
from fangyuan.engine.facts import zone_of
from fangyuan.engine.moving import enter
from fangyuan.engine.numbers import wanted
from fangyuan.engine.office import registers, without_lists
from fangyuan.engine.opening import open_due
from fangyuan.engine.receipts import LONGEST_AGO
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import Ended, Register
from fangyuan.model.events import (
    AnswersSubmitted,
    CaseClosed,
    CaseRegistered,
    CasesLinked,
    Cause,
    DutyOpened,
    Notified,
    SlotFilled,
    SlotOpened,
    StageEntered,
)
from fangyuan.model.procedure import Task
from fangyuan.model.rotas import ON_TURN
from fangyuan.model.state import TaskState
from fangyuan.model.world import CLOCKWORK

NUMBER = "\ue000case\ue001"
"""Stands for the case's number until the commit draws it."""

RESOLVED_WHEN_USED = frozenset({"officer", "person", "phone", "unit"})
"""Kinds of parameters that are not pinned with a case: whoever holds the post when it is used is meant."""

AGENDA = "agenda"
"""The tie from the case of a duty to a case that stands on its agenda."""

_KIND = "x-fangyuan-kind"


def register(round_: Round, command: Register) -> None:
    """Opens a case in its first stage, and does its first task; a matter sent here waits for the receiver's own clerk.

    What the sender knew is in the answers already: the clerk checks it and completes the form.
    """
    cause = Cause("command" if command.parent else "act", "register")
    _check(round_, command)
    wanted(round_, NUMBER, f"case:{round_.case_type.key}", round_.case_type.number, command.unit)
    round_.emit(_registered(round_, command), cause)
    if command.parent:
        round_.emit(CasesLinked(relation="parent", case=command.parent, key=command.key, asks=command.asks), cause)
        announce(round_, command.parent, command.key)
    _check_right(round_, command)
    if command.ended:
        _write_down(round_, command, command.ended)
        return
    by_platform = command.actor.person == CLOCKWORK.person
    if by_platform and command.answers:
        round_.emit(AnswersSubmitted(form="", answers=command.answers), cause)
    if command.duty:
        _open_duty(round_, command)
    enter(round_, round_.case_type.first_stage.stage, cause)
    if not by_platform:
        _complete_first(round_, command)


def _write_down(round_: Round, command: Register, ended: Ended) -> None:
    """Keeps a matter that was over before the platform knew of it: its answers, its last stage, its outcome, its day."""
    stages = [stage for stage in round_.case_type.stages if stage.final]
    stage = next((one for one in stages if one.stage == ended.stage), None) if ended.stage else stages[0]
    if stage is None:
        refuse("not-final", f"“{ended.stage}”不是办结的阶段", "请写办结阶段的名称", "stage")
    if round_.case_type.outcomes and ended.outcome and ended.outcome not in round_.case_type.outcomes:
        refuse("unknown-outcome", f"没有“{ended.outcome}”这种办结结果", "请写定义包列出的结果", "outcome")
    if not command.received_on <= ended.on <= round_.today:
        refuse("closed-when", "办结日期不能早于收到日期，也不能晚于今天", "请核对两个日期", "closed_on")
    cause, first = Cause("act", "register"), _first_task(round_)
    if command.answers:
        round_.emit(AnswersSubmitted(form=first.form if first else "", answers=command.answers), cause)
    round_.emit(StageEntered(stage=stage.stage, visit=1, final=True), cause)
    zone = zone_of(round_.outside)
    noon = datetime.combine(ended.on, time(12), ZoneInfo(str(zone))).astimezone(UTC)
    round_.emit(CaseClosed(stage=stage.stage, outcome=ended.outcome, closed_at=min(noon, round_.now)), cause)


def _open_duty(round_: Round, command: Register) -> None:
    """Says which recurring work this is, and tells those who are asked to do it."""
    duty = round_.pack.duties[command.duty]
    cause = Cause("duty", duty.duty)
    if command.turn and ON_TURN in round_.case_type.slots:
        round_.emit(SlotFilled(slot=ON_TURN, holders=(command.turn,)), cause)
    turn, does = (command.turn,) if command.turn else (), () if duty.task and duty.rota and command.turn else duty.who
    asked = tuple(dict.fromkeys((*turn, *(person.person for person in round_.people(does)))))
    occurs_on = command.occurs_on or round_.today
    opened = DutyOpened(duty=duty.duty, title=duty.title, occurs_on=occurs_on, asked=asked, turn=command.turn)
    round_.emit(opened, cause)
    for case, number in command.agenda:
        round_.emit(CasesLinked(relation=AGENDA, case=case, number=number), cause)
    if asked:
        # How many they are stays untold: the text is for good, and one of them may turn out to be kept from whoever reads it.
        listed = "，议程见“关联”" if command.agenda else ""
        listed += f"，只列了前 {len(command.agenda)} 件，其余见台账“{command.rest_in}”" if command.rest_in else ""
        round_.emit(Notified(to=asked, text=f"{duty.title}：请办理{listed}"), cause)


def _registered(round_: Round, command: Register) -> CaseRegistered:
    return CaseRegistered(
        case=command.case,
        tenant=round_.outside.tenant.tenant,
        unit=command.unit,
        case_type=round_.case_type.key,
        pack=round_.pack.hash,
        number=NUMBER,
        received_on=command.received_on,
        parameters=_pinned(round_),
        parent=command.parent,
    )


def _pinned(round_: Round) -> dict[str, Any]:
    known = round_.pack.parameters
    return {
        name: value
        for name, value in round_.outside.parameters.items()
        if name not in known or known[name].schema.get(_KIND) not in RESOLVED_WHEN_USED
    }


def _check(round_: Round, command: Register) -> None:
    if round_.state is not None:
        refuse("already-registered", "这件事项已经登记过了", "请刷新页面查看")
    if round_.case_type.abstract:
        refuse("abstract", f"“{round_.case_type.title}”只供其他类型继承，不能直接登记", "请选择具体的事项类型")
    if round_.case_type.only_sent and command.actor.person != CLOCKWORK.person:
        refuse("only-sent", f"“{round_.case_type.title}”由别的事项发来，不能直接登记", "请在那一件里办理")
    if round_.outside.directory.units and command.unit not in round_.outside.directory.units:
        refuse("unknown-unit", f"登记单位“{command.unit}”不在机构名录中", "请先在机构管理中添加", "unit")
    if command.received_on > round_.today:
        refuse("in-the-future", "收到日期不能晚于今天", "请核对收到日期", "received_on")
    if command.received_on.year < round_.today.year - LONGEST_AGO:
        refuse("long-ago", f"收到日期不能早于{LONGEST_AGO}年前", "请核对收到日期", "received_on")


def _check_right(round_: Round, command: Register) -> None:
    """Who may: a role that registers the type, or whoever the first task is asked of; and the platform itself.

    A role that lists what it registers opens that alone.
    """
    actor = command.actor
    first = _first_task(round_)
    allowed = actor.person == CLOCKWORK.person or registers(round_.pack, actor, round_.case_type.key)
    asked = without_lists(round_.pack, first.who) if first is not None else ()
    if not (allowed or (asked and fits(round_, asked, actor))):
        refuse("not-yours", f"您不能登记“{round_.case_type.title}”", "请由负责登记的人员办理")


def _complete_first(round_: Round, command: Register) -> None:
    """Whoever may register does the first task, also where it would be asked of a colleague."""
    first = _first_task(round_)
    if first is None or not first.form:
        return
    open_due(round_, only=first.task)
    state = next((state for state in round_.case.open_tasks() if state.task == first.task), None)
    if state is None:
        return
    person = round_.acting
    method = PAPER if command.on_behalf_of else "confirmed"
    fill(round_, state, _place(state, person.person), person, method, command.answers)


def _place(state: TaskState, person: str) -> SlotOpened:
    waiting = state.waiting()
    return next((place for place in waiting if person in place.people), waiting[0])


def _first_task(round_: Round) -> Task | None:
    tasks = round_.case_type.first_stage.tasks
    return tasks[0] if tasks else None
