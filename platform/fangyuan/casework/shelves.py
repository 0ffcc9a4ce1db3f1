"""What an office keeps in memory: compiled packs by hash, directories and calendars by revision. None of it per request."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from fangyuan.compiler.compiling import compile_accepted, compile_pack
from fangyuan.engine.clocks.calendars import layered
from fangyuan.kinds import Kinds
from fangyuan.model.calendars import Calendar
from fangyuan.model.pack import Pack
from fangyuan.model.world import Directory
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, hash_of
from fangyuan.store.database import UnitOfWork

MOST_PACKS = 64


class UnknownPack(LookupError):
    """No pack of that hash is stored in this installation."""


@dataclass(slots=True)
class PackShelf:
    """Packs, compiled once a version; the least used leave first."""

    kinds: Kinds
    _packs: OrderedDict[str, Pack] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, uow: UnitOfWork, pack_hash: str) -> Pack:
        """The pack of a hash; raises UnknownPack."""
        with self._lock:
            if pack_hash in self._packs:
                self._packs.move_to_end(pack_hash)
                return self._packs[pack_hash]
        return self.put(self._compiled(uow, pack_hash))

    def compiled(self, resolved: Source) -> Pack:
        """The pack of a resolved source, compiled unless it is known already; raises PackRejected."""
        with self._lock:
            known = self._packs.get(hash_of(resolved))
        return known or self.put(compile_pack(resolved, self.kinds))

    def unproved(self, resolved: Source) -> Pack:
        """The pack of a resolved source that is only compared with: not proved, and not kept. Raises PackRejected."""
        with self._lock:
            known = self._packs.get(hash_of(resolved))
        return known or compile_accepted(resolved, self.kinds)

    def put(self, pack: Pack) -> Pack:
        """Keeps a compiled pack."""
        with self._lock:
            self._packs[pack.hash] = pack
            self._packs.move_to_end(pack.hash)
            while len(self._packs) > MOST_PACKS:
                self._packs.popitem(last=False)
        return pack

    def _compiled(self, uow: UnitOfWork, pack_hash: str) -> Pack:
        """Compiles what the database keeps; this happens once a process and version."""
        body = uow.packs.get(pack_hash)
        if body is None:
            raise UnknownPack(pack_hash)
        return compile_accepted(from_json(body), self.kinds)


@dataclass(slots=True)
class Almanac:
    """Directories by tenant and calendars of the installation, each held against its revision (one cheap query).

    `duties_seen`, `mornings_seen` and `drafts_seen` are when this process last looked for recurring duties, for mornings
    that began and for drafts that are too old, `requests_seen` for keys of programs that are;
    `people_seen` for work that waits for nobody, and the register it saw then; `kept_seen` is the register by which it last
    kept confidential cases from people.
    """

    _directories: dict[str, tuple[int, Directory]] = field(default_factory=dict)
    _calendars: tuple[dict[str, str], dict[str, Calendar]] = field(default_factory=lambda: ({}, {}))
    duties_seen: datetime | None = None
    mornings_seen: datetime | None = None
    drafts_seen: datetime | None = None
    requests_seen: datetime | None = None
    jobs_seen: datetime | None = None
    people_seen: tuple[int, datetime] | None = None
    kept_seen: int | None = None

    def directory(self, uow: UnitOfWork, tenant: str) -> Directory:
        """Units and people of the tenant, of those above and of all below."""
        return uow.once(("directory", tenant), lambda: self._directory(uow, tenant))

    def _directory(self, uow: UnitOfWork, tenant: str) -> Directory:
        kept = self._directories.get(tenant)
        if kept is None or kept[0] != uow.directory.revision(tenant):
            kept = uow.directory.load(tenant)
            self._directories[tenant] = kept
        return kept[1]

    def calendars(self, uow: UnitOfWork, tenant: str = "") -> dict[str, Calendar]:
        """The current revision of every calendar, with the tenant's own dates laid over them."""
        revisions = uow.once("calendars", uow.calendars.revisions)
        if revisions != self._calendars[0]:
            self._calendars = (revisions, uow.calendars.all())
        return seen_by(self._calendars[1], tenant)

    def versions(self, uow: UnitOfWork, tenant: str) -> tuple[Any, ...]:
        """What moves whenever the directory of a tenant or any calendar has changed."""
        return uow.directory.revision(tenant), uow.once("calendars", uow.calendars.revisions)


def own_id(tenant: str, calendar: str) -> str:
    """Under which id a tenant's own dates are kept; no calendar of a pack can have a stroke in its id."""
    return f"{tenant}/{calendar}"


def seen_by(calendars: Mapping[str, Calendar], tenant: str) -> dict[str, Calendar]:
    """The calendars of the installation as a tenant counts by them."""
    shared = {name: calendar for name, calendar in calendars.items() if "/" not in name}
    return {
        name: layered(calendar, calendars[own]) if (own := own_id(tenant, name)) in calendars else calendar
        for name, calendar in shared.items()
    }
