"""Turns of recurring work, and the places that are booked at its times"""

import sqlalchemy as sa
from alembic import op

from fangyuan.store.tables.base import Big, Instant, Words

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("n", Big, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "duty", "occurs_on", "n", name="pk_turns"),
    )
    op.create_table(
        "appointments",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("place", Big, nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "duty", "occurs_on", "time", "place", name="pk_appointments"),
        sa.UniqueConstraint("tenant", "case", "duty", "occurs_on", name="uq_appointments_tenant"),
    )
    op.create_index("ix_appointments_day", "appointments", ["tenant", "day"])


def downgrade() -> None:
    op.drop_table("appointments")
    op.drop_table("turns")
