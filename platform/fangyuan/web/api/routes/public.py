"""Asking after a matter with its number and query code, for programs of the people whom matters are of; no token.

It is there where the jurisdiction has opened its public page, answers what that answers, and is counted and traced alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, BinaryIO, cast

from flask import request

from fangyuan.casework import asking_after
from fangyuan.casework.asking_after import Ticket
from fangyuan.casework.reading.pages import PublicPage
from fangyuan.model.problems import Refused
from fangyuan.web import tickets
from fangyuan.web.api.answers import FileReference, FormDescription
from fangyuan.web.api.describing import described
from fangyuan.web.api.operations import Asked, Body, Operation
from fangyuan.web.api.routes.papers import sent_file
from fangyuan.web.api.schemas import within
from fangyuan.web.at_hand import moment, now, office

HEADER = "X-Fangyuan-Ticket"
Written = Annotated[str, within(maxLength=100)]
Shown = Annotated[str, within(maxLength=2000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingAfter(Body):
    """The number of a matter and the query code of its slip."""

    number: Written = ""
    code: Written = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithTicket(Body):
    """The `ticket` of the last answer."""

    ticket: Shown = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingOutside(WithTicket):
    """The answers to the form of an act, with the ticket that came with the form."""

    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublicStanding:
    """How a matter stands, null where the code was shown too long ago to see that; `ticket` stands for the code for half an hour."""

    matter: PublicPage | None
    ticket: str


@dataclass(frozen=True, slots=True)
class PublicForm:
    """The form of an act; with its `ticket` it may be sent for some hours."""

    form: FormDescription
    ticket: str


def ask(asked: Asked[AskingAfter]) -> PublicStanding:
    """Whatever does not fit is answered alike, so that nobody learns which numbers there are; tries are counted by address
    and by number.
    """
    body = asked.body
    address = request.remote_addr or ""
    return _told(asking_after.ask(office(), asked.path["tenant"], body.number, body.code, address, now()))


def look(asked: Asked[WithTicket]) -> PublicStanding:
    """How it stands now; the look is written down."""
    return _told(_ticket(asked))


def form(asked: Asked[WithTicket]) -> PublicForm:
    """What an act asks, of the `acts` of the matter."""
    ticket = _ticket(asked)
    page = asking_after.form(office(), ticket, asked.path["action"], now())
    return PublicForm(described(page, moment()), tickets.signed(replace(ticket, opened=now())))


def act(asked: Asked[ActingOutside]) -> PublicStanding:
    """Takes an act: an event of the case, by nobody of the office."""
    body = asked.body
    ticket = tickets.shown(asked.path["tenant"], body.ticket, writes=True)
    asking_after.take(office(), ticket, asked.path["action"], body.answers, asked.key, now())
    plain = replace(ticket, opened=None)
    try:
        return _told(plain)
    except Refused as over:
        if over.problems != (asking_after.OVER,):
            raise
        return PublicStanding(None, tickets.signed(plain))


def upload(asked: Asked[Any]) -> FileReference:
    """Keeps a file for an act, whoever shows the ticket in the header `X-Fangyuan-Ticket`."""
    ticket = tickets.shown(asked.path["tenant"], request.headers.get(HEADER, ""), writes=True)
    sent = sent_file()
    kept = asking_after.keep(office(), ticket, cast("BinaryIO", sent.stream), (sent.filename or "")[:200], now(), {})
    return FileReference(kept.id, kept.name, kept.size, kept.media_type, kept.sha256)


def _ticket(asked: Asked[WithTicket]) -> Ticket:
    return tickets.shown(asked.path["tenant"], asked.body.ticket)


def _told(ticket: Ticket) -> PublicStanding:
    return PublicStanding(asking_after.look(office(), ticket, now()), tickets.signed(ticket))


OPERATIONS = (
    Operation("askAfter", "post", "/public/{tenant}", "How a matter stands, by number and query code", ask,
              PublicStanding, body=AskingAfter, open=True),
    Operation("lookAfter", "post", "/public/{tenant}/standing", "How it stands now", look, PublicStanding,
              body=WithTicket, open=True),
    Operation("getPublicForm", "post", "/public/{tenant}/acts/{action}/form", "What a public act asks", form, PublicForm,
              body=WithTicket, open=True),
    Operation("actOutside", "post", "/public/{tenant}/acts/{action}", "Take a public act", act, PublicStanding,
              body=ActingOutside, acts=True, open=True),
    Operation("uploadOutside", "post", "/public/{tenant}/files", "Upload a file for a public act", upload, FileReference,
              upload=True, status=201, open=True),
)  # fmt: skip
