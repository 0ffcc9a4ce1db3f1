"""A year of the shared pack, played by real acts: what comes in, is sent on, answered, refused, reviewed, merged, reopened.

Every story is a row of (day, step); the days of all of them are played in order, so that the year goes on as a year does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import read_scenario
from fangyuan.kinds import load_kinds
from packs.mechanisms import loaded

CONGRESS, BUREAU, HANDLING = (f"petition-base/{one}-petition" for one in ("congress", "bureau", "handling"))
FIRST, LAST = date(2025, 1, 6), date(2026, 2, 10)
WORLD = {
    "tenant": {"title": "示例县", "code": "SL", "level": "county"},
    "units": [
        {"unit": "U1", "title": "甲局", "kind": "bureau"},
        {"unit": "U2", "title": "乙局", "kind": "bureau"},
        {"unit": "G1", "title": "第一代表小组", "kind": "group"},
        {"unit": "G2", "title": "第二代表小组", "kind": "group"},
    ],
    "people": [
        {"clerk": "clerk", "name": "经办员"},
        {"head": "office-head", "name": "信访办主任"},
        {"watch": "supervisor", "name": "督查员"},
        {"leader": "deputy-director", "name": "分管领导"},
        {"chief": "director", "name": "主要领导"},
        {"reviewer": "reviewer", "name": "复查员"},
        {"re-reviewer": "re-reviewer", "name": "复核员"},
        {"handler": "handler", "name": "承办人"},
        {"unit-head": "unit-head", "name": "机关负责人"},
        *({f"{unit.lower()}-handler": "handler", "unit": unit, "name": f"{unit}承办人"} for unit in ("U1", "U2")),
        *({f"{unit.lower()}-head": "unit-head", "unit": unit, "name": f"{unit}负责人"} for unit in ("U1", "U2")),
        *({f"d{n}": "deputy", "unit": f"G{1 + n % 2}", "name": f"代表{n}"} for n in range(1, 5)),
    ],
}

Step = Mapping[str, Any]
Story = Iterator[tuple[date, Step]]
SEALED = "盖章件.pdf"


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one story: what its case is called, when it comes in, and what chance decides."""

    case: str
    came: date
    luck: Random
    facts: dict[str, Any] = field(default_factory=dict)

    def on(self, days: int) -> date:
        """So many days after it came in."""
        return self.came + timedelta(days=days)

    def at(self, days: int, child: bool = False, **step: Any) -> tuple[date, Step]:
        """A step so many days after it came in, of the case or of the one that it was sent on as."""
        named = {"case": f"{self.case}/child" if child else self.case}
        return self.on(days), {**named, **{word.replace("_", "-"): said for word, said in step.items()}}

    def comes(self, kind: str, entered: int = 0, **more: Any) -> tuple[date, Step]:
        """It is registered, `entered` days after it came in."""
        who = "clerk" if kind != HANDLING else self.luck.choice(("clerk", "handler"))
        answers = {**self.said(), **more}
        if answers.get("anonymous"):
            answers.pop("persons", None)
        self.facts.update(answers)
        later = {"received-on": self.came.isoformat(), "occurred-on": self.came.isoformat()} if entered else {}
        return self.on(entered), {
            "case": self.case,
            "case-type": kind,
            "as": who,
            "do": "register",
            "answers": answers,
            **later,
        }

    def said(self) -> dict[str, Any]:
        """What a petition says when it comes in; each answer is there now and then."""
        luck = self.luck
        listed = luck.choice((1, 1, 1, 2, 5))
        found: dict[str, Any] = {
            "channel": luck.choice(("letter", "visit", "visit", "call", "online")), "cause": "物业纠纷",
            "persons": [{"name": f"甲{n}", "address": "示例镇"} for n in range(listed)],
            "category": luck.choice(("rural", "housing", "civil", "labour", "land", "health", "other")),
        }  # fmt: skip
        sometimes: Mapping[str, Sequence[Any]] = {
            "purpose": ("opinion", "complaint", "relief", "enquiry"), "headcount": (1, 3, 6, 12), "repeat_visits": (0, 1, 3),
            "reason": ("not-acting", "legacy", "dispute"), "system": ("government", "village", "enterprise"),
            "place": ("东镇", "西镇", "南镇"), "hot_topic": ("供暖", "物业费", "欠薪"), "accused_unit": ("U1", "U2"),
        }  # fmt: skip
        found |= {name: luck.choice(values) for name, values in sometimes.items() if luck.random() < 0.6}
        marks = ("joint_signed", "skip_level", "urgent", "joint_case", "nationwide_first", "backlog", "made_public")
        found |= {name: luck.random() < 0.7 for name in marks if luck.random() < 0.25}
        if luck.random() < 0.2:
            found["cross_kinds"] = luck.sample(["across-places", "across-departments", "person-household"], 2)
        return found

    def known(self) -> dict[str, Any]:
        """What goes along with it when it is sent on, and is registered there once more."""
        along = ("channel", "persons", "cause", "category", "purpose", "place", "anonymous", "accused_unit")
        return {name: self.facts[name] for name in along if name in self.facts}

    def screened(self, days: int, *, child: bool = False, unit: str = "", who: str = "head") -> tuple[date, Step]:
        """It is looked at; `unit` is who is competent."""
        found = {"request_class": "appeal", "route": "opinion", **({"competent_unit": unit} if unit else {})}
        return self.at(days, child, **{"as": who}, do="screen", answers=found)

    def answered(self, days: int) -> tuple[date, Step]:
        """It is answered on the spot."""
        told = {"reply_text": "已当场答复。", "replied_on": self.on(days).isoformat()}
        return self.at(days, **{"as": "clerk"}, act="answer", answers=told)

    def passed(self, days: int, letter: str, *steps: tuple[str, str]) -> Story:
        """A letter goes its way."""
        for who, step in steps:
            yield self.at(days, **{"as": who}, pass_letter=letter, step=step)


