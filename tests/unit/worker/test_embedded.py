"""The worker beside the server: what is due is done while it runs, nothing after it stopped, and no mishap ends it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fangyuan.casework.clockwork import FileTime
from fangyuan.casework.delivering import Delivery
from fangyuan.worker.embedded import EmbeddedWorker
from unit.casework.offices import Place, at

LATER = at("2026-04-20T10:00+08:00")
FIRED = ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]


def clock_words(place: Place, case: str) -> list[str]:
    return [word for word in place.words(case) if word.startswith("clock-")]


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Waits, a little at a time, for what another thread or process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def working(place: Place) -> Iterator[EmbeddedWorker]:
    """A worker with short pauses."""
    worker = EmbeddedWorker(place.office, Delivery(), seconds=0.02)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("fangyuan-")]


def test_it_fires_what_is_due_when_the_time_comes_and_nothing_after_it_stopped(place: Place) -> None:
    case = place.register().case
    with working(place):
        until(lambda: any(letter.file for letter in place.state(case).letters.values()))
        assert clock_words(place, case) == ["clock-started"]
        place.time.at = LATER
        until(lambda: clock_words(place, case) == FIRED)
    assert threads() == []
    late = place.register("late").case
    place.time.at = at("2026-07-01T10:00+08:00")
    time.sleep(0.2)
    assert clock_words(place, late) == ["clock-started"]


def test_a_round_that_breaks_is_told_and_the_next_one_goes_on(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    case = place.register().case
    file = tmp_path / "clock"
    file.write_text("no instant", "utf-8")
    place.office.clock = FileTime(file)
    with caplog.at_level(logging.ERROR, "fangyuan.worker"), working(place):
        until(lambda: "a round of the worker broke" in caplog.text)
        FileTime(file).move(LATER)
        until(lambda: clock_words(place, case) == FIRED)


def test_two_beside_each_other_fire_everything_once(place: Place) -> None:
    cases = [place.register(f"k{n}").case for n in range(6)]
    with working(place), working(place):
        place.time.at = LATER
        until(lambda: all(len(clock_words(place, case)) >= len(FIRED) for case in cases))
    assert [clock_words(place, case) for case in cases] == [FIRED] * len(cases)
