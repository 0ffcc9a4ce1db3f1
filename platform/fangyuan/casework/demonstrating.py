"""A demonstration: the packs of a folder, the organisations and cases that lie in their `demo/`, all through real acts.

`demo/organisation.yaml` holds tenants, units and people; `demo/cases.yaml` cases as lists of scenario steps. What was
brought once is not brought again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.installing import activate, install
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.rehearsing.live import Live
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, instant, read_steps
from fangyuan.casework.working import work
from fangyuan.compiler.loading import library, resolved_with
from fangyuan.compiler.resolving import Library
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Failed
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.packs.source import Source

ORGANISATION, CASES = "demo/organisation.yaml", "demo/cases.yaml"


class DemoFailed(Failed):
    """A demonstration case did not go as written; says which step."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A pack of the folder, installed here."""

    source: Source
    pack: Pack

    def data(self, path: str) -> Mapping[str, Any]:
        """A file of its demonstration; empty where there is none."""
        file = self.source.files.get(path)
        return file.data if file is not None and isinstance(file.data, Mapping) else {}


def demonstrate(
    office: Office, folder: Path, password: str, now: datetime, *, with_cases: bool = True
) -> Iterator[str]:
    """Brings everything, and says in lines what was brought and who can log in."""
    shelf = library([folder])
    brought = [
        _brought(office, path, shelf, now) for path in sorted(folder.iterdir()) if (path / "pack.yaml").is_file()
    ]
    for one in brought:
        yield f"定义包 {one.pack.title} {one.pack.pack} {one.pack.version}"
        yield from _organisation(office, one, password, now)
    for one in brought:
        _activate(office, one, now)
    played = sum(_play(office, one, case, now) for one in brought for case in _cases(one)) if with_cases else 0
    if played:
        work(office, Delivery(), now)
        yield f"演示事项 {played} 件"
    yield from _logins(office, brought, password)


def _brought(office: Office, path: Path, shelf: Library, now: datetime) -> Brought:
    """A pack, installed; its scenarios are the business of `pack test`."""
    source, said = resolved_with(path, shelf)
    return Brought(source, install(office, source, now, trial=False, said=said).pack)


def _organisation(office: Office, one: Brought, password: str, now: datetime) -> Iterator[str]:
    """Tenants, units, people, accounts; those that exist stay as they are."""
    data = one.data(ORGANISATION)
    people = list(data.get("people", ()))
    with office.database.read() as uow:
        known = uow.directory.tenants()
    fresh = [tenant for tenant in data.get("tenants", ()) if tenant["tenant"] not in known]
    if not fresh:
        return
    put_organisation(
        office,
        [_tenant(tenant) for tenant in fresh],
        [_unit(unit) for unit in data.get("units", ())],
        [_person(person) for person in people],
    )
    holders = {person["login"]: (person["tenant"], person["person"]) for person in people if person.get("login")}
    open_accounts(office, holders, password, now)
    yield f"演示机构：{'、'.join(tenant['title'] for tenant in fresh)}；人员 {len(people)} 名"


def _activate(office: Office, one: Brought, now: datetime) -> None:
    """Runs the pack's own case types for the tenants of its demonstration, from before its first case.

    What its duties open begins now: nobody was there to hold the rounds of the months that are told.
    """
    starts = [instant(case["start"]) for case in _cases(one)]
    told = {case_type_of(one.pack, str(case["case-type"])) for case in _cases(one)}
    recurring = {duty.opens for duty in one.pack.duties.values()} - told
    since = min([*starts, now]).astimezone(UTC)
    own = tuple(k for k, t in one.pack.case_types.items() if not t.abstract)
    for tenant in one.data(ORGANISATION).get("tenants", ()):
        wanted = tuple(tenant.get("case-types") or own)
        with office.database.read() as uow:
            active = {line.case_type: line.hash for line in uow.packs.active_types(tenant["tenant"], now)}
        if any(active.get(key) != one.pack.hash for key in wanted):
            early = tuple(key for key in wanted if key not in recurring)
            activate(office, tenant["tenant"], one.pack, now, now if active else since, case_types=early)
            late = tuple(key for key in wanted if key in recurring)
            activate(office, tenant["tenant"], one.pack, now, now, case_types=late)


def _cases(one: Brought) -> list[Mapping[str, Any]]:
    """The demonstration cases in the order of their start, so that numbers run with time."""
    return sorted(one.data(CASES).get("cases", ()), key=lambda case: instant(case["start"]))


def _play(office: Office, one: Brought, case: Mapping[str, Any], now: datetime) -> bool:
    """Plays one case up to now; False where it was played before."""
    key = f"demo:{one.pack.name}:{case['case']}"
    with office.database.read() as uow:
        if uow.keys.find(case["tenant"], key):
            return False
    theatre = Live(office, one.pack, case["tenant"], instant(case["start"]).astimezone(UTC), Delivery(), key)
    player = Player(theatre, case_type_of(one.pack, str(case["case-type"])))
    for mismatch in player.play(read_steps(case["steps"])):
        raise DemoFailed(f"{one.pack.name}/{CASES} {case['case']}, step {mismatch.step + 1}: {mismatch.message}")
    return True


def _tenant(data: Mapping[str, Any]) -> Tenant:
    return Tenant(
        data["tenant"], data["title"], data["code"], data["level"], data.get("parent"), bool(data.get("public"))
    )


def _unit(data: Mapping[str, Any]) -> Unit:
    return Unit(
        data["unit"],
        data["tenant"],
        data["title"],
        data.get("kind", ""),
        data.get("parent"),
        data.get("level", ""),
        str(data.get("phone", "")),
        frozenset(data.get("remit", ())),
    )


def _person(data: Mapping[str, Any]) -> Person:
    posts = tuple(Post(post["role"], post["unit"], frozenset(post.get("remit", ()))) for post in data["posts"])
    return Person(
        data["person"], data["tenant"], data["name"], posts, str(data.get("phone", "")), data.get("email", "")
    )


def _logins(office: Office, brought: list[Brought], password: str) -> Iterator[str]:
    """Who can log in, for whoever tries the demonstration."""
    yield f"登录密码：{password}"
    for one in brought:
        for person in one.data(ORGANISATION).get("people", ()):
            if person.get("login") and person.get("show", True):
                roles = "、".join(_role(one.pack, post["role"]) for post in person["posts"])
                yield f"  {person['login']:<14} {person['name']}  {roles}"


def _role(pack: Pack, role: str) -> str:
    """A role's title."""
    return pack.roles[role].title if role in pack.roles else role
