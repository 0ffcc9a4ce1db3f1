"""An office on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.casework.offices import Place, make_place


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """The minimal pack at work, on SQLite and on PostgreSQL."""
    made = make_place(database_url, tmp_path)
    yield made
    made.office.database.close()
