"""Numbers elsewhere: one in the whole jurisdiction where a system is named, and more than one case that bears it

A system is what a form calls by lower-case letters, digits and hyphens; a ledger that was called so is found as before,
since its own cases are looked for under both.
"""

import re
from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXTS = ("source", "number", "case_type", "case", "digest")
_SYSTEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_OF_FILES = ("row", "number")

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    rows = _taken_out()
    _made("scope", "source", "number", "place")
    met: Counter[tuple[str, ...]] = Counter()
    found = []
    for row in rows:
        named = _SYSTEM.fullmatch(row["source"]) and row["source"] not in _OF_FILES
        mark = (row["tenant"], "" if named else row["case_type"], row["source"], row["number"])
        found.append({**row, "scope": mark[1], "place": met[mark]})
        met[mark] += 1
    _put(found, "scope", "place")
    op.create_index("ix_case_sources_number", "case_sources", ["tenant", "number"])


def downgrade() -> None:
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in _taken_out("place"):
        first.setdefault((row["tenant"], row["case_type"], row["source"], row["number"]), row)
    _made("case_type", "source", "number")
    _put([{name: value for name, value in row.items() if name != "place"} for row in first.values()])
    op.create_index("ix_case_sources_number", "case_sources", ["tenant", "case_type", "number"])


def _table(*more: str) -> sa.TableClause:
    texts = [sa.column(name, sa.Text()) for name in ("tenant", *_TEXTS)]
    return sa.table("case_sources", *texts, sa.column("made_at", sa.DateTime(timezone=True)), *map(sa.column, more))


def _taken_out(*more: str) -> list[dict[str, Any]]:
    """Every row, the oldest first; the table is gone then."""
    table = _table(*more)
    order = (table.c.made_at, *(table.c[name] for name in more), table.c.case)
    rows = [dict(row._mapping) for row in op.get_bind().execute(sa.select(table).order_by(*order))]
    op.drop_table("case_sources")
    return rows


def _made(*key: str) -> None:
    texts = ("tenant", *(("scope",) if "scope" in key else ()), *_TEXTS)
    numbers = [sa.Column("place", _BIG, nullable=False)] if "place" in key else []
    op.create_table(
        "case_sources",
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *numbers,
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", *key, name="pk_case_sources"),
    )
    op.create_index("ix_case_sources_case", "case_sources", ["tenant", "case"])


def _put(rows: list[dict[str, Any]], *more: str) -> None:
    if rows:
        op.get_bind().execute(sa.insert(_table(*more)), rows)
