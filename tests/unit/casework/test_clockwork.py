"""Where an office takes its now from."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fangyuan.casework.clockwork import FileTime, MachineTime


def test_the_machine_tells_the_time_in_utc() -> None:
    assert MachineTime().now().tzinfo is UTC
    assert not MachineTime().virtual


def test_a_file_tells_the_time_and_can_be_moved(tmp_path: Path) -> None:
    clock = FileTime(tmp_path / "clock")
    clock.path.write_text("2026-02-10T09:00+08:00\n", "utf-8")
    assert clock.now() == datetime(2026, 2, 10, 1, tzinfo=UTC)
    clock.move(datetime(2026, 4, 12, 1, tzinfo=UTC))
    assert clock.now() == datetime(2026, 4, 12, 1, tzinfo=UTC)


def test_an_instant_without_an_offset_is_in_the_zone(tmp_path: Path) -> None:
    clock = FileTime(tmp_path / "clock")
    clock.path.write_text("2026-02-10T09:00", "utf-8")
    assert clock.now() == datetime(2026, 2, 10, 1, tzinfo=UTC)


def test_a_file_without_an_instant_says_what_to_write(tmp_path: Path) -> None:
    clock = FileTime(tmp_path / "clock")
    clock.path.write_text("tomorrow", "utf-8")
    with pytest.raises(ValueError, match="write an instant such as 2026-02-10T09:00"):
        clock.now()
