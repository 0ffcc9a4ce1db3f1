"""Forms that somebody has begun: kept as typed, so that another device or another day can go on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office

Typed = Mapping[str, Sequence[str]]


def keep(office: Office, me: Identity, place: str, typed: Typed, now: datetime) -> None:
    """Keeps what was typed at a place (`new:<case type>`, `task:<case>:<task>:<subject>`)."""
    with office.database.begin() as uow:
        uow.drafts.save(me.tenant, me.person, place, {name: list(texts) for name, texts in typed.items()}, now)
        uow.commit()


def resume(office: Office, me: Identity, place: str) -> Typed | None:
    """What was typed there, or nothing."""
    with office.database.read() as uow:
        draft = uow.drafts.get(me.tenant, me.person, place)
    return draft.body if draft else None


def drop(office: Office, me: Identity, place: str) -> None:
    """Forgets it."""
    with office.database.begin() as uow:
        uow.drafts.drop(me.tenant, me.person, place)
        uow.commit()


def begun(office: Office, me: Identity) -> Mapping[str, datetime]:
    """Every place where something was begun, the newest first."""
    with office.database.read() as uow:
        return uow.drafts.keys(me.tenant, me.person)
