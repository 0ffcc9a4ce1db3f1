"""Packs into an installation: tried, kept by hash, and, as a separate act with a date, activated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from fangyuan.casework.identifying import external_ids
from fangyuan.casework.office import Office
from fangyuan.casework.reading.differing import Comparison
from fangyuan.casework.releasing import compared, newest_here, same_name
from fangyuan.casework.telling_apart import check_told_apart
from fangyuan.casework.trying import Trial, tried
from fangyuan.compiler.versions import version
from fangyuan.model.calendars import Calendar
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source
from fangyuan.packs.storage import hash_of, to_json, without_demo
from fangyuan.store.database import UnitOfWork
from fangyuan.store.projection import indexed_fields


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack in the installation, and how its scenarios went here."""

    pack: Pack
    trial: Trial | None


def install(
    office: Office, resolved: Source, now: datetime, *, trial: bool = True, said: Iterable[Source] = ()
) -> Installed:
    """Keeps a resolved pack; nothing is active before `activate`. Raises PackRejected.

    A pack that is installed already is not tried again. Without `trial` it is taken as it is, as a demonstration is: what
    a folder says under one version number may change until it is signed, so its number is then held against nothing.
    `said` is what the folder and those of its parents say before they are resolved: what extends one of them finds it here.
    """
    with office.database.read() as uow:
        known = uow.packs.get(digest := hash_of(resolved)) is not None
        pack = office.packs.get(uow, digest) if known else office.packs.compiled(resolved)
        _check_signed_versions(uow, pack)
        if trial and not known:
            _check_step(office, uow, pack)
    found = _try(resolved) if trial and not known else None
    with office.database.begin() as uow:
        keep_pack(uow, resolved, pack, now)
        if found is not None:
            uow.trials.keep(pack.hash, found.as_data(), now)
        for one in said:
            uow.archives.keep_folder(one.pack, one.version, hash_of(one), to_json(one).encode(), now)
        uow.commit()
    return Installed(office.packs.put(pack), found)


def _check_signed_versions(uow: UnitOfWork, pack: Pack) -> None:
    """A folder may not say otherwise what a signed version said, nor go back behind it. Raises PackRejected."""
    signed = uow.archives.of(pack.pack)
    if any(line.hash == pack.hash for line in signed):
        return
    detail: dict[str, object] = {"pack": pack.pack, "version": pack.version}
    if any(line.version == pack.version for line in signed):
        raise PackRejected([finding("pack-version-taken", None, **detail)])
    highest = max((line.version for line in signed), key=version, default="0")
    if version(pack.version) < version(highest):
        raise PackRejected([finding("pack-downgrade", None, **detail, installed=highest)])


def _check_step(office: Office, uow: UnitOfWork, pack: Pack) -> None:
    """A folder that takes a new number takes one that says as much as changed, and a name of its own. Raises PackRejected."""
    if against := (*same_name(uow, pack), *_step(office, uow, pack, "zh")[1]):
        raise PackRejected(against)


def step_of(office: Office, resolved: Source, language: str) -> tuple[Comparison | None, tuple[Problem, ...]]:
    """What a folder changes of the version that is here, and why its number is not taken for that; nothing is written."""
    with office.database.read() as uow:
        return _step(office, uow, office.packs.compiled(resolved), language)


def _step(office: Office, uow: UnitOfWork, pack: Pack, language: str) -> tuple[Comparison | None, tuple[Problem, ...]]:
    before = newest_here(office, uow, pack)
    if before is None or before.version == pack.version:
        return None, ()
    return compared(before, pack, language=language)


def keep_pack(uow: UnitOfWork, resolved: Source, pack: Pack, now: datetime) -> None:
    """Writes a pack and the calendars that it brings; the caller commits."""
    uow.packs.save(pack.hash, pack.pack, pack.version, to_json(without_demo(resolved)), now)
    for calendar in pack.calendars.values():
        _keep_calendar(uow, calendar, now)


def _try(resolved: Source) -> Trial:
    """A pack whose own scenarios fail here is not installed."""
    trial = tried(resolved)
    if trial.failed:
        raise PackRejected(scenario_problems(trial, ("请修改定义或场景。", "Change the pack or the scenario.")))
    return trial


def scenario_problems(trial: Trial, advice: tuple[str, str]) -> list[Problem]:
    """The mismatches of a trial as reasons not to install."""
    return [
        Problem(
            "scenario-failed",
            f"场景“{title}”未通过：{zh}",
            advice=advice[0],
            detail={"english": f"The scenario “{title}” failed: {en}. {advice[1]}"},
        )
        for title, lines in trial.failed
        for zh, en in lines
    ]


def _keep_calendar(uow: UnitOfWork, calendar: Calendar, now: datetime) -> None:
    """The first pack that brings a calendar installs it; later revisions are an administrator's act."""
    if calendar.calendar not in uow.calendars.revisions():
        revision = calendar.revision or sha256(repr(calendar).encode()).hexdigest()[:12]
        uow.calendars.put(replace(calendar, revision=revision), now)


def activate(
    office: Office,
    tenant: str,
    pack: Pack,
    now: datetime,
    since: datetime | None = None,
    parameters: Mapping[str, Any] | None = None,
    case_types: tuple[str, ...] | None = None,
    roles: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Opens new cases under this pack from an instant on; which case types now answer. Open cases keep their pin.

    Raises Refused where another open type numbers its cases alike.
    """
    with office.database.begin() as uow:
        if (known := office.directory(uow, tenant).tenants.get(tenant)) is not None:
            check_told_apart(office, uow, known, pack, case_types, since or now)
        opened = open_cases_under(uow, tenant, pack, now, since, parameters, case_types, roles)
        uow.commit()
    return opened


def open_cases_under(
    uow: UnitOfWork,
    tenant: str,
    pack: Pack,
    now: datetime,
    since: datetime | None = None,
    parameters: Mapping[str, Any] | None = None,
    case_types: tuple[str, ...] | None = None,
    roles: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """What `activate` writes; the caller commits. The posts of `roles` are given by the caller, or on the day that comes."""
    every = tuple(key for key, case_type in pack.case_types.items() if not case_type.abstract)
    wanted = every if case_types is None else case_types
    for key in wanted:
        uow.projections.ensure(key, indexed_fields(pack.case_types[key]))
        for path in external_ids(pack.case_types[key]):
            # Cases of a version that did not say so bear their numbers as well.
            uow.sources.fill(tenant, key, path, now)
        uow.packs.activate(
            tenant, key, pack.hash, since or now, now, parameters, roles, posts_given=(since or now) <= now
        )
    return wanted


def deactivate(office: Office, tenant: str, case_type: str, now: datetime, since: datetime | None = None) -> None:
    """Opens no new cases of a type; those that are open go on."""
    with office.database.begin() as uow:
        uow.packs.deactivate(tenant, case_type, since or now, now)
        uow.commit()


def warm(office: Office, now: datetime) -> int:
    """Compiles every pack that is active anywhere, so that a broken one stops the start; how many. Raises PackRejected."""
    with office.database.read() as uow:
        tenants = uow.directory.tenants()
        active = {line.hash for tenant in tenants for line in uow.packs.active_types(tenant, now)}
        for pack_hash in sorted(active):
            office.packs.get(uow, pack_hash)
    return len(active)
