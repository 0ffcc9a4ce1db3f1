"""What waits for people who have all left goes to those who hold their posts now; where nobody does, the office is asked."""

from fangyuan.engine.drafts_of_rules import effect_of
from fangyuan.engine.letter_paths import await_step
from fangyuan.engine.office import office_people
from fangyuan.engine.opening import DRAFT, ask_office, give_place, heirs, nobody, withdraw_settled
from fangyuan.engine.receipts import granting
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import SeekPeople
from fangyuan.model.events import Cause, DraftReassigned, ExtensionReassigned, NobodyMatched, SlotOpened
from fangyuan.model.state import ClockRun, DraftState, TaskState
from fangyuan.model.world import CLOCKWORK

LEFT = "原来的人员已离任"


def seek(round_: Round, command: SeekPeople) -> None:
    """Looks through everything open in the case, letters of a closed one too; what has its people stays as it is.

    A place that others can still fill too keeps its people: whoever takes it on does the work of all of them.
    """
    if command.actor.person != CLOCKWORK.person:
        refuse("not-yours", "转给现任人员由系统自动办理", "需要换人的，请移交工作或者改派任务")
    for letter in tuple(round_.case.letters.values()):
        if letter.step and not round_.anybody(letter.waiting):
            await_step(round_, letter.copy, letter.place, Cause("act", letter.letter))
    if round_.case.closed:
        return
    for state in round_.case.open_tasks():
        _seek_for_task(round_, state)
    for draft in tuple(round_.case.drafts.values()):
        if draft.status == "waiting" and not round_.anybody(draft.approvers):
            _seek_for_draft(round_, draft)
    for run in round_.case.open_clocks():
        if run.asked and not round_.anybody(run.asked[2]):
            _seek_for_extension(round_, run)
    withdraw_settled(round_)


def _seek_for_task(round_: Round, state: TaskState) -> None:
    """One place after the other, since a seat that was given to somebody is nobody else's."""
    for place in state.unfilled():
        if not round_.anybody(place.people):
            present = round_.case.tasks[state.key]
            people = _for_place(round_, present, place)
            if people != place.people:
                give_place(round_, present, place, people)
    ask_office(round_, state)


def _for_place(round_: Round, state: TaskState, place: SlotOpened) -> tuple[str, ...]:
    """Who can fill a place now. What describes nobody, as the platform's own question, goes to the office as it is now."""
    task = round_.case_type.tasks.get(state.task)
    return heirs(round_, state, place) if task and task.who else _office(round_)


def _seek_for_draft(round_: Round, draft: DraftState) -> None:
    effect = effect_of(round_.case_type, draft)
    described = effect.approver if effect else ()
    people = tuple(person.person for person in round_.people(described))
    if draft.receipt is not None:
        people = granting(round_, draft.asked_by)
    if people != draft.approvers:
        given = DraftReassigned(draft=draft.draft, rule=draft.rule, approvers=people, reason=LEFT)
        round_.emit(given, Cause("act", draft.rule))
        if not people:
            nobody(round_, described, draft.opinion, f"{DRAFT}{draft.draft}")


def _seek_for_extension(round_: Round, run: ClockRun) -> None:
    """Nobody decides on what they asked for. What lay before somebody lies before the office where nobody has their post."""
    extension = round_.case_type.clock(run.clock).extend
    described = round_.people(extension.approver, run.subject) if extension else ()
    if run.asked is None:
        return
    people = _without(run.asked_by, tuple(one.person for one in described))
    if run.asked[2] and not people:
        people = _without(run.asked_by, _office(round_))
    if people == run.asked[2]:
        return
    given = ExtensionReassigned(clock=run.clock, number=run.number, subject=run.subject, approvers=people, reason=LEFT)
    round_.emit(given, Cause("clock", run.clock))
    if not people:
        round_.emit(NobodyMatched(wanted="延期批准人", purpose=f"批准{run.title}延期"))


def _office(round_: Round) -> tuple[str, ...]:
    return tuple(one.person for one in office_people(round_.pack, round_.case, round_.world))


def _without(asker: str, people: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in people if one != asker)
