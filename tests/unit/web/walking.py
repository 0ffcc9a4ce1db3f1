"""Every address of the application, asked as one person would: what is asked is made of the routes, so a new one is asked too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from itertools import product
from typing import Any
from zipfile import ZipFile, is_zipfile

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fangyuan.web.api.mounting import OPERATIONS
from fixtures.accused import PETITION, WORDS, House, Matter, Pair

PACK, CASE_TYPE = PETITION.split("/")
OF_API = {f"api.{one.id}": one for one in OPERATIONS}
NOT_ABOUT_CASES = frozenset(
    {"static", "api.getDocument", "login.enter", "login.leave", "gallery.show", "gallery.submit", "health.show"}
    | {"diary.make_address", "api.makeDiaryAddress"}
)
"""Files of the site, the description of the API, the way in and out, the gallery of field kinds; and what answers
with a new secret beside a page that is asked for by itself.
"""

VIEWS = ("congress-ledger", "handling-ledger")
BOARD = "board=monthly&figure=received&span=month"
OF_TARGET = "target=told-in-time&case_type=petition-base/petition&period=2026"
QUERIES: Mapping[str, tuple[str, ...]] = {
    "desk.show": ("", "tab=unit", "tab=watched", "tab=unit&light=green"),
    "desk.search": (f"q={WORDS}", "q={number}", "q=王某某", "q=13900001111", "q=收受"),
    "bulk.ask": ("case={case}&case={ordinary}", "case={case}&act=remind"),
    "dashboard.show": ("", "board=monthly"),
    "dashboard.cases": (BOARD, "board=monthly&figure=open", "board=monthly&figure=received&topic=category&rest=topic"),
    "reports.cases": ("table=units&measure=cases&at=0%3Dother", "table=volume&measure=cases&compared=year-to-date"),
    "reports.behind": (OF_TARGET,),
    "api.listTargetCases": ("&".join(f"asked[{one.replace('=', ']=')}" for one in OF_TARGET.split("&")),),
    "letter_register.show": ("", "q={number}"),
    "case.show": ("", "tab=links", "tab=timeline", "tab=letters"),
    "register.show": ("", "from={case}"),
    "task.show": ("", "subject=other"),
    "kit.show": ("", "case={case}&case={ordinary}"),
    "diary.show": ("", "span=week&day=2026-08-03", "whose=unit/other", "day=2026-09-01&whose=person/head"),
    "ledger.show": ("", "group=stage", "q={number}"),
    "api.listWork": ("", "tab=unit", "tab=unclaimed"),
    "api.findCases": (f"words={WORDS}", "words={number}", "words=13900001111"),
    "api.listDashboardCases": ("asked[board]=monthly&asked[figure]=received&asked[span]=month",),
    "api.listCasesBehind": ("table=units&measure=cases&at[0]=other",),
    "leader.cases": ("figure=received", "figure=open"),
    "api.listMonthCases": ("figure=received", "figure=open"),
    "api.getAct": ("", "about=receive-report", "about={case}"),
    "api.getFilledForm": ("", "entry=receive-report/other"),
    "api.getUnsignedLetter": ("", "subject=other"),
    "api.getLetterRegister": ("", "words={number}"),
}
"""What the addresses of lists are asked with; the others with nothing."""


MEETING = "~meeting~"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `fields` is None for one that only looks. An address may name the `MEETING`, which each world has its own of."""

    endpoint: str
    address: str
    fields: Mapping[str, Any] | None = None

    @property
    def of_case(self) -> bool:
        """Whether its address names a case."""
        return "/cases/" in self.address and not self.address.startswith("/cases/new")

    @property
    def name(self) -> str:
        """For the report of a test."""
        return f"{'GET' if self.fields is None else 'POST'} {self.endpoint} {self.address}"


