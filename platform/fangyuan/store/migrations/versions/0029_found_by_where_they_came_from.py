"""The index of what cases came from holds those alone that came from another"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    sent_on = sa.text("parent IS NOT NULL")
    op.drop_index("ix_cases_parent", "cases")
    op.create_index("ix_cases_parent", "cases", ["parent", "tenant"], sqlite_where=sent_on, postgresql_where=sent_on)


def downgrade() -> None:
    op.drop_index("ix_cases_parent", "cases")
    op.create_index("ix_cases_parent", "cases", ["parent", "tenant"])
