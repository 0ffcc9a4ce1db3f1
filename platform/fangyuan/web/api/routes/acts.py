"""Acts on a case: tasks, signatures, actions, opinions, extensions, remarks."""

from collections.abc import Callable
from typing import Any

from fangyuan.casework import acting, mentioning
from fangyuan.model.commands import (
    ApproveDraft,
    ApproveExtension,
    AskExtension,
    ClaimTask,
    Command,
    CompleteTask,
    RefuseDraft,
    RefuseExtension,
    ReturnTask,
    Reveal,
    Sign,
    TakeAction,
)
from fangyuan.model.letter_commands import PassLetter, RecordDelivery, ReturnLetter, SealLetter, WithdrawLetter
from fangyuan.model.receipt_commands import CorrectReceipt
from fangyuan.web.api.answers import Acted
from fangyuan.web.api.bodies import (
    ApprovingDraft,
    Commenting,
    DoingTask,
    GrantingExtension,
    OnCase,
    OnSubject,
    ReasonGiven,
    RefusingDraft,
    RefusingExtension,
    Revealing,
    TakingAction,
)
from fangyuan.web.api.letter_bodies import Delivering, Explaining, PassingLetter, Sealing
from fangyuan.web.api.operations import Asked, Operation
from fangyuan.web.api.time_bodies import AskingExtension, CorrectingReceipt
from fangyuan.web.at_hand import now, office

Commanded = Callable[[Asked[Any]], Command]


