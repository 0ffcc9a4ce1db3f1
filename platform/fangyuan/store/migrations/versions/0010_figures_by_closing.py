"""An index for figures of what was closed in a period"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_index("ix_cases_closed", "cases", ["tenant", "case_type", "closed_at", "case"])


def downgrade() -> None:
    op.drop_index("ix_cases_closed", "cases")
