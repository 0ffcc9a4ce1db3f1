"""`uow.seals`: the data keys of persons and cases, and sealing with them."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from os import urandom
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from fangyuan.store.ids import new_id
from fangyuan.store.installation import InstallationKey, KeyUnusable
from fangyuan.store.sealing import Seal, decrypt, encrypt, is_sealed, open_tree
from fangyuan.store.tables import SealKeys
from fangyuan.store.tables.base import table_of

_keys = table_of(SealKeys)
_OF_SUBJECTS = (
    select(_keys.c.id, _keys.c.subject, _keys.c.wrapped)
    .where(
        _keys.c.tenant == bindparam("of"),
        _keys.c.subject.in_(bindparam("subjects", expanding=True)),
        _keys.c.wrapped.is_not(None),
    )
    .order_by(_keys.c.id.desc())
)
_BY_ID = select(_keys.c.id, _keys.c.wrapped).where(
    _keys.c.tenant == bindparam("of"), _keys.c.id.in_(bindparam("ids", expanding=True))
)
_SIZE = 32
_AT_ONCE = 5_000
# What a sealed value names its key by; an answer that looks alike costs a look-up and nothing else.
_KEY = re.compile(r'"key":"([^"\\]{36})"')


def _portions(many: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at once as a statement takes."""
    return (many[at : at + _AT_ONCE] for at in range(0, len(many), _AT_ONCE))


class Seals:
    """Keys are kept for the life of one unit of work and no longer, so that an erasure holds at once everywhere.

    A unit of work that reads many cases one after the other forgets them in between.
    """

    def __init__(self, connection: Connection, key: InstallationKey | None) -> None:
        """Nothing is read before something must be sealed or opened."""
        self._connection = connection
        self._key = key
        self._of_subject: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._by_id: dict[tuple[str, str], bytes | None] = {}

    def prepare(self, tenant: str, subjects: Iterable[str]) -> None:
        """Brings the keys of many subjects, and makes those that are missing, in two statements whatever their number."""
        if missing := self.missing(tenant, subjects):
            self._make(tenant, missing)

    def missing(self, tenant: str, subjects: Iterable[str]) -> list[str]:
        """Brings the keys of many subjects; gives those that have none."""
        wanted = [subject for subject in dict.fromkeys(subjects) if (tenant, subject) not in self._of_subject]
        for some in _portions(wanted):
            for row in self._connection.execute(_OF_SUBJECTS, {"of": tenant, "subjects": some}):
                key = self._installation().unwrap(row.wrapped, f"{tenant}:{row.id}")
                self._of_subject[tenant, row.subject] = (row.id, key)
        return [subject for subject in wanted if (tenant, subject) not in self._of_subject]

    def seal(self, tenant: str, value: Any, subject: str, aad: str) -> dict[str, Any]:
        """A value sealed with the subject's key, which is made where there is none."""
        key_id, key = self._current(tenant, subject)
        return encrypt(key, key_id, value, f"{tenant}:{aad}")

    def open(self, tenant: str, sealed: dict[str, Any], aad: str) -> Any:
        """The value of `{"$sealed": …}`; None where the key was erased or the value belongs elsewhere."""
        return self._open_one(tenant, f"{tenant}:{aad}", sealed["$sealed"]) if is_sealed(sealed) else None

    def sealer(self, tenant: str, aad: str) -> Seal:
        """A function for `sealing.seal_tree`, bound to a tenant and a place."""
        return partial(self._seal_for, tenant, aad)

    def bring(self, tenant: str, texts: Iterable[str]) -> None:
        """Fetches in one query the keys that opening these JSON texts will need."""
        self._fetch(tenant, {key for text in texts for key in _KEY.findall(text)})

    def open_text(self, tenant: str, text: str, aad: str) -> Any:
        """The tree of a JSON text with every seal opened, at the cost of one query for all keys."""
        self._fetch(tenant, set(_KEY.findall(text)))
        return open_tree(json.loads(text), partial(self._open_one, tenant, f"{tenant}:{aad}"))

    def erase(self, tenant: str, subject: str, now: datetime) -> bool:
        """Destroys the keys of a person or case; whether there were any. What they sealed can never be read again.

        Read columns and files are made of opened values: rebuild the person's cases and drop their files afterwards.
        """
        gone = self._connection.execute(
            update(_keys)
            .where(_keys.c.tenant == tenant, _keys.c.subject == subject, _keys.c.wrapped.is_not(None))
            .values(wrapped=None, erased_at=now)
        )
        self._of_subject.pop((tenant, subject), None)
        self._by_id.clear()
        return gone.rowcount > 0

    def forget(self) -> int:
        """Forgets the keys that were brought so far; how many. What is opened later brings its own."""
        held = len(self._by_id) + len(self._of_subject)
        self._by_id.clear()
        self._of_subject.clear()
        return held

    def blind_index(self, tenant: str, value: str) -> str:
        """The keyed hash under which a sealed value is found by equality."""
        return self._installation().blind_index(tenant, value)

    def _seal_for(self, tenant: str, aad: str, value: Any, subject: str) -> dict[str, Any]:
        return self.seal(tenant, value, subject, aad)

    def _open_one(self, tenant: str, aad: str, sealed: dict[str, str]) -> Any:
        if (tenant, sealed["key"]) not in self._by_id:
            self._fetch(tenant, {sealed["key"]})
        key = self._by_id[tenant, sealed["key"]]
        return None if key is None else decrypt(key, sealed, aad)

    def _current(self, tenant: str, subject: str) -> tuple[str, bytes]:
        """The id and key that seal for a subject now."""
        self.prepare(tenant, (subject,))
        return self._of_subject[tenant, subject]

    def _make(self, tenant: str, subjects: list[str]) -> None:
        """New keys. Two made at once for one subject do no harm: each opens its own values, erasing takes both."""
        rows = []
        for subject in subjects:
            key_id, key = new_id(), urandom(_SIZE)
            self._of_subject[tenant, subject] = (key_id, key)
            self._by_id[tenant, key_id] = key
            wrapped = self._installation().wrap(key, f"{tenant}:{key_id}")
            rows.append({"tenant": tenant, "id": key_id, "subject": subject, "wrapped": wrapped})
        if rows:
            self._connection.execute(insert(_keys), rows)

    def _fetch(self, tenant: str, ids: Iterable[str]) -> None:
        """Brings keys by id; those that are unknown or erased are remembered as gone."""
        missing = [key_id for key_id in ids if (tenant, key_id) not in self._by_id]
        if not missing:
            return
        self._by_id.update({(tenant, key_id): None for key_id in missing})
        for some in _portions(missing):
            for row in self._connection.execute(_BY_ID, {"of": tenant, "ids": some}):
                if row.wrapped is not None:
                    self._by_id[tenant, row.id] = self._installation().unwrap(row.wrapped, f"{tenant}:{row.id}")

    def _installation(self) -> InstallationKey:
        if self._key is None:
            raise KeyUnusable("no installation key was given to the database; sealed values cannot be read or written")
        return self._key
