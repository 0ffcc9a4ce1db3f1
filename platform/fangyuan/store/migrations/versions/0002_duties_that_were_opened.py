"""Duties that were opened"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "duties_opened",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "duty", "occurs_on", name="pk_duties_opened"),
    )


def downgrade() -> None:
    op.drop_table("duties_opened")
