"""Programs that listen: registered by administrators, stopped and started again, with a log of what each was told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from fangyuan.casework.announcing import own_words
from fangyuan.casework.carrying_news import server_of
from fangyuan.casework.identity import Identity
from fangyuan.casework.kept_away import kept_from
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.reading.pages import Named, Onward, Opened, turned
from fangyuan.model.decisions import Message
from fangyuan.model.events import EVENTS
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Listener
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id
from fangyuan.store.listeners import CHANNEL, Announcement, ListenerLine

ROWS = 50
MOST = 20
"""As many listeners as a jurisdiction may have."""

NO_LISTENER = Problem("not-found", "没有这个接收地址。", advice="请回到列表重新选择。")
TOO_MANY = Problem("too-many", f"最多登记 {MOST} 个接收地址。", "address", advice="请先删除不用的。")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A listener to register: its address, the words of the events, the case types (none: all), and the officer whose
    sight bounds what is told.
    """

    address: str
    events: tuple[str, ...]
    case_types: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, slots=True)
class ListenerView:
    """A listener as its administrators see it; `failing_since` where it took nothing since then."""

    listener: str
    address: str
    events: tuple[str, ...]
    case_types: tuple[str, ...]
    person: str
    name: str
    made_at: datetime
    failing_since: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """One event that a listener was told or is to be told."""

    announcement: str
    event: str
    at: datetime
    case: str
    number: str
    tries: int
    taken_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class ListenerLog:
    """A page of what a listener was told, the newest first."""

    listener: ListenerView
    rows: tuple[AnnouncementView, ...]
    next: Onward = Onward()


def register(office: Office, me: Identity, wanted: Wanted, now: datetime) -> tuple[str, str]:
    """(id, secret) of a new listener; the secret is told this once. Raises Refused by path."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        listener = _checked(office, uow, me, wanted, now)
        secret = token_urlsafe(32)
        uow.listeners.add(ListenerLine(listener, wanted.address, now, None, None, None), secret)
        _noted(uow, me, "listen", listener.listener, now)
        uow.commit()
    return listener.listener, secret


def words(office: Office, me: Identity, now: datetime) -> tuple[Named, ...]:
    """What the packs at work here say themselves, by word, with the tasks and actions that say it: it may be asked for too."""
    check_administrator(office, me)
    with office.database.read() as uow:
        return tuple(Named(word, "、".join(titles)) for word, titles in _words(office, uow, me, now).items())


def listeners(office: Office, me: Identity) -> tuple[ListenerView, ...]:
    """The listeners of the administrator's own jurisdiction."""
    check_administrator(office, me)
    with office.database.read() as uow:
        return tuple(_view(office, uow, one) for one in uow.listeners.of(me.tenant))


def log(office: Office, me: Identity, listener: str, opened: Opened) -> ListenerLog:
    """What a listener was told; raises Refused (`not-found`)."""
    check_administrator(office, me)
    hidden = kept_from(office, me)
    _, after = turned(opened)
    with office.database.read() as uow:
        line = _found(uow, me, listener)
        rows = uow.listeners.page(me.tenant, listener, ROWS, after[0] if after else "")
        view = _view(office, uow, line)
    following = Onward((rows[-1].id,) if len(rows) == ROWS else ())
    # A line without its case would tell that there is one: of what is kept from the reader nothing is said at all.
    return ListenerLog(view, tuple(_told(one) for one in rows if one.case not in hidden), following)


def stop(office: Office, me: Identity, listener: str, now: datetime) -> None:
    """Tells it nothing from now on, nor what is on its way."""
    _change(office, me, listener, "stop-listening", now, stopped_at=now)


def start(office: Office, me: Identity, listener: str, now: datetime) -> None:
    """Tells it again what happens from now on."""
    _change(office, me, listener, "listen-again", now, stopped_at=None, failing_since=None, failed_at=None)