def on_the_spot(tell: Teller) -> Story:
    """Answered at once, or too late; now and then of somebody who gives no name."""
    late = tell.luck.choice((0, 1, 4, 9, 14, 15, 16, 25))
    entered = tell.luck.choice((0, 0, 0, 3))
    yield tell.comes(tell.luck.choice((CONGRESS, BUREAU)), min(entered, late), anonymous=tell.luck.random() < 0.15)
    yield tell.answered(late)


def untold(tell: Teller) -> Story:
    """Nobody does anything; or it is taken back, in time or too late."""
    yield tell.comes(CONGRESS)
    gone = tell.luck.choice((0, 5, 30))
    if gone:
        said = {"withdrawn_on": tell.on(gone).isoformat(), "withdrawal_text": "不再要求处理。"}
        yield tell.at(gone, **{"as": "clerk"}, act="withdraw", answers=said)


def refused(tell: Teller) -> Story:
    """Not accepted, or no longer; the petitioner is told when the letter reaches them, or is not yet."""
    again, told = tell.luck.random() < 0.5, tell.luck.choice((8, 20, 0))
    letter = "no-longer-accepted-notice" if again else "non-acceptance-notice"
    yield tell.comes(tell.luck.choice((CONGRESS, BUREAU)))
    yield tell.screened(2)
    words = {"re_review_number": "信复核〔2024〕3号", "re_review_organ": "省厅"}
    reasons = words if again else {"refusal_reason": "正在乙县办理。", "right_body": "乙县信访局"}
    yield tell.at(3, **{"as": "head"}, act="no-longer" if again else "refuse", answers=reasons)
    if told:
        yield from tell.passed(4, letter, ("clerk", "draft"), ("head", "sign"), ("clerk", "number"))
        yield tell.at(5, **{"as": "clerk"}, seal=letter, original=SEALED)
        yield tell.at(told, **{"as": "clerk"}, deliver=letter, method="邮寄", result="签收")


def guided(tell: Teller) -> Story:
    """Told another lawful way."""
    yield tell.comes(CONGRESS)
    yield tell.at(4, **{"as": "head"}, do="screen", answers={"request_class": "appeal", "route": "litigation"})
    yield tell.at(6, **{"as": "head"}, act="guide", answers={"lawful_channel": "诉讼", "channel_body": "县人民法院"})


