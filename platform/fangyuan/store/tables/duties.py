"""Which occurrences of which duties were opened."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class DutiesOpened(Base):
    """One row an occurrence, so that it opens once; without a case it broke, and is tried again at `next_at`."""

    __tablename__ = "duties_opened"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    occurs_on: Mapped[date] = mapped_column(primary_key=True)
    case: Mapped[str]
    opened_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Words)
