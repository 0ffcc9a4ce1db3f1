"""A worker holds what it made of a version of a pack no longer than the version itself: else it would grow with each."""

from __future__ import annotations

import gc
from pathlib import Path

from bench.memory import versions
from fangyuan.model.pack import Pack
from unit.casework.offices import make_place

MOST, COME = 2, 5


def test_no_more_versions_are_in_memory_than_are_kept(sqlite_url: str, tmp_path: Path) -> None:
    gc.collect()
    before = {id(one) for one in gc.get_objects() if isinstance(one, Pack)}
    place = make_place(sqlite_url, tmp_path)
    place.office.packs.most = MOST
    versions(place, COME)
    gc.collect()
    held = [one.version for one in gc.get_objects() if isinstance(one, Pack) and id(one) not in before]
    assert sorted(version for version in held if version.startswith("1.1.")) == [f"1.1.{COME - 2}", f"1.1.{COME - 1}"]
    place.office.database.close()