def forwarded(tell: Teller) -> Story:
    """Sent on to a unit, in time or late, which accepts it in time, late, or not at all."""
    unit, sent = tell.luck.choice(("U1", "U2")), tell.luck.choice((3, 9, 22))
    yield tell.comes(tell.luck.choice((CONGRESS, BUREAU)), repeat_visits=tell.luck.choice((0, 2)))
    yield tell.screened(2, unit=unit)
    yield tell.at(sent, **{"as": "head"}, act="forward")
    if tell.luck.random() < 0.75:
        yield from handled(tell, unit.lower(), sent, child=True)


def assigned(tell: Teller, kind: str = BUREAU) -> Story:
    """Assigned with a day; the unit does its part, the office has its report in time, late or not yet, and concludes."""
    luck = tell.luck
    unit, sent, asked = luck.choice(("U1", "U2")), luck.choice((2, 8, 19)), 60
    yield tell.comes(kind)
    yield tell.screened(2, unit=unit)
    words = {"assigned_deadline": tell.on(sent + asked).isoformat(), "assignment_requirements": "书面报告。"}
    yield tell.at(sent, **{"as": "head"}, act="assign", answers={"assigned_on": tell.on(sent).isoformat(), **words})
    ends = yield from handled(tell, unit.lower(), sent, child=True)
    if not ends or luck.random() < 0.2:
        return
    if luck.random() < 0.4:
        found = {"supervision_findings": "推诿。", "supervision_demand": "限期报告。"}
        found["supervision_reply_by"] = tell.on(ends + 20).isoformat()
        yield tell.at(sent + 1, **{"as": "head"}, do="supervision-letter", answers=found)
    done = ends + luck.choice((1, 3, 50))
    report = {"report_on": tell.on(done).isoformat(), "report_text": "已办结。", "outcome": "supported"}
    report |= {"settled": luck.random() < 0.6, "accepted": luck.random() < 0.5}
    yield tell.at(done, **{"as": "clerk"}, do="receive-report", answers=report)
    if luck.random() < 0.7:
        yield rated(tell, done + 1)
    yield tell.at(done + 2, **{"as": "head"}, act="conclude")
    if luck.random() < 0.3:
        yield tell.at(done + 40, **{"as": "head"}, reopen="following", reason="没有兑现")
        if luck.random() < 0.5:
            yield tell.at(done + 45, **{"as": "clerk"}, do="receive-report", answers={**report, "settled": True})
            yield tell.at(done + 60, **{"as": "head"}, act="conclude")


def rated(tell: Teller, days: int, child: bool = False) -> tuple[date, Step]:
    """What the petitioner says of the office and of the unit."""
    luck = tell.luck
    found = {"office_evaluation": luck.choice(("done", "none")), "unit_evaluation": luck.choice(("done", "none"))}
    for who in ("office", "unit"):
        if found[f"{who}_evaluation"] == "done":
            found[f"{who}_satisfaction"] = luck.choice(("satisfied", "basically-satisfied", "dissatisfied"))
    found |= {"evaluated_on": tell.on(days).isoformat(), "evaluation_source": "counter"}
    return tell.at(days, child, **{"as": "watch"}, act="evaluate", answers=found)


def recommending(tell: Teller) -> Story:
    """One of the three recommendations, and what becomes of it: adopted, in part, not, taken back, not yet answered."""
    yield tell.comes(BUREAU)
    yield tell.screened(1, unit="U1")
    words = {"assigned_deadline": tell.on(40).isoformat(), "assignment_requirements": "书面报告。"}
    yield tell.at(2, **{"as": "head"}, act="assign", answers={"assigned_on": tell.on(2).isoformat(), **words})
    kind = tell.luck.choice(("improvement", "policy", "accountability"))
    said = {f"{kind}_to": "甲局", f"{kind}_findings": "推诿。", f"{kind}_text": "完善制度。"}
    yield tell.at(9, **{"as": "head"}, do=f"recommend-{kind}", answers=said)
    became = tell.luck.choice(("adopted", "adopted", "partly", "not", "withdrawn", ""))
    if became == "withdrawn":
        yield tell.at(30, True, **{"as": "head"}, act="take-back", answers={"taken_back_reason": "核实后不再建议。"})
    elif became:
        found = {"adopted": became, "adopted_on": tell.on(50).isoformat(), "adoption_text": "已研究。"}
        yield tell.at(50, True, **{"as": "watch"}, do="adoption", answers=found)


