"""What beside its procedure may be done with a case, and what each such act asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import sees
from fangyuan.casework.office import Office
from fangyuan.casework.reading.colleagues import colleagues
from fangyuan.casework.reading.linking import RELATIONS
from fangyuan.casework.reading.naming import Names, letters_named
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.casework.reading.pages import ActPage, CaseAct, Named, ObjectionView
from fangyuan.casework.reading.tasks import letters_issued
from fangyuan.casework.rows import title_of
from fangyuan.engine.acts.tying import tied_by_hand
from fangyuan.engine.issuing import of_extension
from fangyuan.engine.opening import DRAFT, SETTLE, settling_name
from fangyuan.engine.rights import Available
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import LinkState, TaskState

REASSIGN, ADD_SIGNER, WITHDRAW, RETURN = "reassign", "add-signer", "withdraw", "return"
RECUSE, MERGE, OBJECT, REOPEN, ANSWER = "recuse", "merge", "object", "reopen", "decide-objection"
RECALL, LINK, UNLINK, CORRECT, RECEIPT = "recall", "link", "unlink", "correct", "receipt"
DECIDED, DECIDED_TIME = "decided-on-paper", "time-decided-on-paper"

ACTS = (
    REASSIGN, ADD_SIGNER, WITHDRAW, RETURN, RECUSE, MERGE, OBJECT, REOPEN, ANSWER, RECALL, LINK, UNLINK, RECEIPT, DECIDED,
    DECIDED_TIME,
)  # fmt: skip
NAMING = (REASSIGN, ADD_SIGNER, RECUSE)
"""The acts that name another officer."""

TOO_LATE = "too-late"
"""Why an objection is not taken that is made now; one that was made on paper before may still be written down."""

MOST_DIGITS = 9
"""A number in an address that is longer is that of no opinion."""

Offered = TypeVar("Offered")

NOT_OFFERED = Problem("not-open", "现在不能这样办。", advice="请回到案件页面，看现在可以做什么。")


def case_acts(may: Available) -> tuple[CaseAct, ...]:
    """The acts on the case as a whole that are the officer's, in the order in which pages show them."""
    return tuple(_case_acts(may))


def _case_acts(may: Available) -> Iterator[CaseAct]:
    if may.objection:
        yield CaseAct(OBJECT, _told(may.objection.problem), _is_late(may))
    if may.may_correct:
        yield CaseAct(CORRECT)
    if may.may_correct_receipt:
        yield CaseAct(RECEIPT)
    if may.may_recuse or may.may_recuse_others:
        yield CaseAct(RECUSE)
    if may.may_link:
        yield CaseAct(LINK)
    if may.may_merge:
        yield CaseAct(MERGE)
    if may.may_reopen:
        yield CaseAct(REOPEN)


def _is_late(may: Available) -> bool:
    """Whether an objection made now would be too late, and only that stands in its way."""
    problem = may.objection.problem if may.objection else None
    return problem is not None and problem.code == TOO_LATE


def objection_views(may: Available, names: Names) -> tuple[ObjectionView, ...]:
    """The objections of receivers that wait for the officer's answer."""
    return tuple(_objection(tie, names) for tie in may.objections)


def act_page(office: Office, me: Identity, case: str, act: str, about: str, subject: str, now: datetime) -> ActPage:
    """What an act asks; `about` is a task, the case whose objection is answered, or the key of what was sent on, or
    the case to which a tie is undone; of what was decided on paper the number of the opinion, or the clock.

    Raises Refused (`not-found`) for an act that there is not, and (`not-open`) where it is not the officer's now.
    """
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        if act == UNLINK and not sees(office, uow, me, about, now):
            raise Refused(NOT_OFFERED)
    return page_of(office, found, act, about, subject)


