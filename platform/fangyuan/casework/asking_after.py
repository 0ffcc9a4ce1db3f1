"""Asking after a matter with its number and query code (Regulation 2022, Art. 21): counted, traced, and answered in one way
for everything that does not fit, so that nobody learns which numbers there are.
"""

import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from fangyuan.casework.acting import act_from_outside, done_from_outside
from fangyuan.casework.filing import keep_from_outside
from fangyuan.casework.identity import Done
from fangyuan.casework.office import Office
from fangyuan.casework.reading.outside import answers, public_form, public_page
from fangyuan.casework.reading.pages import FormPage, PublicPage
from fangyuan.casework.slips import code_of, plainly
from fangyuan.model.commands import TakeAction
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import OUTSIDER, Tenant
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork
from fangyuan.store.files import FileRef

VIEW = "public-view"
"""The word of the trace in the access log."""

WINDOW = timedelta(minutes=15)
MOST_FROM_AN_ADDRESS = 30
"""Wrong tries from one address in a window: a family or a hall behind one connection, not a machine."""

MOST_FOR_A_NUMBER = 10
"""Wrong codes for one number in a window: at this rate a code of 45 bits lasts for longer than anybody lives."""

MOST_WRITTEN = 60
"""Acts and files by one code in a window."""

LASTS = timedelta(minutes=30)
"""How long somebody who has shown the code may go on without showing it again."""

WRITES = timedelta(hours=4)
"""How long a form that was opened in time may be sent, and no more than that: who writes slowly loses nothing."""

