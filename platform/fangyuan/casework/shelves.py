"""What an office keeps in memory: compiled packs by hash; directories, activations and calendars by revision. None per request."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from fangyuan.engine.clocks.calendars import layered
from fangyuan.kinds import Kinds
from fangyuan.model.calendars import Calendar
from fangyuan.model.later import later
from fangyuan.model.pack import Pack
from fangyuan.model.world import Directory
from fangyuan.packs.source import Source
from fangyuan.packs.storage import from_json, hash_of
from fangyuan.store.database import UnitOfWork
from fangyuan.store.packs import Activation, Turn

if TYPE_CHECKING:
    from fangyuan.compiler import compiling
else:
    compiling = later("fangyuan.compiler.compiling")

MOST_PACKS = 64
MOST_PEOPLE = 2000
Made = TypeVar("Made")


class UnknownPack(LookupError):
    """No pack of that hash is stored in this installation."""


@dataclass(slots=True)
class PackShelf:
    """Packs, compiled once a version; the least used leave first, and what was made of them with them."""

    kinds: Kinds
    most: int = MOST_PACKS
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
        return known or self.put(compiling.compile_pack(resolved, self.kinds))

    def unproved(self, resolved: Source) -> Pack:
        """The pack of a resolved source that is only compared with: not proved, and not kept. Raises PackRejected."""
        with self._lock:
            known = self._packs.get(hash_of(resolved))
        return known or compiling.compile_accepted(resolved, self.kinds)

    def put(self, pack: Pack) -> Pack:
        """Keeps a compiled pack."""
        with self._lock:
            self._packs[pack.hash] = pack
            self._packs.move_to_end(pack.hash)
            while len(self._packs) > self.most:
                self._packs.popitem(last=False)
        return pack

    def _compiled(self, uow: UnitOfWork, pack_hash: str) -> Pack:
        """Compiles what the database keeps; this happens once a process and version."""
        body = uow.packs.get(pack_hash)
        if body is None:
            raise UnknownPack(pack_hash)
        return compiling.compile_accepted(from_json(body), self.kinds)


class Programme:
    """What a tenant opens cases under, from instant to instant: read once, and asked by every page."""

    def __init__(self, turns: list[Turn]) -> None:
        """Takes the turns by instant."""
        self._turns = turns
        self._instants = sorted({turn.since for turn in turns})
        self._in_force: dict[int, tuple[Activation, ...]] = {}

    @cached_property
    def latest(self) -> Mapping[str, str]:
        """The hash of the newest pack of every case type that was ever opened here, or is planned to be."""
        return {turn.case_type: turn.activation.hash for turn in self._turns if turn.activation}

    def at(self, now: datetime) -> tuple[Activation, ...]:
        """What every active case type is opened under at an instant, by case type; the same object until one changes."""
        passed = self.passed(now)
        if passed not in self._in_force:
            last = {turn.case_type: turn.activation for turn in self._turns if turn.since <= now}
            self._in_force[passed] = tuple(found for _, found in sorted(last.items()) if found)
        return self._in_force[passed]

    def passed(self, now: datetime) -> int:
        """How many of its instants have come; what is active changes with nothing else."""
        return bisect_right(self._instants, now)


@dataclass(frozen=True, slots=True)
class Held(Generic[Made]):
    """Something read: after which changes it was last looked at, what moves when it does, and itself."""

    changes: int
    stamp: Any
    made: Made


@dataclass(slots=True)
class Almanac:
    """Directories and activations by tenant and calendars of the installation. One cheap query, which a page asks together
    with others, says whether anything of all this has changed; only then each is held against its own revision.

    `duties_seen`, `mornings_seen` and `drafts_seen` are when this process last looked for recurring duties, for mornings
    that began and for drafts that are too old, `requests_seen` for keys of programs that are;
    `people_seen` for work that waits for nobody, and the register it saw then; `kept_seen` is the register by which it last
    kept confidential cases from people.
    """

    _held: dict[Hashable, Held[Any]] = field(default_factory=dict)
    _seen: dict[Hashable, tuple[tuple[Any, ...], Any]] = field(default_factory=dict)
    duties_seen: datetime | None = None
    mornings_seen: datetime | None = None
    drafts_seen: datetime | None = None
    requests_seen: datetime | None = None
    jobs_seen: datetime | None = None
    people_seen: tuple[int, datetime] | None = None
    kept_seen: int | None = None

    def directory(self, uow: UnitOfWork, tenant: str) -> Directory:
        """Units and people of the tenant, of those above and of all below."""
        return self._directory(uow, tenant).made

    def programme(self, uow: UnitOfWork, tenant: str) -> Programme:
        """What the tenant opens cases under, and when."""
        return self._programme(uow, tenant).made

    def calendars(self, uow: UnitOfWork, tenant: str = "") -> Mapping[str, Calendar]:
        """The current revision of every calendar, with the tenant's own dates laid over them."""
        shared = self._kept(uow, "calendars", uow.calendars.revisions, uow.calendars.all).made
        held: Held[Mapping[str, Calendar]] | None = self._held.get(("calendars", tenant))
        # Held against what it is made of: revisions that are asked again may be those of a later moment.
        if held is None or held.stamp is not shared:
            held = Held(uow.directory.changes(), shared, MappingProxyType(seen_by(shared, tenant)))
            if not uow.directory.changed:
                self._held["calendars", tenant] = held
        return held.made

    def stands(self, uow: UnitOfWork, tenant: str, now: datetime) -> tuple[Any, ...]:
        """What moves whenever who is who around a tenant, or what is active there, is another; small enough to be kept."""
        programme = self._programme(uow, tenant)
        return self._directory(uow, tenant).stamp, programme.stamp, programme.made.passed(now)

    def seen(self, who: Hashable, stands: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What somebody sees of the house, made anew where what it depends on stands otherwise."""
        held = self._seen.pop(who, None)
        if held is None or held[0] != stands:
            held = (stands, make())
        self._seen[who] = held
        while len(self._seen) > MOST_PEOPLE:
            self._seen.pop(next(iter(self._seen)), None)
        return cast("Made", held[1])

    def versions(self, uow: UnitOfWork, tenant: str) -> tuple[Any, ...]:
        """What moves whenever the directory of a tenant or any calendar has changed."""
        return uow.directory.revision(tenant), uow.calendars.revisions()

    def _directory(self, uow: UnitOfWork, tenant: str) -> Held[Directory]:
        return self._kept(
            uow, ("directory", tenant), lambda: uow.directory.revision(tenant), lambda: uow.directory.load(tenant)[1]
        )

    def _programme(self, uow: UnitOfWork, tenant: str) -> Held[Programme]:
        return self._kept(
            uow,
            ("programme", tenant),
            lambda: uow.directory.revision(tenant),
            lambda: Programme(uow.packs.turns(tenant)),
        )

    def _kept(self, uow: UnitOfWork, about: Hashable, stamp: Callable[[], Any], load: Callable[[], Made]) -> Held[Made]:
        """What was read under a name, read anew where its stamp has moved. What a unit of work reads that has itself changed
        something is its own: it may still be taken back.
        """
        changes = uow.directory.changes()
        held: Held[Made] | None = self._held.get(about)
        if held is None or held.changes != changes:
            own = stamp()
            held = Held(changes, own, held.made if held and held.stamp == own else load())
            if not uow.directory.changed:
                self._held[about] = held
        return held


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