def complete(asked: Asked[DoingTask]) -> Command:
    """Completes a task, or the officer's part of it."""
    body = asked.body
    return CompleteTask(
        task=asked.path["task"], subject=body.subject, answers=body.answers,
        numbers=body.numbers, as_written=body.as_written,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def sign(asked: Asked[DoingTask]) -> Command:
    """Signs a task."""
    body = asked.body
    return Sign(
        task=asked.path["task"], subject=body.subject, answers=body.answers,
        method="paper" if body.on_behalf_of else "confirmed", numbers=body.numbers, as_written=body.as_written,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def claim(asked: Asked[OnSubject]) -> Command:
    """Takes a task on."""
    return ClaimTask(task=asked.path["task"], subject=asked.body.subject)


def send_back(asked: Asked[ReasonGiven]) -> Command:
    """Sends a done task back for correction."""
    return ReturnTask(task=asked.path["task"], subject=asked.body.subject, reason=asked.body.reason)


def take_action(asked: Asked[TakingAction]) -> Command:
    """Takes an action."""
    body = asked.body
    return TakeAction(
        action=asked.path["action"], answers=body.answers, numbers=body.numbers, as_written=body.as_written,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def approve_draft(asked: Asked[ApprovingDraft]) -> Command:
    """Approves an opinion."""
    body = asked.body
    return ApproveDraft(
        draft=int(asked.path["draft"]), opinion=body.opinion, chosen=body.chosen,
        numbers=body.numbers, as_written=body.as_written,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def refuse_draft(asked: Asked[RefusingDraft]) -> Command:
    """Refuses an opinion."""
    body = asked.body
    return RefuseDraft(
        draft=int(asked.path["draft"]), reason=body.reason,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def ask_extension(asked: Asked[AskingExtension]) -> Command:
    """Asks for more time."""
    body = asked.body
    return AskExtension(
        clock=asked.path["clock"], subject=body.subject, by=body.by, reason=body.reason,
        occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def approve_extension(asked: Asked[GrantingExtension]) -> Command:
    """Grants more time."""
    body = asked.body
    return ApproveExtension(
        clock=asked.path["clock"], subject=body.subject, numbers=body.numbers, as_written=body.as_written,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def refuse_extension(asked: Asked[RefusingExtension]) -> Command:
    """Refuses more time."""
    body = asked.body
    return RefuseExtension(
        clock=asked.path["clock"], subject=body.subject, reason=body.reason,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def correct_receipt(asked: Asked[CorrectingReceipt]) -> Command:
    """Asks that the day of receipt be put right, as an opinion that waits for approval; or puts it right, for whom the pack
    lets do so.
    """
    body = asked.body
    return CorrectReceipt(received_on=body.received_on, reason=body.reason, scan=body.scan)


def comment(asked: Asked[Commenting]) -> Acted:
    """Leaves a remark. Whoever is named in it behind an `@`, and whoever is in `mentions`, finds it in the inbox."""
    body, case = asked.body, asked.path["case"]
    done = mentioning.comment(office(), asked.me, case, body.text.strip(), body.mentions, now(), asked.key, body.seen)
    return Acted(done.case, done.seq, done.number, done.words)


def reveal(asked: Asked[Revealing]) -> Command:
    """Opens a masked value; the next reading of the case shows it to this officer."""
    return Reveal(path=asked.body.path, reason=asked.body.reason)


def deliver(asked: Asked[Delivering]) -> Command:
    """Writes down that a letter was handed over."""
    body = asked.body
    return RecordDelivery(
        copy=int(asked.path["copy"]), method=body.method, result=body.result, receipt=body.receipt,
        occurred_on=body.occurred_on,
    )  # fmt: skip


def pass_letter(asked: Asked[PassingLetter]) -> Command:
    """Does the step of a letter that is waited for."""
    body = asked.body
    return PassLetter(
        copy=int(asked.path["copy"]), step=body.step, words=body.words, number=body.number.strip(),
        as_written=body.as_written,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on, scan=body.scan,
    )  # fmt: skip


def return_letter(asked: Asked[Explaining]) -> Command:
    """Sends a letter that is not issued yet back to whoever drafts it."""
    return ReturnLetter(copy=int(asked.path["copy"]), reason=asked.body.reason)


def withdraw_letter(asked: Asked[Explaining]) -> Command:
    """Draws a letter back, or declares one void that is not delivered."""
    return WithdrawLetter(copy=int(asked.path["copy"]), reason=asked.body.reason)


def seal_letter(asked: Asked[Sealing]) -> Command:
    """Writes down that a letter was sealed; the scan is the original from then on."""
    body = asked.body
    return SealLetter(
        copy=int(asked.path["copy"]), original=body.original,
        on_behalf_of=body.on_behalf_of, occurred_on=body.occurred_on,
        scan=body.scan or (body.original if body.on_behalf_of else None) or None,
    )  # fmt: skip


def _act(id: str, path: str, summary: str, command: Commanded, body: type[OnCase]) -> Operation:
    """The operation of a command on a case."""

    def run(asked: Asked[Any]) -> Acted:
        case, seen = asked.path["case"], asked.body.seen
        done = acting.act(office(), asked.me, case, command(asked), now(), asked.key, seen)
        return Acted(done.case, done.seq, done.number, done.words)

    run.__doc__ = command.__doc__
    integers = frozenset({"draft", "copy"})
    return Operation(id, "post", f"/cases/{{case}}{path}", summary, run, Acted, body, acts=True, integers=integers)


OPERATIONS = (
    _act("completeTask", "/tasks/{task}/complete", "Complete a task, or record it from paper", complete, DoingTask),
    _act("signTask", "/tasks/{task}/sign", "Sign a task, or record a signature from paper", sign, DoingTask),
    _act("claimTask", "/tasks/{task}/claim", "Take a task on", claim, OnSubject),
    _act("returnTask", "/tasks/{task}/return", "Send a done task back for correction", send_back, ReasonGiven),
    _act("takeAction", "/actions/{action}", "Take an action of the present stage", take_action, TakingAction),
    _act("approveDraft", "/drafts/{draft}/approve", "Approve an opinion", approve_draft, ApprovingDraft),
    _act("refuseDraft", "/drafts/{draft}/refuse", "Refuse an opinion", refuse_draft, RefusingDraft),
    _act("askExtension", "/extensions/{clock}/ask", "Ask for more time", ask_extension, AskingExtension),
    _act(
        "approveExtension", "/extensions/{clock}/approve", "Grant what was asked", approve_extension, GrantingExtension
    ),
    _act("refuseExtension", "/extensions/{clock}/refuse", "Refuse what was asked", refuse_extension, RefusingExtension),
    _act("correctReceipt", "/receipt", "Put a mistyped day of receipt right", correct_receipt, CorrectingReceipt),
    Operation("commentCase", "post", "/cases/{case}/comments", "Leave a remark", comment, Acted, Commenting, acts=True),
    _act("revealAnswer", "/reveal", "Open a masked value, with a reason that is logged", reveal, Revealing),
    _act(
        "passLetter", "/letters/{copy}/pass", "Do the step of a letter that is waited for", pass_letter, PassingLetter
    ),
    _act(
        "returnLetter", "/letters/{copy}/return", "Send a letter back to whoever drafts it", return_letter, Explaining
    ),
    _act("withdrawLetter", "/letters/{copy}/withdraw", "Draw a letter back", withdraw_letter, Explaining),
    _act("sealLetter", "/letters/{copy}/seal", "Write down that a letter was sealed", seal_letter, Sealing),
    _act("deliverLetter", "/letters/{copy}/delivery", "Write down that a letter was handed over", deliver, Delivering),
)
