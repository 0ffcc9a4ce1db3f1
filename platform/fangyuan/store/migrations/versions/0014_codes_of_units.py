"""The word by which the numbers of a unit's letters begin"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("units") as columns:
        columns.add_column(sa.Column("code", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("units") as columns:
        columns.drop_column("code")
