"""Ties to other cases: what of them the reader may know."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeGuard

from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import sees
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import sight_of
from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.pages import LinkView
from fangyuan.engine.rights import Available
from fangyuan.model.events import CasesLinked, CasesUnlinked, Event, GatheringSpoke, Recorded
from fangyuan.model.state import BY_HAND, CaseState, LinkState
from fangyuan.store.database import UnitOfWork
from fangyuan.store.lines import CaseLine
from fangyuan.store.sight import EVERYTHING

RELATIONS = {
    "child": "转出",
    "parent": "来自",
    "repeat": "重复",
    "joint": "联名",
    "merged": "并入本件",
    "merged-into": "已并入",
    "reports-to": "代为报告",
    "leads": "由本件牵头",
    "led-by": "牵头",
    "supervised-by": "督办",
    "related": "相关",
    "agenda": "列入议程",
}
"""How relations are called."""


def link_views(
    office: Office, uow: UnitOfWork, found: Opened, may: Available, hidden: Collection[str]
) -> tuple[LinkView, ...]:
    """The ties of a case without those to hidden ones.

    Of a case that the reader may not see only its relation, number and receiver are told, where the procedure tied it.
    """
    ties = [tie for tie in _ties(found.state) if tie.case not in hidden or tie.relation not in BY_HAND]
    lines = _visible(office, uow, found, [tie.case for tie in ties if tie.case])
    back = {tie.key for tie in may.recallable}
    views = (_view(office, uow, tie, lines.get(tie.case), found) for tie in ties)
    return tuple(
        replace(
            view,
            key=tie.key,
            recalled=tie.recalled,
            may_recall=tie.key in back,
            may_unlink=may.may_link and tie.relation in BY_HAND,
        )
        for tie, view in zip(ties, views, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Hidden:
    """The other cases of which the reader learns nothing, and those of which they read the words, but not whose they are."""

    cases: frozenset[str]
    nameless: frozenset[str]


def hidden_ties(office: Office, uow: UnitOfWork, me: Identity, events: Sequence[Recorded], now: datetime) -> Hidden:
    """The cases that officers tied to this one, now or once, or that spoke to it, and that the reader may not see.

    One that gathers this one, such as a meeting, and is merely not theirs to see still tells them what was decided.
    """
    tied = {one.event.case for one in events if _by_hand(one.event)}
    spoke = {one.event.case for one in events if isinstance(one.event, GatheringSpoke)}
    unseen = {case for case in tied | spoke if not sees(office, uow, me, case, now)}
    kept = {case for case in unseen - tied if _is_kept(uow, me, case)}
    return Hidden(frozenset(unseen & tied | kept), frozenset(unseen - tied - kept))


def _is_kept(uow: UnitOfWork, me: Identity, case: str) -> bool:
    """Whether nothing of a case that the reader does not see may be told: a confidential one, one from which they were
    recused, one of another jurisdiction.
    """
    stored = uow.cases.load(me.tenant, case)
    return stored is None or stored.confidential or me.person in dict(stored.state.recused)


def told(events: Iterable[Recorded], hidden: Hidden) -> tuple[Recorded, ...]:
    """The events without what ties the case to hidden ones, or was said by them."""
    return tuple(_nameless(one, hidden) for one in events if not _is_of(one.event, hidden.cases))


def _is_of(event: Event, hidden: Collection[str]) -> bool:
    return (_by_hand(event) or isinstance(event, GatheringSpoke)) and event.case in hidden


def _nameless(one: Recorded, hidden: Hidden) -> Recorded:
    event = one.event
    if isinstance(event, GatheringSpoke) and event.case in hidden.nameless:
        return replace(one, event=replace(event, number=""))
    return one


def _by_hand(event: Event) -> TypeGuard[CasesLinked | CasesUnlinked]:
    return isinstance(event, CasesLinked | CasesUnlinked) and event.relation in BY_HAND


def _ties(case: CaseState) -> tuple[LinkState, ...]:
    """The links, and the parent that opened the case where no link says so."""
    told = {link.case for link in case.links}
    parent = (LinkState("parent", case.parent),) if case.parent and case.parent not in told else ()
    return (*parent, *case.links)


def _visible(office: Office, uow: UnitOfWork, found: Opened, cases: list[str]) -> Mapping[str, CaseLine]:
    """The linked cases that the reader may see: each as far as the roles of its own pack reach."""
    if not cases:
        return {}
    tenant, moment, seen = found.state.tenant, found.moment, dict[str, CaseLine]()
    by_pack: dict[str, list[str]] = {}
    for case, line in uow.cases.lines(tenant, cases, moment, EVERYTHING).items():
        by_pack.setdefault(line.pack, []).append(case)
    for pack, theirs in by_pack.items():
        sight = sight_of(found.person, office.packs.get(uow, pack), found.world.directory, moment.today)
        seen |= uow.cases.lines(tenant, theirs, moment, sight)
    return seen


def _view(office: Office, uow: UnitOfWork, tie: LinkState, line: CaseLine | None, found: Opened) -> LinkView:
    """One tie."""
    relation = RELATIONS.get(tie.relation, tie.relation)
    if line is None:
        to = found.names.any(tie.to).title
        return LinkView(relation, tie.case, tie.number, unit=to, stage="办结" if tie.closed else tie.stage)
    case_type = office.packs.get(uow, line.pack).case_types.get(line.case_type)
    stage = next((s.title for s in case_type.stages if s.stage == line.stage), line.stage) if case_type else line.stage
    unit = found.names.any(line.unit).title
    return LinkView(relation, line.case, line.number, line.title, stage, unit, visible=True)
