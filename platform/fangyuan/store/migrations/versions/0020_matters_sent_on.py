"""An index for where a matter was sent on to, in whichever jurisdiction"""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.drop_index("ix_cases_parent", "cases")
    op.create_index("ix_cases_parent", "cases", ["parent", "tenant"])


def downgrade() -> None:
    op.drop_index("ix_cases_parent", "cases")
    op.create_index("ix_cases_parent", "cases", ["tenant", "parent"])
