"""Letters of cases: a row each, for the register in which an office looks up what it sent."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Letters(Base):
    """Where a letter stands; made from the events of its case, like everything that is only read."""

    __tablename__ = "letters"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(primary_key=True)
    copy: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[str]
    title: Mapped[str] = mapped_column(Words)
    number: Mapped[str] = mapped_column(Words)
    unit: Mapped[str]
    subject: Mapped[str]
    step: Mapped[str]
    """The step that is waited for; blank where none is."""

    standing: Mapped[str]
    """under-way, issued, delivered or withdrawn."""

    delivered: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime]
    """When it was issued; of one under way, when it was drawn up."""


Index("ix_letters_at", Letters.tenant, Letters.at, Letters.case, Letters.copy)
Index("ix_letters_kind", Letters.tenant, Letters.letter, Letters.at)
Index("ix_letters_standing", Letters.tenant, Letters.standing, Letters.at)
