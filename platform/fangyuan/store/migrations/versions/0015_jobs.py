"""Work that takes longer than a request, and what imports know of cases from elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("position", _BIG, nullable=False),
        sa.Column("total", _BIG, nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", _BIG, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_waiting", "jobs", ["state", "changed_at"])
    op.create_table(
        "job_lines",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("line", _BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "job", "line", name="pk_job_lines"),
    )
    op.create_index("ix_job_lines_outcome", "job_lines", ["tenant", "job", "outcome", "line"])
    op.create_table(
        "import_mappings",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case_type", "name", name="pk_import_mappings"),
    )
    op.create_table(
        "case_sources",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case_type", "source", "number", name="pk_case_sources"),
    )
    op.create_index("ix_case_sources_case", "case_sources", ["tenant", "case"])


def downgrade() -> None:
    op.drop_index("ix_case_sources_case", "case_sources")
    op.drop_table("case_sources")
    op.drop_table("import_mappings")
    op.drop_index("ix_job_lines_outcome", "job_lines")
    op.drop_table("job_lines")
    op.drop_index("ix_jobs_waiting", "jobs")
    op.drop_table("jobs")
