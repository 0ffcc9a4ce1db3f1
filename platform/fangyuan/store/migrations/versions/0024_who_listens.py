"""Addresses of programs that are told what happens in cases, and what each was told"""

import sqlalchemy as sa
from alembic import op

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "listeners",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("case_types", sa.JSON(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("failing_since", _INSTANT, nullable=True),
        sa.Column("failed_at", _INSTANT, nullable=True),
        sa.Column("stopped_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_listeners"),
    )
    op.create_table(
        "announcements",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("tries", _BIG, nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_announcements"),
    )
    op.create_index("ix_announcements_listener", "announcements", ["tenant", "listener", "id"])
    op.create_index("ix_announcements_at", "announcements", ["at"])


def downgrade() -> None:
    op.drop_table("announcements")
    op.drop_table("listeners")
