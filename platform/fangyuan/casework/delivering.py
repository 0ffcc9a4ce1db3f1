"""What leaves the house: letters to be rendered, mail to be sent; at least once, each with its delivery key."""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from smtplib import SMTP

from fangyuan.casework.acting import act_as_clockwork, load
from fangyuan.casework.carrying_news import carry
from fangyuan.casework.channels import outbound
from fangyuan.casework.filing import keep_made
from fangyuan.casework.lettering import rendered
from fangyuan.casework.mending import report
from fangyuan.casework.office import Office
from fangyuan.engine.clocks.quiet_hours import EVENING, open_from
from fangyuan.model.calendars import USUAL_CALENDAR, Calendar
from fangyuan.model.letter_commands import RecordRendering
from fangyuan.model.world import CLOCKWORK
from fangyuan.store import listeners
from fangyuan.store.database import UnitOfWork
from fangyuan.store.leasing import SetAside
from fangyuan.store.traffic import Parcel

LOG = logging.getLogger("fangyuan.deliver")
BATCH = 200
ENOUGH = timedelta(seconds=30)
"""How long a round waits at most for those outside who are told something."""


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server of the installation."""

    host: str
    port: int = 25
    sender: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What carries a message of each channel out. `until` is the evening: nobody is written to after it or on days off."""

    post: Post | None = None
    until: time = EVENING


def deliver(office: Office, delivery: Delivery, now: datetime) -> int:
    """Carries out what waits in the outbox; how many were delivered. What fails is tried again later.

    Letters are rendered at any hour; people are written to in the office hours of their calendar, and what one of them is
    to be mailed in one round goes in one mail. Whoever takes long to take things waits for the next round with what is left:
    clocks come before it.
    """
    done, spent = 0, timedelta()
    while spent < ENOUGH and (parcels := _leased(office, now)):
        for bundle in _bundled(parcels):
            begun, inside = office.clock.machine(), bundle[0].message.channel == "render"
            if spent >= ENOUGH and not inside:
                _settle(office, _still_ours(office, bundle), lambda uow, parcel: uow.outbox.postpone(parcel, now))
                continue
            done += _carry(office, delivery, bundle, now)
            spent += timedelta() if inside else office.clock.machine() - begun
    return done


def _bundled(parcels: Iterable[Parcel]) -> list[list[Parcel]]:
    """Messages that leave together: the mails to one person; everything else alone."""
    bundles: dict[tuple[str, ...], list[Parcel]] = {}
    for parcel in parcels:
        # What was tried before goes again as it went, so that its key still stands for the same mail.
        key = (parcel.message.to, str(parcel.attempts)) if parcel.message.channel == "mail" else (parcel.id,)
        bundles.setdefault((parcel.tenant, *key), []).append(parcel)
    return list(bundles.values())


def _leased(office: Office, now: datetime) -> list[Parcel]:
    """A batch of messages that is this worker's for a while."""
    with office.database.begin() as uow:
        parcels = uow.outbox.lease(now, BATCH)
        uow.commit()
    return parcels


def _carry(office: Office, delivery: Delivery, bundle: list[Parcel], now: datetime) -> int:
    """Messages that leave together; how many left."""
    bundle = _still_ours(office, bundle)
    if not bundle:
        return 0
    opens = _opens(office, delivery, bundle[0], now)
    if opens > now:
        _settle(office, bundle, lambda uow, parcel: uow.outbox.postpone(parcel, opens))
        return 0
    try:
        _by_channel(office, delivery, _still_theirs(office, bundle), now)
    except Exception as broken:
        # Whatever a message or a plugin's channel meets, the next one must have its turn.
        LOG.exception("a message by %s did not leave", bundle[0].message.channel)
        said = f"{type(broken).__name__}: {broken}"
        _settle(office, bundle, lambda uow, parcel: _put_off(office, uow, parcel, said, now))
        return 0
    _settle(office, bundle, lambda uow, parcel: uow.outbox.done(parcel))
    return len(bundle)


def _still_ours(office: Office, bundle: list[Parcel]) -> list[Parcel]:
    """The messages that no other worker has taken meanwhile, as it may where those before them took long."""
    with office.database.read() as uow:
        return [parcel for parcel in bundle if uow.outbox.is_mine(parcel)]


def _still_theirs(office: Office, bundle: list[Parcel]) -> list[Parcel]:
    """The messages whose person may be told of their case still: one that was queued in the evening leaves in the morning,
    and the case may be kept from them since (Regulation 2022, Art. 28 and 30). The others are dropped, as inboxes hide them.
    """
    kept: dict[str, Collection[str]] = {"": ()}
    with office.database.read() as uow:
        people = office.directory(uow, bundle[0].tenant).people
        for name in {_person(parcel) for parcel in bundle} - kept.keys():
            parties = (name, *(people[name].units if name in people else ()))
            kept[name], _ = uow.sources.veiled(bundle[0].tenant, (parcel.case for parcel in bundle), parties)
    return [parcel for parcel in bundle if parcel.case not in kept[_person(parcel)]]


def _person(parcel: Parcel) -> str:
    """Whom a message tells something; blank for a letter, for what was erased. Several people may share a mailbox."""
    return str(parcel.message.body.get("person", ""))


