"""Every number of an Article (Regulation 2022) stands in the shared pack, on the right clock; the counting has its own tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import read_scenario
from fangyuan.casework.rehearsing.testing import run_scenario
from fangyuan.forms.judging import submit
from fangyuan.forms.moment import Moment
from fangyuan.kinds import load_kinds
from fangyuan.model.clocks import Clock, FirstDay, LastDay
from fangyuan.model.conditions import Param
from fangyuan.model.effects import Dispatch
from fangyuan.model.pack import Pack
from fangyuan.publishing.letters import render
from packs.mechanisms import loaded

HANDLING, INTAKE = "petition-base/handling-petition", "petition-base/petition"
BUREAU, RECOMMENDATION = "petition-base/bureau-petition", "petition-base/recommendation"
RECOMMENDED = ("improvement", "policy", "accountability")
NO_CLOCK = "none"


def base() -> Pack:
    return loaded("petition-base")[1]


def codes(name: str) -> list[str]:
    return [option.value for option in base().codes[name].options]


def went(steps: list[Mapping[str, Any]], kind: str = "handling-petition", name: str = "petition-base") -> list[str]:
    """What did not go as the steps say."""
    outcome = run_scenario(loaded(name)[1], "scenarios/articles.yaml", script(steps, kind), load_kinds())
    assert outcome.steps == len(steps)
    return [f"{at.step + 1}: {at.message}" for at in outcome.mismatches]


def script(steps: list[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    people = [{"clerk": "clerk"}, {"head": "office-head"}, {"unit-head": "unit-head"}, {"watch": "supervisor"}]
    world = {"units": [{"unit": "U1", "title": "甲局"}], "people": people}
    return {"scenario": kind, "case-type": kind, "start": "2026-03-02T09:00+08:00", "world": world, "steps": steps}


def letter_of(steps: list[Mapping[str, Any]], letter: str) -> str:
    """The words of a letter that the steps bring about, as the docx has them."""
    scenario = read_scenario(script(steps, "handling-petition"))
    memory = Memory(base(), scenario, load_kinds())
    player = Player(memory, HANDLING)
    assert [at.message for at in player.play(scenario.steps)] == []
    (issued,) = [one for one in memory.state(player.case).letters.values() if one.letter == letter]
    docx = Document(BytesIO(render(base().files[issued.template], issued.context)))
    return "\n".join(paragraph.text for paragraph in docx.paragraphs)


REGISTER: Mapping[str, Any] = {
    "as": "clerk", "do": "register",
    "answers": {"channel": "letter", "persons": [{"name": "王某", "address": "示例镇"}], "cause": "拖欠工资", "category": "labour"},
}  # fmt: skip


def clock(name: str, kind: str = HANDLING) -> Clock:
    return base().case_types[kind].clock(name)


def test_article_20_a_visit_of_many_sends_at_most_5_representatives() -> None:
    form = base().case_types[INTAKE].forms["register"]
    moment = Moment.of(datetime(2026, 3, 2, tzinfo=UTC), "Asia/Shanghai", {})

    def told(representatives: int) -> list[str]:
        persons = [{"name": f"某{n}", "representative": n < representatives} for n in range(12)]
        answers = {"channel": "visit", "cause": "拖欠工资", "headcount": 12, "persons": persons}
        return [str(problem.message) for problem in submit(form, answers, {}, moment, load_kinds()).problems]

    assert (told(0), told(5)) == ([], [])
    assert told(6) == ["“推选的代表”为“是”的最多 5 项，现在有 6 项，请核对"]


def test_article_22_and_23_the_intake_tells_within_15_days_and_no_pack_may_make_it_longer() -> None:
    for kind in (INTAKE, "petition-base/bureau-petition", "petition-base/congress-petition", HANDLING):
        assert (str(clock("notify", kind).within), str(clock("notify", kind).at_most)) == ("15 days", "15 days")


def test_article_23_an_assignment_is_objected_to_within_5_working_days() -> None:
    assert (str(clock("objection").within), str(clock("objection").at_most)) == ("5 workdays", "5 workdays")


def test_article_23_an_objection_to_what_was_sent_here_has_these_5_working_days() -> None:
    assert base().case_types[HANDLING].objection.clock == "objection"


WAYS = [("suggestion", ""), ("accusation", "")]
ROUTES = ["litigation", "arbitration", "party-appeal", "administrative", "statutory-duty", "opinion"]


def test_articles_29_to_31_name_three_classes_and_six_routes() -> None:
    listed = {name: codes(name) for name in ("request-classes", "routes")}
    assert listed == {"request-classes": ["suggestion", "accusation", "appeal"], "routes": ROUTES}


@pytest.mark.parametrize(("way", "route"), [*WAYS, *(("appeal", route) for route in ROUTES)])
def test_articles_29_to_31_only_the_sixth_route_of_an_appeal_has_the_60_days_and_an_opinion(
    way: str, route: str
) -> None:
    screened = {"request_class": way, **({"route": route} if route else {})}
    sixth = route == "opinion"
    found = {"due": "2026-05-06", "status": "running"} if sixth else NO_CLOCK
    right, wrong = ("accept", "take-up") if sixth else ("take-up", "accept")
    accepted = {"accepted_on": "2026-03-02", "procedure_told": "调查核实后书面答复。"}
    assert went([
        REGISTER,
        {"as": "head", "do": "screen", "answers": screened},
        {"as": "head", "act": wrong, "answers": accepted, "expect": {"refused": "受理"}},
        {"as": "head", "act": right, "answers": accepted},
        {"expect": {"stage": "handling" if sixth else "proceeding", "clocks": {"handle": found}}},
    ]) == []  # fmt: skip


@pytest.mark.parametrize(
    ("screened", "simple", "promised"),
    [
        ({"request_class": "appeal", "route": "opinion"}, False, "60日内办结，最迟2026年5月6日"),
        ({"request_class": "appeal", "route": "opinion"}, True, "按简易办理，本机关最迟于2026年3月16日出具意见"),
        ({"request_class": "appeal", "route": "administrative"}, False, "不适用60日的办理期限"),
        ({"request_class": "suggestion"}, False, "不适用60日的办理期限"),
    ],
)
def test_article_23_the_notice_of_acceptance_promises_the_period_that_runs_and_no_other(
    screened: Mapping[str, Any], simple: bool, promised: str
) -> None:
    accepted = {"accepted_on": "2026-03-02", "procedure_told": "调查核实后书面答复。"}
    sixth = screened.get("route") == "opinion"
    asked = {"as": "head", "act": "accept", "answers": {**accepted, "simple": simple}}
    words = letter_of([
        REGISTER,
        {"as": "head", "do": "screen", "answers": screened},
        asked if sixth else {"as": "head", "act": "take-up", "answers": accepted},
    ], "acceptance-notice")  # fmt: skip
    assert promised in words
    assert ("60日" in words, "出具意见" in words) == ("60日" in promised, "出具意见" in promised)


def test_article_34_60_days_and_once_at_most_30_more_with_the_heads_approval_a_reason_and_a_letter() -> None:
    handle = clock("handle")
    assert (str(handle.within), str(handle.at_most)) == ("60 days", "90 days")
    assert handle.extend is not None
    assert (str(handle.extend.up_to), handle.extend.times, handle.extend.reason_required) == ("30 days", 1, True)
    assert [who.role for who in handle.extend.approver] == ["unit-head"]
    assert handle.extend.letter in base().letters


def test_article_35_a_review_is_asked_for_and_answered_within_30_days() -> None:
    assert [str(clock(name).within) for name in ("ask-review", "review")] == ["30 days", "30 days"]
    assert str(clock("review").at_most) == "30 days"


def test_article_36_a_re_review_likewise() -> None:
    assert [str(clock(name).within) for name in ("ask-re-review", "re-review")] == ["30 days", "30 days"]
    assert str(clock("re-review").at_most) == "30 days"


def test_article_36_the_hearing_pauses_the_re_review_and_no_other_clock_of_the_pack() -> None:
    paused = {
        (key, one.clock)
        for key, kind in base().case_types.items()
        for one in kind.clocks
        if one.pause_while is not None
    }
    assert paused == {(HANDLING, "re-review")}
    hearing = base().case_types[HANDLING].action("open-hearing")
    assert hearing.source == ("re-review",)


@pytest.mark.parametrize("name", ["notify", "handle", "ask-review", "review", "ask-re-review", "re-review"])
def test_where_the_regulation_is_silent_the_first_day_is_excluded_and_the_last_rolls_on(name: str) -> None:
    counting = clock(name).counting
    assert (counting.first_day, counting.end, counting.calendar) == (FirstDay.EXCLUDED, LastDay.ROLL_FORWARD, "cn")


def test_every_clock_of_the_pack_says_on_what_it_rests() -> None:
    """Those of recurring work rest on their duty, which has no word for an article."""
    regular = {f"duty-{duty}" for duty in base().duties}
    clocks = [(key, one) for key, kind in base().case_types.items() for one in kind.clocks]
    assert [(key, one.clock) for key, one in clocks if not one.law and one.clock not in regular] == []


def test_article_36_of_the_rules_of_2005_six_situations_are_supervised() -> None:
    situations = codes("supervision-grounds-2005")
    assert situations == ["overdue", "no-feedback", "irregular-procedure", "shirking", "not-executed", "other"]
    notice = base().case_types[INTAKE].tasks["supervision-letter"].form
    assert "supervision_grounds_2005" in {field.name for field in base().case_types[INTAKE].forms[notice].fields}


def test_article_36_of_the_rules_of_2005_what_was_recommended_is_answered_in_writing_within_30_days() -> None:
    pack = loaded("yuncheng-xinfang")[1]
    assert pack.parameters["adopt-within"].default == "30 days"
    found = pack.case_types[RECOMMENDATION].clock("adopt")
    assert found.within == Param("adopt-within")
    assert [dict(event.narrowed) for event in found.start] == [{"stage": "waiting"}]
    assert [dict(event.narrowed) for event in found.stop] == [{"task": "adoption"}]


def test_article_40_six_situations_are_supervised_and_three_recommendations_have_each_a_letter() -> None:
    assert len(codes("supervision-grounds")) == 6
    tasks = base().case_types[BUREAU].tasks
    letters = [tasks[f"recommend-{one}"].letter for one in RECOMMENDED]
    assert letters == [f"recommendation-{one}" for one in RECOMMENDED]
    assert set(letters) <= set(base().letters)


def test_article_40_sets_no_day_limit_for_the_answer_to_a_recommendation() -> None:
    limited = {event.narrowed.get("task") for one in base().case_types[BUREAU].clocks for event in one.start}
    assert limited.isdisjoint({f"recommend-{one}" for one in RECOMMENDED})
    assert base().case_types[RECOMMENDATION].clocks == ()


def test_article_40_each_recommendation_waits_for_its_answer_as_a_case_of_its_own() -> None:
    """It outlives the petition, and the yearly report counts it (Art. 41(3))."""
    sent = {
        (dict(rule.on[0].narrowed)["task"], effect.case_type, effect.answers["recommended_kind"])
        for rule in base().case_types[BUREAU].rules
        for effect in rule.then
        if isinstance(effect, Dispatch)
    }
    assert sent == {(f"recommend-{one}", RECOMMENDATION, f"tasks.recommend-{one}.{one}_kind") for one in RECOMMENDED}
    assert "adoption" in base().case_types[RECOMMENDATION].tasks
    (table,) = (one for one in base().reports["yearly"].tables if one.table == "recommendations")
    assert {"made", "adopted", "waiting"} <= {one.measure for one in table.measures}