def drop(office: Office, me: Identity, listener: str, now: datetime) -> None:
    """Forgets it, and what it was told."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        _found(uow, me, listener)
        uow.listeners.drop(me.tenant, listener)
        _noted(uow, me, "drop-listener", listener, now)
        uow.commit()


def resend(office: Office, me: Identity, listener: str, announcement: str, now: datetime) -> None:
    """Tells a listener once more what it was or should have been told, under the same key."""
    check_administrator(office, me)
    hidden = kept_from(office, me)
    with office.database.begin() as uow:
        line = _found(uow, me, listener)
        news = uow.listeners.announcement(me.tenant, announcement)
        if news is None or news.listener != listener or news.case in hidden:
            raise Refused(NO_LISTENER)
        if line.stopped_at:
            raise Refused(Problem("stopped", "这个接收地址已停用。", advice="请先重新启用。"))
        uow.outbox.add(me.tenant, news.case, [Message(CHANNEL, listener, {"announcement": news.id})], now)
        uow.commit()


def _change(
    office: Office, me: Identity, listener: str, word: str, now: datetime, **standing: datetime | None
) -> None:  # fmt: skip
    check_administrator(office, me)
    with office.database.begin() as uow:
        _found(uow, me, listener)
        uow.listeners.note(me.tenant, listener, **standing)
        if standing.get("stopped_at"):
            uow.listeners.quieten(me.tenant, listener)
        _noted(uow, me, word, listener, now)
        uow.commit()


def _noted(uow: UnitOfWork, me: Identity, word: str, listener: str, now: datetime) -> None:
    """The register of who listens has changed, and who changed it is written down."""
    uow.directory.moved(me.tenant)
    uow.log.add(me.tenant, Look(me.person, word, listener, 1, now))


def _found(uow: UnitOfWork, me: Identity, listener: str) -> ListenerLine:
    found = uow.listeners.find(me.tenant, listener)
    if found is None:
        raise Refused(NO_LISTENER)
    return found[0]


def _words(office: Office, uow: UnitOfWork, me: Identity, now: datetime) -> Mapping[str, Sequence[str]]:
    """The words of the packs in the order of their titles, each with everything that says it."""
    packs = {one.hash: office.packs.get(uow, one.hash) for one in uow.packs.active_types(me.tenant, now)}
    found: dict[str, dict[str, None]] = {}
    for word, title in own_words(packs.values()):
        found.setdefault(word, {})[title] = None
    return {word: tuple(titles) for word, titles in sorted(found.items(), key=lambda one: tuple(one[1]))}


def _checked(office: Office, uow: UnitOfWork, me: Identity, wanted: Wanted, now: datetime) -> Listener:
    """What is to be registered, or every reason why it cannot be."""
    people = office.directory(uow, me.tenant).people
    person = people.get(wanted.person or me.person)
    problems = list(_wrong(office, wanted, {*EVENTS, *_words(office, uow, me, now)}))
    if person is None or not person.active or person.tenant != me.tenant:
        problems.append(Problem("not-found", "本单位没有这个人。", "person", advice="请填写在职人员的标识。"))
    if len(uow.listeners.of(me.tenant)) >= MOST:
        problems.append(TOO_MANY)
    if problems:
        raise Refused(*problems)
    return Listener(
        me.tenant, new_id(), wanted.person or me.person, frozenset(wanted.events), frozenset(wanted.case_types)
    )


def _wrong(office: Office, wanted: Wanted, known: Collection[str]) -> Iterable[Problem]:
    server = server_of(wanted.address)
    if not server:
        yield Problem(
            "bad-address", "接收地址不对。", "address", advice="请写 http:// 或 https:// 开头的完整地址，不带账号。"
        )
    elif server not in office.may_listen:
        yield Problem(
            "server-not-allowed", f"运维没有允许向 {server} 发送。", "address",
            advice="请让运维把它写进 FANGYUAN_LISTENERS，再登记。",
        )  # fmt: skip
    if unknown := [one for one in wanted.events if one not in known]:
        yield Problem(
            "unknown-event", f"没有这种事件：{'、'.join(unknown)[:200]}。", "events", advice="请从列表中选择。"
        )


def _view(office: Office, uow: UnitOfWork, line: ListenerLine) -> ListenerView:
    one = line.listener
    name = office.directory(uow, one.tenant).name(one.person)
    return ListenerView(
        one.listener, line.address, tuple(sorted(one.events)), tuple(sorted(one.case_types)), one.person, name,
        line.made_at, line.failing_since, line.stopped_at,
    )  # fmt: skip


def _told(one: Announcement) -> AnnouncementView:
    return AnnouncementView(one.id, one.event, one.at, one.case, one.number, one.tries, one.taken_at, one.error)
