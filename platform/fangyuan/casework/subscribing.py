"""The diary outside the house: as a file, or at a secret address that a phone reads again and again.

No person whom a matter is of is named there: only what is to be done, the number of the case, and who of the office.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from secrets import token_urlsafe

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.diary import Stretch, entries_of
from fangyuan.casework.reading.pages import DiaryEntry
from fangyuan.casework.reading.whose import MINE
from fangyuan.model.problems import Problem, Refused
from fangyuan.publishing.icalendars import MEDIA_TYPE, Dated, icalendar
from fangyuan.store.access import Look, Token

KIND = "diary"
BACK, AHEAD = timedelta(days=31), timedelta(days=184)
"""How much of the past and of what comes is handed out."""

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
Link = Callable[[str], str]
"""The address of a case."""


def make_address(office: Office, me: Identity, now: datetime) -> str:
    """A new secret for the officer's diary, told once; the one before it ends. That it was made is in the access log."""
    secret = token_urlsafe(32)
    with office.database.begin() as uow:
        office.person(uow, me)
        uow.tokens.revoke_all(me.tenant, me.person, KIND)
        uow.tokens.add(secret, Token(me.tenant, me.person, KIND, "日程订阅", now, None, None))
        uow.log.add(me.tenant, Look(me.person, "export", "diary address", 1, now))
        uow.commit()
    return secret


def end_address(office: Office, me: Identity) -> int:
    """Ends the address; how many ended."""
    with office.database.begin() as uow:
        gone = uow.tokens.revoke_all(me.tenant, me.person, KIND)
        uow.commit()
    return gone


def made_at(office: Office, me: Identity) -> datetime | None:
    """Since when the officer's diary has an address; None where it has none."""
    with office.database.read() as uow:
        tokens = uow.tokens.of(me.tenant, me.person, KIND)
    return tokens[-1].made_at if tokens else None


def feed(office: Office, secret: str, link: Link, now: datetime) -> Download:
    """The diary behind a secret; raises Refused (`not-found`) where it has ended, or its officer has left."""
    with office.database.read() as uow:
        token = uow.tokens.find(secret, now)
        account = uow.accounts.of(token.tenant, token.person) if token else None
    if token is None or token.kind != KIND or (account is not None and not account.active):
        raise Refused(Problem("not-found", "这个日程地址不存在，或者已经停用。", advice="请在系统的日程页重新生成。"))
    return _file(office, Identity(token.tenant, token.person), link, now)[0]


def download(office: Office, me: Identity, link: Link, now: datetime) -> Download:
    """The diary as a file; that it was taken out is in the access log."""
    made, amount = _file(office, me, link, now)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", "diary", amount, now))
        uow.commit()
    return made


def _file(office: Office, me: Identity, link: Link, now: datetime) -> tuple[Download, int]:
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        found = tuple(_dated(desk, link))
    made = icalendar(f"{desk.tenant.title} {desk.person.name} 日程", found, desk.zone, now)
    return Download("日程.ics", MEDIA_TYPE, made), len(found)


def _dated(desk: Desk, link: Link) -> Iterator[Dated]:
    """The entries, without the notes, which may name people."""
    told: set[str] = set()
    for entry in entries_of(desk, Stretch(desk.today - BACK, desk.today + AHEAD), MINE):
        name = _id(entry)
        if name not in told:
            told.add(name)
            at = _CLOCK.search(entry.at)
            who = "、".join(one.title for one in entry.people)
            yield Dated(
                id=name,
                on=entry.on,
                title=f"{entry.title} {entry.number}".strip(),
                at=time(int(at[1]), int(at[2])) if at else None,
                text=" ".join(part for part in (entry.at, who) if part),
                link=link(entry.case) if entry.case else "",
            )


def _id(entry: DiaryEntry) -> str:
    """What an entry is known by: its case and what is asked there, or the duty and its day."""
    if entry.case:
        return f"{entry.case}-{entry.sort}" + (f"-{entry.title}" if entry.sort == "due" else "")
    return f"{entry.duty}-{entry.on.isoformat()}"