def page_of(office: Office, found: Opened, act: str, about: str, subject: str) -> ActPage:
    """The same of a case that was opened; whether another case that it names may be seen was asked."""
    may = found.may
    state = found.state
    title = title_of(state, found.case_type, found.world, office.kinds)
    page = ActPage(
        act=act,
        case=state.case,
        seq=state.seq,
        number=state.number,
        matter=found.veil(found.sight()).cover(title) or found.case_type.title,
        about=Named("", ""),
        subject=found.names.any(subject),
        holds=tuple(_held(found)),
    )
    return _filled(page, found, may, about)


def _filled(page: ActPage, found: Opened, may: Available, about: str) -> ActPage:
    """The page with what its act offers."""
    tasks = _tasks(found, may)
    if page.act in tasks:
        key = (about, page.subject.id)
        state = _there([one for one in tasks[page.act] if (one.task, one.subject) == key])
        return _of_task(page, found, may, state)
    if page.act == ANSWER:
        tie = _there([tie for tie in may.objections if tie.case == about])
        return replace(page, about=Named(about, tie.number), objection=_objection(tie, found.names))
    if page.act == UNLINK:
        tie = _there([tie for tie in tied_by_hand(found.state) if tie.case == about and may.may_link])
        return replace(page, about=Named(about, f"{RELATIONS[tie.relation]} {tie.number}"))
    if page.act == DECIDED:
        return _of_opinion(page, found, may, int(about) if about.isdecimal() and len(about) < MOST_DIGITS else 0)
    if page.act == DECIDED_TIME:
        return _of_time(page, found, may, about)
    if page.act == RECALL:
        tie = _there([tie for tie in may.recallable if tie.key == about])
        return replace(page, about=Named(about, _receiver(tie, found.names)))
    offered = _there([one for one in case_acts(may) if one.act == page.act])
    late, why_not = (offered.why_not, "") if offered.on_paper else ("", offered.why_not)
    return _of_case(replace(page, late=late, why_not=why_not), found, may)


def _of_opinion(page: ActPage, found: Opened, may: Available, number: int) -> ActPage:
    """An opinion on which somebody decided on paper."""
    people = _there([may.recordable_drafts.get(number, ())])
    draft = found.state.drafts[number]
    return replace(
        page,
        about=Named(str(number), found.names.rule(draft.rule)),
        signers=found.names.people(people),
        candidates=found.names.people(draft.candidates if len(draft.candidates) > 1 else ()),
        proposal=found.veil(found.sight()).cover(draft.opinion),
        fixed=draft.receipt is not None,
        numbers=letters_issued(draft, found.names),
    )


def _of_time(page: ActPage, found: Opened, may: Available, clock: str) -> ActPage:
    """More time, which somebody granted or refused on paper."""
    run = (clock, page.subject.id)
    people = _there([may.recordable_extensions.get(run, ())])
    issued = of_extension(found.pack, found.case_type, found.case_type.clock(clock))
    return replace(
        page,
        about=Named(clock, found.names.clock(clock)),
        signers=found.names.people(people),
        numbers=letters_named(found.pack, issued),
    )


def _tasks(found: Opened, may: Available) -> Mapping[str, tuple[TaskState, ...]]:
    """The tasks with which each act may be done."""
    settled = {choice.state.subject for choice in may.tasks if choice.state.task == SETTLE}
    waiting = [state for state in found.state.open_tasks() if settling_name(state) in settled]
    drafts = [one.state for one in may.tasks if one.state.task == SETTLE and one.state.subject.startswith(DRAFT)]
    given = [*(state for state in (*may.reassignable, *waiting) if state.task != SETTLE), *drafts]
    return {
        REASSIGN: tuple(given),
        ADD_SIGNER: may.addable,
        WITHDRAW: may.withdrawable,
        RETURN: may.returnable,
    }


