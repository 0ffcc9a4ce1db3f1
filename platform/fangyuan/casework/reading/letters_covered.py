"""Whether an officer may have a letter as a file: a file cannot be covered, so whoever may not read all of it reads its page."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.letters import NO_LETTER
from fangyuan.casework.reading.opened import opened
from fangyuan.model.problems import Problem, Refused

COVERED = Problem(
    "letter-covered",
    "这份文书里有您只能看到遮盖内容的信息，不能下载原件。",
    advice="网页上可以看遮盖过的文书；确需原件的，请先在案件里“查看”那一项并写明理由，再下载。",
)


def check_readable(office: Office, me: Identity, case: str, copy: int, now: datetime) -> str:
    """The number of the case; raises Refused (`letter-covered`, `not-found`)."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        issued = found.state.letters.get(copy)
        if issued is None:
            raise Refused(NO_LETTER)
        veil = found.veil(found.sight(uow.cases.events(me.tenant, case)))
    if any(veil.cover(text) != text for text in _texts(issued.context)):
        raise Refused(COVERED)
    return found.state.number


def _texts(told: Any) -> Iterator[str]:
    """Every text of what a letter was made of."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for one in told.values():
            yield from _texts(one)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _texts(one)
