"""Cases: found, read, opened."""

from typing import Any

from fangyuan.casework import registering
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.pages import CasePage
from fangyuan.casework.reading.searching import search
from fangyuan.web.api.answers import Acted, CaseList
from fangyuan.web.api.bodies import Registering
from fangyuan.web.api.operations import Asked, Created, Operation, Parameter
from fangyuan.web.at_hand import now, office

WORDS = Parameter("words", "Part of a number, a name or the matter.", {"type": "string", "maxLength": 100})


def find(asked: Asked[Any]) -> CaseList:
    """The cases that the officer may see whose number, names or matter hold the words."""
    return CaseList(search(office(), asked.me, asked.query["words"], now()))


def show(asked: Asked[Any]) -> CasePage:
    """A case as far as the officer may see it; what is masked on the page is masked here."""
    return case_page(office(), asked.me, asked.path["case"], now())


def register(asked: Asked[Registering]) -> Created:
    """Opens a case."""
    body = asked.body
    done = registering.register(
        office(), asked.me, body.case_type, body.answers, body.received_on, asked.key, now(), body.occurred_on
    )
    return Created(f"/cases/{done.case}", Acted(done.case, done.seq, done.number, done.words))


OPERATIONS = (
    Operation("findCases", "get", "/cases", "Find cases by words", find, CaseList, query=(WORDS,)),
    Operation(
        "registerCase", "post", "/cases", "Open a case", register, Acted, body=Registering, status=201, acts=True
    ),
    Operation("getCase", "get", "/cases/{case}", "A case, as far as I may see it", show, CasePage),
)
