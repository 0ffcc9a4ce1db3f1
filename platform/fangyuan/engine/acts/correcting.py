"""What was written down wrongly when a case was registered is put right, with the reason, while the case is open.

The answers change as if the form were filled in again: slots, pauses and rules that ask for them follow. What has been
decided by the old ones stays: nothing is unsaid, no letter changes, and no deadline is moved, as decision 024 says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.engine.acts.completing import emptied
from fangyuan.engine.clocks.due_dates import promised
from fangyuan.engine.clocks.subjects import seen_by
from fangyuan.engine.entitlement import may_correct
from fangyuan.engine.facts import Facts
from fangyuan.engine.placement import has_entries
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import holds
from fangyuan.model.clocks import Clock
from fangyuan.model.commands import CorrectAnswers
from fangyuan.model.events import AnswersCorrected, AnswersSubmitted, Cause, StageEntered
from fangyuan.model.fields import Field, Form
from fangyuan.model.procedure import Task

CORRECT = "correct"
"""The cause of answers that were put right."""


def correctable(round_: Round) -> Form | None:
    """The form whose answers may be put right now: the one that registered the case; None while it is still to be filled in."""
    first = _first(round_)
    if first is None or round_.case.closed or has_entries(first):
        return None
    if any(state.task == first.task for state in round_.case.open_tasks()):
        return None
    return round_.case_type.forms.get(first.form)


def correct(round_: Round, command: CorrectAnswers) -> None:
    """Puts answers right; refuses where a deadline rests on one of them."""
    form = _form(round_)
    if not may_correct(round_, round_.acting):
        refuse("not-yours", "您不能更正登记的内容", "请由登记人或管理员更正")
    reason = needed(command.reason, "reason-missing", "请写明更正的理由", "reason")
    before, facts = round_.case.answers, round_.facts()
    answers = {
        field.name: command.answers[field.name]
        for field in form.fields
        if field.name in command.answers and command.answers[field.name] != before.get(field.name)
    }
    cleared = emptied(round_, form, command.answers)
    changed = dict(_changed(form.fields, before, command.answers))
    if not (answers or cleared):
        refuse("nothing-changed", "没有改动任何内容", "请改正有误的内容再提交")
    was = {path: value for path, value in changed.items() if value is not None}
    round_.emit(AnswersSubmitted(form="", answers=answers, cleared=cleared), Cause("act", CORRECT))
    round_.emit(AnswersCorrected(form=form.form, paths=tuple(changed), reason=reason), Cause("act", CORRECT, was))
    for clock in round_.case_type.clocks:
        _check_promise(round_, clock, facts)
        _check_start(round_, clock, facts, form, tuple(changed))


def _form(round_: Round) -> Form:
    if round_.case.closed:
        refuse("closed", "这件事项已经办结，不能再更正", "确需更正的，请先重新办理")
    return correctable(round_) or refuse("not-open", "登记的内容还没有填完，不能更正", "请直接办理登记那一项任务")


def _first(round_: Round) -> Task | None:
    tasks = round_.case_type.first_stage.tasks
    return tasks[0] if tasks else None


def _changed(fields: tuple[Field, ...], before: Any, after: Any) -> Iterator[tuple[str, Any]]:
    """The fields that differ, each with what a plain one said before; of a list, or of what is private, only that it differs."""
    for field in fields:
        old, new = _at(before, field.name), _at(after, field.name)
        if old == new:
            continue
        if field.children and not field.many:
            yield from _changed(field.children, old, new)
        else:
            yield field.path, old if isinstance(old, str | int | float) and not field.sensitive else None


def _at(answers: Any, name: str) -> Any:
    return answers.get(name) if isinstance(answers, Mapping) else None


def _check_promise(round_: Round, clock: Clock, facts: Facts) -> None:
    """A run that counts to the day of an answer keeps it: more time is asked for and granted, not written in."""
    if clock.until is None:
        return
    for run in round_.case.open_clocks():
        if run.clock != clock.clock or all(change.reckoning.promised is None for change in run.history):
            continue
        old, new = (promised(clock, seen_by(run.subject, told, clock.per)) for told in (facts, round_.facts()))
        if old != new and old is not None:
            title = _title(round_, clock.until.field)
            refuse(
                "deadline-rests",
                f"“{clock.title}”按“{title}”计算，不能更正",
                "需要延长的，请申请延期",
                clock.until.field,
            )


def _check_start(round_: Round, clock: Clock, facts: Facts, form: Form, changed: tuple[str, ...]) -> None:
    """Whether a clock that may have begun was to begin is not decided anew."""
    if clock.start_if is None or not _may_have_begun(round_, clock):
        return
    subjects = {run.subject for run in round_.case.clocks.values() if run.clock == clock.clock} or {""}
    for subject in subjects:
        old, new = (
            holds(clock.start_if, seen_by(subject, told, clock.per), round_.moment) for told in (facts, round_.facts())
        )
        if old != new:
            titles = "、".join(f"“{_title(round_, path)}”" for path in changed)
            advice = "请提交不改这一项的更正；这件事项应按另一种时限办理的，请并入重新登记的一件"
            refuse("deadline-rests", f"改了{titles}，“{clock.title}”该不该起算就不同了", advice, changed[0])


def _may_have_begun(round_: Round, clock: Clock) -> bool:
    """Whether what starts the clock may have happened: not where only stages do that the case has never entered."""
    stages = [one.narrowed.get("stage", "") for one in clock.start if one.word == StageEntered.word]
    return len(stages) < len(clock.start) or any(not one or one in round_.case.visits for one in stages)


def _title(round_: Round, path: str) -> str:
    field = round_.case_type.fields.get(path)
    return field.title if field else path
