"""Since when a deadline is red before it is due: a period of a recurring obligation was missed"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = ("cases", "clock_runs", "todo")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("red_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as columns:
            columns.drop_column("red_at")
