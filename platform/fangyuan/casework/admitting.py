"""Who gets in: a login name and a password, a lock after too many wrong ones, and the tokens of programs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.passwords import check_length, hashed, matches, stale
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Account, Token
from fangyuan.store.database import UnitOfWork

TRIES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)

WRONG = Problem("wrong-password", "用户名或密码不正确。", advice="请重新输入；连续输错 5 次将暂时锁定。")
LOCKED = Problem("locked", "登录失败次数过多，账号已暂时锁定。", advice="请 15 分钟后再试，或联系管理员。")
LEFT = Problem("signed-out", "该账号已停用。", advice="请联系管理员。")


def sign_in(office: Office, login: str, password: str, now: datetime) -> Identity:
    """The officer; raises Refused in the same words for a wrong name and a wrong password."""
    with office.database.read() as uow:
        account = uow.accounts.by_login(login.strip())
    if account and account.locked_until and account.locked_until > now:
        raise Refused(LOCKED)
    # Hashing takes long on purpose, so nobody waits for it inside a transaction.
    right = matches(password, account.password_hash if account else None)
    with office.database.begin() as uow:
        if not right or account is None:
            _count_failure(uow, uow.accounts.by_login(login.strip()), now)
            raise Refused(WRONG)
        if not account.active:
            raise Refused(LEFT)
        uow.accounts.succeeded(account, now)
        if stale(account.password_hash):
            uow.accounts.put(replace(account, password_hash=hashed(password)))
        uow.commit()
    return Identity(account.tenant, account.person)


def _count_failure(uow: UnitOfWork, account: Account | None, now: datetime) -> None:
    """Counts a wrong password, and locks the account at the fifth."""
    if account is None:
        return
    lock = now + LOCKED_FOR if account.failed + 1 >= TRIES_BEFORE_LOCK else None
    uow.accounts.failed(account, lock)
    uow.commit()


def open_account(
    office: Office, tenant: str, person: str, login: str, password: str, now: datetime, must_change: bool = False
) -> None:
    """Gives an officer a login name and a password, or a new one."""
    open_accounts(office, {login: (tenant, person)}, password, now, must_change)


def open_accounts(
    office: Office, holders: Mapping[str, tuple[str, str]], password: str, now: datetime, must_change: bool = False
) -> None:
    """The same for several officers with one password, hashed once: login name -> (tenant, person)."""
    kept = hashed(password)
    with office.database.begin() as uow:
        for login, (tenant, person) in holders.items():
            account = Account(tenant, person, login.strip(), kept, now, must_change=must_change)
            _check_login(uow, account.login, (tenant, person))
            uow.accounts.put(account)
        uow.commit()


def check_new_account(office: Office, login: str, password: str) -> None:
    """Refuses a login name or a password that no new account may have, before anything is written for it."""
    with office.database.read() as uow:
        _check_login(uow, login.strip(), None)
    check_length(password)


def _check_login(uow: UnitOfWork, login: str, holder: tuple[str, str] | None) -> None:
    """A login name stands for one person; `holder` may have it already."""
    if not login:
        raise Refused(Problem("blank", "请填写用户名。", "login"))
    taken = uow.accounts.by_login(login)
    if taken and (taken.tenant, taken.person) != holder:
        raise Refused(Problem("login-taken", f"用户名“{login}”已被使用。", "login", advice="请换一个用户名。"))


def change_password(office: Office, me: Identity, old: str, new: str, now: datetime) -> None:
    """Sets another password; raises Refused where the old one is wrong."""
    with office.database.begin() as uow:
        account = uow.accounts.of(me.tenant, me.person)
        if account is None or not matches(old, account.password_hash):
            raise Refused(replace(WRONG, path="old", message="原密码不正确。", advice="请重新输入。"))
        uow.accounts.put(replace(account, password_hash=hashed(new), changed_at=now, must_change=False))
        uow.commit()


def issue_token(office: Office, me: Identity, title: str, now: datetime, days: int = 365) -> str:
    """A token for a program that acts as this officer; it is shown once and kept nowhere."""
    secret = "fy_" + token_urlsafe(32)
    token = Token(me.tenant, me.person, "api", title, now, now + timedelta(days=days), None)
    with office.database.begin() as uow:
        uow.tokens.add(secret, token)
        uow.commit()
    return secret


def by_token(office: Office, secret: str, now: datetime) -> Identity:
    """The officer a token stands for; raises Refused where it is unknown or has run out."""
    with office.database.read() as uow:
        token = uow.tokens.find(secret, now)
    if token is None or token.kind != "api":
        raise Refused(Problem("wrong-token", "令牌无效或已过期。", advice="请重新申请令牌。"))
    return Identity(token.tenant, token.person)


def revoke_tokens(office: Office, me: Identity, title: str | None = None) -> int:
    """Ends the officer's tokens, or those of one title; how many."""
    with office.database.begin() as uow:
        gone = uow.tokens.revoke_all(me.tenant, me.person, "api", title)
        uow.commit()
    return gone
