"""What an administrator does with an installed pack: open cases under it from a day on, go back, take a plan back, stop.

Each act can be foreseen: what would change for how many, and nothing is written. Each is written into the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.casework.adopting import (
    adopt,
    back_from,
    check_back,
    check_day,
    check_filled_in,
    packs_in_force,
    roll_back,
)
from fangyuan.casework.arriving import log
from fangyuan.casework.carrying import Carried, carried, filled_in
from fangyuan.casework.identity import Identity
from fangyuan.casework.kept_away import sight_without
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.reading.pages import Named
from fangyuan.casework.reading.parameter_words import value_in_words
from fangyuan.casework.staffing import Staff, staff_of, with_posts
from fangyuan.casework.telling_apart import check_told_apart
from fangyuan.engine.facts import zone_among
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Directory
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork
from fangyuan.store.lists import COUNT_CAP
from fangyuan.store.packs import Activation
from fangyuan.store.sight import EVERYTHING, Sight


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a pack is to be opened: from when, its parameters by name, its roles mapped to those held here, which case types."""

    since: datetime
    parameters: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    case_types: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """What new cases of a type are opened under, before and after; each as title and version, blank for nothing.

    `open_cases` are those of the type that are open and stay as they are, and `capped` says that there are more; `at` is when, for
    a plan.
    """

    case_type: Named
    was: str
    now: str
    open_cases: int
    at: datetime | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that somebody gets through a mapping of roles."""

    person: Named
    role: Named
    unit: Named


@dataclass(frozen=True, slots=True)
class NewValue:
    """What a parameter stands for before and after, in words; `was` is blank where nothing was open."""

    parameter: Named
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangeForeseen:
    """What an act on a pack would do: from when on, for which case types, who gets which post, which plans fall away.

    `values` are the parameters that change, `staff` every role of the pack with who then holds it.
    """

    since: datetime
    switches: tuple[Switch, ...]
    posts: tuple[NewPost, ...] = ()
    unplanned: tuple[Switch, ...] = ()
    values: tuple[NewValue, ...] = ()
    staff: tuple[Staff, ...] = ()


def zone_of(office: Office, tenant: str) -> ZoneInfo:
    """Where the jurisdiction's calendar is kept."""
    with office.database.read() as uow:
        return zone_among(office.almanac.calendars(uow, tenant))


def from_day(office: Office, tenant: str, day: date, now: datetime) -> datetime:
    """The beginning of a day where the jurisdiction's calendar is kept; of today now. Raises Refused for one that is past."""
    zone = zone_of(office, tenant)
    today = now.astimezone(zone).date()
    if day < today:
        raise Refused(Problem("too-early", "不能从过去的日期启用。", "since", advice=f"最早写今天：{today}。"))
    return now if day == today else datetime.combine(day, time(), zone).astimezone(UTC)


def foresee_activation(
    office: Office, me: Identity, pack: Pack, wanted: Wanted, now: datetime, language: str = "zh"
) -> ChangeForeseen:
    """What `activate_for` would do; raises Refused with everything that is not filled in well."""
    check_administrator(office, me)
    return foresee(office, me.tenant, pack, wanted, now, language, me)


def foresee(
    office: Office,
    tenant: str,
    pack: Pack,
    wanted: Wanted,
    now: datetime,
    language: str = "zh",
    me: Identity | None = None,
) -> ChangeForeseen:
    """What opening a pack would change in a jurisdiction, in `zh` or `en`; raises Refused where it could not be opened.

    With `me`, cases that are kept from this officer are not counted.
    """
    with office.database.read() as uow:
        directory = office.directory(uow, tenant)
        lines = carried(office, uow, tenant, pack, now)
        given = filled_in(lines, wanted.parameters)
        check_filled_in(directory, tenant, pack, given, wanted.roles, wanted.case_types)
        check_day(wanted.since, now, zone_among(office.almanac.calendars(uow, tenant)))
        types = _types(pack) if wanted.case_types is None else wanted.case_types
        at = max(wanted.since, now)
        check_told_apart(office, uow, directory.tenants[tenant], pack, types, at)
        before = {line.case_type: line for line in uow.packs.active_types(tenant, at)}
        sight = sight_without(office, uow, me) if me else EVERYTHING
        switches = tuple(_switch(office, uow, (tenant, key), before.get(key), pack, sight) for key in types)
        others = packs_in_force(office, uow, tenant, now)
    return ChangeForeseen(
        wanted.since, switches, tuple(_new_posts(directory, tenant, pack, wanted.roles)), (),
        tuple(_new_values(lines, given, directory, language)), staff_of(directory, tenant, pack, others, wanted.roles),
    )  # fmt: skip


def _new_posts(directory: Directory, tenant: str, pack: Pack, mapped: Mapping[str, str]) -> Iterator[NewPost]:
    known = directory.people
    for person in with_posts(directory, tenant, mapped):
        for post in person.posts:
            if post not in known[person.person].posts:
                yield NewPost(
                    Named(person.person, person.name),
                    Named(post.role, pack.roles[post.role].title),
                    Named(post.unit, directory.name(post.unit)),
                )


def _new_values(
    lines: Iterable[Carried], given: Mapping[str, Any], directory: Directory, language: str
) -> Iterator[NewValue]:
    for line in lines:
        one = line.parameter
        was, then = (
            value_in_words(one, value, directory, language)
            for value in (line.here, given.get(one.name, one.default))
        )  # fmt: skip
        if was != then:
            yield NewValue(Named(one.name, one.title), was, then)