def _put_off(office: Office, uow: UnitOfWork, parcel: Parcel, said: str, now: datetime) -> None:
    """Tried again later; after the last attempt the administrators are told."""
    if uow.outbox.failed(parcel, now, said):
        channel = parcel.message.channel
        report(
            office, uow, SetAside("outbox", parcel.tenant, parcel.case, channel, now, parcel.attempts, True, said), now
        )


def _settle(office: Office, bundle: list[Parcel], write: Callable[[UnitOfWork, Parcel], object]) -> None:
    """Writes what became of messages, in one commit."""
    with office.database.begin() as uow:
        for parcel in bundle:
            write(uow, parcel)
        uow.commit()


def _opens(office: Office, delivery: Delivery, parcel: Parcel, now: datetime) -> datetime:
    """When a message may leave: a letter is rendered and a program told at night, a person is not written to then."""
    if parcel.message.channel in ("render", listeners.CHANNEL):
        return now
    with office.database.read() as uow:
        calendars = office.almanac.calendars(uow, parcel.tenant)
    calendar = calendars.get(USUAL_CALENDAR) or Calendar(USUAL_CALENDAR, "", {})
    return open_from(calendar, now, delivery.until)


def _by_channel(office: Office, delivery: Delivery, bundle: list[Parcel], now: datetime) -> None:
    """Letters are rendered, mail is sent, other channels go to whoever carries them; LookupError where nobody does."""
    if not bundle:
        return
    first = bundle[0]
    match first.message.channel:
        case "render":
            render(office, first, now)
        case listeners.CHANNEL:
            carry(office, first, now)
        case "mail":
            _send_mail(office, delivery.post, bundle, now)
        case channel:
            _send_by(office, channel, first, now)


def _send_by(office: Office, channel: str, parcel: Parcel, now: datetime) -> None:
    """Through a channel of the installation, to the person as the directory now knows them; nobody who left is written to."""
    with office.database.read() as uow:
        person = office.directory(uow, parcel.tenant).people.get(parcel.message.to)
    way = office.channels.get(channel)
    if way is None:
        raise LookupError(f"通知渠道“{channel}”没有启用；请恢复它的插件或设置")
    if person is not None and person.active and way.reaches(person):
        way.send(outbound(parcel.id, parcel.tenant, parcel.case, person, parcel.message.body, now))


def _send_mail(office: Office, post: Post | None, bundle: list[Parcel], now: datetime) -> None:
    """To where the person now has their mail; to nobody who left, nor of what was erased."""
    with office.database.read() as uow:
        known = office.directory(uow, bundle[0].tenant).people
    told = [parcel for parcel in bundle if parcel.message.body]
    person = known.get(str(told[0].message.body.get("person", ""))) if told else None
    if told and (person is None or (person.active and person.email)):
        send_mail(post, told, person.email if person else told[0].message.to, now)


def _digest(bundle: list[Parcel]) -> str:
    """Several messages as the numbered lines of one mail."""
    lines = (" ".join(str(parcel.message.body["text"]).split()) for parcel in bundle)
    numbers = (str(parcel.message.body.get("number", "")) for parcel in bundle)
    told = zip(numbers, lines, strict=True)
    return "\n".join(f"{place}. {number} {line}".replace("  ", " ") for place, (number, line) in enumerate(told, 1))


def render(office: Office, parcel: Parcel, now: datetime) -> None:
    """Makes the file of a letter that was issued, and says so in the case; a second time does nothing."""
    copy = int(parcel.message.body["copy"])
    with office.database.read() as uow:
        state = load(uow, parcel.tenant, parcel.case).state
        letter = state.letters[copy]
        pack = office.pack_of(uow, state)
        world = office.world(uow, parcel.tenant, pack, state.parameters)
    if letter.file:
        return
    data = rendered(pack, pack.case_types[state.case_type], letter, world, office.kinds)
    kept = keep_made(office, parcel.tenant, parcel.case, data, f"{letter.title}.docx", CLOCKWORK.person, now)
    act_as_clockwork(
        office, parcel.tenant, parcel.case, RecordRendering(copy=copy, file=kept.id, sha256=kept.sha256), now
    )


def send_mail(post: Post | None, bundle: list[Parcel], to: str, now: datetime) -> None:
    """Sends one mail with what one person is told; its message id is a delivery key, so that a receiver can tell a repeat.

    The key of several is made of all of theirs: another selection is another mail, which no receiver drops as a repeat.
    """
    if post is None:
        raise LookupError("没有设置邮件服务器；请设置 FANGYUAN_MAIL_HOST")
    first, mail = bundle[0], EmailMessage()
    subjects = [str(parcel.message.body["subject"]) for parcel in bundle]
    mail["Subject"] = subjects[0] if len(bundle) == 1 else f"{len(bundle)} 条提醒：{subjects[0]}"
    key = first.id if len(bundle) == 1 else sha256(" ".join(sorted(one.id for one in bundle)).encode()).hexdigest()
    mail["From"], mail["To"] = post.sender, to
    mail["Date"], mail["Message-ID"] = format_datetime(now), f"<{key}@fangyuan>"
    mail.set_content(str(first.message.body["text"]) if len(bundle) == 1 else _digest(bundle))
    with SMTP(post.host, post.port, timeout=30) as server:
        if post.user:
            server.login(post.user, post.password)
        server.send_message(mail)
