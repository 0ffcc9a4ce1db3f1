"""Whether a page's act was carried out already, for pages that are sent twice; and whether both times said the same."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from fangyuan.casework.acting import load
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.model.events import AnswersSubmitted
from fangyuan.model.problems import Problem, Refused

_OF_ROWS = ("id", "person_id")
"""What the platform itself writes into a row."""


def done_before(office: Office, me: Identity, key: str) -> Done | None:
    """What an act of this tenant with this key has done; None where there was none."""
    with office.database.read() as uow:
        found = uow.keys.find(me.tenant, key) if key else None
        return Done(*found, load(uow, me.tenant, found[0]).state.number, again=True) if found else None


def check_said_again(office: Office, me: Identity, done: Done, form: str, answers: Mapping[str, Any]) -> None:
    """Raises Refused (`said-otherwise`) where what was done `again` was done with other answers to the form: whoever went
    back to a page and wrote something else on it would lose that.
    """
    if not done.again:
        return
    with office.database.read() as uow:
        told = [one.event for one in uow.cases.events(me.tenant, done.case) if one.seq <= done.seq]
    sent = [one for one in told if isinstance(one, AnswersSubmitted) and one.form == form]
    if sent and _differs(sent[-1].answers, answers):
        message = f"这一页已经提交过（编号 {done.number}），现在填的和那次不一样，没有再提交。"
        advice = "填的内容还在：如果是另外一件，请再按一次；如果是要改那一件，请打开它办理或者更正。"
        raise Refused(Problem("said-otherwise", message, detail={"number": done.number}, advice=advice))


def _differs(before: Any, now: Any) -> bool:
    """Whether an answer that was given both times is another; what was computed, or left out as not asked, says nothing."""
    match before, now:
        case Mapping(), Mapping():
            return any(_differs(before[name], now[name]) for name in before.keys() & now.keys() if name not in _OF_ROWS)
        case list() | tuple(), list() | tuple():
            return len(before) != len(now) or any(_differs(*pair) for pair in zip(before, now, strict=True))
        case str(), str():
            return _plain(before) != _plain(now)
        case _:
            return bool(before != now)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
