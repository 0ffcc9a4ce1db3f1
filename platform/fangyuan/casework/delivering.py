"""What leaves the house: letters to be rendered, mail to be sent; at least once, each with its delivery key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from smtplib import SMTP, SMTPException

from fangyuan.casework.acting import act_as_clockwork, load
from fangyuan.casework.filing import keep_made
from fangyuan.casework.lettering import rendered
from fangyuan.casework.office import Office
from fangyuan.model.commands import RecordRendering
from fangyuan.model.problems import Refused
from fangyuan.model.world import CLOCKWORK
from fangyuan.publishing.letters import LetterFailed
from fangyuan.store.traffic import Parcel


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
    """What carries a message of each channel out."""

    post: Post | None = None
    carriers: Mapping[str, Callable[[Office, Parcel, datetime], None]] = field(default_factory=dict)


def deliver(office: Office, delivery: Delivery, now: datetime) -> int:
    """Carries out what waits in the outbox; how many were delivered. What fails is tried again later."""
    done = 0
    while parcels := _leased(office, now):
        done += sum(_carry(office, delivery, parcel, now) for parcel in parcels)
    return done


def _leased(office: Office, now: datetime) -> list[Parcel]:
    """A batch of messages that is this worker's for a while."""
    with office.database.begin() as uow:
        parcels = uow.outbox.lease(now)
        uow.commit()
    return parcels


def _carry(office: Office, delivery: Delivery, parcel: Parcel, now: datetime) -> bool:
    """One message."""
    try:
        _by_channel(office, delivery, parcel, now)
    except (Refused, LetterFailed, LookupError, ValueError, OSError, SMTPException) as broken:
        with office.database.begin() as uow:
            uow.outbox.failed(parcel, now, f"{type(broken).__name__}: {broken}")
            uow.commit()
        return False
    with office.database.begin() as uow:
        uow.outbox.done(parcel)
        uow.commit()
    return True


def _by_channel(office: Office, delivery: Delivery, parcel: Parcel, now: datetime) -> None:
    """Letters are rendered, mail is sent, other channels go to whoever carries them; LookupError where nobody does."""
    match parcel.message.channel:
        case "render":
            render(office, parcel, now)
        case "mail":
            send_mail(delivery.post, parcel, now)
        case channel:
            delivery.carriers[channel](office, parcel, now)


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


def send_mail(post: Post | None, parcel: Parcel, now: datetime) -> None:
    """Sends a mail; its message id is the delivery key, so that a receiver can tell a repeat."""
    if post is None:
        return
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = parcel.message.body["subject"], post.sender, parcel.message.to
    mail["Date"], mail["Message-ID"] = format_datetime(now), f"<{parcel.id}@fangyuan>"
    mail.set_content(parcel.message.body["text"])
    with SMTP(post.host, post.port, timeout=30) as server:
        if post.user:
            server.login(post.user, post.password)
        server.send_message(mail)
