"""Tasks done: by whoever they are asked of, one after the other or together, also for somebody who signed on paper."""

from collections.abc import Mapping
from typing import Any

from fangyuan.engine.acts.letters import deliver_by_task
from fangyuan.engine.entitlement import may_start, places_of
from fangyuan.engine.folds.trees import merged
from fangyuan.engine.letter_paths import bring
from fangyuan.engine.lettering import Asked
from fangyuan.engine.names import listed
from fangyuan.engine.opening import open_extra, unsettled
from fangyuan.engine.partaking import check_part
from fangyuan.engine.placement import SHELF, answers_at, split_place
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.judging import effective_schema, settle
from fangyuan.model.commands import CompleteTask, Sign
from fangyuan.model.events import AnswersSubmitted, Cause, Signed, SlotOpened, TaskCompleted
from fangyuan.model.fields import Field, Form, WhenHidden
from fangyuan.model.once import once_each
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import Task
from fangyuan.model.state import TaskState
from fangyuan.model.world import Person

PAPER = "paper"


def complete(round_: Round, command: CompleteTask) -> None:
    """Completes a task, or the actor's part of one."""
    _do(round_, command, -1, "confirmed")


def sign(round_: Round, command: Sign) -> None:
    """Fills a place of a task by signature."""
    _do(round_, command, command.slot, command.method)


def open_state(round_: Round, task: str, subject: str) -> TaskState:
    """The open task; refuses, saying whether it is done, withdrawn or not there yet."""
    states = [s for s in round_.case.tasks.values() if (s.task, s.subject) == (task, subject)]
    found = next((state for state in reversed(states) if state.open), None)
    return found or _not_open(round_, task, states)


def fill(
    round_: Round, state: TaskState, place: SlotOpened, person: Person, method: str, answers: Mapping[str, Any]
) -> None:
    """Puts a person's part into a place, with their answers; the part that was last missing completes the task."""
    task = round_.case_type.tasks.get(state.task)
    cause = Cause("act", state.task)
    at = _write(round_, task, state, answers, cause) if task else ""
    signed = Signed(
        task=state.task,
        slot=place.who,
        person=person.person,
        subject=state.subject,
        visit=state.visit,
        method=method,
        instead_of=_instead_of(round_, place, person),
    )
    round_.emit(signed, cause)
    now = round_.case.tasks[state.key]
    if now.filled:
        _finish(round_, task, now, at, cause)


def write_root(round_: Round, form: str, answers: Mapping[str, Any], cause: Cause) -> None:
    """Writes the whole answers of a form to the root, and empties what the form asks and was left blank."""
    cleared = emptied(round_, round_.case_type.forms[form], answers)
    round_.emit(AnswersSubmitted(form=form, answers=answers, cleared=cleared), cause)


