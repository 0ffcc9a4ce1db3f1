"""Archives of packs, and the keys of their publishers"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "publisher_keys",
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("publisher", "fingerprint", name="pk_publisher_keys"),
    )
    op.create_table(
        "pack_archives",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_pack_archives"),
        sa.UniqueConstraint("pack", "version", name="uq_pack_archives_pack_version"),
    )


def downgrade() -> None:
    op.drop_table("pack_archives")
    op.drop_table("publisher_keys")
