"""Opinions for approval, and the ties to other cases."""

from typing import Any

from fangyuan.engine.owing import OWED
from fangyuan.model import events
from fangyuan.model.events import Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, DraftState, LinkState


def draft_made(case: CaseState, event: events.DraftMade, recorded: Recorded) -> CaseState:
    """An opinion waits."""
    draft = DraftState(
        draft=event.draft,
        rule=event.rule,
        opinion=event.opinion,
        approvers=event.approvers,
        made_at=recorded.at,
        candidates=event.candidates,
        weighing=recorded.cause.weighing,
        receipt=event.receipt,
        asked_by=event.asked_by,
        reason=event.reason,
        scan=(recorded.scan or "") if event.receipt else "",
    )
    return replace(case, drafts={**case.drafts, draft.draft: draft})


def draft_approved(case: CaseState, event: events.DraftApproved, recorded: Recorded) -> CaseState:
    """Approved, with the text that was approved."""
    by = recorded.on_behalf_of or recorded.actor
    return _decided(case, event.draft, status="approved", opinion=event.opinion, decided_by=by)


def draft_refused(case: CaseState, event: events.DraftRefused, recorded: Recorded) -> CaseState:
    """Refused; nothing follows."""
    return _decided(case, event.draft, status="refused", decided_by=recorded.on_behalf_of or recorded.actor)


def draft_reassigned(case: CaseState, event: events.DraftReassigned, _: Recorded) -> CaseState:
    """It waits for others."""
    return _decided(case, event.draft, approvers=event.approvers)


def draft_lapsed(case: CaseState, event: events.DraftLapsed, _: Recorded) -> CaseState:
    """Nobody decided, and nobody is asked any more."""
    return _decided(case, event.draft, status="lapsed")


def dispatched(case: CaseState, event: events.CaseDispatched, _: Recorded) -> CaseState:
    """A tie to a case that does not exist yet, whose key will tell which it is; or a new word about one that does."""
    told: dict[str, Any] = {"report": event.report, "wait": event.wait, "to": event.to}
    told |= {"returns": event.returns} if event.returns else {}
    told |= {"lead": event.lead} if event.lead else {}
    if any(link.key == event.key for link in case.links):
        return replace(case, links=tuple(replace(k, **told) if k.key == event.key else k for k in case.links))
    return replace(case, links=(*case.links, LinkState(relation="child", case="", key=event.key, **told)))


def objected(case: CaseState, event: events.CaseObjected, _: Recorded) -> CaseState:
    """The receiver's objection waits for whoever decides."""
    told: dict[str, Any] = {"objection": "waiting", "objected": event.reason}
    links = tuple(replace(link, **told) if _is_child(link, event.key) else link for link in case.links)
    return replace(case, links=links)


def objection_made(case: CaseState, event: events.ObjectionMade, _: Recorded) -> CaseState:
    """Our own objection waits for whoever sent the matter."""
    told: dict[str, Any] = {"objection": "waiting", "objected": event.reason}
    links = tuple(replace(link, **told) if link.relation == "parent" else link for link in case.links)
    return replace(case, links=links)


def objection_decided(case: CaseState, event: events.ObjectionDecided, _: Recorded) -> CaseState:
    """Nobody waits any more for what the receiver need not do."""
    told: dict[str, Any] = {"objection": event.result, **({"wait": False} if event.result == "agreed" else {})}
    links = tuple(replace(link, **told) if link.case == event.case and link.objection else link for link in case.links)
    return replace(case, links=links)


def dispatch_recalled(case: CaseState, event: events.DispatchRecalled, _: Recorded) -> CaseState:
    """Nobody waits any more for what was sent on."""
    return _tied(case, event.key, ("child",), recalled=event.reason, wait=False)


def matter_recalled(case: CaseState, event: events.MatterRecalled, _: Recorded) -> CaseState:
    """Whoever sent the matter here waits no more."""
    return _tied(case, event.key, ("parent", OWED), recalled=event.reason)


def child_progressed(case: CaseState, event: events.ChildProgressed, _: Recorded) -> CaseState:
    """The tie says how far the other case has come."""
    links = tuple(
        replace(k, stage=event.title, closed=k.closed and not event.reopened, answered=event.answered)
        if k.case == event.case and k.relation == "child"
        else k
        for k in case.links
    )
    return replace(case, links=links)


def linked(case: CaseState, event: events.CasesLinked, _: Recorded) -> CaseState:
    """Fills in the tie of a dispatch by its key, else adds one."""
    told: dict[str, Any] = {"relation": event.relation, "case": event.case, "number": event.number}
    told |= {"asks": event.asks} if event.asks else {}
    if event.key and any(link.key == event.key for link in case.links):
        return replace(case, links=tuple(replace(k, **told) if k.key == event.key else k for k in case.links))
    return replace(case, links=(*case.links, LinkState(**told, key=event.key)))


def unlinked(case: CaseState, event: events.CasesUnlinked, _: Recorded) -> CaseState:
    """The tie is no more."""
    gone = (event.relation, event.case)
    return replace(case, links=tuple(link for link in case.links if (link.relation, link.case) != gone))


def child_closed(case: CaseState, event: events.ChildClosed, _: Recorded) -> CaseState:
    """The tie to a case that has ended; nobody waits for it."""
    links = tuple(replace(link, closed=True) if link.case == event.case else link for link in case.links)
    return replace(case, links=links)


def _is_child(link: LinkState, key: str) -> bool:
    return link.key == key and link.relation == "child"


def _tied(case: CaseState, key: str, relations: tuple[str, ...], **values: Any) -> CaseState:
    """The case with the tie of that key changed."""
    links = (replace(k, **values) if k.key == key and k.relation in relations else k for k in case.links)
    return replace(case, links=tuple(links))


def _decided(case: CaseState, draft: int, **values: Any) -> CaseState:
    return replace(case, drafts={**case.drafts, draft: replace(case.drafts[draft], **values)})


def slip_printed(case: CaseState, event: events.SlipPrinted, _: Recorded) -> CaseState:
    """The query code that opens the case from now on."""
    return replace(case, slip=event.issue)
