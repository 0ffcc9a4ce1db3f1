"""Who says whose day it is: whoever may set the days gives them, or lets two officers change places; both are told."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.rota import may_set
from fangyuan.casework.reading.sittings import Sitting, find_duty, sitting_of, sittings
from fangyuan.casework.staleness import CHANGED
from fangyuan.casework.turns import EXPECTED
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rota import order_of
from fangyuan.model.decisions import Message
from fangyuan.model.problems import ChangedMeanwhile
from fangyuan.store.database import UnitOfWork
from fangyuan.store.rotas import SET, SWAPPED, Turn

LONGEST = 200
"""Signs of a reason."""


def give_turn(
    office: Office, me: Identity, duty: str, on: date, person: str, reason: str, now: datetime, n: int | None = None
) -> Sitting:
    """Says whose a day is; `n` is how much the page knew of it. Raises Refused, or ChangedMeanwhile where it was changed."""
    reason = said_reason(reason)
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        day = changing(desk, duty, on, n)
        _check_may_set(desk, day)
        if person not in _order(desk, duty):
            refuse(
                "not-in-rota", "这个人不在轮值的名单里", "请从名单中选择；名单按角色，由管理员在组织里维护", "person"
            )
        if person == day.person and day.sort != EXPECTED:
            refuse("nothing-changed", f"{day.on} 本来就是{desk.directory.name(person)}", "不用再排", "person")
    text = f"{day.duty.title}：{day.on} 排定为{desk.directory.name(person)}。{reason}"
    write_turns(office, desk, [(day, person)], SET, reason, text)
    return day


def swap_turns(
    office: Office, me: Identity, duty: str, first: date, second: date, reason: str, now: datetime,
    known: tuple[int, int] | None = None,
) -> tuple[Sitting, Sitting]:  # fmt: skip
    """Two officers change places, by the word of whoever says whose the days are; the two alone ask each other (`swaps`).

    `known` as `n` above.
    """
    reason = needed(said_reason(reason), "reason-missing", "请写明为什么换班", "reason")
    if first == second:
        refuse("swap-same-day", "要换的是同一天", "请选另一天", "other")
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        one, other = (changing(desk, duty, on, n) for on, n in zip((first, second), known or (None, None), strict=True))
        check_swap(desk, one, other)
        _check_may_set(desk, one)
    write_turns(
        office,
        desk,
        [(one, other.person), (other, one.person)],
        SWAPPED,
        reason,
        told_of_swap(desk, one, other, reason),
    )
    return one, other


def told_of_swap(desk: Desk, one: Sitting, other: Sitting, reason: str) -> str:
    """In one sentence what the two have changed."""
    names = desk.directory.name(one.person), desk.directory.name(other.person)
    return f"{one.duty.title}换班：{one.on} 由{names[1]}，{other.on} 由{names[0]}。{reason}"


def settle_turns(office: Office, me: Identity, duty: str, until: date, now: datetime) -> int:
    """Says of every day until then that it stays as it is expected, so that it can be announced; how many."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        pack, found = find_duty(desk, duty)
        if not may_set(desk, found):
            _refuse_setting(found.title)
        until = min(until, desk.today.replace(year=desk.today.year + 1, day=1))
        days = sittings(desk, pack, found, desk.today, until)
        loose = [(one, one.person) for one in days if one.person and not one.case and one.sort == EXPECTED]
    listed = "、".join(f"{one.on} {desk.directory.name(one.person)}" for one, _ in loose)
    if loose:
        write_turns(office, desk, loose, SET, "", f"{found.title}已经排定：{listed}。")
    return len(loose)


def changing(desk: Desk, duty: str, on: date, n: int | None = None) -> Sitting:
    """A day that may still change hands."""
    day = sitting_of(desk, duty, on)
    if day.duty.rota is None:
        refuse("no-rota", f"“{day.duty.title}”没有轮值", "请回到轮值页重新选择")
    if day.case:
        refuse("has-begun", f"{day.on} 的“{day.duty.title}”已经开始", f"请在{day.number or '那一件'}里改人、改期")
    if n is not None and n != day.n:
        raise ChangedMeanwhile(CHANGED)
    return day


def _check_may_set(desk: Desk, day: Sitting) -> None:
    if not may_set(desk, day.duty):
        _refuse_setting(day.duty.title)


def _refuse_setting(title: str) -> None:
    refuse("turns-not-yours", f"“{title}”的轮值不由您排", "请由负责排班的人员办理；自己的班可以请同事换")


def check_swap(desk: Desk, one: Sitting, other: Sitting) -> None:
    """Both days are somebody's, and not the same one's."""
    for day in (one, other):
        if not day.person:
            refuse("nobodys-turn", f"{day.on} 还没有轮到谁", "请由负责排班的人员先排定")
    if one.person == other.person:
        refuse("swap-same-person", f"两天都是{desk.directory.name(one.person)}", "请选同事的一天", "other")


def _order(desk: Desk, duty: str) -> tuple[str, ...]:
    pack, found = find_duty(desk, duty)
    return order_of(found.rota, desk.world(pack).directory, desk.tenant.tenant) if found.rota else ()


def said_reason(reason: str) -> str:
    """A reason without blanks around it; refuses one that is too long."""
    said = reason.strip()
    if len(said) > LONGEST:
        refuse("text-too-long", f"理由最多 {LONGEST} 字", "请写短一些", "reason")
    return said


def write_turns(
    office: Office, desk: Desk, given: Iterable[tuple[Sitting, str]], sort: str, reason: str, text: str,
    first: Callable[[UnitOfWork], None] = lambda uow: None,
) -> None:  # fmt: skip
    """All in one commit, after what comes `first`; whoever had a day and whoever has it now is told."""
    given, me = list(given), desk.person.person
    with office.database.begin() as uow:
        first(uow)
        for day, person in given:
            turn = Turn(day.occurs_on, day.n + 1, person, sort, reason, me, desk.now)
            if not uow.rotas.give(desk.tenant.tenant, day.name, turn):
                raise ChangedMeanwhile(CHANGED)
        people = dict.fromkeys(one for day, person in given for one in (day.person, person) if one and one != me)
        tell(office, uow, desk, people, text)
        uow.commit()


def tell(office: Office, uow: UnitOfWork, desk: Desk, people: Iterable[str], text: str) -> None:
    """People are told, in their inboxes with the way to the page of turns, and by what else leaves the house."""
    messages = list(_messages(people, text))
    uow.inbox.add(desk.tenant.tenant, [one.to for one in messages], "", {"text": text, "page": "rota"}, desk.now)
    copies = list(office.outward.copies(desk.directory, messages))
    uow.outbox.add(desk.tenant.tenant, "", copies, desk.now)


def _messages(people: Iterable[str], text: str) -> Iterator[Message]:
    for person in people:
        yield Message("inbox", person, {"text": text})