def handled(tell: Teller, unit: str, since: int, *, child: bool) -> Iterator[tuple[date, Step]]:
    """A handling unit's own part, from its registration on; gives the day on which it answered, 0 where it did not."""
    luck = tell.luck
    who, boss = (f"{unit}-handler", f"{unit}-head") if unit else ("handler", "unit-head")
    clerk = who if unit else "clerk"
    accepted = since + luck.choice((3, 12, 15, 17, 24))
    if child:
        yield tell.at(since + 2, child, **{"as": who}, do="register", answers={**tell.known(), "source": "assigned"})
    yield tell.screened(since + 2, child=child, who=boss if unit else "head")
    if luck.random() < 0.15:
        return 0
    taken = {"accepted_on": tell.on(accepted).isoformat(), "procedure_told": "调查核实后书面答复。"}
    yield tell.at(accepted, child, **{"as": boss if unit else "head"}, act="accept", answers=taken)
    ends = accepted + luck.choice((20, 40, 59, 75, 110))
    if luck.random() < 0.15:
        return 0
    yield tell.at(
        accepted + 5, child, **{"as": who}, do="investigate", answers={"recusal_checked": True, "facts_found": "属实"}
    )
    if luck.random() < 0.15:
        terms = {"mediated_on": tell.on(ends).isoformat(), "mediator": "调解员", "mediation_result": "agreed"}
        yield tell.at(ends, child, **{"as": who}, do="mediate", answers={**terms, "mediation_terms": "十日内付清。"})
        yield tell.at(ends, child, **{"as": boss}, act="settle")
        return ends
    if luck.random() < 0.3:
        yield tell.at(accepted + 50, child, **{"as": who}, ask_extension="handle", by="30 days", reason="等鉴定")
        yield tell.at(accepted + 51, child, **{"as": boss}, approve="extension")
        ends = max(ends, accepted + 55)
    yield from opinion(tell, ends, child, who, boss, clerk)
    return ends


def opinion(tell: Teller, ends: int, child: bool, who: str, boss: str, clerk: str) -> Story:
    """The opinion is written, signed, sealed and delivered; then it is filed, or a review is asked for."""
    luck = tell.luck
    words = {
        "opinion_request": "支付工资",
        "opinion_facts": "属实",
        "opinion_text": "责令支付。",
        "opinion_basis": "第五十条",
    }
    words |= {"outcome": luck.choice(("supported", "explained", "not-supported")), "review_body": "市局"}
    yield tell.at(ends - 1, child, **{"as": who}, do="write-opinion", answers=words)
    yield tell.at(ends - 1, child, **{"as": boss}, sign="sign-opinion")
    yield tell.at(ends, child, **{"as": who}, seal="handling-opinion", original=SEALED)
    agrees = luck.random() < 0.5
    told = {"delivered_on": tell.on(ends).isoformat(), "delivery_mode": "in-person", "receipt": "signed"}
    told["petitioner_opinion"] = "agree" if agrees else "disagree"
    if luck.random() < 0.7:
        told |= {"settled": luck.random() < 0.6, "accepted": agrees}
    yield tell.at(ends, child, **{"as": clerk}, do="deliver-opinion", answers=told)
    if luck.random() < 0.5:
        yield rated(tell, ends + 2, child)
    if agrees:
        yield tell.at(ends + 5, child, **{"as": clerk}, act="archive")
    elif luck.random() < 0.6:
        yield from reviewed(tell, ends + 10, child, clerk)


