"""The register of letters; what was issued before stands in it after `fangyuan rebuild`"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("copy", _BIG, nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("delivered", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case", "copy", name="pk_letters"),
    )
    op.create_index("ix_letters_at", "letters", ["tenant", "at", "case", "copy"])
    op.create_index("ix_letters_kind", "letters", ["tenant", "letter", "at"])
    op.create_index("ix_letters_standing", "letters", ["tenant", "standing", "at"])


def downgrade() -> None:
    op.drop_table("letters")
