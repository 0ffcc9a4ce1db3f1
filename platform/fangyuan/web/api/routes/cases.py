"""Cases: found, read, opened."""

from datetime import date
from typing import Any

from fangyuan.casework import registering, resembling
from fangyuan.casework.looking_up import look_for
from fangyuan.casework.reading.pages import CasePage
from fangyuan.casework.reading.searching import LONGEST
from fangyuan.casework.reading.searching import Asked as Wanted
from fangyuan.casework.witnessing import case_seen
from fangyuan.web.api.answers import CaseList, NotTied, Registered
from fangyuan.web.api.bodies import Registering
from fangyuan.web.api.cursors import CURSOR, onward
from fangyuan.web.api.operations import Asked, Created, Operation, Parameter
from fangyuan.web.at_hand import now, office

_DATE = {"type": "string", "format": "date"}
FINDING = (
    Parameter(
        "words", "Part of a number, a name or any text; or a whole phone or identity number.",
        {"type": "string", "maxLength": LONGEST},
    ),
    Parameter("state", "Only the open or the closed ones.", {"type": "string", "enum": ["open", "closed"]}),
    Parameter("case_type", "Only those of one case type.", {"type": "string", "maxLength": 200}),
    Parameter("since", "Received on this day or later.", _DATE),
    Parameter("until", "Received on this day or earlier.", _DATE),
    CURSOR,
)  # fmt: skip
_CLOSED = {"open": False, "closed": True}


def find(asked: Asked[Any]) -> CaseList:
    """The newest cases that the officer may see and in which the words stand."""
    said = asked.query
    days = (date.fromisoformat(said[name]) if said[name] else None for name in ("since", "until"))
    wanted = Wanted(said["words"], _CLOSED.get(said["state"]), said["case_type"], *days)
    found = look_for(office(), asked.me, wanted, now(), onward(said))
    return CaseList(found.rows, found.total, found.capped, found.next)


def show(asked: Asked[Any]) -> CasePage:
    """A case as far as the officer may see it; what is masked on the page is masked here."""
    return case_seen(office(), asked.me, asked.path["case"], now())


def register(asked: Asked[Registering]) -> Created:
    """Opens a case, and ties it to others that the officer sees. What could not be tied is told; the case stands."""
    body = asked.body
    done = registering.register(
        office(), asked.me, body.case_type, body.answers, body.received_on, asked.key, now(), body.occurred_on,
        body.unit, body.numbers, body.as_written,
    )  # fmt: skip
    problems = resembling.tie_chosen(office(), asked.me, done.case, body.ties, now())
    failed = tuple(NotTied(one.code, one.message, one.advice) for one in problems)
    return Created(f"/cases/{done.case}", Registered(done.case, done.seq, done.number, done.words, failed))


OPERATIONS = (
    Operation("findCases", "get", "/cases", "Find cases by words", find, CaseList, query=FINDING),
    Operation(
        "registerCase", "post", "/cases", "Open a case", register, Registered, body=Registering, status=201, acts=True
    ),
    Operation("getCase", "get", "/cases/{case}", "A case, as far as I may see it", show, CasePage),
)