def reviewed(tell: Teller, asked: int, child: bool, clerk: str) -> Story:
    """A review, in time, late or not yet; after it perhaps a re-review with a hearing, whose time does not count."""
    luck = tell.luck
    grounds = {"review_asked_on": tell.on(asked).isoformat(), "review_organ": "市局", "review_grounds": "少算"}
    yield tell.at(asked, child, **{"as": clerk}, act="ask-review", answers=grounds)
    took = luck.choice((10, 30, 45, 0))
    if not took:
        return
    done = asked + took
    found = {"review_facts": "属实", "review_result": "upheld", "review_text": "维持。", "review_basis": "第三条"}
    yield from concluded(tell, done, child, clerk, "review", "leader", found)
    if luck.random() < 0.3:
        return
    asked = done + 5
    grounds = {
        "re_review_asked_on": tell.on(asked).isoformat(),
        "re_review_organ": "省厅",
        "re_review_grounds": "仍不服",
    }
    yield tell.at(asked, child, **{"as": clerk}, act="ask-re-review", answers=grounds)
    heard = luck.choice((0, 12))
    if heard:
        place = {
            "hearing_on": tell.on(asked + 4 + heard).isoformat(),
            "hearing_place": "听证室",
            "hearing_convener": "主持人",
        }
        yield tell.at(
            asked + 4, child, **{"as": "re-reviewer"}, act="open-hearing", answers={**place, "hearing_topic": "工资"}
        )
        ended = {"hearing_ended_on": tell.on(asked + 4 + heard).isoformat(), "hearing_record": "双方陈述。"}
        yield tell.at(asked + 4 + heard, child, **{"as": "re-reviewer"}, act="end-hearing", answers=ended)
    took = luck.choice((20, 38, 60, 0))
    if not took:
        return
    found = {
        "re_review_facts": "属实",
        "re_review_result": "upheld",
        "re_review_text": "维持。",
        "re_review_basis": "第三条",
    }
    yield from concluded(tell, asked + took, child, clerk, "re-review", "chief", found)
    yield tell.at(
        asked + took + 1,
        child,
        **{"as": "head" if clerk == "clerk" else clerk.replace("handler", "head")},
        act="conclude",
    )


def concluded(tell: Teller, done: int, child: bool, clerk: str, what: str, signs: str, found: Step) -> Story:
    """The opinion of a review or re-review goes its way and reaches the petitioner."""
    letter, by, word = f"{what}-opinion", f"{what}er", what.replace("-", "_")
    yield tell.at(done, child, **{"as": by}, do=f"write-{what}", answers=found)
    for who, step in (("head", "check"), (signs, "sign"), (by, "number")):
        yield tell.at(done, child, **{"as": who}, pass_letter=letter, step=step)
    yield tell.at(done, child, **{"as": by}, seal=letter, original=SEALED)
    told = {
        f"{word}_delivered_on": tell.on(done).isoformat(),
        f"{word}_delivery_mode": "mail",
        f"{word}_receipt": "signed",
    }
    yield tell.at(done, child, **{"as": clerk}, do=f"deliver-{what}", answers=told)


def handled_here(tell: Teller) -> Story:
    """Taken and handled by the office itself, as a competent unit."""
    yield tell.comes(HANDLING)
    yield from handled(tell, "", 0, child=False)


def merged(tell: Teller) -> Story:
    """The same group once more: the second case goes into the first, at once or in another month."""
    twin = Teller(f"{tell.case}b", tell.on(3), tell.luck)
    yield tell.comes(CONGRESS, channel="visit")
    yield twin.comes(CONGRESS, channel="visit")
    yield twin.at(tell.luck.choice((2, 33)), **{"as": "clerk"}, merge_into=tell.case, reason="同一件事")
    if tell.luck.random() < 0.7:
        yield tell.answered(tell.luck.choice((40, 70)))


def reopened(tell: Teller) -> Story:
    """Answered on the spot, taken up again some weeks later, and perhaps answered once more."""
    yield tell.comes(CONGRESS)
    yield tell.answered(4)
    yield tell.at(tell.luck.choice((5, 45)), **{"as": "head"}, reopen="screening", reason="答复不实")
    if tell.luck.random() < 0.6:
        yield tell.answered(80)


