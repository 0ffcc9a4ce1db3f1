"""Notices by whom they are for, open cases by their pack, cases by who leads them"""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_index("ix_inbox_newest", "inbox", ["tenant", "person", "id"])
    op.drop_index("ix_cases_pack", "cases")
    op.create_index("ix_cases_pack", "cases", ["tenant", "pack", "closed_at", "case"])
    op.create_index("ix_cases_leader", "cases", ["tenant", "leader", "closed_at", "case_type", "case"])


def downgrade() -> None:
    op.drop_index("ix_cases_leader", "cases")
    op.drop_index("ix_cases_pack", "cases")
    op.create_index("ix_cases_pack", "cases", ["tenant", "pack"])
    op.drop_index("ix_inbox_newest", "inbox")
