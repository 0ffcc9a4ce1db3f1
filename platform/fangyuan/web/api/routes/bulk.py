"""One act in many cases: what is offered, what it would do, asked for, taken back, what came of it."""

from typing import Any

from fangyuan.casework.bulk import foreseeing, holding
from fangyuan.casework.bulk.targets import Wanted
from fangyuan.casework.reading.pages import BulkChoice, BulkView
from fangyuan.model.problems import Refused
from fangyuan.web.api.answers import BulkList, BulkPreview
from fangyuan.web.api.bodies import ActingOnMany, ChoosingCases
from fangyuan.web.api.operations import Asked, Body, Created, Operation
from fangyuan.web.at_hand import now, office

MOST_RECENT = 50


def choose(asked: Asked[ChoosingCases]) -> BulkChoice:
    """What may be done in any of these cases, and to whom work may be given; cases that the officer may not see are left out."""
    return foreseeing.choice(office(), asked.me, _once(asked.body.cases), now())


def foresee(asked: Asked[ActingOnMany]) -> BulkPreview:
    """What the act would do in each case, or why not; nothing is written."""
    rows = foreseeing.plan(office(), asked.me, _once(asked.body.cases), _wanted(asked.body), now())
    return BulkPreview(tuple(one.row for one in rows), {one.row.case: one.seq for one in rows})


def hold(asked: Asked[ActingOnMany]) -> Created:
    """Asks for the act. It is held for ten seconds, in which it can be taken back, then done case by case."""
    body, cases = asked.body, _once(asked.body.cases)
    bulk = holding.hold(office(), asked.me, cases, _wanted(body), "", now(), asked.key, body.seen)
    return Created(f"/bulk/{bulk}", holding.bulk_view(office(), asked.me, bulk))


def show(asked: Asked[Any]) -> BulkView:
    """How far it is, and what came of every row."""
    return holding.bulk_view(office(), asked.me, asked.path["job"])


def recent(asked: Asked[Any]) -> BulkList:
    """What the officer asked for in the last hour: what can still be taken back, and what came of it."""
    return BulkList(holding.recent_bulks(office(), asked.me, now(), MOST_RECENT))


def take_back(asked: Asked[Body]) -> BulkView:
    """Takes it back; refused once it has begun."""
    if not holding.take_back(office(), asked.me, asked.path["job"], now()):
        raise Refused(holding.TOO_LATE)
    return show(asked)


def do_now(asked: Asked[Body]) -> BulkView:
    """Waits no longer."""
    holding.do_now(office(), asked.me, asked.path["job"])
    return show(asked)


def _once(cases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cases))


def _wanted(body: ActingOnMany) -> Wanted:
    return Wanted(body.act, body.to, body.reason.strip(), body.answers)


OPERATIONS = (
    Operation("listBulkActs", "post", "/bulk/acts", "What may be done in several cases at once", choose, BulkChoice,
              body=ChoosingCases),
    Operation("foreseeBulk", "post", "/bulk/preview", "What an act would do in several cases", foresee, BulkPreview,
              body=ActingOnMany),
    Operation("actInBulk", "post", "/bulk", "Act in several cases, after ten seconds", hold, BulkView,
              body=ActingOnMany, status=201, acts=True),
    Operation("listBulks", "get", "/bulk", "Acts in several cases that I asked for within the hour", recent, BulkList),
    Operation("getBulk", "get", "/bulk/{job}", "What came of an act in several cases", show, BulkView),
    Operation("takeBulkBack", "post", "/bulk/{job}/take-back", "Take an act in several cases back", take_back, BulkView,
              body=Body),
    Operation("doBulkNow", "post", "/bulk/{job}/now", "Wait no longer with it", do_now, BulkView, body=Body),
)  # fmt: skip
