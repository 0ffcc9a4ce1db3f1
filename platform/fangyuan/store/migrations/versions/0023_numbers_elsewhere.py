"""Numbers that cases bear in other systems: found under whichever system, written in one way"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_OF_ROWS = "row"
_LONGEST = 200


def upgrade() -> None:
    _write_in_one_way()
    op.create_index("ix_case_sources_number", "case_sources", ["tenant", "case_type", "number"])


def downgrade() -> None:
    op.drop_index("ix_case_sources_number", "case_sources")


def _write_in_one_way() -> None:
    """Width, case and blanks count no longer; of two numbers that differed in them alone the later one stays as it is."""
    sources = sa.table("case_sources", *map(sa.column, ("tenant", "case_type", "source", "number", "made_at")))
    key = (sources.c.tenant, sources.c.case_type, sources.c.source, sources.c.number)
    connection = op.get_bind()
    rows = connection.execute(sa.select(*key).where(sources.c.source != _OF_ROWS).order_by(sources.c.made_at)).all()
    known = {tuple(row) for row in rows}
    for row in rows:
        number = _plain(row.number)
        if number and (*row[:3], number) not in known:
            known.add((*row[:3], number))
            same = sa.and_(*(column == value for column, value in zip(key, row, strict=True)))
            connection.execute(sa.update(sources).where(same).values(number=number))


def _plain(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number).casefold()
    return "".join(one for one in plain if not (one.isspace() or unicodedata.category(one)[0] == "C"))[:_LONGEST]
