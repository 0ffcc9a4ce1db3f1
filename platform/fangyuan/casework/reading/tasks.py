"""What can be done in a case: cards of tasks, buttons of actions, opinions that wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.reading.gathering import only_speaks
from fangyuan.casework.reading.naming import Names, letters_named
from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.pages import ActionButton, DraftView, Named, SlotView, TaskCard
from fangyuan.casework.reading.planning import planned
from fangyuan.casework.reading.prefilling import earlier_answers, prefilled
from fangyuan.casework.reading.unsigned import may_print
from fangyuan.engine.drafts_of_rules import effect_of
from fangyuan.engine.issuing import of_effects
from fangyuan.engine.masking import Veil
from fangyuan.engine.opening import DRAFT, SETTLE, settling_name
from fangyuan.engine.rights import ActionChoice, Available, TaskChoice
from fangyuan.model.events import SlotOpened
from fangyuan.model.fields import Form
from fangyuan.model.procedure import Task
from fangyuan.model.state import DraftState, Signature, TaskKey, TaskState

OFFERED = "offered"
"""The status of an instrument that nobody has opened yet and the viewer may start."""


@dataclass(frozen=True, slots=True)
class Deck:
    """A case and what its reader may do with it: what every card is made of."""

    case: Opened
    may: Available
    mine: Mapping[TaskKey, TaskChoice]
    veil: Veil
    unheard: str = ""
    """Why nobody would hear what the case says to those that it gathers."""

    @classmethod
    def of(cls, case: Opened, may: Available, veil: Veil, unheard: str = "") -> "Deck":
        """Looks the reader's tasks up by key."""
        return cls(case, may, {choice.state.key: choice for choice in may.tasks}, veil, unheard)


def task_cards(deck: Deck) -> tuple[TaskCard, ...]:
    """The reader's open tasks, other open ones, those done, then instruments that may be started."""
    states = [state for state in deck.case.state.tasks.values() if state.status != "withdrawn"]
    states.sort(key=lambda state: (not state.open, state.key not in deck.mine))
    return (
        *(task_card(state, deck) for state in states),
        *(_offered(task, deck) for task in deck.may.instruments),
    )


def task_card(state: TaskState, deck: Deck) -> TaskCard:
    """One task; its form and what it begins with only for whoever may fill it in."""
    case, choice = deck.case, deck.mine.get(state.key)
    task = case.case_type.tasks.get(state.task)
    mine = is_mine(choice, case.person.person)
    recordable = deck.may.recordable.get(state.key, ()) if state.task != SETTLE else ()
    form = form_of(task, case) if choice or recordable else None
    return TaskCard(
        task=state.task,
        subject=Named(state.subject, "" if state.task == SETTLE else case.names.any(state.subject).title),
        title=state.title or case.names.task(state.task),
        status=state.status,
        hint=task.hint if task else "",
        form=form,
        answers=begun(form, task, case, state.subject) if form else {},
        tree=case.facts(state.subject) if form else {},
        signature=bool(task and task.signature),
        slots=_slots(state, choice, case.names),
        mine=mine,
        may_claim=is_claimable(choice),
        may_record=bool(recordable),
        may_record_for=case.names.people(recordable),
        repeat=state.repeat,
        count=state.count,
        instrument=state.instrument,
        proposed_to=case.names.any(state.proposed_to).title,
        letter=case.names.letter(task.letter) if task and task.letter else "",
        prints_letter=bool(task and task.letter) and may_print(case, deck.veil, state.task, state.subject),
        done_at=state.done_at,
        returned=state.returned,
        claimed_by=case.names.person(state.claimed_by),
        may_return=state in deck.may.returnable,
        may_reassign=state in deck.may.reassignable and state.task != SETTLE,
        may_add_signer=state in deck.may.addable,
        may_withdraw=state in deck.may.withdrawable,
        settles=_settled(state, case),
    )


def _settled(state: TaskState, case: Opened) -> tuple[str, str] | None:
    """The task, with its subject, for which an open task of the platform's own asks that somebody be named.

    Of an opinion it is that task itself: whoever it is given to decides on the opinion.
    """
    if state.task != SETTLE or not state.open:
        return None
    if state.subject.startswith(DRAFT):
        return SETTLE, state.subject
    waiting = (one for one in case.state.open_tasks() if settling_name(one) == state.subject)
    return next(((one.task, one.subject) for one in waiting), None)


def _offered(task: Task, deck: Deck) -> TaskCard:
    """An instrument that the reader may start, or why it would be in vain."""
    case, form = deck.case, form_of(task, deck.case)
    return TaskCard(
        task=task.task,
        subject=case.names.any(""),
        title=task.title,
        status=OFFERED,
        hint=task.hint,
        form=form,
        answers=begun(form, task, case, "") if form else {},
        tree=case.facts() if form else {},
        signature=task.signature,
        mine=True,
        instrument=True,
        letter=case.names.letter(task.letter) if task.letter else "",
        why_not=deck.unheard if only_speaks(task, case.case_type) else "",
    )