def recalled(tell: Teller) -> Story:
    """Assigned to the wrong unit, called back, screened anew and sent to the right one."""
    yield tell.comes(BUREAU)
    yield tell.screened(1, unit="U1")
    words = {"assigned_deadline": tell.on(60).isoformat(), "assignment_requirements": "书面报告。"}
    yield tell.at(2, **{"as": "head"}, act="assign", answers={"assigned_on": tell.on(2).isoformat(), **words})
    yield tell.at(4, **{"as": "head"}, recall="U1", reason="不归甲局管")
    yield tell.at(5, **{"as": "head"}, act="screen-anew")
    yield tell.at(5, **{"as": "clerk"}, do="register", answers=tell.facts)
    yield tell.screened(6, unit="U2")
    yield tell.at(7, **{"as": "head"}, act="forward")


def activity(tell: Teller) -> Story:
    """An activity of deputies."""
    luck = tell.luck
    found: dict[str, Any] = {
        "activity_title": "接待日", "activity_kind": luck.choice(("reception", "inspection", "group")),
        "activity_on": tell.came.isoformat(), "deputies": luck.sample(["d1", "d2", "d3"], luck.randint(1, 3)),
    }  # fmt: skip
    found |= {"activity_group": luck.choice(("G1", "G2"))} if luck.random() < 0.8 else {}
    found |= (
        {"received_people": luck.randint(1, 20), "received_matters": luck.randint(0, 5)} if luck.random() < 0.7 else {}
    )
    kind = "petition-base/deputy-activity"
    yield tell.on(1), {"case": tell.case, "case-type": kind, "as": "clerk", "do": "record-activity", "answers": found}
    if luck.random() < 0.5:
        yield tell.at(9, **{"as": "clerk"}, act="file-activity")


def corrected(tell: Teller) -> Story:
    """What was mistyped is put right in another month."""
    yield tell.comes(CONGRESS, category="health")
    yield tell.at(40, **{"as": "clerk"}, correct="登记错了", answers={"category": "land"})
    yield tell.answered(43)


def by_congress(tell: Teller) -> Story:
    """Assigned by an office of a congress."""
    yield from assigned(tell, CONGRESS)


STORIES = (
    (on_the_spot, 22), (untold, 6), (refused, 8), (guided, 2), (forwarded, 9), (assigned, 16), (by_congress, 10), (handled_here, 18),
    (merged, 6), (reopened, 6), (recalled, 2), (recommending, 9), (corrected, 2), (activity, 12),
)  # fmt: skip


@cache
def year() -> Memory:
    """All stories of 2025, played until some weeks into 2026."""
    luck, steps = Random(41), []
    for tells, many in STORIES:
        for n in range(many):
            came = FIRST + timedelta(days=luck.randrange(350))
            steps += tells(Teller(f"{tells.__name__}-{n}", came, luck))
    start = datetime.combine(FIRST, datetime.min.time()).isoformat() + "+08:00"
    read = read_scenario(
        {"scenario": "一年", "case-type": CONGRESS, "start": start, "world": WORLD, "steps": played(steps)}
    )
    memory = Memory(loaded("petition-base")[1], read, load_kinds())
    wrong = [(one.step, one.message) for one in Player(memory, CONGRESS).play(read.steps)]
    assert wrong == [], [read.steps[place].data for place, _ in wrong]
    return memory


def played(steps: Sequence[tuple[date, Step]]) -> list[Step]:
    """The steps of all stories by their days, as far as the year is played, with the waiting between them."""
    found: list[Step] = []
    today = FIRST
    for day, step in sorted(steps, key=lambda one: one[0]):
        if day > LAST:
            break
        if day > today or not found:
            found.append({"wait-until": f"{day.isoformat()}T10:00+08:00"})
            today = day
        found.append(step)
    return [*found, {"wait-until": f"{LAST.isoformat()}T18:00+08:00"}]
