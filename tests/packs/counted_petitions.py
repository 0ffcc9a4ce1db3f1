"""Petitions of the shared pack made by real acts, each with what was done to it, to be counted by hand beside the reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from fangyuan.casework.identity import Identity
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.report import open_reports, period_for
from fangyuan.casework.reading.figures.tables import table_of
from fangyuan.casework.reading.pages import FigureTable
from fangyuan.casework.rehearsing.counting import counting
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import read_scenario
from fangyuan.kinds import load_kinds
from packs.mechanisms import loaded

INTAKE, HANDLING = "petition-base/congress-petition", "petition-base/handling-petition"
CHANNELS, CATEGORIES = ("letter", "visit", "call", "online"), ("rural", "housing", "civil")
PEOPLE = (
    "clerk", "head: office-head", "unit-head", "handler", "watch: supervisor", "leader: deputy-director",
)  # fmt: skip
BEGINS = datetime.fromisoformat("2026-05-04T09:00+08:00")


@dataclass(frozen=True, slots=True)
class Made:
    """What was done to one petition: when it came, when it was told and closed, what was answered."""

    kind: str
    received: date
    told: date | None
    closed: date | None
    answers: Mapping[str, Any]
    heads: int = 1
    collective: bool = False
    repeated: bool = False
    accepted: date | None = None
    answered: date | None = None
    settled: bool = False
    content: bool = False
    reviewed: bool = False
    office: str = ""
    unit: str = ""

    @property
    def in_time(self) -> bool:
        """Whether whoever wrote was told within the 15 days; the cases are far from that border."""
        return self.told is not None and (self.told - self.received).days <= 15

    @property
    def waited(self) -> int:
        """The days from its acceptance to its answer."""
        return (self.answered - self.accepted).days if self.answered and self.accepted else 0

    @property
    def answered_in_time(self) -> bool:
        """Whether the answer came within the 60 days."""
        return self.answered is not None and self.waited <= 60


def script(kind: str, steps: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """A scenario of these steps, in an office with everybody who has a part."""
    people = [dict([one.split(": ") if ": " in one else (one, one)]) for one in PEOPLE]
    world = {"tenant": {"title": "示例县", "code": "SL", "level": "county"}, "people": people}
    return {"scenario": "计数", "case-type": kind, "start": BEGINS.isoformat(), "world": world, "steps": steps}


def on_the_spot(luck: Random, day: date, waited: int) -> tuple[Made, list[Mapping[str, Any]]]:
    """A petition that is answered on `day`, so many days after it came."""
    received = day - timedelta(days=waited)
    channel, listed, said = luck.choice(CHANNELS), luck.randint(1, 4), luck.choice((0, 0, 2, 7, 20))
    visits = luck.choice((0, 0, 0, 1, 3))
    answers: dict[str, Any] = {
        "channel": channel, "persons": [{"name": f"甲{n}", "address": "示例镇"} for n in range(listed)],
        "cause": "物业纠纷", "category": luck.choice(CATEGORIES), "repeat_visits": visits, "urgent": luck.random() < 0.1,
    }  # fmt: skip
    if said:
        answers["headcount"] = said
    heads = max(said or 1, listed)
    made = Made(
        INTAKE, received, day, day, answers, heads, channel == "visit" and heads >= 5, visits > 0
    )  # fmt: skip
    return made, [
        {"as": "clerk", "do": "register", "answers": answers, **_came(received)},
        {"as": "clerk", "act": "answer", "answers": {"reply_text": "已当场答复。", "replied_on": day.isoformat()}},
    ]


def handled(
    luck: Random, day: date, *, late: bool, answered: bool, untold: bool
) -> tuple[Made, list[Mapping[str, Any]]]:
    """A petition that was accepted in time and answered on `day`, after at most, or more than, the 60 days; or is not yet."""
    accepted = day - timedelta(days=luck.randint(80, 95) if late else luck.randint(5, 40))
    received = accepted - timedelta(days=25 if untold else luck.choice((2, 6, 9)))
    settled, rated = luck.random() < 0.6, luck.choice(("done", "none", "done"))
    words = luck.choice(("satisfied", "basically-satisfied", "dissatisfied")), luck.choice(("satisfied", "no-comment"))
    closed = answered and luck.random() < 0.6
    review = answered and not closed and luck.random() < 0.7
    answers = {
        "channel": "letter",
        "persons": [{"name": "乙", "address": "示例镇"}],
        "cause": "拖欠工资",
        "category": "labour",
        "purpose": "relief",
    }
    made = Made(
        HANDLING, received, accepted, day if closed else None, answers, accepted=accepted,
        answered=day if answered else None, settled=answered and settled, content=closed, reviewed=review,
        office=words[0] if answered and rated == "done" else "", unit=words[1] if answered and rated == "done" else "",
    )  # fmt: skip
    steps: list[Mapping[str, Any]] = [
        {"as": "clerk", "do": "register", "answers": answers, **_came(received)},
        {"as": "head", "do": "screen", "answers": {"request_class": "appeal", "route": "opinion"}},
        {
            "as": "head",
            "act": "accept",
            "answers": {"accepted_on": accepted.isoformat(), "procedure_told": "调查核实后书面答复。"},
        },
        {"as": "clerk", "seal": "acceptance-notice", "original": "盖章件.pdf"},
        {
            "as": "clerk",
            "deliver": "acceptance-notice",
            "method": "邮寄",
            "result": "签收",
            "occurred-on": accepted.isoformat(),
        },
    ]
    return made, [*steps, *(_answered(made, day, rated) if answered else ())]


def _came(received: date) -> Mapping[str, str]:
    return {"received-on": received.isoformat(), "occurred-on": received.isoformat()}


def _answered(made: Made, day: date, rated: str) -> Iterator[Mapping[str, Any]]:
    opinion = {
        "opinion_request": "支付工资",
        "opinion_facts": "属实",
        "opinion_text": "责令支付。",
        "opinion_basis": "《劳动法》第五十条",
        "outcome": "supported",
        "review_body": "市人社局",
    }
    yield {"as": "handler", "do": "investigate", "answers": {"recusal_checked": True, "facts_found": "属实"}}
    yield {"as": "handler", "do": "write-opinion", "answers": opinion}
    yield {"as": "unit-head", "sign": "sign-opinion"}
    yield {"as": "handler", "seal": "handling-opinion", "original": "盖章件.pdf"}
    told = {
        "delivered_on": day.isoformat(),
        "delivery_mode": "in-person",
        "receipt": "signed",
        "petitioner_opinion": "agree" if made.closed else "disagree",
        "settled": made.settled,
        "accepted": made.content,
    }
    yield {"as": "clerk", "do": "deliver-opinion", "answers": told}
    words = {"office_satisfaction": made.office, "unit_satisfaction": made.unit} if made.office else {}
    rating = {
        "office_evaluation": rated,
        "unit_evaluation": rated,
        "evaluated_on": day.isoformat(),
        "evaluation_source": "counter",
        **words,
    }
    yield {"as": "watch", "act": "evaluate", "answers": rating}
    if made.reviewed:
        yield {
            "as": "clerk",
            "act": "ask-review",
            "answers": {"review_asked_on": day.isoformat(), "review_organ": "市人社局", "review_grounds": "少算一个月"},
        }
    if made.closed:
        yield {"as": "clerk", "act": "archive"}


@cache
def petitions() -> tuple[Memory, tuple[Made, ...]]:
    """135 petitions of one year: 105 answered at once, 30 handled; 7 of all told too late. And 5 of the year before."""
    luck = Random(128)
    memory = Memory(loaded("petition-base")[1], read_scenario(script(INTAKE, [])), load_kinds())
    made = []
    for day, sort, n in sorted([*_days("spot", 105, 0.8), *_days("handled", 30, 2.7), *_days("before", 5, 15)]):
        if sort == "handled":
            one, steps = handled(luck, day.date(), late=n % 4 == 0, answered=n % 5 != 0, untold=n in (7, 21))
        else:
            late = luck.randint(21, 40) if n % 20 == 0 and n else luck.randint(0, 9)
            one, steps = on_the_spot(luck, day.date(), 365 if sort == "before" else late)
        played = read_scenario(script(one.kind, [{"wait-until": day.isoformat()}, *steps]))
        assert [wrong.message for wrong in Player(memory, one.kind).play(played.steps)] == []
        made.append(one)
    return memory, tuple(made)


def _days(sort: str, many: int, apart: float) -> list[tuple[datetime, str, int]]:
    return [(BEGINS + timedelta(days=int(5 + n * apart)), sort, n) for n in range(many)]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The reports over some cases, as the head of the office reads them; a table is counted once."""

    desk: Desk
    drawn: dict[tuple[str, str, str], FigureTable] = field(default_factory=dict)

    def texts(self, report: str, period: str, table: str, measure: str, row: str = "") -> list[str]:
        """What stands in the cells of a measure: its figure, then what that is compared with."""
        if (report, period, table) not in self.drawn:
            found = next(one for _, one in open_reports(self.desk) if one.report == report)
            one = next(one for one in found.tables if one.table == table)
            drawn = table_of(self.desk, found, one, period_for(self.desk, found, period))
            assert not drawn.problem, drawn.problem
            self.drawn[report, period, table] = drawn
        rows = [line for line in self.drawn[report, period, table].rows if row in ("", *line.heads)]
        told = [[cell.text for cell in line.cells if cell.measure == measure] for line in rows]
        return next(texts for texts in told if texts)


@contextmanager
def sheets(memory: Memory) -> Iterator[Sheets]:
    """The reports over the cases of a rehearsal."""
    with counting(memory) as counted, counted.office.database.read() as uow:
        me = Identity(memory.world.tenant.tenant, "head")
        yield Sheets(sit(counted.office, uow, me, memory.now))