WRONG = Problem(
    "wrong-code", "编号或者查询码不对。", advice="请对照回执重新输入；回执丢了，请带身份证件到登记的单位补打。"
)
TOO_OFTEN = Problem("too-often", "试的次数太多，请过 15 分钟再试。", advice="急的请打登记单位的电话。")
OVER = Problem("ticket-over", "离上次输入查询码太久了。", advice="请重新输入编号和查询码。")
CLOSED = Problem("not-found", "没有找到这个页面。")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a right code gave: the case, the issue of the code, and when. `opened` is when the form was that carries it."""

    tenant: str
    case: str
    issue: int
    at: datetime
    opened: datetime | None = None


def site(office: Office, tenant: str) -> Tenant:
    """The jurisdiction, where it answers on the public page; Refused (`not-found`) alike where it does not or is none."""
    with office.database.read() as uow:
        known = uow.directory.tenants().get(tenant)
    if known is None or not known.public:
        raise Refused(CLOSED)
    return known


def ask(office: Office, tenant: str, number: str, code: str, address: str, now: datetime) -> Ticket:
    """A ticket for the case of a number, where the code fits and the case answers.

    Every try does the same work: one row of an index, one code worked out, one comparison, one count.
    """
    site(office, tenant)
    number = unicodedata.normalize("NFKC", number).strip()[:100]
    origin, about = _about(office, tenant, "from", address), _about(office, tenant, "for", number)
    _count(office, tenant, origin, about, now)
    with office.database.read() as uow:
        row = uow.cases.by_number_and_slip(tenant, number)
    case, issue = row or ("", 0)
    fits = hmac.compare_digest(code_of(office, tenant, case, issue).encode(), plainly(code).encode())
    known = fits and row is not None and answers(office, tenant, case, now)
    if not known:
        raise Refused(WRONG)
    _take_back(office, tenant, origin, about)
    return Ticket(tenant, case, issue, now)


def _count(office: Office, tenant: str, origin: str, about: str, now: datetime) -> None:
    """Counts a try before anything is looked at, so that many at once are no more than one after the other; one too many is
    refused, and was none.
    """
    with office.database.begin() as uow:
        uow.tries.expire(now)
        until = now + WINDOW
        so_far = uow.tries.count(tenant, origin, until, now), uow.tries.count(tenant, about, until, now)
        uow.commit()
    if so_far[0] > MOST_FROM_AN_ADDRESS or so_far[1] > MOST_FOR_A_NUMBER:
        _take_back(office, tenant, origin, about)
        raise Refused(TOO_OFTEN)


def _take_back(office: Office, tenant: str, *about: str) -> None:
    """A try with the right code costs nobody behind the same address one of theirs."""
    with office.database.begin() as uow:
        uow.tries.take_back(tenant, about)
        uow.commit()


def look(office: Office, ticket: Ticket, now: datetime) -> PublicPage:
    """How the matter stands; the look is written down."""
    check(office, ticket, now)
    page = public_page(office, ticket.tenant, ticket.case, now)
    with office.database.begin() as uow:
        trace(uow, ticket, page.number, now)
        uow.commit()
    return page


def check(office: Office, ticket: Ticket, now: datetime) -> None:
    """Refuses a ticket that is too old, whose code was called in since, or whose case answers no more."""
    site(office, ticket.tenant)
    with office.database.read() as uow:
        stored = uow.cases.load(ticket.tenant, ticket.case)
    begun, lasts = (ticket.opened, WRITES) if ticket.opened else (ticket.at, LASTS)
    if not now - lasts <= begun <= now or stored is None or stored.state.slip != ticket.issue:
        raise Refused(OVER)
    if not answers(office, ticket.tenant, ticket.case, now):
        raise Refused(OVER)


def trace(uow: UnitOfWork, ticket: Ticket, number: str, now: datetime) -> None:
    """One line in the access log."""
    uow.log.add(ticket.tenant, Look(OUTSIDER.person, VIEW, number, 1, now))


def form(office: Office, ticket: Ticket, action: str, now: datetime) -> FormPage:
    """The form of a public action; raises Refused where it may not be taken now."""
    check(office, ticket, now)
    return public_form(office, ticket.tenant, ticket.case, action, now)


def take(office: Office, ticket: Ticket, action: str, said: Mapping[str, Any], key: str, now: datetime) -> Done:
    """Takes a public action with the answers of its form; an event of the case, by nobody of the office.

    Raises Refused where there is no such form outside: what an act of the office asks is nobody's business there.
    """
    _pace(office, ticket, now)
    own_key = _own(ticket, key)
    if done := done_from_outside(office, ticket.tenant, own_key):
        return done
    public_form(office, ticket.tenant, ticket.case, action, now)
    return act_from_outside(office, ticket.tenant, ticket.case, TakeAction(action=action, answers=said), now, own_key)


def is_taken(office: Office, ticket: Ticket, key: str, now: datetime) -> bool:
    """Whether a page was sent before, by its key; the case may be past taking such an act by now."""
    check(office, ticket, now)
    return done_from_outside(office, ticket.tenant, _own(ticket, key)) is not None


def _own(ticket: Ticket, key: str) -> str:
    return f"outside:{ticket.case}:{key}" if key else ""


def keep(
    office: Office, ticket: Ticket, stream: BinaryIO, name: str, now: datetime, options: Mapping[str, Any]
) -> FileRef:
    """Keeps a file that the person adds; looked at as every upload is."""
    _pace(office, ticket, now)
    return keep_from_outside(office, ticket.tenant, ticket.case, stream, name, now, options)


def _pace(office: Office, ticket: Ticket, now: datetime) -> None:
    """Bounds what one code writes in a window, in acts and files together."""
    check(office, ticket, now)
    about = _about(office, ticket.tenant, "by", ticket.case)
    with office.database.begin() as uow:
        if uow.tries.of(ticket.tenant, [about], now).get(about, 0) >= MOST_WRITTEN:
            raise Refused(TOO_OFTEN)
        uow.tries.count(ticket.tenant, about, now + WINDOW, now)
        uow.commit()


def _about(office: Office, tenant: str, kind: str, text: str) -> str:
    """A keyed hash: the table of tries tells nobody who asked after what."""
    key = office.database.key
    assert key is not None, "an office has a key"
    return key.blind_index(tenant, f"public:{kind}:{text}")
