"""Turns of recurring work, and the places that are booked at its times."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Turns(Base):
    """Who was given a day of a duty, by whom and why; the last row of a day (the highest `n`) holds, and none is changed."""

    __tablename__ = "turns"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    occurs_on: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str]
    sort: Mapped[str]
    reason: Mapped[str] = mapped_column(Words)
    actor: Mapped[str]
    at: Mapped[datetime]


class Swaps(Base):
    """An officer asks another to change places: `state` is asked until it is agreed, declined or taken back.

    `n` and `other_n` are how much was said of the two days when it was asked; where more was said since, it is void.
    """

    __tablename__ = "swaps"
    __table_args__ = (Index("ix_swaps_duty", "tenant", "duty", "state"),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    swap: Mapped[str] = mapped_column(primary_key=True)
    duty: Mapped[str]
    occurs_on: Mapped[date]
    n: Mapped[int]
    other: Mapped[date]
    other_n: Mapped[int]
    asker: Mapped[str]
    asked: Mapped[str]
    reason: Mapped[str] = mapped_column(Words)
    state: Mapped[str]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Appointments(Base):
    """A place at a time of a day, taken by one case: the key is what keeps two from the same place.

    `day` is the day that the person was told, `state` booked, kept or missed.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("tenant", "case", "duty", "occurs_on", name="uq_appointments_tenant"),
        Index("ix_appointments_day", "tenant", "day"),
    )

    tenant: Mapped[str] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    occurs_on: Mapped[date] = mapped_column(primary_key=True)
    time: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[str]
    day: Mapped[date]
    state: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
