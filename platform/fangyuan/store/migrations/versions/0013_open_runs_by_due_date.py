"""An index for the deadlines that a year of a calendar may move"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_index("ix_clock_runs_open", "clock_runs", ["tenant", "status", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_clock_runs_open", "clock_runs")