def form_of(task: Task | None, case: Opened) -> Form | None:
    """The form of a task, if it has one."""
    return case.case_type.forms.get(task.form) if task else None


def begun(form: Form, task: Task | None, case: Opened, subject: str) -> Mapping[str, Any]:
    """What a task's form begins with. Whoever is asked to fill a form in sees what it holds, masked elsewhere or not."""
    tree = case.facts(subject)
    return planned(
        form, prefilled(form, earlier_answers(case.state, task, subject), tree, case.moment), tree, case.world
    )


def is_mine(choice: TaskChoice | None, person: str) -> bool:
    """Whether the task waits for the person, and nobody else has taken it on."""
    return choice is not None and (choice.lapsed or choice.state.claimed_by in ("", person))


def is_claimable(choice: TaskChoice | None) -> bool:
    """Whether there is anybody to claim it before, or somebody to take it over from who may do it no more."""
    if choice is None or choice.lapsed:
        return choice is not None
    return not choice.state.claimed_by and any(len(place.people) > 1 for place in choice.places)


def _slots(state: TaskState, choice: TaskChoice | None, names: Names) -> tuple[SlotView, ...]:
    """The places of a task with who has filled them."""
    signed = {signature.slot: signature for signature in state.signatures}
    mine = {place.who for place in choice.places} if choice else set()
    return tuple(_slot(place, signed.get(place.who), place.who in mine, names) for place in state.slots)


def _slot(place: SlotOpened, signature: Signature | None, mine: bool, names: Names) -> SlotView:
    """One place."""
    title = " ".join(filter(None, [names.any(place.unit).title, place.title]))
    if signature is None:
        return SlotView(place.who, title, names.people(place.people), mine=mine)
    recorded = signature.recorded_by if signature.recorded_by != signature.person else ""
    return SlotView(
        slot=place.who,
        title=title,
        people=names.people(place.people),
        signed_by=names.person(signature.person),
        signed_at=signature.at,
        method=signature.method,
        recorded_by=names.person(recorded),
        scan=signature.scan or "",
    )


def action_buttons(deck: Deck) -> tuple[ActionButton, ...]:
    """The actions of the reader in the present stage, those that may be taken first."""
    buttons = [_button(choice, deck.case) for choice in deck.may.actions]
    return tuple(sorted(buttons, key=lambda button: not button.enabled))


def actions_on_paper(deck: Deck) -> tuple[ActionButton, ...]:
    """The actions that others may have taken on paper, which the reader writes down."""
    return tuple(
        ActionButton(
            action=action,
            title=deck.case.case_type.action(action).title,
            enabled=True,
            confirm=deck.case.case_type.action(action).confirm,
            may_record_for=deck.case.names.people(people),
        )
        for action, people in deck.may.recordable_actions.items()
    )


def _button(choice: ActionChoice, case: Opened) -> ActionButton:
    """One action; why not now, in a sentence that says what to do next."""
    action, problem = choice.action, choice.problem
    form = case.case_type.forms.get(action.form) if choice.allowed else None
    return ActionButton(
        action=action.action,
        title=action.title,
        enabled=choice.allowed,
        hint=action.hint,
        confirm=action.confirm,
        form=form,
        answers=begun(form, None, case, "") if form else {},
        why_not="。".join(filter(None, [problem.message, problem.advice])) if problem else "",
    )


def draft_views(deck: Deck, veil: Veil) -> tuple[DraftView, ...]:
    """Opinions: those that wait for the reader first, then the newest."""
    drafts = sorted(deck.case.state.drafts.values(), key=lambda draft: (draft not in deck.may.drafts, -draft.draft))
    recordable = deck.may.recordable_drafts
    return tuple(
        draft_view(draft, deck.case.names, draft in deck.may.drafts, veil, recordable.get(draft.draft, ()))
        for draft in drafts
    )


def draft_view(draft: DraftState, names: Names, mine: bool, veil: Veil, recordable: tuple[str, ...] = ()) -> DraftView:
    """One opinion; `mine`: the reader may decide on it now, also for somebody they stand in for."""
    plain = draft.rule.partition("#")[0]
    because = next((rule.because for rule in names.case_type.rules if rule.rule == plain), "")
    return DraftView(
        draft=draft.draft,
        rule=draft.rule,
        title=names.rule(draft.rule),
        because=because,
        opinion=veil.cover(draft.opinion),
        status=draft.status,
        approvers=tuple(names.person(one) for one in draft.approvers),
        candidates=names.people(draft.candidates),
        mine=mine,
        made_at=draft.made_at,
        decided_by=names.person(draft.decided_by),
        numbers=letters_issued(draft, names) if mine else (),
        fixed=draft.receipt is not None,
        scan=draft.scan,
        may_record_for=names.people(recordable),
    )


def letters_issued(draft: DraftState, names: Names) -> tuple[Named, ...]:
    """The numbered letters that approving an opinion issues."""
    effect = effect_of(names.case_type, draft)
    return letters_named(names.pack, of_effects(names.pack, effect.if_approved)) if effect else ()
