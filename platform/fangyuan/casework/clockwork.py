"""Where an office takes its now from: the machine, or a file for demonstrations and tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo


class Clockwork(Protocol):
    """Gives the instant of an act; everything below takes it as an argument."""

    @property
    def virtual(self) -> bool:
        """Whether it is a demonstration's time, not the machine's."""
        ...

    def now(self) -> datetime:
        """The aware instant, UTC."""
        ...

    def machine(self) -> datetime:
        """The machine's instant, UTC, for what a person waits for by the watch: a demonstration's time stands still."""
        ...


@dataclass(frozen=True, slots=True)
class MachineTime:
    """The machine's own time."""

    virtual: bool = False

    def now(self) -> datetime:
        """The aware instant, UTC."""
        return datetime.now(UTC)

    def machine(self) -> datetime:
        """The same."""
        return self.now()


@dataclass(frozen=True, slots=True)
class FileTime:
    """The instant that a file says (`2026-02-10T09:00+08:00`), read at each call, so that a test can move it."""

    path: Path
    zone: str = "Asia/Shanghai"
    virtual: bool = True

    def now(self) -> datetime:
        """The aware instant, UTC; raises ValueError, naming the file, where it holds none."""
        written = self.path.read_text("utf-8").strip()
        try:
            found = datetime.fromisoformat(written)
        except ValueError as wrong:
            raise ValueError(
                f"{self.path}: write an instant such as 2026-02-10T09:00+08:00, not {written!r}"
            ) from wrong
        return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.zone))).astimezone(UTC)

    def machine(self) -> datetime:
        """The machine's own instant."""
        return datetime.now(UTC)

    def move(self, to: datetime) -> None:
        """Writes another instant, whole or not at all."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(to.isoformat(), "utf-8")
        fresh.replace(self.path)
