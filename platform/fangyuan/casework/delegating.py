"""Delegations: who acts for whom, from one day until another."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.engine.facts import zone_among
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Delegation
from fangyuan.store.ids import new_id

LONGEST = timedelta(days=366)
"""Who is away for longer hands their work over."""


def delegate(
    office: Office, me: Identity, person: str, to: str, since: date, until: date, reason: str, now: datetime
) -> str:
    """Lets an officer act for another, both days included; for oneself, or as an administrator for others. Gives its id."""
    _check_mine(office, me, person)
    _check_people(office, me, person, to)
    if until < since or until < _today(office, me, now) or until - since > LONGEST:
        raise Refused(
            Problem(
                "wrong-period", "授权的起止日期不对：止期不能早于起期和今天，最长一年。", "until", advice="请改正日期。"
            )
        )
    if not reason.strip():
        raise Refused(Problem("reason-missing", "请写明授权的事由。", "reason"))
    key = new_id()
    with office.database.begin() as uow:
        made = Delegation(person, to, since, until, reason.strip())
        uow.directory.delegate(me.tenant, key, made, me.person, now)
        uow.commit()
    return key


def end_delegation(office: Office, me: Identity, key: str, now: datetime) -> None:
    """Takes a delegation back before its last day; what was done under it stays."""
    found = delegations(office, me).get(key)
    if found is None:
        raise Refused(Problem("not-found", "没有这项授权，或者已经收回。", advice="请刷新页面。"))
    _check_mine(office, me, found.person)
    with office.database.begin() as uow:
        uow.directory.end_delegation(me.tenant, key, now)
        uow.commit()


def delegations(office: Office, me: Identity) -> Mapping[str, Delegation]:
    """The delegations of the tenant by id, those to come and those that are over as well."""
    with office.database.read() as uow:
        return uow.directory.delegations(me.tenant)


def _today(office: Office, me: Identity, now: datetime) -> date:
    """The date where the officer is."""
    with office.database.read() as uow:
        return now.astimezone(zone_among(office.almanac.calendars(uow, me.tenant))).date()


def _check_mine(office: Office, me: Identity, person: str) -> None:
    if me.person != person:
        check_administrator(office, me)


def _check_people(office: Office, me: Identity, person: str, to: str) -> None:
    """Two officers of the own tenant who are there, and not the same."""
    with office.database.read() as uow:
        people = office.directory(uow, me.tenant).people
    known = [people[one] for one in (person, to) if one in people and people[one].tenant == me.tenant]
    if len(known) < 2 or not all(one.active for one in known) or person == to:
        raise Refused(Problem("unknown-person", "请从本单位在职人员中另选一位受托人。", "to"))
