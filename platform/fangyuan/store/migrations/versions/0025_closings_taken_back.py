"""Closings that were taken back, for figures of months that are over, and what a case went into; filled from the events

What the answers and clocks of such a closing were is in the row after `fangyuan rebuild`; until then those of today stand
for them.
"""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0025"
down_revision = "0024"


_WIDE = (("parent", "closed_at", "merged_into"), ("received_on", "parent", "merged_into"))
"""What figures ask of a case beside its answers, so that they need not look its row up."""


def _indexed(received: tuple[str, ...], closed: tuple[str, ...]) -> None:
    for name, date, more in (("received", "received_on", received), ("closed", "closed_at", closed)):
        op.drop_index(f"ix_cases_{name}", "cases")
        op.create_index(f"ix_cases_{name}", "cases", ["tenant", "case_type", date, "case", *more])


def upgrade() -> None:
    with op.batch_alter_table("cases") as columns:
        columns.add_column(sa.Column("merged_into", sa.Text(), nullable=True))
    op.create_table(
        "closings",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("number", _BIG, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("held", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "case", "number", name="pk_closings"),
    )
    op.create_index("ix_closings_closed", "closings", ["tenant", "closed_at"])
    op.create_index("ix_closings_merged", "closings", ["merged_into"])
    _indexed(*_WIDE)
    _fill()


def downgrade() -> None:
    _indexed((), ())
    op.drop_table("closings")
    with op.batch_alter_table("cases") as columns:
        columns.drop_column("merged_into")


def _fill() -> None:
    """Follows every case that was reopened or merged through its events."""
    at = sa.DateTime(timezone=True)
    events = sa.table("events", *map(sa.column, ("tenant", "case", "seq", "type", "body")), sa.column("at", at))
    cases = sa.table("cases", *map(sa.column, ("tenant", "case", "unit", "leader", "merged_into")))
    names = ("tenant", "case", "number", "stage", "unit", "outcome", "leader", "merged_into", "held")
    instants = (sa.column("closed_at", at), sa.column("reopened_at", at))
    closings = sa.table("closings", *map(sa.column, names), *instants)
    told = sa.select(events.c.tenant, events.c.case).where(events.c.type.in_(("case-reopened", "case-merged")))
    said = ("case-closed", "case-merged", "case-reopened")
    found = (
        sa.select(events, cases.c.unit, cases.c.leader)
        .join(cases, sa.and_(cases.c.tenant == events.c.tenant, cases.c.case == events.c.case))
        .where(events.c.type.in_(said), sa.tuple_(events.c.tenant, events.c.case).in_(told))
        .order_by(events.c.tenant, events.c.case, events.c.seq)
    )
    connection = op.get_bind()
    lives: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(found):
        lives.setdefault((row.tenant, row.case), []).append(row)
    for (tenant, case), rows in lives.items():
        taken_back, into = _followed(rows)
        if taken_back:
            connection.execute(sa.insert(closings), taken_back)
        if into:
            mine = (cases.c.tenant == tenant, cases.c.case == case)
            connection.execute(sa.update(cases).where(*mine).values(merged_into=into))


def _followed(rows: list[Any]) -> tuple[list[dict[str, Any]], str | None]:
    """The closings that were taken back, and the case that this one has gone into now."""
    taken_back: list[dict[str, Any]] = []
    closed: dict[str, Any] | None = None
    into: str | None = None
    for row in rows:
        body = json.loads(row.body)
        if row.type == "case-merged":
            into = body["into"]
        elif row.type == "case-closed":
            closed = {
                "tenant": row.tenant, "case": row.case, "closed_at": _closed_at(body, row.at), "stage": body["stage"],
                "unit": row.unit, "outcome": body.get("outcome", ""), "leader": row.leader, "merged_into": into,
            }  # fmt: skip
        elif closed is not None:
            taken_back.append({**closed, "number": len(taken_back) + 1, "reopened_at": row.at, "held": None})
            closed, into = None, None
    return taken_back, into if closed else None


def _closed_at(body: dict[str, Any], at: datetime) -> datetime:
    """When it was, where that was before it was written down; as the database gives its own instants."""
    if not body.get("closed_at"):
        return at
    when = datetime.fromisoformat(body["closed_at"]).astimezone(UTC)
    return when if at.tzinfo else when.replace(tzinfo=None)