def activate_for(office: Office, me: Identity, pack: Pack, wanted: Wanted, now: datetime) -> tuple[str, ...]:
    """Opens new cases of the administrator's jurisdiction under a pack; which case types. Raises Refused."""
    check_administrator(office, me)
    since = wanted.since.isoformat(timespec="minutes")
    return adopt(
        office, me.tenant, pack, now, max(wanted.since, now), wanted.parameters, wanted.roles, wanted.case_types,
        lambda uow: log(uow, me, "pack-activated", pack, now, since),
    )  # fmt: skip


def foresee_rollback(office: Office, me: Identity, pack: Pack, now: datetime) -> ChangeForeseen:
    """What `roll_back_for` would do; no switches where there is nothing to go back to. Raises Refused as it would."""
    check_administrator(office, me)
    with office.database.read() as uow:
        back = back_from(uow, me.tenant, pack.pack, now)
        check_back(office, uow, me.tenant, back, now)
        sight = sight_without(office, uow, me)
        switches = tuple(
            _switch(office, uow, (me.tenant, line.case_type), line, office.packs.get(uow, before.hash), sight)
            for line, before in back
        )
        ours = {line.hash for line in uow.packs.all() if line.pack == pack.pack}
        types = {line.case_type for line, _ in back}
        ahead = [
            each for each in uow.packs.history(me.tenant)
            if each.since > now and each.hash in ours and each.case_type in types
        ]  # fmt: skip
        unplanned = tuple(_ahead(office, uow, each) for each in ahead)
    return ChangeForeseen(now, switches, (), unplanned)


def roll_back_for(office: Office, me: Identity, pack: Pack, now: datetime) -> tuple[tuple[str, str], ...]:
    """Opens new cases as before the version that is active. Raises Refused where there is none before."""
    check_administrator(office, me)
    return roll_back(office, me.tenant, pack.pack, now, lambda uow: log(uow, me, "pack-rolled-back", pack, now))


def foresee_withdrawal(office: Office, me: Identity, pack: Pack, now: datetime) -> ChangeForeseen:
    """What `withdraw_plan` would do."""
    check_administrator(office, me)
    with office.database.read() as uow:
        ahead = [each for each in uow.packs.history(me.tenant) if each.since > now and each.hash == pack.hash]
        return ChangeForeseen(now, (), (), tuple(_ahead(office, uow, each) for each in ahead))


def withdraw_plan(office: Office, me: Identity, pack: Pack, now: datetime) -> tuple[str, ...]:
    """Takes back what was to be opened under a version from a later day on. Raises Refused where nothing was."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        types = uow.packs.unplan(me.tenant, pack.hash, now)
        if not types:
            raise Refused(Problem("not-found", "这个版本没有待启用的计划。", advice="请刷新页面看最新情况。"))
        log(uow, me, "pack-plan-withdrawn", pack, now)
        uow.commit()
    return types


def foresee_stop(office: Office, me: Identity, pack: Pack, now: datetime) -> ChangeForeseen:
    """What `stop` would do."""
    check_administrator(office, me)
    with office.database.read() as uow:
        lines = [line for line in uow.packs.active_types(me.tenant, now) if line.hash == pack.hash]
        sight = sight_without(office, uow, me)
        switches = tuple(_switch(office, uow, (me.tenant, line.case_type), line, None, sight) for line in lines)
    return ChangeForeseen(now, switches)


def stop(office: Office, me: Identity, pack: Pack, now: datetime) -> tuple[str, ...]:
    """Opens no more cases under a version; open ones go on. Raises Refused where it opens none."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        types = [line.case_type for line in uow.packs.active_types(me.tenant, now) if line.hash == pack.hash]
        if not types:
            raise Refused(Problem("not-found", "这个版本没有在启用。", advice="请刷新页面看最新情况。"))
        for case_type in types:
            uow.packs.deactivate(me.tenant, case_type, now, now)
        uow.log.add(me.tenant, Look(me.person, "pack-stopped", f"{pack.pack} {pack.version}", len(types), now))
        uow.commit()
    return tuple(types)


def _types(pack: Pack) -> tuple[str, ...]:
    return tuple(key for key, one in pack.case_types.items() if not one.abstract)


def _switch(
    office: Office, uow: UnitOfWork, of: tuple[str, str], before: Activation | None, after: Pack | None, sight: Sight
) -> Switch:
    tenant, key = of
    old = office.packs.get(uow, before.hash) if before else None
    known: Iterable[Pack] = filter(None, (after, old))
    title = next((one.case_types[key].title for one in known if key in one.case_types), key)
    count = uow.packs.open_cases_of(tenant, key, sight)
    return Switch(Named(key, title), _called(old), _called(after), min(count, COUNT_CAP), capped=count > COUNT_CAP)


def _ahead(office: Office, uow: UnitOfWork, line: Activation) -> Switch:
    pack = office.packs.get(uow, line.hash)
    title = pack.case_types[line.case_type].title
    return Switch(Named(line.case_type, title), "", _called(pack), 0, line.since)


def _called(pack: Pack | None) -> str:
    return f"{pack.title} {pack.version}" if pack else ""
