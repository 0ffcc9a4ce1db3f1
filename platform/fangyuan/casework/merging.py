"""Duplicates: a case goes into another one of the same jurisdiction."""

from datetime import datetime

from fangyuan.casework.acting import act
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.linking import by_number
from fangyuan.casework.office import Office
from fangyuan.model.commands import MergeCase
from fangyuan.model.problems import Problem, Refused


def merge(
    office: Office,
    me: Identity,
    case: str,
    number: str,
    reason: str,
    now: datetime,
    key: str = "",
    seen: int | None = None,
) -> Done:
    """Ends a case that repeats the one of that number; the other must be open, and both must be seen by the officer."""
    with office.database.read() as uow:
        main = by_number(office, uow, me, number, now)
    if main.closed and main.case != case:
        raise Refused(Problem("closed", f"{main.number}已经办结，不能再并入", "into", advice="请先重新办理那一件。"))
    return act(office, me, case, MergeCase(into=main.case, number=main.number, reason=reason), now, key, seen)
