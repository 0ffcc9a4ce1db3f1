"""What becomes of a letter: its steps done, sent back, withdrawn; rendered by the worker; sealed and handed over."""

from fangyuan.engine.entitlement import is_of_the_office, may_deliver, may_record
from fangyuan.engine.letter_paths import (
    AFTERWARDS,
    DELIVER,
    DRAFT,
    NUMBER,
    SEAL,
    TITLES,
    await_step,
    known,
    partakes,
    pass_step,
    people_for,
    takes_number,
)
from fangyuan.engine.letter_words import changed_words
from fangyuan.engine.lettering import OWN, check_complete
from fangyuan.engine.names import listed
from fangyuan.engine.paper_numbers import readable
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.kinds.choices import every
from fangyuan.model.events import (
    Cause,
    LetterCameBack,
    LetterCorrected,
    LetterDelivered,
    LetterRendered,
    LetterReturned,
    LetterSealed,
    LetterWithdrawn,
)
from fangyuan.model.letter_commands import (
    PassLetter,
    RecordDelivery,
    RecordRendering,
    ReturnLetter,
    SealLetter,
    WithdrawLetter,
)
from fangyuan.model.outputs import CAME_BACK_BY, DELIVERED_BY, DELIVERY_METHODS
from fangyuan.model.procedure import Delivers, Task
from fangyuan.model.state import LetterState
from fangyuan.model.world import Person

CORRECTED_AT = (DRAFT, "check", "sign")
"""The steps at which words of a letter may be changed."""


def pass_letter(round_: Round, command: PassLetter) -> None:
    """Does the step that is waited for, after changing the words that are to be changed."""
    state = _waiting(round_, command.copy, command.step)
    if state.step in AFTERWARDS:
        refuse("not-open", f"“{state.title}”现在等待{TITLES[state.step]}", "请在文书页面登记用印或送达")
    _check_number(round_, state, command.number)
    cause = Cause("act", state.letter)
    if changed := changed_words(round_, state, command.words if state.step in CORRECTED_AT else {}):
        round_.emit(LetterCorrected(letter=state.letter, copy=state.copy, context=changed), cause)
        state = round_.case.letters[state.copy]
    if state.step != NUMBER:
        about = {word: "-" for word, path in known(round_.pack, state).context.items() if path.startswith(OWN)}
        check_complete(round_, known(round_.pack, state), {**state.context, **about})
    pass_step(round_, state, cause)


def _check_number(round_: Round, state: LetterState, number: str) -> None:
    """A number of the paper register is written down by the step that issues the letter, in signs that can be printed."""
    if number and not takes_number(round_.pack, state):
        refuse("not-numbered", f"“{state.title}”这一步不编号", "请在编号的那一步填写纸上的文号", "number")
    readable(number, "number")


def return_letter(round_: Round, command: ReturnLetter) -> None:
    """Sends a letter that is not issued yet back to whoever drafts it, with the reason."""
    state = _waiting(round_, command.copy)
    if state.is_issued or state.step == DRAFT:
        refuse("not-open", f"“{state.title}”现在不能退回", "已经签发的，可以作废后重新拟稿")
    reason = needed(command.reason, "reason-missing", "请写明退回的理由", "reason")
    cause = Cause("act", state.letter)
    round_.emit(LetterReturned(letter=state.letter, copy=state.copy, step=state.step, reason=reason), cause)
    await_step(round_, state.copy, 0, cause)


def withdraw_letter(round_: Round, command: WithdrawLetter) -> None:
    """Draws a letter back, or declares one void that is issued and not delivered."""
    state = _letter(round_, command.copy)
    if not may_withdraw(round_, state, round_.acting):
        refuse("not-yours", f"您不能撤回“{state.title}”", "请由拟稿人、现在的办理人或登记人撤回")
    if state.withdrawn or state.delivered:
        refuse("not-open", f"“{state.title}”已经{'作废' if state.withdrawn else '送达'}", "请刷新页面")
    reason = needed(command.reason, "reason-missing", "请写明撤回或作废的理由", "reason")
    round_.emit(LetterWithdrawn(letter=state.letter, copy=state.copy, reason=reason), Cause("act", state.letter))


def seal_letter(round_: Round, command: SealLetter) -> None:
    """The seal was set; the scan of the sealed paper is the original from now on. Once more, it takes the place of the first."""
    state = _letter(round_, command.copy)
    if not state.is_issued or state.withdrawn:
        refuse("not-open", f"“{state.title}”还没有签发，或者已经作废", "签发、编号以后再用印")
    if state.step == SEAL:
        state = _waiting(round_, command.copy, SEAL)
    elif not may_deliver(round_, round_.acting):
        refuse("not-yours", f"“{state.title}”不由您用印", "请由经办人登记")
    original = command.original or (command.scan if command.on_behalf_of else "") or ""
    if not original and not known(round_.pack, state).scan_optional:
        advice = "请上传盖章后的扫描件或照片（PDF、JPG、PNG），它就是原件"
        refuse("original-missing", f"“{state.title}”用印须附盖章后的扫描件", advice, "original")
    cause = Cause("act", state.letter)
    round_.emit(LetterSealed(letter=state.letter, copy=state.copy, original=original), cause)
    if state.step == SEAL:
        pass_step(round_, state, cause)


def record_rendering(round_: Round, command: RecordRendering) -> None:
    """The file of a letter exists; saying so twice is one event."""
    letter = _letter(round_, command.copy)
    if letter.sha256 == command.sha256 and letter.file == command.file:
        return
    event = LetterRendered(letter=letter.letter, copy=letter.copy, file=command.file, sha256=command.sha256)
    round_.emit(event, Cause("command", "render"))


