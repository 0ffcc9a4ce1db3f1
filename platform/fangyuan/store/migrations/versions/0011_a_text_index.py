"""A text index over the cases; those that are there already get into it by a rebuild"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            """CREATE VIRTUAL TABLE case_texts USING fts5(tenant UNINDEXED, "case" UNINDEXED, words, tokenize='ascii')"""
        )
        return
    op.execute('CREATE TABLE case_texts (tenant TEXT, "case" TEXT, words tsvector, PRIMARY KEY (tenant, "case"))')
    op.execute("CREATE INDEX ix_case_texts_words ON case_texts USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE case_texts")
