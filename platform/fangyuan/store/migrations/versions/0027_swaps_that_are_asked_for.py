"""Two officers change places when both agree: what one has asked of the other"""

import sqlalchemy as sa
from alembic import op

from fangyuan.store.tables.base import Big, Instant, Words

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "swaps",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("swap", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("n", Big, nullable=False),
        sa.Column("other", sa.Date(), nullable=False),
        sa.Column("other_n", Big, nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "swap", name="pk_swaps"),
    )
    op.create_index("ix_swaps_duty", "swaps", ["tenant", "duty", "state"])


def downgrade() -> None:
    op.drop_table("swaps")
