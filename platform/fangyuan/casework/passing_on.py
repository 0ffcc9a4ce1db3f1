"""Acts that name another officer: work passed on, a signer added, a stand-in. Only who is offered may be named."""

from datetime import datetime

from fangyuan.casework.acting import act
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.pages import ActPage
from fangyuan.casework.reading.passing_on import ADD_SIGNER, REASSIGN, RECUSE, act_page, may_be_named, page_of
from fangyuan.casework.repeating import done_before
from fangyuan.model.commands import AddSigner, ReassignTask, Recuse
from fangyuan.model.problems import Problem, Refused

Naming = ReassignTask | AddSigner | Recuse

NOT_ONE_OF_THEM = Problem(
    "unknown-person", "所选的人不能办理本件，或者不是本单位的在职人员。", "to", advice="请从列出的人员中选择。"
)


def pass_on(
    office: Office, me: Identity, case: str, command: Naming, now: datetime, key: str = "", seen: int | None = None
) -> Done:
    """Carries the act out, as `acting.act` does; raises Refused where somebody is named who was not offered."""
    if command.to and done_before(office, me, key) is None:
        check_named(office, me, case, command, now)
    return act(office, me, case, command, now, key, seen)


def check_named(office: Office, me: Identity, case: str, command: Naming, now: datetime) -> None:
    """Where the act is not offered at all, the engine says why."""
    name, task, subject = _said(command)
    try:
        page = act_page(office, me, case, name, task, subject, now)
    except Refused:
        return
    _check_offered(page, command)


def check_named_as(office: Office, found: Opened, command: Naming) -> None:
    """The same in a case that was read."""
    name, task, subject = _said(command)
    try:
        page = page_of(office, found, name, task, subject)
    except Refused:
        return
    _check_offered(page, command)


def _check_offered(page: ActPage, command: Naming) -> None:
    if command.to not in may_be_named(page):
        raise Refused(NOT_ONE_OF_THEM)


def _said(command: Naming) -> tuple[str, str, str]:
    """The act with its task and subject."""
    match command:
        case ReassignTask(task=task, subject=subject):
            return REASSIGN, task, subject
        case AddSigner(task=task, subject=subject):
            return ADD_SIGNER, task, subject
        case Recuse():
            return RECUSE, "", ""
