"""The databases in which rehearsals are counted: whatever goes wrong in one, the next count finds it empty."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from fangyuan.casework.rehearsing import counting
from fangyuan.kinds import load_kinds


def test_a_count_that_fails_gives_its_room_back_and_the_next_finds_it_empty() -> None:
    nobody = SimpleNamespace(kinds=load_kinds())
    with pytest.raises(AttributeError), counting.counting(nobody):  # type: ignore[arg-type]
        raise AssertionError("there is nothing to count")
    room, rooms = counting._free[-1], len(counting._free)
    for beside in ("-wal", "-shm"):
        (room.path / f"figures.db{beside}").write_bytes(b"left behind by a connection" * 100)
    with pytest.raises(AttributeError), counting.counting(nobody):  # type: ignore[arg-type]
        raise AssertionError("there is nothing to count")
    assert (counting._free[-1], len(counting._free)) == (room, rooms), "the same room again"
    with room.emptied() as database, database.read() as uow:
        assert list(uow.directory.tenants()) == []
