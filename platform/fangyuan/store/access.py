"""`uow.accounts`, `uow.tokens`, `uow.log`: who gets in, and what they looked at."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, literal, select, update

from fangyuan.store.directory import CHANGES
from fangyuan.store.ids import new_id
from fangyuan.store.prepared import first
from fangyuan.store.tables import AccessLog, Accounts, Inbox, Tokens
from fangyuan.store.tables.base import put, table_of

_accounts = table_of(Accounts)
_inbox = table_of(Inbox)
# Built once: every request asks these.
_of = and_(_accounts.c.tenant == bindparam("of"), _accounts.c.person == bindparam("whose"))
_OF = select(_accounts).where(_of)
_unread = select(func.count()).where(
    _inbox.c.tenant == bindparam("of"), _inbox.c.person == bindparam("whose"), _inbox.c.read_at.is_(None)
)
_AT_THE_DOOR = select(
    CHANGES.scalar_subquery().label("changes"),
    _unread.scalar_subquery().label("unread"),
    _accounts.c.password_hash,
    _accounts.c.must_change,
    _accounts.c.active,
).select_from(select(literal(1)).subquery().outerjoin(_accounts, _of))
_tokens = table_of(Tokens)
_log = table_of(AccessLog)


@dataclass(frozen=True, slots=True)
class Account:
    """How a person logs in; `password_hash` is argon2's own text."""

    tenant: str
    person: str
    login: str
    password_hash: str
    changed_at: datetime
    failed: int = 0
    locked_until: datetime | None = None
    must_change: bool = False
    active: bool = True
    last_login_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What every page asks first: what moves with the register and the packs, how much waits unread, how the account stands.

    `password_hash` is blank where there is no account, or one that was closed.
    """

    changes: int
    unread: int
    password_hash: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A session or an API token; its secret is kept nowhere."""

    tenant: str
    person: str
    kind: str
    title: str
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """A line of the access log: `what` is a word (search, export, …), `about` what it was about, `amount` how many rows."""

    person: str
    what: str
    about: str
    amount: int
    at: datetime


class AccountRepository:
    """Accounts, by login name or by person."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_login(self, login: str) -> Account | None:
        """The account of a login name; the same name whatever its case."""
        row = self._connection.execute(select(_accounts).where(_accounts.c.login == login.casefold())).first()
        return None if row is None else Account(**row._mapping)

    def of(self, tenant: str, person: str) -> Account | None:
        """The account of a person."""
        row = self._connection.execute(_OF, {"of": tenant, "whose": person}).first()
        return None if row is None else Account(**row._mapping)

    def arriving(self, tenant: str, person: str) -> Arrival:
        """A person who opens a page, in one statement."""
        row: Any = first(self._connection, _AT_THE_DOOR, {"of": tenant, "whose": person})
        stands = bool(row.active)
        return Arrival(int(row.changes), row.unread, row.password_hash if stands else "", stands and row.must_change)

    def all(self, tenant: str) -> list[Account]:
        """The accounts of a tenant, by login name."""
        rows = self._connection.execute(
            select(_accounts).where(_accounts.c.tenant == tenant).order_by(_accounts.c.login)
        )
        return [Account(**row._mapping) for row in rows]

    def put(self, account: Account) -> None:
        """Adds or replaces a person's account; IntegrityError where another person has the login name."""
        values = {**asdict(account), "login": account.login.casefold()}
        put(self._connection, _accounts, values)

    def turn(self, tenant: str, person: str, now: datetime, *, active: bool) -> bool:
        """Opens or closes a person's account and leaves the rest of it alone; False where they have none."""
        mine = (_accounts.c.tenant == tenant, _accounts.c.person == person)
        turned = update(_accounts).where(*mine).values(active=active, changed_at=now)
        return self._connection.execute(turned).rowcount == 1

    def renew(
        self, account: Account, password_hash: str, now: datetime, *, must_change: bool, instead_of: str | None = None
    ) -> bool:
        """Another password, which opens a lock; False where the account was closed meanwhile, or where its password is not
        the one any more that this is put in the place of.
        """
        mine = [
            _accounts.c.tenant == account.tenant,
            _accounts.c.person == account.person,
            _accounts.c.active.is_(True),
        ]
        if instead_of is not None:
            mine.append(_accounts.c.password_hash == instead_of)
        renewed = update(_accounts).where(*mine).values(
            password_hash=password_hash, changed_at=now, must_change=must_change, failed=0, locked_until=None
        )  # fmt: skip
        return self._connection.execute(renewed).rowcount == 1

    def failed(self, account: Account, locked_until: datetime | None) -> int:
        """Counts a failed attempt, atomically, and locks where an instant is given; gives the count."""
        mine = (_accounts.c.tenant == account.tenant, _accounts.c.person == account.person)
        counted = update(_accounts).where(*mine).values(failed=_accounts.c.failed + 1, locked_until=locked_until)
        return int(self._connection.execute(counted.returning(_accounts.c.failed)).scalar_one())

    def succeeded(self, account: Account, now: datetime) -> None:
        """Forgets failed attempts."""
        mine = (_accounts.c.tenant == account.tenant, _accounts.c.person == account.person)
        self._connection.execute(update(_accounts).where(*mine).values(failed=0, locked_until=None, last_login_at=now))


