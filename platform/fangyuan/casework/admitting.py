"""Who gets in: a login name and a password, a lock after too many wrong ones, and the tokens of programs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import choice, token_urlsafe

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.passwords import check_length, hashed, matches, stale
from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused
from fangyuan.store.access import Account, Token
from fangyuan.store.database import UnitOfWork

TRIES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody takes for another one when a password is read out or copied by hand."""

ONE_TIME = 12
"""How long a password for one login is: about 59 bits."""

WRONG = Problem("wrong-password", "用户名或密码不正确。", advice="请重新输入；连续输错 5 次将暂时锁定。")
LOCKED = Problem("locked", "登录失败次数过多，账号已暂时锁定。", advice="请 15 分钟后再试，或联系管理员。")
CHANGED = Problem("changed-meanwhile", "这个账号刚刚被别人改过。", advice="请核对账号的情况后再试。")
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
            known, must = account.password_hash, account.must_change
            uow.accounts.renew(account, hashed(password), account.changed_at, must_change=must, instead_of=known)
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: `stamp` changes with the password, so that sessions from before it end.

    `must_change`: somebody else knows the password.
    """

    login: str
    stamp: str
    must_change: bool
    locked: bool
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Whoever opens a page: the `stamp` of their password (blank without an account), whether they must change it, and how
    much waits unread.
    """

    stamp: str
    must_change: bool
    unread: int


def arrived(office: Office, me: Identity) -> Arrived:
    """An officer who opens a page; everything else that the page asks of who is who knows from here whether it is still so."""
    with office.database.read() as uow:
        found = uow.accounts.arriving(me.tenant, me.person)
        uow.directory.heard(found.changes)
    return Arrived(_stamp(found.password_hash), found.must_change, found.unread)


def standing(office: Office, me: Identity, now: datetime) -> Standing | None:
    """How an officer's account stands; None where they have none, or one that was closed."""
    with office.database.read() as uow:
        account = uow.accounts.of(me.tenant, me.person)
    if account is None or not account.active:
        return None
    stamp = _stamp(account.password_hash)
    locked = account.locked_until is not None and account.locked_until > now
    return Standing(account.login, stamp, account.must_change, locked, account.last_login_at)


def _stamp(password_hash: str) -> str:
    return sha256(password_hash.encode()).hexdigest()[:32] if password_hash else ""


def change_password(office: Office, me: Identity, old: str, new: str, now: datetime) -> None:
    """Sets another password, which ends every session of the officer; a wrong old one counts as a failed login.

    Raises Refused, with the path `old` or `new`.
    """
    with office.database.read() as uow:
        account = uow.accounts.of(me.tenant, me.person)
    if account and account.locked_until and account.locked_until > now:
        raise Refused(LOCKED)
    if account is None or not matches(old, account.password_hash):
        with office.database.begin() as uow:
            _count_failure(uow, uow.accounts.of(me.tenant, me.person), now)
        raise Refused(replace(WRONG, path="old", message="原密码不正确。", advice="请重新输入。"))
    if new == old:
        raise Refused(Problem("password-same", "新密码不能与原密码相同。", "new", advice="请另设一个密码。"))
    kept, known = _new_hash(new), account.password_hash
    with office.database.begin() as uow:
        if not uow.accounts.renew(account, kept, now, must_change=False, instead_of=known):
            raise ChangedMeanwhile(CHANGED)
        uow.commit()


def reset_password(office: Office, me: Identity, person: str, now: datetime) -> str:
    """Gives an officer of the administrator's tenant a password for one login, told once and kept nowhere."""
    check_administrator(office, me)
    return new_password(office, Identity(me.tenant, person), now)


def new_password(office: Office, officer: Identity, now: datetime) -> str:
    """A password for one login, which opens a lock; whoever may know the old one is out: sessions and tokens end."""
    with office.database.read() as uow:
        account = uow.accounts.of(officer.tenant, officer.person)
    if account is None:
        raise Refused(Problem("not-found", "这名人员没有账号。", advice="请先为其开通账号。"))
    if not account.active:
        raise Refused(Problem("signed-out", "这个账号已停用。", advice="请先重新启用这名人员。"))
    password = "".join(choice(READABLE) for _ in range(ONE_TIME))
    kept = hashed(password)
    with office.database.begin() as uow:
        if not uow.accounts.renew(account, kept, now, must_change=True):
            raise ChangedMeanwhile(CHANGED)
        uow.commit()
    revoke_tokens(office, officer)
    return password


def _new_hash(password: str) -> str:
    """The hash of a new password; what is wrong with it stands beside its field."""
    try:
        return hashed(password)
    except Refused as refused:
        raise Refused(*(replace(problem, path="new") for problem in refused.problems)) from None


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
