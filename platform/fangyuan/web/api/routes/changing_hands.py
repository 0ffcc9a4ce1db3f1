"""Acts beside the procedure: work passed on, recusals, duplicates, objections, a closed case that goes on."""

from collections.abc import Callable
from typing import Any

from fangyuan.casework import acting, correcting, linking, merging, passing_on
from fangyuan.casework.identity import Done
from fangyuan.casework.reading import passing_on as reading
from fangyuan.casework.reading.pages import ActPage
from fangyuan.model.commands import (
    AddSigner,
    Command,
    CorrectAnswers,
    DecideObjection,
    Object,
    ReassignTask,
    Recall,
    Recuse,
    Reopen,
    WithdrawTask,
)
from fangyuan.web.api.answers import Acted
from fangyuan.web.api.bodies import (
    AddingSigner,
    AnsweringObjection,
    Correcting,
    Linking,
    Merging,
    Objecting,
    OnCase,
    ReasonGiven,
    Reassigning,
    Recalling,
    Recusing,
    Reopening,
    Unlinking,
)
from fangyuan.web.api.operations import Asked, Operation, Parameter
from fangyuan.web.api.routes.forms import SUBJECT
from fangyuan.web.at_hand import now, office


def reassign(asked: Asked[Reassigning]) -> Done:
    """Gives a task to another officer."""
    body = asked.body
    command = ReassignTask(
        task=asked.path["task"], to=body.to, subject=body.subject, slot=body.slot, reason=body.reason
    )  # fmt: skip
    return _pass_on(asked, command)


def add_signer(asked: Asked[AddingSigner]) -> Done:
    """Asks one more officer to act on a task."""
    body = asked.body
    return _pass_on(asked, AddSigner(task=asked.path["task"], to=body.to, subject=body.subject, reason=body.reason))


def recuse(asked: Asked[Recusing]) -> Done:
    """Takes an officer out of the case for a conflict of interest."""
    body = asked.body
    return _pass_on(asked, Recuse(reason=body.reason, person=body.person, to=body.to))


def withdraw(asked: Asked[ReasonGiven]) -> Done:
    """Asks for a task no more."""
    return _act(asked, WithdrawTask(task=asked.path["task"], subject=asked.body.subject, reason=asked.body.reason))


def merge(asked: Asked[Merging]) -> Done:
    """Ends a case that repeats another."""
    body = asked.body
    return merging.merge(office(), asked.me, asked.path["case"], body.into, body.reason, now(), asked.key, body.seen)


def object_to(asked: Asked[Objecting]) -> Done:
    """Says that a matter which was sent here belongs elsewhere."""
    body = asked.body
    return _act(asked, Object(reason=body.reason, occurred_on=body.occurred_on, scan=body.scan))


def answer_objection(asked: Asked[AnsweringObjection]) -> Done:
    """Agrees that the matter comes back, or insists."""
    body = asked.body
    return _act(asked, DecideObjection(case=asked.path["child"], agreed=body.agreed, reason=body.reason))


def recall(asked: Asked[Recalling]) -> Done:
    """Calls back what was sent on, before it is finished there."""
    return _act(asked, Recall(key=asked.body.key, reason=asked.body.reason))


def link(asked: Asked[Linking]) -> Done:
    """Ties another case to this one, of those that the officer sees."""
    body, case = asked.body, asked.path["case"]
    return linking.link(office(), asked.me, case, body.number, body.relation, now(), asked.key, body.seen)


def unlink(asked: Asked[Unlinking]) -> Done:
    """Undoes a tie that was made by hand."""
    body, path = asked.body, asked.path
    return linking.unlink(office(), asked.me, path["case"], path["other"], body.reason, now(), asked.key, body.seen)


def reopen(asked: Asked[Reopening]) -> Done:
    """Makes a closed case go on."""
    return _act(asked, Reopen(stage=asked.body.stage, reason=asked.body.reason))


