"""A theatre in an office: the steps of a scenario as real acts, with rows, letters and notes; for demonstrations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from fangyuan.casework.acting import act, act_from_outside, load
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.filing import keep
from fangyuan.casework.identity import Identity
from fangyuan.casework.merging import away_in
from fangyuan.casework.office import Office
from fangyuan.casework.registering import register
from fangyuan.casework.working import carry_on
from fangyuan.model.commands import Command, MergeCase
from fangyuan.model.events import Recorded
from fangyuan.model.letter_commands import SealLetter
from fangyuan.model.pack import Pack
from fangyuan.model.receipt_commands import CorrectReceipt
from fangyuan.model.state import CaseState
from fangyuan.model.world import OUTSIDER
from fangyuan.publishing.stand_ins import sealed_stand_in


@dataclass(slots=True)
class Live:
    """One case's script in an office; `now` is the script's own time, `tenant` where it begins."""

    office: Office
    pack: Pack
    tenant: str
    now: datetime
    delivery: Delivery
    key: str = ""

    def register(
        self, who: str, case_type: str, answers: Mapping[str, Any], received_on: date | None, occurred_on: date | None,
        numbers: Mapping[str, str], as_written: bool,
    ) -> str:  # fmt: skip
        """Opens a case as that person."""
        me = Identity(self.tenant, who)
        done = register(
            self.office, me, case_type, answers, received_on, self.key, self.now.astimezone(UTC), occurred_on,
            numbers=numbers, as_written=as_written,
        )  # fmt: skip
        self._settle()
        return done.case

    def act(self, who: str, case: str, command: Command) -> None:
        """Carries out a command as that person."""
        now = self.now.astimezone(UTC)
        if isinstance(command, MergeCase):
            with self.office.database.read() as uow:
                away = away_in(self.office, uow, load(uow, self._tenant_of(command.into), command.into).state, now)
            command = replace(command, away=away)
        if isinstance(command, SealLetter) and command.original:
            command = replace(command, original=self._scan(who, case, command))
        if isinstance(command, CorrectReceipt) and command.scan:
            command = replace(command, scan=self._kept(who, case, sealed_stand_in("", ""), command.scan))
        if who == OUTSIDER.person:
            act_from_outside(self.office, self._tenant_of(case), case, command, now, "")
        else:
            act(self.office, Identity(self._tenant_of(case), who), case, command, now)
        self._settle()

    def _scan(self, who: str, case: str, command: SealLetter) -> str:
        """A page in place of the scan that the script names: kept as an upload of whoever seals."""
        letter = self.state(case).letters.get(command.copy)
        page = sealed_stand_in(letter.title, letter.number) if letter else sealed_stand_in("", "")
        return self._kept(who, case, page, command.original)

    def _kept(self, who: str, case: str, page: bytes, name: str) -> str:
        me = Identity(self._tenant_of(case), who)
        return keep(self.office, me, BytesIO(page), name, self.now.astimezone(UTC), case).id

    def advance(self, until: datetime) -> None:
        """Fires what is due on the way, each at its instant."""
        while (at := self._next()) and at <= until:
            self.now = max(self.now, at)
            if carry_on(self.office, self.delivery, self.now).idle:
                break
        self.now = until

    def state(self, case: str) -> CaseState:
        """The case as it stands."""
        with self.office.database.read() as uow:
            return load(uow, self._tenant_of(case), case).state

    def history(self, case: str) -> Sequence[Recorded]:
        """Its events so far."""
        with self.office.database.read() as uow:
            return uow.cases.events(self._tenant_of(case), case)

    def duties(self) -> Sequence[tuple[str, str]]:
        """The recurring duties that were opened in the tenant, each with its case."""
        with self.office.database.read() as uow:
            return [(one.duty.rpartition("/")[2], one.case) for one in uow.duties.opened(self.tenant)]

    def _settle(self) -> None:
        """Commands to other cases and letters are carried out before the next step."""
        carry_on(self.office, self.delivery, self.now.astimezone(UTC))

    def _next(self) -> datetime | None:
        """When the next firing is due."""
        with self.office.database.read() as uow:
            return uow.firings.next_at()

    def _tenant_of(self, case: str) -> str:
        """The tenant that holds a case: a child may lie in another."""
        with self.office.database.read() as uow:
            return uow.cases.tenant_of(case) or self.tenant
