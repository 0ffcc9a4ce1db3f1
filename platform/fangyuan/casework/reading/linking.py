"""Ties to other cases: what of them the reader may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import not_kept_from, sight_of
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
    office: Office, uow: UnitOfWork, found: Opened, may: Available, hidden: "Hidden"
) -> tuple[LinkView, ...]:
    """The ties of a case without those to hidden ones.

    Of a case that the reader may not see only its relation, number and receiver are told, where the procedure tied it and
    it is kept from nobody.
    """
    ties = [tie for tie in _ties(found.state) if not hidden.hides(tie.relation, tie.case)]
    named = [tie.case for tie in ties if tie.case]
    lines = _visible(
        office, uow, found, uow.cases.lines(found.state.tenant, named, found.moment, EVERYTHING) if named else {}
    )
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
    """The other cases that a case names and that its reader may not see: `unseen`; of these those from which they were
    recused, or that are about them, `away`; and these with the confidential ones, `kept`.
    """

    unseen: frozenset[str]
    kept: frozenset[str]
    away: frozenset[str]

    def hides(self, relation: str, case: str) -> bool:
        """Whether a tie is not told. Whoever works on what another case asks for knows its matter, and reads from where it
        came and where it went; a meeting and one that others went into are read by many more than each of theirs.
        """
        if relation in BY_HAND:
            return case in self.unseen
        return case in (self.kept if relation in _OF_MANY else self.away)


def hidden_ties(uow: UnitOfWork, found: Opened, office: Office, events: Sequence[Recorded]) -> Hidden:
    """Which of the cases to which this one was tied, now or once, or that spoke to it, the reader may not see."""
    named = sorted({one.event.case for one in events if isinstance(one.event, _NAMING)} - {""})
    if not named:
        return Hidden(frozenset(), frozenset(), frozenset())
    there = uow.cases.lines(found.state.tenant, named, found.moment, EVERYTHING)
    unseen = there.keys() - _visible(office, uow, found, there).keys()
    theirs = not_kept_from(found.person, found.world.directory, found.moment.today)
    away = (
        unseen - uow.cases.lines(found.state.tenant, sorted(unseen), found.moment, theirs).keys() if unseen else unseen
    )
    kept = away | {case for case in unseen if there[case].confidential}
    elsewhere = set(named) - there.keys()
    return Hidden(frozenset(unseen | elsewhere), frozenset(kept), frozenset(away))


_NAMING = (CasesLinked, CasesUnlinked, GatheringSpoke)
_OF_MANY = ("agenda", "merged", "merged-into")


def told(events: Iterable[Recorded], hidden: Hidden) -> tuple[Recorded, ...]:
    """The events without ties to hidden cases and without what those said that are kept from the reader.

    One that gathers this one, such as a meeting, and is merely not theirs to see still tells them what was decided, without
    its number.
    """
    return tuple(_nameless(one, hidden) for one in events if not _is_hidden(one.event, hidden))


def _is_hidden(event: Event, hidden: Hidden) -> bool:
    if isinstance(event, CasesLinked | CasesUnlinked):
        return hidden.hides(event.relation, event.case)
    return isinstance(event, GatheringSpoke) and event.case in hidden.kept


def _nameless(one: Recorded, hidden: Hidden) -> Recorded:
    event = one.event
    if isinstance(event, GatheringSpoke) and event.case in hidden.unseen:
        return replace(one, event=replace(event, number=""))
    return one


def _ties(case: CaseState) -> tuple[LinkState, ...]:
    """The links, and the parent that opened the case where no link says so."""
    told = {link.case for link in case.links}
    parent = (LinkState("parent", case.parent),) if case.parent and case.parent not in told else ()
    return (*parent, *case.links)


def _visible(office: Office, uow: UnitOfWork, found: Opened, lines: Mapping[str, CaseLine]) -> Mapping[str, CaseLine]:
    """Those of the cases that the reader may see: each as far as the roles of its own pack reach."""
    tenant, moment, seen = found.state.tenant, found.moment, dict[str, CaseLine]()
    by_pack: dict[str, list[str]] = {}
    for case, line in lines.items():
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
