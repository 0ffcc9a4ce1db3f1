"""Every address that only looks, opened as every role of a shipped pack, as nobody and as a neighbour: it answers as the rules say.

What is promised: the access table says who is let in at all, `roles.yaml` how far a role sees (`scope`), and `OPENED` below what
is for some of those who see. Whom an address is not for is asked by every role; what is for many is opened by one of them, by
turns, and by all in `make stories`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from fangyuan.casework import drafting, jobs, listening
from fangyuan.casework.admitting import issue_token
from fangyuan.casework.bulk.holding import hold
from fangyuan.casework.bulk.targets import REMIND, Wanted
from fangyuan.casework.filing import keep
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking
from fangyuan.casework.installing import activate, install
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.subscribing import make_address
from fangyuan.compiler.loading import load
from fangyuan.model.pack import Scope
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.web import access
from fangyuan.web.access import ACCESS, ADMINISTRATOR, SIGNED_IN, Access, Who
from fixtures.accused import CLERK, DEFINITIONS, HEAD, PDF, PETITION, UNITS, House, Pair, _house, _matter, _opened
from unit.web.walking import OF_API, Ask, Places, looks

WHOLE = bool(os.environ.get("FANGYUAN_STORIES"))
OPEN, MISSING = frozenset({200, 302}), frozenset({404, 422})
"""What somebody who is let in is answered, where there is such a thing and where there is none."""

LOGINS: Mapping[str, str] = {"clerk": "clerk", "office-head": "head"}
"""By role: who holds it, where that is not called as the role is."""
HANDLING = frozenset({"unit-head", "handler"})
"""The roles of the unit that was given the matter."""
ELSEWHERE, NEIGHBOUR, NOBODY = "elsewhere", "neighbour", ""
"""A handler of a unit that has nothing to do with it, the clerk of another county, and whoever has not signed in."""

REGISTRARS = frozenset({"clerk", "office-head", NEIGHBOUR})
OFFICE = frozenset({"clerk", "office-head", "administrator"})
WORKING = OFFICE | {"committee-head", "supervisor"}
"""Who takes part in the work of the stage, and so may write down what was done on paper."""
OPENED: Mapping[str, frozenset[str]] = {
    "register.show": REGISTRARS, "api.getCaseForm": REGISTRARS,
    "slip.show": REGISTRARS, "api.getSlip": REGISTRARS,
    "correction.show": OFFICE, "api.getCorrectionForm": OFFICE,
    "api.getAddingSigner": OFFICE, "api.getReassigning": OFFICE,
    "task.show": WORKING, "api.getTaskForm": WORKING,
    "action.show": frozenset(), "api.getActionForm": frozenset(),
    "bulk.show": frozenset({"office-head"}), "api.getBulk": frozenset({"office-head"}),
    "jobs.show": frozenset({"office-head"}), "api.getJob": frozenset({"office-head"}),
    "jobs.file": frozenset({"office-head"}), "api.getJobFile": frozenset({"office-head"}),
    "imports.show": frozenset({"office-head"}), "api.getImport": frozenset({"office-head"}),
    "imports.wrong": frozenset({"office-head"}), "api.getWrongRows": frozenset({"office-head"}),
    "api.getDraft": frozenset({"office-head"}),
}  # fmt: skip
"""What is for some of those only who see the case, or who have signed in."""

READERS = {
    "congress-ledger": REGISTRARS | {"deputy-director", "director"},
    "handling-ledger": REGISTRARS | HANDLING | {ELSEWHERE, "supervisor"},
}
WRITERS = REGISTRARS | HANDLING | {ELSEWHERE}
"""Who reads each view of the pack, and who may bring one back that was put right."""

NOT_THERE = frozenset(
    {
        "letter.to_sign", "reception.show", "arrivals.show", "packs.archive",
        "api.getUnsignedLetter", "api.getReception", "api.getArrival", "api.getPackArchive",
        "api.askAfter", "api.getPublicForm",
    }
)  # fmt: skip
"""Of what there is none in this town: nobody finds it, and whoever is not let in learns no more than that they are not."""


INSTEAD = {
    "jobs.show": "/jobs/{}", "jobs.file": "/jobs/{}/file", "imports.show": "/imports/{}", "imports.wrong": "/imports/{}/wrong",
    "api.getJob": "/api/v1/jobs/{}", "api.getJobFile": "/api/v1/jobs/{}/file",
    "api.getImport": "/api/v1/imports/{}", "api.getWrongRows": "/api/v1/imports/{}/wrong",
    "packs.changes": "/packs/petition-base/changes", "api.comparePacks": "/api/v1/packs/petition-base/changes",
}  # fmt: skip
"""What is asked of a job of the kind that an address is for, and by a pack's name instead of its hash."""
TABLE = "案由,信访人\n道路积水,王某某\n".encode()