@dataclass(frozen=True, slots=True)
class Places:
    """What stands in the holes of addresses: always the secret's where there is one."""

    secret: Matter
    ordinary: Matter
    pack: str
    known: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pair: Pair) -> Places:
        """Of both worlds: ids that only one of them has are asked for in the other as well."""
        secret, ordinary = pair.secret, pair.there.ordinary
        known = {
            "case": (secret.case, ordinary.case), "child": (secret.child,), "other": (secret.case,),
            "file": (secret.file,), "job": (pair.bulk,), "view": VIEWS, "report": ("progress",),
            "case_type": (CASE_TYPE,), "task": ("receive-report",), "action": ("conclude",),
            "act": ("recuse",), "clock": ("assigned",), "copy": ("1",), "number": ("1",), "draft": ("1",),
            "form": ("register",), "person": ("clerk",), "unit": ("other",), "calendar": ("cn",), "year": ("2026",),
            "sort": ("xlsx",), "tenant": ("t",), "key": ("none",), "delegation": ("none",), "digest": ("none",),
            "filter": ("none",), "filename": ("none",), "secret": ("none",), "listener": ("none",), "announcement": ("none",),
            "duty": ("none",), "day": ("2026-03-02",), "swap": ("none",),
        }  # fmt: skip
        return cls(secret, ordinary, pair.there.pack.hash, known)

    def filled(self, rule: Rule) -> Iterator[str]:
        """The addresses of a rule; one whose hole nobody knows fails, so that it is given something to be asked with."""
        names = sorted(rule.arguments)
        pools = [self._pool(name, rule.rule) for name in names]
        for values in product(*pools):
            address = rule.rule
            for name, value in zip(names, values, strict=True):
                address = re.sub(rf"<(\w+:)?{name}>", value, address)
            yield address

    def _pool(self, name: str, rule: str) -> tuple[str, ...]:
        """What stands in a hole; a pack is named by its hash where it is looked after."""
        if name == "pack":
            return (self.pack,) if "/packs/" in rule else (PACK,)
        return ("quarterly",) if name == "report" and "digest" in rule else self.known[name]

    def said(self, text: str) -> str:
        """A query with the secret's id and number in it."""
        return text.format(case=self.secret.case, ordinary=self.ordinary.case, number=self.secret.number)


def looks(house: House, places: Places) -> Iterator[Ask]:
    """Every GET; and the page of what a unit got of the secret."""
    yield Ask("case.show", f"/cases/{places.secret.child}")
    for rule in _rules(house, "GET"):
        for address in [*places.filled(rule), *_of_meeting(house, rule)]:
            for query in QUERIES.get(rule.endpoint, ("",)):
                said = places.said(query)
                yield Ask(rule.endpoint, f"{address}?{said}" if said else address)


def _of_meeting(house: House, rule: Rule) -> Iterator[str]:
    """The address of the meeting, where it is that of a case and of nothing else."""
    if house.meeting and rule.arguments == {"case"}:
        yield rule.rule.replace("<case>", MEETING)


def writes(house: House, places: Places) -> Iterator[Ask]:
    """Every POST, with a body that names the secret wherever a body names a case."""
    words = _words(places)
    for rule in _rules(house, "POST"):
        own = {name: _said(places, one) for name, one in BODIES.get(rule.endpoint, {}).items()}
        body = WHOLE.get(rule.endpoint, {**_body(rule.endpoint, words), **own})
        for address in places.filled(rule):
            yield Ask(rule.endpoint, address, body)


def _said(places: Places, one: Any) -> Any:
    """A word of a body with the secret's id and number in it."""
    match one:
        case str():
            return places.said(one)
        case list():
            return [_said(places, each) for each in one]
        case dict():
            return {_said(places, name): _said(places, each) for name, each in one.items()}
    return one


def _rules(house: House, method: str) -> Iterator[Rule]:
    for rule in sorted(house.app.url_map.iter_rules(), key=lambda one: one.endpoint):
        if method in (rule.methods or ()) and rule.endpoint not in NOT_ABOUT_CASES:
            yield rule


def _words(places: Places) -> dict[str, Any]:
    """What a body says by the name of its field; the names of forms and of the API's bodies together."""
    secret, ordinary = places.secret, places.ordinary
    many = [secret.case, ordinary.case]
    return {
        "case": secret.case, "cases": many, "_case": many, "number": secret.number, "into": secret.number,
        "to": "u2h", "person": "clerk", "unit": "other", "reason": "理由", "subject": "other", "code": secret.code,
        "act": "remind", "_what": "remind", "_act": "look", "letter": f"{secret.case}/1", "place": "desk", "title": "我的",
        "query": f"q={secret.number}", "_place": f"case/{secret.case}/task/receive-report", "key": "none",
        "relation": "related", "stage": "screening", "path": "persons.0.phone", "text": WORDS, "by": "5 days",
        "method": "邮寄", "result": "签收", "step": "check", "agreed": True, "case_type": PETITION, "scan": secret.file,
        "earlier": secret.number, "persons.0.name": "王某某", "persons.0.phone": "13900001111", "cause": WORDS,
        "since": "2026-08-04", "until": "2026-08-20", "role": "clerk", "year": 2026, "old": "x" * 9, "new": "y" * 19,
        "ids": ["none"], "columns": {}, "answers": {}, "username": "nobody", "password": "x", "from": secret.case,
    }  # fmt: skip


