"""Who is who, which packs are active, which calendar counts, who gets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.store.access import Account, Look, Token
from fangyuan.store.database import Database
from fangyuan.store.drafts import Draft
from fangyuan.store.packs import Activation
from fixtures.storing import NOW, TENANT

CITY = Tenant("city", "市", "C", "city")
COUNTY = Tenant("county", "县", "X", "county", "city")
TOWN = Tenant("town", "镇", "T", "township", "county")
OTHER = Tenant("other", "他县", "O", "county", "city")
OFFICE = Unit("office", "county", "办公室", "office", remit=frozenset({"road", "noise"}))
ANNA = Person(
    "anna", "county", "安娜", (Post("clerk", "office"), Post("head", "office", frozenset({"road"}))), phone="1"
)
LATER = NOW + timedelta(days=1)


def test_a_tenant_knows_those_above_and_below_it_and_not_beside_it(database: Database) -> None:
    with database.begin() as uow:
        uow.directory.put_tenants([CITY, COUNTY, TOWN, OTHER])
        people = [
            ANNA,
            Person("bob", "other", "鲍"),
            Person("cao", "town", "曹", active=False),
            Person("du", "city", "杜"),
        ]
        uow.directory.put_people(people)
        uow.directory.put_units([OFFICE, Unit("bureau", "other", "局")])
        revision, directory = uow.directory.load("county")
        assert directory.people.keys() == {"anna", "cao", "du"}
        assert directory.people["anna"] == ANNA
        assert directory.units == {"office": OFFICE}
        assert set(directory.tenants) == {"city", "county", "town"}
        assert directory.with_role("head") == (ANNA,)
        assert uow.directory.revision("county") == revision
        assert set(uow.directory.load("city")[1].people) == {"anna", "bob", "cao", "du"}
        assert uow.directory.load("nowhere")[1].people == {}


def test_the_revision_moves_with_every_change_that_shows(database: Database) -> None:
    with database.begin() as uow:
        uow.directory.put_tenants([CITY, COUNTY, TOWN, OTHER])
        seen = {uow.directory.revision("county")}
        uow.directory.put_people([replace(ANNA, posts=())])
        seen.add(uow.directory.revision("county"))
        uow.directory.put_units([replace(OFFICE, active=False)])
        seen.add(uow.directory.revision("county"))
        uow.directory.put_people([Person("du", "city", "杜")])
        seen.add(uow.directory.revision("county"))
        assert len(seen) == 4
        uow.directory.put_people([Person("bob", "other", "鲍")])
        assert uow.directory.revision("county") in seen
        assert uow.directory.load("county")[1].people["anna"].posts == ()
        uow.directory.put_tenants([replace(TOWN, parent="other")])
        assert "town" not in uow.directory.load("county")[1].tenants
        assert uow.directory.revision("county") not in seen


def test_a_circle_of_parents_does_no_harm(database: Database) -> None:
    with database.begin() as uow:
        uow.directory.put_tenants([replace(CITY, parent="town"), COUNTY, TOWN])
        assert set(uow.directory.load("county")[1].tenants) == {"city", "county", "town"}


def test_a_pack_is_kept_once_and_active_from_its_instant_on(database: Database) -> None:
    with database.begin() as uow:
        assert uow.packs.save("sha256:1", "a/b", "1.0", "{}", NOW)
        assert not uow.packs.save("sha256:1", "a/b", "1.0", "{}", LATER)
        assert uow.packs.get("sha256:1") == "{}"
        assert uow.packs.get("sha256:2") is None
        assert [line.version for line in uow.packs.all()] == ["1.0"]
        uow.packs.activate(TENANT, "b/x", "sha256:1", NOW, NOW, {"limit": 3}, {"clerk": "registrar"})
        uow.packs.activate(TENANT, "b/x", "sha256:2", LATER, NOW)
        uow.packs.activate(TENANT, "b/y", "sha256:1", NOW, NOW)
        uow.packs.activate("elsewhere", "b/z", "sha256:1", NOW, NOW)
        assert uow.packs.active(TENANT, "b/x", NOW - timedelta(seconds=1)) is None
        now = uow.packs.active(TENANT, "b/x", NOW)
        assert now == Activation(TENANT, "b/x", "sha256:1", NOW, {"limit": 3}, {"clerk": "registrar"}, NOW)
        assert [one.hash for one in uow.packs.active_types(TENANT, LATER)] == ["sha256:2", "sha256:1"]
        uow.packs.deactivate(TENANT, "b/x", LATER, NOW)
        assert [one.case_type for one in uow.packs.active_types(TENANT, LATER)] == ["b/y"]


def test_calendars_keep_their_revisions(database: Database) -> None:
    year = CalendarYear(2026, True, {date(2026, 10, 1): "国庆节"}, frozenset({date(2026, 9, 27)}))
    first = Calendar("cn", "工作日历", {2026: year}, revision="1")
    second = replace(first, revision="2", years={2026: replace(year, holidays={})})
    with database.begin() as uow:
        assert uow.calendars.put(first, NOW)
        assert not uow.calendars.put(first, NOW)
        assert uow.calendars.put(second, LATER)
        assert uow.calendars.all() == {"cn": second}
        assert uow.calendars.get("cn", "1") == first
        assert uow.calendars.get("cn", "3") is None
        assert uow.calendars.revisions() == {"cn": "2"}
        with pytest.raises(ValueError, match="revision"):
            uow.calendars.put(replace(first, revision=""), NOW)


def test_an_account_counts_failures_and_names_are_one_persons(database: Database) -> None:
    account = Account(TENANT, "anna", "Anna", "argon2", NOW)
    with database.begin() as uow:
        uow.accounts.put(account)
        found = uow.accounts.by_login("ANNA")
        assert found is not None
        assert found == replace(account, login="anna")
        assert uow.accounts.of(TENANT, "anna") == found
        assert uow.accounts.failed(found, None) == 1
        assert uow.accounts.failed(found, LATER) == 2
        locked = uow.accounts.by_login("anna")
        assert locked is not None
        assert (locked.failed, locked.locked_until) == (2, LATER)
        uow.accounts.succeeded(locked, NOW)
        fine = uow.accounts.by_login("anna")
        assert fine is not None
        assert (fine.failed, fine.locked_until, fine.last_login_at) == (0, None, NOW)
        assert uow.accounts.all(TENANT) == [fine]
        assert uow.accounts.by_login("nobody") is None
        uow.commit()
    with database.begin() as uow, pytest.raises(IntegrityError):
        uow.accounts.put(replace(account, person="ben"))


def test_a_token_is_known_by_its_secret_until_it_ends(database: Database) -> None:
    token = Token(TENANT, "anna", "session", "", NOW, LATER, None)
    api = replace(token, kind="api", title="ledger", expires_at=None)
    with database.begin() as uow:
        uow.tokens.add("secret-1", token)
        uow.tokens.add("secret-2", api)
        assert uow.tokens.find("secret-1", NOW) == token
        assert uow.tokens.find("secret-1", LATER) is None
        assert uow.tokens.find("other", NOW) is None
        uow.tokens.used("secret-2", LATER)
        assert uow.tokens.of(TENANT, "anna", "api") == [replace(api, used_at=LATER)]
        assert uow.tokens.expire(LATER) == 1
        assert uow.tokens.revoke_all(TENANT, "anna", "api", "never") == 0
        assert uow.tokens.revoke_all(TENANT, "anna", "api") == 1
        uow.tokens.add("secret-3", token)
        uow.tokens.revoke("secret-3")
        assert uow.tokens.find("secret-3", NOW) is None


def test_what_was_typed_is_kept_for_its_writer(database: Database) -> None:
    with database.begin() as uow:
        first = Draft("k1", "new:x/y", {"name": ["张三"]}, 1, NOW, NOW)
        second = replace(first, body={"name": ["李四"]}, revision=2, saved_at=LATER)
        beside = replace(first, key="k2", place="new:x/z")
        for draft in (first, second, beside):
            uow.drafts.save(TENANT, "anna", draft)
        assert uow.drafts.get(TENANT, "anna", "k1") == second
        assert uow.drafts.get(TENANT, "ben", "k1") is None
        assert uow.drafts.of(TENANT, "anna", 9) == [second, beside]
        assert uow.drafts.of(TENANT, "anna", 9, "new:x/z") == [beside]
        assert uow.drafts.mark(TENANT, "anna", "k2", LATER)
        assert uow.drafts.of(TENANT, "anna", 9, "new:x/z") == [replace(beside, dropped_at=LATER)]
        assert uow.drafts.expire(NOW, LATER) == 0
        assert uow.drafts.expire(NOW, LATER + timedelta(seconds=1)) == 1
        assert uow.drafts.expire(LATER + timedelta(seconds=1), NOW) == 1
        assert uow.drafts.count(TENANT, "anna") == 0


def test_looks_are_logged(database: Database) -> None:
    with database.begin() as uow:
        uow.log.add(TENANT, Look("anna", "export", "台账", 40, NOW))
        uow.log.add(TENANT, Look("ben", "search", "张\x00三", 2, LATER))
        assert [look.person for look in uow.log.page(TENANT)] == ["ben", "anna"]
        assert uow.log.page(TENANT, "anna") == [Look("anna", "export", "台账", 40, NOW)]
        assert uow.log.page("elsewhere") == []
        uow.log.add_all(TENANT, [])
        uow.log.add_all(TENANT, [Look("ben", "search", words, 0, LATER) for words in ("一", "二")])
        assert sorted(uow.log.about(TENANT, "ben", "search", NOW)) == ["一", "二", "张三"]
        assert uow.log.about(TENANT, "ben", "search", LATER) == uow.log.about(TENANT, "anna", "search", NOW) == []
