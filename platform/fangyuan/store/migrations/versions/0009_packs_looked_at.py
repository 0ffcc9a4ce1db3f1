"""Archives that wait for a decision, how packs did here, and posts that an activation gives on its day"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pack_arrivals",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_pack_arrivals"),
    )
    op.create_table(
        "pack_trials",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_pack_trials"),
    )
    op.add_column("activations", sa.Column("posts_given_at", sa.DateTime(timezone=True), nullable=True))
    # Until now the posts were given when the activation was written.
    op.execute("UPDATE activations SET posts_given_at = activated_at")


def downgrade() -> None:
    with op.batch_alter_table("activations") as activations:
        activations.drop_column("posts_given_at")
    op.drop_table("pack_trials")
    op.drop_table("pack_arrivals")