class TokenRepository:
    """Sessions and API tokens, found by their secret, of which only a hash is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, secret: str, token: Token) -> None:
        """Keeps a token; the secret must have at least 128 bits of chance in it, so that a plain hash will do."""
        self._connection.execute(insert(_tokens).values(secret_hash=_hash(secret), **asdict(token)))

    def find(self, secret: str, now: datetime) -> Token | None:
        """The token of a secret, unless it has expired."""
        row = self._connection.execute(select(_tokens).where(_tokens.c.secret_hash == _hash(secret))).first()
        if row is None or (row.expires_at is not None and row.expires_at <= now):
            return None
        return _token(row)

    def of(self, tenant: str, person: str, kind: str) -> list[Token]:
        """The tokens of a person, the oldest first."""
        query = select(_tokens).where(*_owned(tenant, person, kind)).order_by(_tokens.c.made_at)
        return [_token(row) for row in self._connection.execute(query)]

    def used(self, secret: str, now: datetime) -> None:
        """Remembers when a token was last used."""
        self._connection.execute(update(_tokens).where(_tokens.c.secret_hash == _hash(secret)).values(used_at=now))

    def revoke(self, secret: str) -> None:
        """Ends one token."""
        self._connection.execute(delete(_tokens).where(_tokens.c.secret_hash == _hash(secret)))

    def revoke_all(self, tenant: str, person: str, kind: str, title: str | None = None) -> int:
        """Ends all tokens of a person, or those of one title; how many."""
        query = delete(_tokens).where(*_owned(tenant, person, kind))
        return self._connection.execute(query if title is None else query.where(_tokens.c.title == title)).rowcount

    def expire(self, now: datetime) -> int:
        """Drops what has expired; how many."""
        return self._connection.execute(delete(_tokens).where(_tokens.c.expires_at <= now)).rowcount


class LogRepository:
    """Looks and exports that belong to no single case."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, tenant: str, look: Look) -> None:
        """Writes one line."""
        self._connection.execute(insert(_log).values(tenant=tenant, id=new_id(), **asdict(look)))

    def add_all(self, tenant: str, looks: Sequence[Look]) -> None:
        """Writes several lines at once."""
        if looks:
            self._connection.execute(insert(_log), [{"tenant": tenant, "id": new_id(), **asdict(one)} for one in looks])

    def of(self, tenant: str, what: Sequence[str], about: str, limit: int = 100) -> list[Look]:
        """The newest lines of these words that begin with a text."""
        mine = (_log.c.tenant == tenant, _log.c.what.in_(what), _log.c.about.startswith(about, autoescape=True))
        rows = self._connection.execute(
            select(_log).where(*mine).order_by(_log.c.at.desc(), _log.c.id.desc()).limit(limit)
        )
        return [Look(row.person, row.what, row.about, row.amount, row.at) for row in rows]

    def count(self, tenant: str, person: str, what: str, since: datetime) -> int:
        """How many lines of a word a person has since an instant."""
        mine = (_log.c.tenant == tenant, _log.c.person == person, _log.c.at > since, _log.c.what == what)
        return self._connection.execute(select(func.count()).select_from(_log).where(*mine)).scalar_one()

    def about(self, tenant: str, person: str, what: str, since: datetime) -> list[str]:
        """What the lines of a word were about that a person has since an instant."""
        mine = (_log.c.tenant == tenant, _log.c.person == person, _log.c.at > since, _log.c.what == what)
        return list(self._connection.execute(select(_log.c.about).where(*mine)).scalars())

    def page(self, tenant: str, person: str | None = None, limit: int = 100) -> list[Look]:
        """The newest lines of a tenant, or of one person."""
        query = select(_log).where(_log.c.tenant == tenant)
        query = query if person is None else query.where(_log.c.person == person)
        rows = self._connection.execute(query.order_by(_log.c.at.desc(), _log.c.id.desc()).limit(limit))
        return [Look(row.person, row.what, row.about, row.amount, row.at) for row in rows]


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _token(row: Any) -> Token:
    return Token(row.tenant, row.person, row.kind, row.title, row.made_at, row.expires_at, row.used_at)


def _owned(tenant: str, person: str, kind: str) -> tuple[Any, ...]:
    return (_tokens.c.tenant == tenant, _tokens.c.person == person, _tokens.c.kind == kind)
