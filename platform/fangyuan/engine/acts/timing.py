"""Clocks that fire, and the two acts of an extension: asked, then approved or refused."""

from datetime import datetime

from fangyuan.engine.clocks import extending
from fangyuan.engine.clocks.firing import fire as fire_run
from fangyuan.engine.entitlement import may_ask_extension, may_decide_extension
from fangyuan.engine.office import office_people
from fangyuan.engine.recording_for import check_second_person
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import (
    ApproveExtension,
    AskExtension,
    BeginDay,
    Command,
    FireClock,
    RefuseExtension,
    Register,
)
from fangyuan.model.events import Cause, DayBegan, Event, Firing
from fangyuan.model.state import CaseState, ClockRun


def fire(round_: Round, command: FireClock) -> None:
    """The next firing of a run; nothing where it is no longer the next, or not due yet."""
    run = round_.case.clocks.get((command.clock, command.subject, command.number))
    firing = meant(round_.case, command)
    if run is None or firing is None:
        return
    clock = round_.case_type.clock(command.clock)
    facts = round_.facts(command.subject)
    _emit(round_, command.clock, fire_run(clock, run, round_.case, firing, facts, round_.world, round_.fired_at))


def meant(case: CaseState, command: FireClock) -> Firing | None:
    """The firing that a command carries out, if it is still the next one of its run."""
    run = case.clocks.get((command.clock, command.subject, command.number))
    firing = run.next_firing if run else None
    return firing if firing and (firing.kind, firing.index) == (command.kind, command.index) else None


def late_since(case: CaseState | None, command: Command, now: datetime) -> datetime | None:
    """Since when a firing, or a round of a duty, has been due that is carried out only now; None for every other act."""
    if isinstance(command, Register):
        return command.due_at if command.due_at and command.due_at < now else None
    firing = meant(case, command) if case and isinstance(command, FireClock) else None
    return firing.at if firing and firing.at < now else None


def begin_day(round_: Round, command: BeginDay) -> None:
    """A morning has come in an open case."""
    if not round_.case.closed:
        round_.emit(DayBegan(day=command.day), Cause("clock", DayBegan.word))


def ask(round_: Round, command: AskExtension) -> None:
    """Asks for more time on a running clock."""
    run = _run(round_, command.clock, command.subject)
    if not may_ask_extension(round_, run, round_.acting) and round_.case_type.clock(run.clock).extend:
        refuse("not-yours", f"“{run.title}”的延期不由您申请", "请由承办人申请")
    clock = round_.case_type.clock(run.clock)
    instead = tuple(one.person for one in office_people(round_.pack, round_.case, round_.world))
    at = extending.asked_on(clock, run, command.occurred_on, round_.world, round_.now)
    asked = extending.ask(
        clock, run, command.by, command.reason, round_.case, round_.world, round_.acting.person, instead, at=at
    )
    _emit(round_, run.clock, asked)


def approve(round_: Round, command: ApproveExtension) -> None:
    """Grants what was asked."""
    run = _asked(round_, command.clock, command.subject)
    granted = extending.approve(round_.case_type.clock(run.clock), run, round_.world, round_.now)
    _emit(round_, run.clock, granted)


def turn_down(round_: Round, command: RefuseExtension) -> None:
    """Refuses what was asked."""
    run = _asked(round_, command.clock, command.subject)
    _emit(round_, run.clock, extending.refuse(run, command.reason))


def _asked(round_: Round, clock: str, subject: str) -> ClockRun:
    run = _run(round_, clock, subject)
    if run.asked is None:
        refuse("not-open", f"“{run.title}”没有等待批准的延期申请", "请刷新页面")
    if not may_decide_extension(round_, run, round_.acting):
        refuse("not-yours", f"“{run.title}”的延期不由您批准", "请由列明的批准人办理")
    check_second_person(round_, run.asked_by)
    return run


def _run(round_: Round, clock: str, subject: str) -> ClockRun:
    """The latest run of a clock for a subject; the only open one where no subject is given."""
    runs = [run for run in round_.case.clocks.values() if run.clock == clock and subject in ("", run.subject)]
    named = [run for run in runs if run.subject == subject] or [run for run in runs if run.open]
    if not named:
        refuse("not-open", "没有这个期限，或者它已经结束", "请刷新页面查看现在的期限")
    if len({run.subject for run in named}) > 1:
        refuse("choice-missing", "有几个单位各有期限，请选定一个", path="subject")
    return max(named, key=lambda run: run.number)


def _emit(round_: Round, clock: str, happened: tuple[Event, ...]) -> None:
    for event in happened:
        round_.emit(event, Cause("clock", clock))
