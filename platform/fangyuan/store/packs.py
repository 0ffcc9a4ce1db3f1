"""`uow.packs` and `uow.calendars`: resolved packs by hash, which tenant opens cases under which, working calendars."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, bindparam, delete, func, select, update

from fangyuan.model.calendars import Calendar
from fangyuan.store.canonical import canonical
from fangyuan.store.codec import decode, encode
from fangyuan.store.lists import COUNT_CAP
from fangyuan.store.sight import EVERYTHING, Sight, seen_by
from fangyuan.store.tables import Activations, Calendars, Cases, Packs
from fangyuan.store.tables.base import insert_new, put, table_of

_packs = table_of(Packs)
_activations = table_of(Activations)
_calendars = table_of(Calendars)
_cases = table_of(Cases)

SHARED = ""
"""What stands for what all tenants share where changes are counted by tenant."""

# Built once: many ask these.
_ALL_PACKS = select(_packs.c.hash, _packs.c.pack, _packs.c.version, _packs.c.saved_at).order_by(
    _packs.c.saved_at, _packs.c.hash
)
_TURNS = (
    select(_activations)
    .where(_activations.c.tenant == bindparam("of"))
    .order_by(_activations.c.since, _activations.c.case_type)
)
_CURRENT = select(_calendars.c.calendar, _calendars.c.revision).where(_calendars.c.current.is_(True))
_ranked = (
    select(_activations, func.max(_activations.c.since).over(partition_by=_activations.c.case_type).label("last"))
    .where(_activations.c.tenant == bindparam("of"), _activations.c.since <= bindparam("at"))
    .subquery()
)
_IN_FORCE = (
    select(_ranked).where(_ranked.c.since == _ranked.c.last, _ranked.c.hash.is_not(None)).order_by(_ranked.c.case_type)
)


@dataclass(frozen=True, slots=True)
class PackLine:
    """A stored pack, without its content."""

    hash: str
    pack: str
    version: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Activation:
    """From `since` on new cases of the type are opened under `hash`, with these parameters and this mapping of roles."""

    tenant: str
    case_type: str
    hash: str
    since: datetime
    parameters: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, Any] = field(default_factory=dict)
    activated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """From `since` on new cases of a type are opened under `activation`; None: under none."""

    case_type: str
    since: datetime
    activation: Activation | None


class PackRepository:
    """Resolved packs. One is never changed and never deleted: a case may be pinned to it."""

    def __init__(self, connection: Connection, moved: Callable[[str], None]) -> None:
        """`moved` is told of every tenant whose activations change."""
        self._connection = connection
        self._moved = moved

    def save(self, hash: str, pack: str, version: str, body: str, now: datetime) -> bool:
        """Keeps a resolved pack (the text of `packs.storage.to_json`); False where it is kept already."""
        row = {"hash": hash, "pack": pack, "version": version, "body": body, "saved_at": now}
        return insert_new(self._connection, _packs, row)

    def get(self, hash: str) -> str | None:
        """The text of a resolved pack."""
        return self._connection.execute(select(_packs.c.body).where(_packs.c.hash == hash)).scalar_one_or_none()

    def all(self) -> list[PackLine]:
        """Every stored pack, in the order they came."""
        rows = self._connection.execute(_ALL_PACKS)
        return [PackLine(*row) for row in rows]

    def activate(
        self, tenant: str, case_type: str, hash: str, since: datetime, now: datetime,
        parameters: Mapping[str, Any] | None = None, roles: Mapping[str, Any] | None = None,
        *, posts_given: bool = True,
    ) -> None:  # fmt: skip
        """Opens new cases of a type under a pack from an instant on; a second call for one instant replaces the first.

        Without `posts_given` the posts of `roles` are still to be given, on the day.
        """
        self._put(tenant, case_type, since, now, hash, dict(parameters or {}), dict(roles or {}), posts_given)

    def deactivate(self, tenant: str, case_type: str, since: datetime, now: datetime) -> None:
        """Opens no new cases of a type from an instant on; those that are open go on."""
        self._put(tenant, case_type, since, now, None, {}, {}, True)

    def unplan(self, tenant: str, hash: str, now: datetime) -> tuple[str, ...]:
        """Takes back the activations of a pack that lie ahead; their case types."""
        mine = (_activations.c.tenant == tenant, _activations.c.hash == hash, _activations.c.since > now)
        types = self._connection.execute(select(_activations.c.case_type).where(*mine)).scalars().all()
        self._connection.execute(delete(_activations).where(*mine))
        self._moved(tenant)
        return tuple(sorted(set(types)))

    def to_switch(self, now: datetime) -> list[Activation]:
        """The activations whose day has come and whose posts are still to be given."""
        due = (_activations.c.posts_given_at.is_(None), _activations.c.since <= now, _activations.c.hash.is_not(None))
        rows = self._connection.execute(select(_activations).where(*due).order_by(_activations.c.since))
        return [_activation(row) for row in rows]

    def switched(self, activation: Activation, now: datetime) -> None:
        """The posts of an activation were given."""
        key = ("tenant", "case_type", "since")
        mine = (_activations.c[name] == getattr(activation, name) for name in key)
        self._connection.execute(update(_activations).where(*mine).values(posts_given_at=now))

    def open_cases(self, tenant: str, sight: Sight = EVERYTHING) -> dict[str, int]:
        """How many open cases of a tenant that may be seen follow each pack, by its hash; `COUNT_CAP` + 1 of each at most."""
        mine = (_cases.c.pack == _packs.c.hash, *_open_in(tenant, sight))
        query = select(_packs.c.hash, _few(select(_cases.c.case).where(*mine).correlate(_packs)))
        return {of: number for of, number in self._connection.execute(query) if number}

    def active(self, tenant: str, case_type: str, at: datetime) -> Activation | None:
        """What new cases of a type are opened under at an instant."""
        return next((one for one in self.active_types(tenant, at) if one.case_type == case_type), None)

    def active_types(self, tenant: str, at: datetime) -> list[Activation]:
        """What every active case type of a tenant is opened under at an instant, by case type."""
        rows = self._connection.execute(_IN_FORCE, {"of": tenant, "at": at})
        return [_activation(row) for row in rows]

    def history(self, tenant: str) -> list[Activation]:
        """Every activation of a tenant that opens cases, also those planned, by instant."""
        mine = (_activations.c.tenant == tenant, _activations.c.hash.is_not(None))
        rows = self._connection.execute(select(_activations).where(*mine).order_by(_activations.c.since))
        return [_activation(row) for row in rows]

    def turns(self, tenant: str) -> list[Turn]:
        """Everything that was ever activated or stopped in a tenant, also what is planned, by instant."""
        rows = self._connection.execute(_TURNS, {"of": tenant})
        return [Turn(row.case_type, row.since, _activation(row) if row.hash is not None else None) for row in rows]

    def open_cases_of(self, tenant: str, case_type: str, sight: Sight = EVERYTHING) -> int:
        """How many cases of a type that may be seen are open, whatever pack they follow; `COUNT_CAP` + 1 at most."""
        mine = (_cases.c.case_type == case_type, *_open_in(tenant, sight))
        return int(self._connection.execute(select(_few(select(_cases.c.case).where(*mine)))).scalar_one())

    def _put(
        self, tenant: str, case_type: str, since: datetime, now: datetime, hash: str | None,
        parameters: dict[str, Any], roles: dict[str, Any], posts_given: bool,
    ) -> None:  # fmt: skip
        key = {"tenant": tenant, "case_type": case_type, "since": since}
        said: dict[str, Any] = {"hash": hash, "parameters": parameters, "roles": roles, "activated_at": now}
        said["posts_given_at"] = now if posts_given or not roles else None
        put(self._connection, _activations, key | said)
        self._moved(tenant)


def _open_in(tenant: str, sight: Sight) -> list[ColumnElement[bool]]:
    return [_cases.c.tenant == tenant, _cases.c.closed_at.is_(None), *seen_by(sight, whole=(tenant,))]


def _few(query: Select[Any]) -> ScalarSelect[int]:
    """How many rows there are, no more than are counted."""
    return select(func.count()).select_from(query.limit(COUNT_CAP + 1).subquery()).scalar_subquery()


def _activation(row: Any) -> Activation:
    return Activation(row.tenant, row.case_type, row.hash, row.since, row.parameters, row.roles, row.activated_at)


class CalendarRepository:
    """Working calendars of the installation. Old revisions are kept, because due dates name them."""

    def __init__(self, connection: Connection, moved: Callable[[str], None]) -> None:
        """`moved` is told where another revision becomes the current one."""
        self._connection = connection
        self._moved = moved

    def put(self, calendar: Calendar, now: datetime) -> bool:
        """Makes a revision the current one; False where it is that already. `calendar.revision` must name it."""
        if not calendar.revision:
            raise ValueError(f"calendar {calendar.calendar!r} has no revision; give it one, such as its version")
        body = canonical(encode(calendar))
        self.hold(calendar.calendar)
        if body == self._body(calendar.calendar):
            return False
        mine = _calendars.c.calendar == calendar.calendar
        self._connection.execute(update(_calendars).where(mine).values(current=False))
        key = {"calendar": calendar.calendar, "revision": calendar.revision}
        put(self._connection, _calendars, key | {"body": body, "current": True, "installed_at": now})
        self._moved(SHARED)
        return True

    def hold(self, calendar: str) -> None:
        """Until this unit of work ends nobody else puts the calendar: who comes next waits, and reads what this one wrote."""
        mine = _calendars.c.calendar == calendar
        self._connection.execute(
            select(_calendars.c.revision).where(mine).order_by(_calendars.c.revision).with_for_update()
        )

    def all(self) -> dict[str, Calendar]:
        """The current revision of every calendar, by id."""
        rows = self._connection.execute(select(_calendars.c.body).where(_calendars.c.current.is_(True)))
        found = (decode(Calendar, json.loads(row.body)) for row in rows)
        return {calendar.calendar: calendar for calendar in found}

    def get(self, calendar: str, revision: str) -> Calendar | None:
        """One revision of a calendar."""
        row = self._connection.execute(
            select(_calendars.c.body).where(_calendars.c.calendar == calendar, _calendars.c.revision == revision)
        ).first()
        return None if row is None else decode(Calendar, json.loads(row.body))

    def revisions(self) -> dict[str, str]:
        """Calendar -> current revision: cheap to ask, to hold a copy against."""
        return dict(self._connection.execute(_CURRENT).all())

    def _body(self, calendar: str) -> str | None:
        query = select(_calendars.c.body).where(_calendars.c.calendar == calendar, _calendars.c.current.is_(True))
        return self._connection.execute(query).scalar_one_or_none()