def _of_task(page: ActPage, found: Opened, may: Available, state: TaskState) -> ActPage:
    """What an act on a task asks."""
    page = replace(page, about=Named(state.task, state.title or found.names.task(state.task)))
    near = [unit for unit in (state.subject, *(place.unit for place in state.slots)) if unit]
    if page.act == REASSIGN:
        if state.task == SETTLE:
            return replace(page, subject=Named(state.subject, ""), people=colleagues(found), names_somebody=True)
        return replace(
            page, places=tuple(_places(found, may, state)), people=colleagues(found, near, _sole(state))
        )  # fmt: skip
    if page.act == ADD_SIGNER:
        asked = {person for place in state.slots for person in place.people}
        return replace(page, people=colleagues(found, near, asked))
    return page


def _of_case(page: ActPage, found: Opened, may: Available) -> ActPage:
    """What an act on the case as a whole asks."""
    if page.act == RECUSE:
        leaving = _involved(found) if may.may_recuse_others else (found.person.person,)
        alone = leaving if len(leaving) == 1 else ()
        return replace(page, leaving=found.names.people(leaving), people=colleagues(found, but=alone))
    if page.act == RECEIPT:
        entered = found.state.registered_at.astimezone(found.zone).date()
        scan = found.case_type.receipt.scan
        return replace(page, received_on=found.state.received_on, entered_on=entered, alone=may.sets_receipt, scan=scan)
    if page.act == REOPEN:
        stages = (stage for stage in found.case_type.stages if not stage.final)
        return replace(page, stages=tuple(Named(stage.stage, stage.title) for stage in stages))
    return page


def _places(found: Opened, may: Available, state: TaskState) -> Iterator[Named]:
    """The places of a task that may be given to others: all that wait for the office, their own for everybody else."""
    own = next((choice.places for choice in may.tasks if choice.state.key == state.key), ())
    for place in state.waiting() if may.may_recuse_others or not own else own:
        people = "、".join(found.names.person(one) for one in place.people)
        title = " ".join(filter(None, [found.names.any(place.unit).title, place.title]))
        yield Named(str(place.who), f"{title}（{people}）" if people else title)


def _sole(state: TaskState) -> frozenset[str]:
    """Who has every waiting place to themselves: nothing would change if they were named."""
    alone = {place.people for place in state.waiting()}
    return frozenset(alone.pop()) if len(alone) == 1 and len(next(iter(alone))) == 1 else frozenset()


def _involved(found: Opened) -> tuple[str, ...]:
    """Who has a part in the case by name and may be taken out of it, the officer first."""
    state = found.state
    places = (person for task in state.open_tasks() for place in task.slots for person in place.people)
    drafts = (person for draft in state.drafts.values() if draft.status == "waiting" for person in draft.approvers)
    letters = (person for letter in state.letters.values() for person in letter.waiting)
    holders = (person for held in state.slots.values() for person in held)
    named = dict.fromkeys((found.person.person, *places, *drafts, *letters, *holders, state.registered_by))
    people, gone = found.world.directory.people, dict(state.recused)
    return tuple(one for one in named if one in people and people[one].active and one not in gone)


def _held(found: Opened) -> Iterator[str]:
    """The open tasks in which the officer has a place."""
    for state in found.state.open_tasks():
        if any(found.person.person in place.people for place in state.unfilled()):
            yield state.title or found.names.task(state.task)


def _objection(tie: LinkState, names: Names) -> ObjectionView:
    return ObjectionView(tie.case, tie.number, names.any(tie.to).title, tie.objected)


def _receiver(tie: LinkState, names: Names) -> str:
    """To whom a matter was sent, and which case it is there."""
    return " ".join(filter(None, [names.any(tie.to).title, tie.number]))


def _there(offered: Sequence[Offered]) -> Offered:
    """The latest of what is offered; raises Refused where nothing is."""
    if not offered or not offered[-1]:
        raise Refused(NOT_OFFERED)
    return offered[-1]


def _told(problem: Problem | None) -> str:
    """A reason in one line."""
    return "。".join(filter(None, [problem.message, problem.advice])) if problem else ""


def may_be_named(page: ActPage) -> frozenset[str]:
    """Everybody whom the act may name."""
    return frozenset(one.id for group in page.people for one in group.people)
