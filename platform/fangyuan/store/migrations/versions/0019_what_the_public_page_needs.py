"""Which jurisdictions answer on a public page, which query code a case has, and how often somebody tried"""

import sqlalchemy as sa
from alembic import op

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    with op.batch_alter_table("tenants") as columns:
        columns.add_column(sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("cases") as columns:
        columns.add_column(sa.Column("slip", _BIG, nullable=False, server_default="0"))
    op.create_table(
        "public_tries",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("tries", _BIG, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "about", name="pk_public_tries"),
    )
    op.create_index("ix_public_tries_until", "public_tries", ["until"])


def downgrade() -> None:
    op.drop_table("public_tries")
    with op.batch_alter_table("cases") as columns:
        columns.drop_column("slip")
    with op.batch_alter_table("tenants") as columns:
        columns.drop_column("public")
