"""The rotas: who has which of the coming days, and whether everybody has as many as the pack asks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.pages import Named, RotaPage, RotaView, SwapAsked, TurnChange, TurnDay, TurnShare
from fangyuan.casework.reading.sittings import Sitting, duties_in_force, sittings
from fangyuan.casework.turns import name_of
from fangyuan.engine.rota import order_of
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.rotas import Rota
from fangyuan.model.who import Whos
from fangyuan.store.rotas import OPENED, Swap

AHEAD = timedelta(days=200)
SHOWN = 16
"""Days of a rota that the page lists."""

CHANGES = 8


def rota_page(office: Office, me: Identity, now: datetime) -> RotaPage:
    """Every rota of the jurisdiction, the officer's own first; whose turn it is everybody who works there may know."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        views = [_view(desk, pack, duty, duty.rota) for pack, duty in duties_in_force(desk) if duty.rota]
        return RotaPage(tuple(sorted(views, key=_nearness)))


def _nearness(one: RotaView) -> tuple[bool, bool, str, str]:
    """Where the officer has something to answer comes first, then where they have a turn."""
    asked, mine = any(ask.may_answer for ask in one.asked), any(day.mine for day in one.days)
    return not asked, not mine, one.title, one.duty


def may_set(desk: Desk, duty: Duty) -> bool:
    """Whether the officer says who has which day."""
    return duty.rota is not None and holds_any(desk, duty.rota.set_by or duty.who)


def holds_any(desk: Desk, whos: Whos) -> bool:
    """Whether the officer has a post that is meant, or stands in for somebody who has."""
    return bool({who.role for who in whos} & desk.person.roles)


def is_mine(desk: Desk, person: str) -> bool:
    """Whether it is the officer, or somebody for whom they act today."""
    return bool(person) and person in {desk.person.person, *desk.principals}


def speaks_for(desk: Desk, side: str, other: str) -> bool:
    """Whether the officer says what one of two wants who change places: that one, or who acts for them and not for both."""
    return side == desk.person.person or (is_mine(desk, side) and not is_mine(desk, other))


def holds_still(ask: Swap, one: Sitting, other: Sitting) -> bool:
    """Whether nothing was said of the two days since somebody asked to change them, and neither has begun."""
    same = (one.person, one.n, other.person, other.n) == (ask.asker, ask.n, ask.asked, ask.other_n)
    return same and not (one.case or other.case)


def _swaps(desk: Desk, name: str, known: Iterable[Sitting]) -> Iterator[SwapAsked]:
    """Who has asked whom to change places, and what of it is for the officer to answer or to take back."""
    on = {one.occurs_on: one for one in known}
    for ask in desk.uow.rotas.asked(desk.tenant.tenant, name):
        one, other = on.get(ask.occurs_on), on.get(ask.other)
        if one and other and holds_still(ask, one, other):
            asker, asked = (Named(who, desk.directory.name(who)) for who in (ask.asker, ask.asked))
            mine = speaks_for(desk, ask.asked, ask.asker), is_mine(desk, ask.asker)
            yield SwapAsked(ask.swap, asker, asked, one.on, other.on, ask.reason, *mine)


def _view(desk: Desk, pack: Pack, duty: Duty, rota: Rota) -> RotaView:
    order = order_of(rota, desk.directory, desk.tenant.tenant)
    period = period_of(rota.per or "quarter", desk.today)
    known = sittings(desk, pack, duty, period.start, max(desk.today + AHEAD, period.end))
    coming = [one for one in known if one.on >= desk.today][:SHOWN]
    days = tuple(_days(desk, coming))
    return RotaView(
        duty=name_of(pack, duty),
        title=duty.title,
        days=days,
        people=tuple(Named(one, desk.directory.name(one)) for one in order),
        period=period.title,
        at_least=rota.at_least,
        shares=tuple(_shares(desk, order, rota, period, known)),
        changes=tuple(_changes(desk, name_of(pack, duty), known)),
        may_set=may_set(desk, duty),
        may_swap=any(day.mine and day.open for day in days) or may_set(desk, duty),
        takes=duty.appointments is not None,
        asked=tuple(_swaps(desk, name_of(pack, duty), known)),
    )


def _days(desk: Desk, coming: Iterable[Sitting]) -> Iterator[TurnDay]:
    coming = list(coming)
    seen = visible(desk, [one.case for one in coming if one.case])
    for one in coming:
        said = one.said if one.said and one.said.sort == one.sort != OPENED else None
        yield TurnDay(
            occurs_on=one.occurs_on,
            on=one.on,
            person=Named(one.person, desk.directory.name(one.person)) if one.person else None,
            sort=one.sort,
            n=one.n,
            open=not one.case,
            mine=is_mine(desk, one.person),
            reason=said.reason if said else "",
            by=desk.directory.name(said.actor) if said else "",
            case=one.case if one.case in seen else "",
            number=one.number if one.case in seen else "",
        )


def visible(desk: Desk, cases: list[str]) -> frozenset[str]:
    """Which of the cases the officer may open."""
    found: set[str] = set()
    for sight in desk.sights if cases else ():
        found.update(desk.uow.cases.lines(desk.tenant.tenant, cases, desk.moment(), sight))
    return frozenset(found)


def _shares(
    desk: Desk, order: Iterable[str], rota: Rota, period: Period, known: Iterable[Sitting]
) -> Iterator[TurnShare]:
    had = Counter(one.person for one in known if period.start <= one.on < period.end)
    for person in dict.fromkeys((*order, *(one for one in had if one))):
        yield TurnShare(Named(person, desk.directory.name(person)), had[person], had[person] >= rota.at_least)


def _changes(desk: Desk, name: str, known: Iterable[Sitting]) -> Iterator[TurnChange]:
    """What officers said of these days, the latest first."""
    on = {one.occurs_on: one.on for one in known}
    said = desk.uow.rotas.said(desk.tenant.tenant, name, min(on, default=date.max))
    told = [one for one in said if one.sort != OPENED and one.occurs_on in on and one.at]
    for one in sorted(told, key=lambda one: (one.at, one.occurs_on), reverse=True)[:CHANGES]:
        name_ = desk.directory.name
        yield TurnChange(
            on[one.occurs_on], name_(one.person), one.sort, one.reason, name_(one.actor), one.at or desk.now
        )
