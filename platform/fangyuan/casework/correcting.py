"""What was registered wrongly is put right by hand, by the API, or by a ledger that comes back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangyuan.casework.acting import act, foreseen
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.correcting import closed_fields
from fangyuan.casework.reading.opened import Opened, opened
from fangyuan.model.commands import Command, CorrectAnswers
from fangyuan.model.problems import Problem, Refused


def correct(
    office: Office, me: Identity, case: str, command: Command, now: datetime, key: str = "", seen: int | None = None
) -> Done:
    """Carries out a correction; raises Refused where it changes what the officer cannot read, beside each such answer."""
    return act(office, me, case, _fit(office, me, case, command, now), now, key, seen)


def foresee(office: Office, me: Identity, case: str, command: CorrectAnswers, now: datetime) -> None:
    """Raises Refused as `correct` would; nothing is written."""
    foreseen(office, me, case, _fit(office, me, case, command, now), now)


def _fit(office: Office, me: Identity, case: str, command: Command, now: datetime) -> CorrectAnswers:
    """The correction without what the officer cannot read and has left as it is; raises Refused where they have not."""
    assert isinstance(command, CorrectAnswers)
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        sight = found.sight(found.events(uow))
    hidden = closed_fields(found, sight)
    unread = tuple(_unread(found, command.answers, hidden))
    if unread:
        raise Refused(*unread)
    return replace(command, answers={name: value for name, value in command.answers.items() if name not in hidden})


def _unread(found: Opened, given: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[Problem]:
    for name in hidden & set(given):
        if given[name] != found.state.answers.get(name):
            title = found.names.paths.get(name, name)
            advice = "请先在案件页面写明理由查看，再更正。"
            yield Problem("masked", f"“{title}”里有您看不到的内容，不能更正。", name, advice=advice)
