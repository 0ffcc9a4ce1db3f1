"""What whoever a matter is of shows in place of the query code once it was right: signed, so that nobody can make one up."""

from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from fangyuan.casework import asking_after
from fangyuan.casework.asking_after import Ticket
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import now, office, settings


def signed(ticket: Ticket) -> str:
    """The ticket as a form carries it; nobody learns more from it than an opaque id."""
    opened = ticket.opened.isoformat() if ticket.opened else ""
    written: str = _signer().dumps([ticket.tenant, ticket.case, ticket.issue, ticket.at.isoformat(), opened])
    return written


def shown(tenant: str, written: Any, *, writes: bool = False) -> Ticket:
    """The ticket that was shown to a jurisdiction; Refused where there is none of it. One of a form only `writes`."""
    asking_after.site(office(), tenant)
    try:
        of, case, issue, at, opened = _signer().loads(written)
    except (BadData, ValueError, TypeError):
        raise Refused(asking_after.OVER) from None
    form = datetime.fromisoformat(opened) if opened and writes else None
    ticket = Ticket(of, case, issue, datetime.fromisoformat(at), form)
    if ticket.tenant != tenant:
        raise Refused(asking_after.OVER)
    asking_after.check(office(), ticket, now())
    return ticket


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="public-ticket")
