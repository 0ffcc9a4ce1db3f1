"""Officers who begin, who leave, and who come back; what an account lets in ends and begins with them."""

from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.admitting import check_new_account, new_password, open_account, revoke_tokens
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import add_person, check_administrator, officer_of
from fangyuan.model.problems import Problem, Refused


@dataclass(frozen=True, slots=True)
class Beginning:
    """An officer who begins: a post, a login name, and a password that somebody else knows and that must be changed."""

    name: str
    role: str
    unit: str
    login: str
    password: str
    phone: str = ""
    email: str = ""


def take_on(office: Office, me: Identity, who: Beginning, now: datetime) -> str:
    """A new officer with a post and an account; gives the id. What the account could be refused for is asked first."""
    check_administrator(office, me)
    check_new_account(office, who.login, who.password)
    person = add_person(office, me, who.name, [(who.role, who.unit)], who.phone, who.email)
    open_account(office, me.tenant, person, who.login, who.password, now, must_change=True)
    return person


def retire(office: Office, me: Identity, person: str, now: datetime) -> None:
    """An officer has left: they can sign in no more and are offered nowhere; everything they did stays under their name."""
    check_administrator(office, me)
    if person == me.person:
        raise Refused(Problem("forbidden", "不能停用自己。", advice="请由另一名管理员办理。"))
    close_account(office, Identity(me.tenant, person), now)


def close_account(office: Office, officer: Identity, now: datetime) -> None:
    """Shuts an officer out: the account is closed, the tokens of programs end."""
    _turn(office, officer, now, active=False)
    revoke_tokens(office, officer)


def reinstate(office: Office, me: Identity, person: str, now: datetime) -> str:
    """Lets an officer in again who had left; gives a password for one login, or nothing where they never had an account."""
    check_administrator(office, me)
    return reopen_account(office, Identity(me.tenant, person), now)


def reopen_account(office: Office, officer: Identity, now: datetime) -> str:
    """The officer works again, with their posts; nobody comes back with a password from before they left."""
    opened = _turn(office, officer, now, active=True)
    return new_password(office, officer, now) if opened else ""


def _turn(office: Office, officer: Identity, now: datetime, *, active: bool) -> bool:
    """Writes in one commit whether the officer is there and whether the account is open; gives whether there is one."""
    with office.database.begin() as uow:
        known = officer_of(uow, officer.tenant, officer.person)
        uow.directory.put_people([replace(known, active=active)])
        turned = uow.accounts.turn(officer.tenant, officer.person, now, active=active)
        uow.commit()
    return turned
