"""The letter that an open task will bring, as it stands before anybody signs it: without a number, with its blanks."""

from fangyuan.casework.reading.covered import is_covered
from fangyuan.casework.reading.opened import Opened
from fangyuan.engine.lettering import preview
from fangyuan.engine.masking import Veil
from fangyuan.model.problems import Refused
from fangyuan.model.state import LetterState


def draft_of(found: Opened, task: str, subject: str) -> LetterState | None:
    """The letter; None where the task brings none, does not wait, or the letter will tell the parts of others.

    Raises Refused where it may not be written to whom it is about.
    """
    brings = found.case_type.tasks[task].letter if task in found.case_type.tasks else ""
    if not brings or all((one.task, one.subject) != (task, subject) for one in found.state.open_tasks()):
        return None
    draft = preview(found.pack, found.share.case, found.world, brings, found.now, subject)
    return draft if found.share.is_whole or found.share.sees_letter(draft) else None


def may_print(found: Opened, veil: Veil, task: str, subject: str) -> bool:
    """Whether whoever reads the case gets the letter of a task as a file."""
    try:
        draft = draft_of(found, task, subject)
    except Refused:
        return False
    return draft is not None and not is_covered(veil, draft)