def emptied(round_: Round, form: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The root paths that the form asks, that had an answer and that these whole answers of it leave blank."""
    return tuple(_cleared(form.fields, round_.case.answers, answers, _staying(round_, form, answers)))


def _instead_of(round_: Round, place: SlotOpened, person: Person) -> str:
    """Whose place a delegate fills; empty for one's own."""
    lent = (hat.person for hat in round_.hats(person) if hat.person in place.people)
    return "" if person.person in place.people else next(lent, "")


def _do(round_: Round, command: CompleteTask | Sign, slot: int, method: str) -> None:
    state = _open_or_start(round_, command)
    person = round_.acting
    if command.on_behalf_of:
        method = PAPER
    place = _place(round_, state, person, slot)
    _check_order(round_, state)
    fill(round_, state, place, person, method, command.answers)


def _check_order(round_: Round, state: TaskState) -> None:
    """What was begun before an earlier step was returned is not ended before that step is done again."""
    task = round_.case_type.tasks.get(state.task)
    first = next(unsettled(round_, task), None) if task and not state.instrument else None
    if first:
        refuse("not-open", f"“{state.title}”要等“{first.title}”办好以后才能办理", f"请先办好“{first.title}”")


def _open_or_start(round_: Round, command: CompleteTask | Sign) -> TaskState:
    """The open task; an instrument that nobody proposed is opened by whoever may start it."""
    task = round_.case_type.tasks.get(command.task)
    is_open = any(
        state.open and (state.task, state.subject) == (command.task, command.subject)
        for state in round_.case.tasks.values()
    )
    if task and not is_open and may_start(round_, task, round_.acting):
        check_part(round_, task, command.subject)
        open_extra(round_, task.task, command.subject, cause=Cause("act", task.task))
    return open_state(round_, command.task, command.subject)


def _not_open(round_: Round, task: str, states: list[TaskState]) -> TaskState:
    known = round_.case_type.tasks.get(task)
    title = known.title if known else task
    if not states:
        refuse("not-open", f"“{title}”现在还不能办理", "请看事项页面上列出的待办任务")
    last = states[-1]
    if last.status == "done":
        names = listed(round_.outside.directory, dict.fromkeys(s.person for s in last.signatures))
        by = f"（{names}）" if names else ""
        refuse("not-open", f"“{last.title}”已经办结{by}", "请刷新页面；需要更正的，请由有权的人退回")
    refuse("not-open", f"“{last.title}”已经撤销，不再需要办理", "请刷新页面查看现在的任务")


def _place(round_: Round, state: TaskState, person: Person, slot: int) -> SlotOpened:
    fitting = [place for place in places_of(round_, state, person) if slot in (-1, place.who)]
    return fitting[0] if fitting else _not_yours(round_, state, person)


def _not_yours(round_: Round, state: TaskState, person: Person) -> SlotOpened:
    waiting = dict.fromkeys(name for place in state.waiting() for name in place.people)
    names = listed(round_.outside.directory, waiting)
    if any(person.person in slot.people for slot in state.slots):
        done = any(signature.person == person.person for signature in state.signatures)
        message = f"“{state.title}”中{person.name}的部分已经办好" if done else f"“{state.title}”还没有轮到{person.name}"
        refuse("not-yours", message, f"现在等待：{names}" if names else "")
    who = f"请由{names}办理，或请其改派" if names else "还没有指定办理人，请先改派"
    refuse("not-yours", f"“{state.title}”不由{person.name}办理", who)


def _write(round_: Round, task: Task, state: TaskState, answers: Mapping[str, Any], cause: Cause) -> str:
    """Writes the answers to their place, and gives the place; a signature without answers writes nothing."""
    at = answers_at(task, state.subject, _entry_number(round_, task, state))
    if not task.form or (not answers and state.need > 1):
        return at
    if not at and state.need == 1:
        write_root(round_, task.form, answers, cause)
        return at
    whole = merged(_entry(round_, at), answers) if at and state.signatures else answers
    event = AnswersSubmitted(form=task.form, answers=whole, task=task.task, subject=state.subject, at=at)
    round_.emit(event, cause)
    return at


def _entry_number(round_: Round, task: Task, state: TaskState) -> int:
    """Which entry this is: of a repeated task the next of all its visits, of an instrument its own opening."""
    if not task.repeat:
        return state.visit
    same = [s for s in round_.case.tasks.values() if (s.task, s.subject) == (state.task, state.subject)]
    return sum(s.count for s in same) + 1


def _entry(round_: Round, at: str) -> Mapping[str, Any]:
    task, entry = split_place(at)
    found: Mapping[str, Any] = round_.case.answers.get(SHELF, {}).get(task, {}).get(entry, {})
    return found


def _finish(round_: Round, task: Task | None, state: TaskState, at: str, cause: Cause) -> None:
    if task:
        _check_answers(round_, task, at)
    n = _entry_number(round_, task, state) if task and task.repeat else 1
    delivers = task.delivers if task else None
    own = bool(task and delivers and delivers.letter == task.letter)
    if task and delivers and not own:
        deliver_by_task(round_, task, delivers, state.subject)
    round_.emit(TaskCompleted(task=state.task, subject=state.subject, visit=state.visit, n=n), cause)
    if task and task.letter:
        to = state.proposed_to
        addressee = round_.outside.directory.name(to) if to else ""
        source = f"{state.task}:{state.visit}:{n if task.repeat else ''}"
        bring(round_, task.letter, cause, Asked(state.subject, addressee, at, source=source))
    if task and delivers and own:
        deliver_by_task(round_, task, delivers, state.subject)


def _check_answers(round_: Round, task: Task, at: str) -> None:
    """Where several sign, or one signs without answering, somebody must have answered what the form asks then."""
    form = round_.case_type.forms.get(task.form)
    held = _entry(round_, at) if at else round_.case.answers
    missing = _unanswered(round_, form, held) if form else []
    if missing:
        raise Refused(*(_missing(task, field) for field in missing))


def _unanswered(round_: Round, form: Form, held: Mapping[str, Any]) -> list[Field]:
    """The fields that the form asks for in view of its answers, and that are blank."""
    answers = {field.name: held[field.name] for field in form.fields if field.name in held}
    if not _askable(form) - answers.keys():
        return []
    asked = effective_schema(form, answers, round_.facts(), round_.moment).get("required", ())
    return [field for field in form.fields if field.name in asked and field.name not in answers]


@once_each
def _askable(form: Form) -> frozenset[str]:
    """The names of the fields that the form asks for at some time: always, or where a REQUIRE in them says so."""
    always = form.schema.get("required", ())
    return frozenset((*always, *(one.name for one in form.fields if any(part.required_if for part in one.walk()))))


def _missing(task: Task, field: Field) -> Problem:
    return Problem("required", f"请先填写“{field.title}”，再完成“{task.title}”", path=field.path)


def _staying(round_: Round, form: Form, answers: Mapping[str, Any]) -> frozenset[str]:
    """The paths of the fields that are hidden now and whose answers are to be kept."""
    keeping = frozenset(field.path for field in form.walk() if field.when_hidden is WhenHidden.KEEP)
    return keeping & settle(form, answers, round_.facts(), round_.moment)[1] if keeping else keeping


def _cleared(fields: tuple[Field, ...], before: Any, after: Any, staying: frozenset[str]) -> list[str]:
    """The paths that had an answer and were left blank; what is hidden now and to be kept stays."""
    found: list[str] = []
    for field in fields if isinstance(before, Mapping) and before else ():
        if field.name not in before or field.path in staying:
            continue
        given = after.get(field.name) if isinstance(after, Mapping) else None
        is_group = field.json_type == "object" and field.children
        holds_on = given is None and any(each.path in staying for each in field.walk())
        if is_group and (isinstance(given, Mapping) or holds_on):
            found += _cleared(field.children, before[field.name], given, staying)
        elif given is None and not field.read_only:
            found.append(field.path)
    return found