@dataclass(frozen=True, slots=True)
class Town:
    """A county with one matter that a unit was given; `scopes` by role how far the pack lets it see."""

    house: House
    asks: tuple[Ask, ...]
    scopes: Mapping[str, Scope]

    @property
    def people(self) -> tuple[str, ...]:
        return (*self.scopes, ELSEWHERE, NEIGHBOUR, NOBODY)

    def sees(self, who: str, ask: Ask) -> bool:
        """Whether the case of an address is in sight: all of the county's, or those that the unit was given."""
        if who in (ELSEWHERE, NEIGHBOUR) or self.scopes[who] is Scope.OWN:
            return False
        return self.scopes[who] is Scope.TENANT or ask.address == f"/cases/{self.house.ordinary.child}"


def login(who: str) -> str:
    return LOGINS.get(who, who)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    office = _opened(tmp_path_factory.mktemp("roles") / "town")
    now, (source, _) = office.clock.now(), load(DEFINITIONS / "petition-base", (), office.kinds)
    pack = install(office, source, now, trial=False).pack
    scopes = {name: role.scope for name, role in pack.roles.items()}
    people = [
        Person(login(role), "t", role, (Post(role, "other" if role in HANDLING else "office"),)) for role in scopes
    ]
    put_organisation(
        office,
        [Tenant("t", "示例县", "SL", "county", public=True), Tenant("n", "邻县", "LX", "county")],
        [*UNITS, Unit("n-office", "n", "邻县信访科", "office")],
        [
            *people,
            Person(ELSEWHERE, "t", "甲局承办人", (Post("handler", "accused"),)),
            Person(NEIGHBOUR, "n", "邻县经办员", (Post("clerk", "n-office"),)),
        ],
    )
    for tenant in ("t", "n"):
        activate(office, tenant, pack, now)
    photo = keep(office, CLERK, BytesIO(PDF), "a.pdf", now)
    material = {
        "file": photo.id,
        "name": photo.name,
        "size": photo.size,
        "sha256": photo.sha256,
        "type": photo.media_type,
    }
    matter = _matter(office, "ordinary", accused_unit=None, materials=[material], now=now)
    bulk = hold(office, HEAD, (matter.case,), Wanted(REMIND, "", "抓紧"), "", now)
    export, taken = _exported(office, now), asking.bring(office, HEAD, PETITION, BytesIO(TABLE), "a.csv", now)
    things = {**_things(office, now), "case": (matter.case,), "file": (photo.id,)}
    tokens = {
        who: issue_token(office, Identity(_tenant(who), login(who)), "test", now)
        for who in (*scopes, ELSEWHERE, NEIGHBOUR)
    }
    house = _house(office, pack, matter, tokens)
    known = {**Places.of(Pair(house, house, matter, bulk)).known, **things}
    places = Places(matter, matter, pack.hash, known)
    asks = [
        *(ask for ask in looks(house, places) if ask.endpoint not in INSTEAD),
        *(Ask(one, rule.format(taken.id if "imports" in rule else export)) for one, rule in INSTEAD.items()),
    ]
    yield Town(house, tuple(_once(asks)), scopes)
    office.database.close()


def _tenant(who: str) -> str:
    return "n" if who == NEIGHBOUR else "t"


def _exported(office: Office, now: datetime) -> str:
    """A ledger that the head took out."""
    file, export = keep(office, HEAD, BytesIO(PDF), "台账.pdf", now), jobs.made(HEAD, "export", "台账", {}, now)
    with office.database.begin() as uow:
        jobs.start(uow, HEAD, export)
        uow.commit()
    jobs.done(office, export, {}, file, now)
    return export.id


