"""Several drafts at one place, and what tells two devices apart"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0007"


def upgrade() -> None:
    for column in (
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("drafts", column)
    # Until now the key was the place.
    op.execute("UPDATE drafts SET place = key, revision = 1, begun_at = saved_at")
    with op.batch_alter_table("drafts") as drafts:
        drafts.alter_column("place", nullable=False)
        drafts.alter_column("revision", nullable=False)
        drafts.alter_column("begun_at", nullable=False)
    op.create_index("ix_drafts_place", "drafts", ["tenant", "person", "place"])


def downgrade() -> None:
    op.drop_index("ix_drafts_place", "drafts")
    with op.batch_alter_table("drafts") as drafts:
        for name in ("place", "revision", "begun_at", "dropped_at"):
            drafts.drop_column(name)