def correct(asked: Asked[Correcting]) -> Done:
    """Puts answers right that were registered wrongly."""
    command = CorrectAnswers(reason=asked.body.reason, answers=asked.body.answers)
    return correcting.correct(office(), asked.me, asked.path["case"], command, now(), asked.key, asked.body.seen)


def _act(asked: Asked[Any], command: Command) -> Done:
    return acting.act(office(), asked.me, asked.path["case"], command, now(), asked.key, asked.body.seen)


def _pass_on(asked: Asked[Any], command: passing_on.Naming) -> Done:
    return passing_on.pass_on(office(), asked.me, asked.path["case"], command, now(), asked.key, asked.body.seen)


def _doing(id: str, path: str, summary: str, does: Callable[[Asked[Any]], Done], body: type[OnCase]) -> Operation:
    """The operation of an act."""

    def run(asked: Asked[Any]) -> Acted:
        done = does(asked)
        return Acted(done.case, done.seq, done.number, done.words)

    run.__doc__ = does.__doc__
    return Operation(id, "post", f"/cases/{{case}}{path}", summary, run, Acted, body, acts=True)


def _offering(id: str, path: str, act: str, summary: str) -> Operation:
    """The operation that tells whom or what an act offers."""
    of_task = "{task}" in path

    def run(asked: Asked[Any]) -> ActPage:
        """What the act offers now; refused (`not-open`) where it is not the officer's."""
        about, subject = (asked.path["task"], asked.query["subject"]) if of_task else ("", "")
        return reading.act_page(office(), asked.me, asked.path["case"], act, about, subject, now())

    return Operation(
        id, "get", f"/cases/{{case}}{path}", summary, run, ActPage, query=(SUBJECT,) if of_task else ()
    )  # fmt: skip


ABOUT = Parameter(
    "about",
    "The task that the act is on; of `decide-objection` and `unlink` the other case; of `recall` the `key` of the tie.",
    {"type": "string", "maxLength": 200},
)


def offered(asked: Asked[Any]) -> ActPage:
    """What an act beside the procedure asks now, of `acts` of the case or one on a task: whom it may name, the stages in which
    a closed case may go on, why it is refused; `not-open` where it is not the officer's.
    """
    path, query = asked.path, asked.query
    return reading.act_page(office(), asked.me, path["case"], path["act"], query["about"], query["subject"], now())


OPERATIONS = (
    Operation("getAct", "get", "/cases/{case}/acts/{act}", "What an act beside the procedure asks", offered, ActPage,
              query=(ABOUT, SUBJECT)),
    _offering("getReassigning", "/tasks/{task}/reassign", reading.REASSIGN, "To whom a task may be given"),
    _doing("reassignTask", "/tasks/{task}/reassign", "Give a task to another officer", reassign, Reassigning),
    _offering("getAddingSigner", "/tasks/{task}/signers", reading.ADD_SIGNER, "Who may be asked to act as well"),
    _doing("addSigner", "/tasks/{task}/signers", "Ask one more officer to act on a task", add_signer, AddingSigner),
    _doing("withdrawTask", "/tasks/{task}/withdraw", "Ask for a task no more", withdraw, ReasonGiven),
    _offering("getRecusing", "/recusals", reading.RECUSE, "Who may leave the case, and who may stand in"),
    _doing("recuse", "/recusals", "Take an officer out of the case", recuse, Recusing),
    _doing("mergeCase", "/merge", "Merge a case into the one that it repeats", merge, Merging),
    _doing("object", "/objections", "Object to having been sent the case", object_to, Objecting),
    _doing("answerObjection", "/objections/{child}", "Answer the objection of a case that was sent on",
           answer_objection, AnsweringObjection),
    _doing("recallCase", "/recalls", "Call back what was sent on", recall, Recalling),
    _doing("linkCase", "/links", "Tie another case to this one", link, Linking),
    _doing("unlinkCase", "/links/{other}/end", "Undo a tie that was made by hand", unlink, Unlinking),
    _doing("correctCase", "/corrections", "Put right what was registered", correct, Correcting),
    _doing("reopenCase", "/reopen", "Make a closed case go on", reopen, Reopening),
)  # fmt: skip
