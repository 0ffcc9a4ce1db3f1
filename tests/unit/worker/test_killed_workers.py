"""A worker that is killed in the middle loses nothing and doubles nothing; three times here, fifty in `make kill`."""

from pathlib import Path

from unit.worker.killing import kill


def test_three_sweeps_killed_in_the_middle_lose_and_double_nothing(sqlite_url: str, tmp_path: Path) -> None:
    assert kill(sqlite_url, tmp_path, 3, seed=4).killed == 3


def test_a_sweep_killed_on_postgresql_loses_and_doubles_nothing(postgres_url: str, tmp_path: Path) -> None:
    assert kill(postgres_url, tmp_path, 2, seed=5).killed == 2