def record_delivery(round_: Round, command: RecordDelivery) -> None:
    """A letter reached its addressee, or came back; it must exist as a file first, and its way must have come so far."""
    there = round_.case.letters.get(command.copy)
    if there is not None and there.step == DELIVER:
        _waiting(round_, command.copy, DELIVER)
    elif not may_deliver(round_, round_.acting):
        refuse("not-yours", "文书的送达不由您登记", "请由经办人登记")
    letter = _letter(round_, command.copy)
    _check_deliverable(letter)
    if not letter.file:
        refuse("not-rendered", f"“{letter.title}”还没有生成文件", "请稍候片刻再登记送达")
    method = _chosen(command.method, DELIVERY_METHODS, "method", "送达方式")
    result = _chosen(command.result, (*DELIVERED_BY, *CAME_BACK_BY), "result", "送达结果")
    cause = Cause("act", letter.letter)
    kind = LetterCameBack if result in CAME_BACK_BY else LetterDelivered
    round_.emit(
        kind(letter=letter.letter, copy=letter.copy, method=method, result=result, receipt=command.receipt), cause
    )
    if letter.step == DELIVER and kind is LetterDelivered:
        pass_step(round_, letter, cause)


def deliver_by_task(round_: Round, task: Task, delivers: Delivers, subject: str) -> None:
    """Records, with the task that delivers a letter, that its newest copy that was issued was delivered.

    Refuses a result by which a letter comes back, since what the task leads to rests on the delivery, and a copy
    that still waits for its seal.
    """
    method = _said(round_, delivers.method, subject)
    result = _said(round_, delivers.result, subject) if delivers.result else DELIVERED_BY[0]
    if result in CAME_BACK_BY:
        advice = "请再次送达，签收、拒收或者留置以后再登记；退回的情况请记在备注里"
        refuse("came-back", f"“{result}”不算送达，“{task.title}”还没有办好", advice, delivers.result)
    copies = [one for one in round_.case.letters.values() if (one.letter, one.subject) == (delivers.letter, subject)]
    sent = next((one for one in reversed(copies) if one.is_issued and not one.withdrawn), None)
    if sent is None or sent.delivered:
        return
    _check_deliverable(sent)
    cause = Cause("delivery", task.task)
    round_.emit(LetterDelivered(letter=sent.letter, copy=sent.copy, method=method, result=result), cause)
    if sent.step == DELIVER:
        pass_step(round_, sent, cause)


def _check_deliverable(letter: LetterState) -> None:
    """Refuses a letter that is void, one that was delivered, and one whose steps before that, as its seal, are not done."""
    if letter.delivered:
        refuse("not-open", f"“{letter.title}”已经送达（{letter.delivered.replace(':', '，')}）", "请刷新页面")
    if letter.withdrawn or (letter.step and letter.step != DELIVER):
        now = "已经作废" if letter.withdrawn else f"现在等待{TITLES[letter.step]}"
        refuse("not-open", f"“{letter.title}”{now}，还不能登记送达", "办好前面的步骤以后再登记")


def _said(round_: Round, path: str, subject: str) -> str:
    """An answer by the title under which it was chosen."""
    field, value = round_.case_type.fields.get(path), next(iter(values_at(round_.facts(subject), path)), "")
    return next((one.title for one in every(field.options if field else ()) if one.value == value), str(value))


def _chosen(text: str, known: tuple[str, ...], path: str, title: str) -> str:
    """The word; refuses any other, since what counts as delivered hangs on it."""
    if text.strip() not in known:
        said = f"{title}没有“{text.strip()}”" if text.strip() else f"请选择{title}"
        refuse(f"{path}-missing", said, f"可以是：{'、'.join(known)}", path)
    return text.strip()


def waits_for(round_: Round, state: LetterState, person: Person) -> bool:
    """Whether a letter waits for the person; where everybody it waited for has left, for whoever matches now."""
    if not state.step:
        return False
    people = state.waiting if round_.anybody(state.waiting) else people_for(round_, state, state.place)
    return any(hat.person in people for hat in round_.hats(person))


def recordable_for(round_: Round, state: LetterState, actor: Person) -> tuple[str, ...]:
    """The people whose step of a letter, done on paper, the actor may write down; for oneself one always may."""
    known, mine = round_.outside.directory.people, partakes(round_, state, actor)
    waiting = state.waiting if round_.anybody(state.waiting) else people_for(round_, state, state.place)
    names = [name for name in dict.fromkeys(waiting) if state.step and name in known]
    return tuple(
        name for name in names if name == actor.person or may_record(round_, actor, known[name], partakes=mine)
    )


def may_withdraw(round_: Round, state: LetterState, person: Person) -> bool:
    """Whether the person may draw a letter back: who drew it up, whom it waits for, the office."""
    hats = {hat.person for hat in round_.hats(person)}
    return state.drafter in hats or waits_for(round_, state, person) or is_of_the_office(round_, person)


def _waiting(round_: Round, copy: int, step: str = "") -> LetterState:
    """The letter that waits for the person, at that step; refuses what is over, another's, or not there."""
    state = _letter(round_, copy)
    if not state.step:
        refuse("not-open", f"“{state.title}”现在不需要办理", "请刷新页面查看它的状态")
    if step and step != state.step:
        refuse("not-open", f"“{state.title}”现在等待{TITLES[state.step]}，不是{TITLES.get(step, step)}", "请刷新页面")
    if not waits_for(round_, state, round_.acting):
        names = listed(round_.outside.directory, dict.fromkeys(state.waiting))
        refuse("not-yours", f"“{state.title}”的{TITLES[state.step]}不由{round_.acting.name}办理", f"现在等待：{names}")
    return state


def _letter(round_: Round, copy: int) -> LetterState:
    letter = round_.case.letters.get(copy)
    return letter or refuse("not-open", "没有这份文书", "请刷新页面")
