"""An office: the database, the shelves, the files and the time that every act and every read is given."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fangyuan.casework.clockwork import Clockwork, MachineTime
from fangyuan.casework.identity import Identity
from fangyuan.casework.lately import MOST, Lately
from fangyuan.casework.outward import Outward
from fangyuan.casework.related import Asking, related_facts
from fangyuan.casework.shelves import Almanac, PackShelf
from fangyuan.kinds import Kinds
from fangyuan.model.channels import Channel
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import Directory, Person, Tenant, World
from fangyuan.store.access import Look
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.packs import Activation
from fangyuan.store.shelf import FileShelf


@dataclass(slots=True)
class Office:
    """What casework needs of an installation; made by the composition root, one a process.

    `mails` says that there is a mail server, so that what people are told also goes to their mailboxes; `channels` are
    the further ways out.
    `draft_days` is how long a draft is kept that nobody touches. `may_listen` are the servers at which programs may be told
    what happens (`https://oa:8443`). `lately` is what this process wrote down a moment ago and need not write again,
    `unwritten` the looks by (tenant, look) that it could not write yet.
    """

    database: Database
    kinds: Kinds
    files: FileShelf
    clock: Clockwork = field(default_factory=MachineTime)
    mails: bool = False
    channels: Mapping[str, Channel] = field(default_factory=dict)
    packs: PackShelf = field(init=False)
    almanac: Almanac = field(default_factory=Almanac)
    draft_days: int = 90
    may_listen: tuple[str, ...] = ()
    lately: Lately = field(default_factory=Lately)
    unwritten: deque[tuple[str, Look]] = field(default_factory=lambda: deque(maxlen=MOST))

    def __post_init__(self) -> None:
        """The shelf of packs compiles with the office's field kinds."""
        self.packs = PackShelf(self.kinds)

    @property
    def outward(self) -> Outward:
        """How what people are told leaves the house, beside their inboxes."""
        return Outward(self.mails, tuple(self.channels.values()))

    def pack_of(self, uow: UnitOfWork, case: CaseState) -> Pack:
        """The pack that a case is pinned to."""
        return self.packs.get(uow, case.pack)

    def type_of(self, uow: UnitOfWork, case: CaseState) -> CaseType:
        """The case type of a case, as its pinned pack says it."""
        return self.pack_of(uow, case).case_types[case.case_type]

    def directory(self, uow: UnitOfWork, tenant: str) -> Directory:
        """Who is who, around a tenant."""
        return self.almanac.directory(uow, tenant)

    def person(self, uow: UnitOfWork, me: Identity) -> Person:
        """The officer behind an identity; raises Refused where they left."""
        person = self.directory(uow, me.tenant).people.get(me.person)
        if person is None or not person.active or person.tenant != me.tenant:
            raise Refused(Problem("signed-out", "您的账号已停用。", advice="请联系管理员。"))
        return person

    def tenant(self, uow: UnitOfWork, tenant: str) -> Tenant:
        """The jurisdiction; raises Refused where there is none."""
        found = self.directory(uow, tenant).tenants.get(tenant)
        if found is None:
            raise Refused(Problem("not-found", "没有这个单位。"))
        return found

    def world(
        self,
        uow: UnitOfWork,
        tenant: str,
        pack: Pack,
        parameters: Mapping[str, Any],
        facts: Mapping[str, Any] | None = None,
    ) -> World:
        """The outside facts of a decision: calendars of the installation stand before those that the pack brings."""
        return World(
            tenant=self.tenant(uow, tenant),
            directory=self.directory(uow, tenant),
            calendars={**pack.calendars, **self.almanac.calendars(uow, tenant)},
            parameters=parameters,
            facts=facts or {},
        )

    def world_of(self, uow: UnitOfWork, tenant: str, pack: Pack, case: CaseState, now: datetime) -> World:
        """The outside facts of a decision in a case, with those about related cases that its type asks for."""
        world = self.world(uow, tenant, pack, case.parameters)
        about = Asking(case.case_type, case.answers, case.case)
        return replace(world, facts=related_facts(uow, world, pack, about, now))

    def world_for(
        self, uow: UnitOfWork, tenant: str, pack: Pack, parameters: Mapping[str, Any], about: Asking, now: datetime
    ) -> World:  # fmt: skip
        """The same for a case that is about to be opened."""
        world = self.world(uow, tenant, pack, parameters)
        return replace(world, facts=related_facts(uow, world, pack, about, now))

    def in_force(self, uow: UnitOfWork, tenant: str, now: datetime) -> Sequence[Activation]:
        """What every active case type is opened under now."""
        return self.almanac.programme(uow, tenant).at(now)

    def active(self, uow: UnitOfWork, tenant: str, case_type: str, now: datetime) -> Activation:
        """What a case of that type is opened under now; raises Refused where nothing is active."""
        found = next((one for one in self.in_force(uow, tenant, now) if one.case_type == case_type), None)
        if found is None:
            raise Refused(
                Problem(
                    "not-active",
                    "本单位没有启用这类事项。",
                    detail={"case-type": case_type},
                    advice="请管理员先启用定义包。",
                )
            )
        return found
