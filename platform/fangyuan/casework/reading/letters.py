"""A letter of a case as a docx: the file that was rendered, or made on demand where the worker has not come to it yet."""

import re
from datetime import datetime

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.lettering import rendered
from fangyuan.casework.office import Office
from fangyuan.casework.reading.covered import check_uncovered
from fangyuan.casework.reading.files import stored
from fangyuan.casework.reading.opened import opened
from fangyuan.casework.reading.unsigned import draft_of
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import LetterState
from fangyuan.packs.reasons import reason
from fangyuan.publishing.letters import LetterFailed
from fangyuan.store.database import UnitOfWork

NO_LETTER = Problem("not-found", "这件事项没有这份文书。", advice="请回到案件页面重新打开。")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNNAMEABLE = re.compile(r'[\\/:*?"<>|\s]+')


def letter(office: Office, me: Identity, case: str, copy: int, now: datetime) -> Download:
    """The docx; raises Refused for a letter that is not there, one that tells what is masked from the officer
    (`letter-covered`), or a template that cannot be filled.
    """
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        issued = found.state.letters.get(copy)
        if issued is None:
            raise Refused(NO_LETTER)
        check_uncovered(found, uow.cases.events(me.tenant, case), issued)
        if kept := stored_letter(office, uow, me, issued):
            return Download(file_name(issued), DOCX, kept)
    try:
        data = rendered(found.pack, found.case_type, issued, found.world, office.kinds)
    except LetterFailed as failed:
        raise Refused(unmade(issued, failed)) from failed
    return Download(file_name(issued), DOCX, data)


def paper(office: Office, me: Identity, case: str, copy: int, now: datetime) -> Download:
    """What is printed and handed over: the scan of the sealed paper where there is one, else the docx; Refused as `letter`."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        issued = found.state.letters.get(copy)
        if issued is not None and issued.original:
            check_uncovered(found, uow.cases.events(me.tenant, case), issued)
            scan = stored(office, uow, me.tenant, issued.original)
            ending = scan.name.rpartition(".")[2] if "." in scan.name else "pdf"
            return Download(f"{file_name(issued).removesuffix('.docx')}.{ending}", scan.type, scan.data)
    return letter(office, me, case, copy, now)


def stored_letter(office: Office, uow: UnitOfWork, me: Identity, issued: LetterState) -> bytes | None:
    """The file of a letter, once it was rendered."""
    return stored(office, uow, me.tenant, issued.file).data if issued.file else None


def unsigned(office: Office, me: Identity, case: str, task: str, subject: str, now: datetime) -> Download:
    """The letter that an open task will issue, as it stands now and without a number, to be signed on paper.

    Raises Refused (`not-found`; `letter-covered` where it tells what is masked from the officer).
    """
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        events = found.events(uow)
    draft = draft_of(found, task, subject)
    if draft is None:
        raise Refused(NO_LETTER)
    check_uncovered(found, events, draft)
    try:
        data = rendered(found.pack, found.case_type, draft, found.world, office.kinds)
    except LetterFailed as failed:
        raise Refused(unmade(draft, failed)) from failed
    return Download(file_name(draft), DOCX, data)


def file_name(issued: LetterState) -> str:
    """`告知书 信告〔2026〕1号.docx`, without what a file system refuses."""
    return _UNNAMEABLE.sub(" ", f"{issued.title} {issued.number}").strip() + ".docx"


def unmade(issued: LetterState, failed: LetterFailed) -> Problem:
    """Why a letter cannot be made, for whoever looks after the pack."""
    return Problem(
        "letter-failed",
        f"《{issued.title}》的模板 {issued.template} 无法生成：{reason(str(failed))['reason']}",
        advice="请管理员修改定义包中的模板。",
    )