WHOLE: Mapping[str, Mapping[str, Any]] = {"ledger.excel": {}, "letter_register.excel": {}, "reports.file": {}}
"""What is taken out whole: nothing narrows it."""

ANSWERS: Mapping[str, Any] = {
    "channel": "letter", "persons": [{"name": "王某某", "address": "示例镇", "phone": "13900001111"}], "cause": WORDS,
    "category": "discipline", "purpose": "relief", "requests": [{"request": "查处"}],
}  # fmt: skip

BODIES: Mapping[str, Mapping[str, Any]] = {
    "kit.make": {"part": "list"},
    "api.foreseeHandOver": {"unit": ""}, "api.handOver": {"unit": ""}, "handover.hand_over": {"unit": "", "case_type": ""},
    "api.foreseeUnitMerger": {"to": "office"}, "api.mergeUnits": {"to": "office"}, "handover.merge": {"to": "office"},
    "aside.release": {"case": ""}, "api.release": {"case": ""},
    "api.findAlike": {"answers": ANSWERS, "chosen": ["{case}", "{ordinary}"]},
    "api.findEarlier": {"number": "", "name": "王某某", "contact": "13900001111"},
    "api.registerCase": {"answers": ANSWERS, "ties": {"{case}": "related"}},
    "api.saveDraft": {"place": "task:{case}:receive-report:other", "draft": ""},
    "api.packLetters": {"letters": ["{case}/1"]},
    "api.makeDigest": {"seen": ["王某某", "示例镇"]},
}  # fmt: skip
"""What some of them are sent instead: so that they do what they are for."""

LEFT_OUT = frozenset({"seen", "on_behalf_of", "occurred_on", "scan", "received_on", "case_types", "of_unit", "values"})
"""Of the API's bodies: what narrows an act, or must belong to a paper."""


def _body(endpoint: str, words: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a form, or the body of an operation as far as it knows the words."""
    if endpoint not in OF_API:
        return words
    shape = OF_API[endpoint].body
    names = set(shape.__dataclass_fields__) - LEFT_OUT if shape else set()
    return {name: words[name] for name in sorted(names) if name in words}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `file` where it is a download."""

    status: int
    text: str
    file: bool


def sent(house: House, client: FlaskClient, person: str, ask: Ask) -> Said:
    """The answer without what differs between any two requests: where it leads, everything it says, and what the page
    after it would tell.
    """
    with _answer(house, client, person, ask) as answer:
        file = "attachment" in answer.headers.get("Content-Disposition", "")
        leads = _CHANCE.sub("ID", answer.headers.get("Location", ""))
        told = f"{leads}\n{_text(answer)}\n{_flashed(client)}"
        return Said(answer.status_code, f"{answer.status_code} {told}", file)


def _answer(house: House, client: FlaskClient, person: str, ask: Ask) -> TestResponse:
    of_api = ask.endpoint in OF_API
    headers = {"Authorization": f"Bearer {house.tokens[person]}"} if of_api else {}
    address = ask.address.replace(MEETING, house.meeting)
    if ask.fields is None:
        return client.get(address, headers=headers)
    if not of_api:
        return client.post(address, data=ask.fields)
    if OF_API[ask.endpoint].upload:
        return client.post(address, data={"file": (BytesIO(b"x,y\n1,2\n"), "a.csv")}, headers=headers)
    return client.post(address, json=ask.fields, headers=headers)


def _flashed(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return str(session.pop("_flashes", ""))


_CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=value=\")[\w.-]{20,}(?=\")|(?<=\"password\": \")[^\"]+"
)


_SEQ = re.compile(
    r"(?<=\"seq\": )\d+|(?<=\"ID\": )\d+|(?<=name=\"_seq\" value=\")\d+|(?<=name=\"_seen\" value=\"ID )\d+"
)
"""How far a case has come: that of a case which both see counts an event that only others see."""


def _text(answer: TestResponse) -> str:
    """What an answer says, of ids nothing but that there is one."""
    return _SEQ.sub("SEQ", _CHANCE.sub("ID", unescape(_opened(answer.get_data()).decode("utf-8", "replace"))))


def _opened(data: bytes) -> bytes:
    """A file as it is; one made of parts part by part, those in it likewise: what packs them writes the time of day."""
    if not is_zipfile(BytesIO(data)):
        return data
    with ZipFile(BytesIO(data)) as parts:
        return b"\n".join(_opened(parts.read(name)) for name in sorted(parts.namelist()) if "docProps" not in name)
