"""Opinions for approval: a rule drafts, a person decides, and only then follows what was to follow."""

from collections.abc import Callable

from fangyuan.engine import receipts
from fangyuan.engine.covering import covered
from fangyuan.engine.drafts_of_rules import effect_of, name_of
from fangyuan.engine.opening import DRAFT, nobody
from fangyuan.engine.recording_for import check_second_person
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import ApproveDraft, RefuseDraft
from fangyuan.model.effects import Effect, MakeDraft, TakeCharge
from fangyuan.model.events import Cause, ChargeTaken, DraftApproved, DraftMade, DraftRefused, SlotFilled
from fangyuan.model.state import DraftState
from fangyuan.model.world import Person

Apply = Callable[[Round, str, Effect, Cause], None]


def make(round_: Round, rule: str, draft: MakeDraft, cause: Cause, subject: str = "") -> None:
    """Lays an opinion before its approvers, unless the same one still waits; where nobody matches the office is told."""
    name = name_of(round_, rule, draft)
    opinion = round_.written(draft.opinion, subject)
    if any((d.rule, d.opinion, d.status) == (name, opinion, "waiting") for d in round_.case.drafts.values()):
        return
    approvers = round_.people(draft.approver, subject)
    lay(round_, _made(round_, name, opinion, approvers, _candidates(round_, draft.if_approved, subject)), cause)
    if not approvers:
        nobody(round_, draft.approver, covered(round_, draft.opinion, subject), f"{DRAFT}{len(round_.case.drafts)}")


def take_charge(
    round_: Round, rule: str, effect: TakeCharge, cause: Cause, chosen: str = "", subject: str = ""
) -> None:
    """Writes the slot `leader`. Several candidates choose among themselves; of none the record says so."""
    candidates = round_.people(effect.who, subject)
    known = {person.person: person for person in candidates}
    if chosen in known or len(known) == 1:
        person = known.get(chosen, candidates[0])
        charge(round_, person, _role(effect, person), cause)
    elif candidates:
        lay(round_, _made(round_, rule, "符合条件的不止一人，请选定牵头领导", candidates, tuple(known)), cause)
    else:
        nobody(round_, effect.who, "牵头领导")


def charge(round_: Round, person: Person, role: str, cause: Cause) -> None:
    """A leader takes personal charge."""
    if round_.case.leader != person.person:
        round_.emit(ChargeTaken(person=person.person, role=role), cause)
        round_.emit(SlotFilled(slot="leader", holders=(person.person,)), cause)


def approve(round_: Round, command: ApproveDraft, apply: Apply) -> None:
    """Approves an opinion, perhaps with other words; what was to follow follows now."""
    draft = _waiting(round_, command.draft)
    if draft.receipt is not None:
        _grant(round_, draft)
        return
    chosen = _chosen(round_, draft, command.chosen)
    opinion = command.opinion.strip() or draft.opinion
    approved = DraftApproved(
        draft=draft.draft, rule=draft.rule, opinion=opinion, changed=opinion != draft.opinion, chosen=chosen
    )
    round_.emit(approved, Cause("act", draft.rule))
    cause = Cause("draft", str(draft.draft), weighing=draft.weighing)
    effect = effect_of(round_.case_type, draft)
    if effect is None and chosen:
        charge(round_, round_.outside.directory.people[chosen], "", cause)
    for following in effect.if_approved if effect else ():
        if isinstance(following, TakeCharge):
            take_charge(round_, draft.rule, following, cause, chosen)
        else:
            apply(round_, draft.rule, following, cause)


def _grant(round_: Round, draft: DraftState) -> None:
    """A day of receipt is put right as it was asked for, in no other words: they say what moves with it."""
    assert draft.receipt is not None
    approved = DraftApproved(draft=draft.draft, rule=draft.rule, opinion=draft.opinion)
    round_.emit(approved, Cause("act", draft.rule))
    receipts.put_right(round_, draft.receipt, draft.reason, Cause("draft", str(draft.draft)))


def turn_down(round_: Round, command: RefuseDraft) -> None:
    """Refuses an opinion; nothing follows."""
    draft = _waiting(round_, command.draft)
    reason = needed(command.reason, "reason-missing", "请写明不同意的理由", "reason")
    round_.emit(DraftRefused(draft=draft.draft, rule=draft.rule, reason=reason), Cause("act", draft.rule))


def may_decide(round_: Round, draft: DraftState, person: Person) -> bool:
    """Whether the opinion lies before this person; where nobody is named or all have left, before whoever matches now."""
    if draft.receipt is not None:
        return draft.status == "waiting" and receipts.may_grant(round_, draft, person)
    if draft.status != "waiting" or round_.case.closed:
        return False
    approvers = approvers_of(round_, draft)
    return any(hat.person in approvers for hat in round_.hats(person))


def approvers_of(round_: Round, draft: DraftState) -> tuple[str, ...]:
    """Before whom an opinion lies; where nobody is named or all have left, whoever matches now as well."""
    effect = effect_of(round_.case_type, draft)
    later = () if effect is None or round_.anybody(draft.approvers) else round_.people(effect.approver)
    return tuple(dict.fromkeys((*draft.approvers, *(one.person for one in later))))


def lay(round_: Round, made: DraftMade, cause: Cause) -> None:
    """Lays an opinion before its approvers."""
    round_.emit(made, cause)


def _made(
    round_: Round, name: str, opinion: str, approvers: tuple[Person, ...], candidates: tuple[str, ...]
) -> DraftMade:
    return DraftMade(
        draft=len(round_.case.drafts) + 1,
        rule=name,
        opinion=opinion,
        approvers=tuple(person.person for person in approvers),
        candidates=candidates,
    )


def _waiting(round_: Round, number: int) -> DraftState:
    draft = round_.case.drafts.get(number)
    if draft is not None and (draft.status == "lapsed" or (round_.case.closed and draft.receipt is None)):
        refuse("not-open", "事项已经继续办理或者办结，这条拟办意见不再审批", "确有需要的，请重新办理或者另行提出")
    if draft is None or draft.status != "waiting":
        refuse("not-open", "这条拟办意见已经处理过了", "请刷新页面查看处理结果")
    if not may_decide(round_, draft, round_.acting):
        refuse("not-yours", "这条拟办意见不由您审批", "请由列明的审批人办理")
    check_second_person(round_, draft.asked_by)
    return draft


def _chosen(round_: Round, draft: DraftState, chosen: str) -> str:
    if not draft.candidates:
        return ""
    if chosen not in draft.candidates and len(draft.candidates) > 1:
        names = "、".join(round_.outside.directory.name(person) for person in draft.candidates)
        refuse("choice-missing", f"人选不止一位({names}),请选定一位", path="chosen")
    return chosen or draft.candidates[0]


def _candidates(round_: Round, effects: tuple[Effect, ...], subject: str) -> tuple[str, ...]:
    """Who might take charge once it is approved."""
    charges = [effect for effect in effects if isinstance(effect, TakeCharge)]
    people = round_.people(charges[0].who, subject) if charges else ()
    return tuple(person.person for person in people)


def _role(effect: TakeCharge, person: Person) -> str:
    return next((who.role for who in effect.who if who.role in person.roles), "")
