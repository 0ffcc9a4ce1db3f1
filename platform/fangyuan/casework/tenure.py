"""Officers who leave, and who come back; what an account lets in ends and begins with them."""

from dataclasses import replace
from datetime import datetime

from fangyuan.casework.admitting import new_password, revoke_tokens
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator, officer_of
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Account


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
    account = _turn(office, officer, now, active=True)
    return new_password(office, officer, now) if account else ""


def _turn(office: Office, officer: Identity, now: datetime, *, active: bool) -> Account | None:
    """Writes in one commit whether the officer is there and whether the account is open; gives the account, if any."""
    known = officer_of(office, officer, officer.person)
    with office.database.begin() as uow:
        uow.directory.put_people([replace(known, active=active)])
        account = uow.accounts.of(officer.tenant, officer.person)
        if account:
            uow.accounts.put(replace(account, active=active, changed_at=now))
        uow.commit()
    return account
