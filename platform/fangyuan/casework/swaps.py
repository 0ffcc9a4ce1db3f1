"""Two officers change places when both agree: one asks, the other answers; whoever says whose the days are needs to ask nobody."""

from datetime import date, datetime
from typing import NoReturn

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.rota import holds_still, is_mine, may_set, speaks_for
from fangyuan.casework.reading.sittings import Sitting, find_duty
from fangyuan.casework.rotas import (
    changing,
    check_swap,
    said_reason,
    swap_turns,
    tell,
    told_of_swap,
    write_turns,
)
from fangyuan.casework.staleness import CHANGED
from fangyuan.engine.refusing import needed, refuse
from fangyuan.model.problems import ChangedMeanwhile
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id
from fangyuan.store.rotas import AGREED, DECLINED, SWAPPED, TAKEN_BACK, Swap


def ask_swap(
    office: Office, me: Identity, duty: str, mine: date, other: date, reason: str, now: datetime,
    known: tuple[int, int] | None = None,
) -> Swap:  # fmt: skip
    """Asks whoever has the `other` day to take `mine` for it; they are told. `known` is how much the page knew of the two."""
    reason = needed(said_reason(reason), "reason-missing", "请写明为什么换班", "reason")
    if mine == other:
        refuse("swap-same-day", "要换的是同一天", "请选另一天", "other")
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        one, two = (changing(desk, duty, on, n) for on, n in zip((mine, other), known or (None, None), strict=True))
        if not speaks_for(desk, one.person, two.person) and speaks_for(desk, two.person, one.person):
            one, two = two, one
        _check_asking(desk, one, two)
        if any(
            (one.occurs_on, two.occurs_on) == (ask.occurs_on, ask.other) for ask in uow.rotas.asked(me.tenant, duty)
        ):
            refuse("swap-asked", "这两天已经请对方换了", "请等对方答复，或者先撤回")
    swap = Swap(new_id(), duty, one.occurs_on, one.n, two.occurs_on, two.n, one.person, two.person, reason, now)
    names = desk.directory.name(one.person), one.duty.title
    text = f"{names[0]}请您换班（{names[1]}）：您 {two.on} 的班换成 {one.on}。{reason}。请在“轮值”里答复。"
    with office.database.begin() as uow:
        uow.rotas.ask(me.tenant, swap)
        tell(office, uow, desk, [two.person], text)
        uow.commit()
    return swap


def change_places(
    office: Office, me: Identity, duty: str, first: date, second: date, reason: str, now: datetime,
    known: tuple[int, int] | None = None,
) -> Swap | None:  # fmt: skip
    """Lets two days change at once where the officer says whose the days are; else asks the other, and gives what was asked."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        at_once = may_set(desk, find_duty(desk, duty)[1])
    if at_once:
        swap_turns(office, me, duty, first, second, reason, now, known)
        return None
    return ask_swap(office, me, duty, first, second, reason, now, known)


def answer_swap(office: Office, me: Identity, swap: str, agreed: bool, now: datetime, why: str = "") -> Swap:
    """Agrees, and the two change places; or declines. Whoever asked is told. Raises Refused where it is not the officer's."""
    why = said_reason(why)
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        ask = _asked(uow, me, swap)
        if not is_mine(desk, ask.asked):
            refuse("swap-not-yours", "请您换班的不是这一条", "请回到轮值页，答复请您换的")
        if not speaks_for(desk, ask.asked, ask.asker):
            _refuse_both("请由被请换班的本人答复")
        one, other = (changing(desk, ask.duty, on) for on in (ask.occurs_on, ask.other))
        if agreed and not holds_still(ask, one, other):
            _void()
    answer = AGREED if agreed else DECLINED

    def first(uow: UnitOfWork) -> None:
        if not uow.rotas.answer(me.tenant, swap, answer, now):
            raise ChangedMeanwhile(CHANGED)

    if agreed:
        given = [(one, ask.asked), (other, ask.asker)]
        write_turns(office, desk, given, SWAPPED, ask.reason, told_of_swap(desk, one, other, ask.reason), first)
        return ask
    text = f"{desk.directory.name(ask.asked)}不同意换班（{one.duty.title} {one.on} 和 {other.on}）。{why}"
    with office.database.begin() as uow:
        first(uow)
        tell(office, uow, desk, [ask.asker], text)
        uow.commit()
    return ask


def take_swap_back(office: Office, me: Identity, swap: str, now: datetime) -> Swap:
    """Asks no longer; whoever was asked is told."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        ask = _asked(uow, me, swap)
        if not is_mine(desk, ask.asker):
            refuse("swap-not-yours", "换班不是您提出的", "请回到轮值页重新选择")
    with office.database.begin() as uow:
        if not uow.rotas.answer(me.tenant, swap, TAKEN_BACK, now):
            raise ChangedMeanwhile(CHANGED)
        tell(office, uow, desk, [ask.asked], f"{desk.directory.name(ask.asker)}不再请您换班，原来的班不变。")
        uow.commit()
    return ask


def _asked(uow: UnitOfWork, me: Identity, swap: str) -> Swap:
    found = uow.rotas.asked(me.tenant, swap=swap) if swap else []
    return found[0] if found else refuse("not-open", "这次换班已经答复或者撤回了", "请刷新轮值页")


def _void() -> NoReturn:
    refuse("swap-void", "提出以后，这两天的班已经变了", "请让对方看过现在的轮值，再提一次")


def _check_asking(desk: Desk, one: Sitting, other: Sitting) -> None:
    if not is_mine(desk, one.person):
        refuse("swap-not-yours", "这两天都不是您的班", "请选自己的一天和同事的一天")
    check_swap(desk, one, other)
    if not speaks_for(desk, one.person, other.person):
        _refuse_both("请由其中一位本人提出")


def _refuse_both(advice: str) -> NoReturn:
    """Whoever stands in for both would agree with nobody but themselves."""
    refuse("swap-both-yours", "换班要两人各自同意，您一个人不能代表双方", advice)