def _things(office: Office, now: datetime) -> dict[str, tuple[str, ...]]:
    """What else somebody has begun here, by the hole of an address in which it stands."""
    office.may_listen = ("http://127.0.0.1:9",)
    wanted = listening.Wanted("http://127.0.0.1:9/", ("case-registered",))
    listener, _ = listening.register(office, Identity("t", "administrator"), wanted, now)
    draft = drafting.keep(office, HEAD, drafting.Writing("", f"new:{PETITION}", {"cause": ["道路"]}), now)
    return {"listener": (listener,), "draft": (draft.key,), "secret": (make_address(office, HEAD, now),)}


def _once(asks: list[Ask]) -> Iterator[Ask]:
    """Each address once, with the first thing that it is asked."""
    seen = set()
    for ask in asks:
        path = ask.address.partition("?")[0]
        if path not in seen:
            seen.add(path)
            yield ask


def answered(town: Town, clients: Mapping[str, FlaskClient], who: str, ask: Ask) -> int:
    """The status of an address; where nobody is let in, whether they are sent to sign in."""
    token = town.house.tokens.get(who, "") if ask.endpoint in OF_API else ""
    with clients[who].get(ask.address, headers={"Authorization": f"Bearer {token}"} if token else {}) as answer:
        sent_away = answer.headers.get("Location", "").startswith("/login")
        return 401 if sent_away else answer.status_code


def promised(town: Town, who: str, ask: Ask) -> frozenset[int]:
    """What the rules say that an address answers somebody."""
    rule = ACCESS[ask.endpoint].who
    if rule in (Who.ANYBODY, Who.OUTSIDE, Who.BY_ADDRESS):
        return MISSING if ask.endpoint in NOT_THERE else OPEN
    if who == NOBODY:
        return frozenset({401})
    if rule in (Who.ADMINISTRATOR, Who.ADMINISTRATOR_BEARER) and who != "administrator":
        return frozenset({403})
    if ask.of_case and not town.sees(who, ask):
        return frozenset({404})
    if ask.endpoint in NOT_THERE:
        return MISSING
    return OPEN if is_for(who, ask) else frozenset({403, 404, 422})


def is_for(who: str, ask: Ask) -> bool:
    """Whether an address is among those that a role opens."""
    view = next((one for one in READERS if f"/views/{one}" in ask.address), "")
    if view:
        return who in READERS[view] and (ask.endpoint != "ledger.back" or who in WRITERS)
    return who in OPENED.get(ask.endpoint, (who,))


def broken(town: Town, asks: tuple[Ask, ...]) -> dict[str, int]:
    """Where an answer is not what is promised; those who are let in open it by turns."""
    clients = {who: _client(town, who) for who in town.people}
    found = {}
    for place, ask in enumerate(asks):
        said = {who: promised(town, who, ask) for who in town.people}
        let_in = [who for who in said if said[who] in (OPEN, MISSING)]
        turn = let_in if WHOLE else let_in[place % len(let_in) :][:1] if let_in else []
        for who in (*turn, *(one for one in said if one not in let_in)):
            if (status := answered(town, clients, who, ask)) not in said[who]:
                found[f"{who or 'nobody'}: {ask.name}"] = status
    return found


def _client(town: Town, who: str) -> FlaskClient:
    client: FlaskClient = town.house.app.test_client()
    if who != NOBODY:
        with client.session_transaction() as session:
            session.update(tenant=_tenant(who), person=login(who), stamp="")
    return client


def test_every_address_answers_every_role_as_the_rules_promise(town: Town) -> None:
    assert broken(town, town.asks) == {}


@pytest.mark.parametrize(
    ("endpoint", "rule", "status"), [("packs.index", SIGNED_IN, 200), ("desk.inbox", ADMINISTRATOR, 403)]
)
def test_a_rule_that_is_too_wide_or_too_narrow_is_found(
    town: Town, monkeypatch: pytest.MonkeyPatch, endpoint: str, rule: Access, status: int
) -> None:
    asks = tuple(one for one in town.asks if one.endpoint == endpoint)
    assert broken(town, asks) == {}
    monkeypatch.setattr(access, "ACCESS", {**ACCESS, endpoint: rule})
    assert set(broken(town, asks).values()) == {status}


def test_a_role_that_sees_too_much_is_found(town: Town) -> None:
    asks = tuple(one for one in town.asks if one.endpoint == "case.show")
    narrower = replace(town, scopes={**town.scopes, "reviewer": Scope.OWN})
    assert set(broken(narrower, asks)) == {f"reviewer: {one.name}" for one in asks}
