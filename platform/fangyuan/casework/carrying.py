"""What a jurisdiction filled in under the version that is open, and what becomes of it under another version.

A value that was chosen here stays; one that merely was the old default follows the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fangyuan.casework.office import Office
from fangyuan.model.pack import Pack, Parameter
from fangyuan.store.database import UnitOfWork
from fangyuan.store.packs import Activation


@dataclass(frozen=True, slots=True)
class Carried:
    """A parameter of a version: what it stands for here now (None where no version is open), and the default there."""

    parameter: Parameter
    here: Any = None
    default_before: Any = None

    @property
    def own(self) -> bool:
        """Whether somebody here chose the value: it is not the default of the version that is open."""
        return self.here is not None and self.here != self.default_before

    @property
    def value(self) -> Any:
        """What the parameter stands for under the new version, unless something else is filled in; None for nothing."""
        return self.here if self.own else self.parameter.default

    @property
    def follows(self) -> bool:
        """Whether the value changes because the default did."""
        return self.here is not None and self.value not in (None, self.here)

    @property
    def stays(self) -> bool:
        """Whether the value stays although the default is another now."""
        return self.own and self.parameter.default not in (None, self.default_before, self.here)


def open_here(uow: UnitOfWork, tenant: str, pack: Pack, now: datetime) -> Activation | None:
    """The activation of any version of a pack that was opened last and is in force."""
    ours = {line.hash for line in uow.packs.all() if line.pack == pack.pack}
    running = (one for one in uow.packs.active_types(tenant, now) if one.hash in ours)
    return max(running, key=lambda one: one.since, default=None)


def carried(office: Office, uow: UnitOfWork, tenant: str, pack: Pack, now: datetime) -> tuple[Carried, ...]:
    """Every parameter of a version, with what it stands for here now."""
    running = open_here(uow, tenant, pack, now)
    if running is None:
        return tuple(map(Carried, pack.parameters.values()))
    before = office.packs.get(uow, running.hash).parameters
    defaults = {name: one.default for name, one in before.items()}
    return tuple(
        Carried(one, running.parameters.get(name, defaults.get(name)), defaults.get(name))
        for name, one in pack.parameters.items()
    )


def filled_in(lines: tuple[Carried, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given now, and beside it what was chosen here earlier."""
    return {one.parameter.name: one.here for one in lines if one.own} | dict(given)
