"""Where a scenario is played: in memory, or in an office with a database. One shape for both."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from fangyuan.model.commands import Command
from fangyuan.model.events import Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.state import CaseState


class Theatre(Protocol):
    """What the player of a scenario needs. `who` names a person of the scenario's world."""

    now: datetime
    pack: Pack

    def register(
        self, who: str, case_type: str, answers: Mapping[str, Any], received_on: date | None, occurred_on: date | None,
        numbers: Mapping[str, str], as_written: bool,
    ) -> str:  # fmt: skip
        """Opens a case; gives its id."""
        ...

    def act(self, who: str, case: str, command: Command) -> None:
        """Carries out a command as that person; raises Refused."""
        ...

    def advance(self, until: datetime) -> None:
        """Lets time pass: every firing due on the way happens in order."""
        ...

    def state(self, case: str) -> CaseState:
        """The case as it stands."""
        ...

    def duties(self) -> Sequence[tuple[str, str]]:
        """The recurring duties that were opened here so far, each with its case, the newest last."""
        ...

    def history(self, case: str) -> Sequence[Recorded]:
        """Its events so far."""
        ...
