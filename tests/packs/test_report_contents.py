"""The reports and figures that the office is asked for (domain facts §1, §3): each is there, and says what a plain count says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from fangyuan.casework.reading.figures.periods import period_of
from fangyuan.casework.reading.figures.targets import target_view
from fangyuan.casework.rehearsing.counting import counting
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import read_scenario
from fangyuan.casework.rehearsing.testing import scenarios_of
from fangyuan.kinds import load_kinds
from house.source import ROOT
from packs.counted_petitions import HANDLING, Made, Sheets, petitions, sheets
from packs.mechanisms import loaded

ASKED: tuple[tuple[str, str, str, str], ...] = (
    ("月报表", "petition-base", "monthly", "report-monthly"),
    ("季分析", "petition-base", "quarterly", "report-quarterly"),
    ("半年总结", "petition-base", "half-yearly", "report-half-yearly"),
    ("年度报告（第四十一条）", "petition-base", "yearly", "report-yearly"),
    ("分类统计表", "petition-base", "categories", ""),
    ("代表参加活动情况统计表", "petition-base", "deputies-activities", ""),
    ("化解进度表", "petition-base", "progress", ""),
    ("一月一报表", "shangnan-sanji", "sanji-monthly", "monthly-report"),
    ("一季度一分析", "shangnan-sanji", "sanji-quarterly", "quarterly-analysis"),
    ("半年一总结", "shangnan-sanji", "sanji-half-yearly", "half-year-summary"),
    ("13批次18人次", "yuncheng-xinfang", "hall-daily", ""),
    ("带案下访、开门接访（656件）", "leader-visits", "visits", ""),
    ("三级联动", "heze-qianjian", "three-levels", ""),
    ("每月一汇总、回访", "heze-qianjian", "supervised-monthly", "monthly-dispatch"),
    ("矛盾纠纷分类统计表", "heze-liangxiang", "disputes-by-kind", ""),
    ("代表参加活动情况统计表", "heze-liangxiang", "deputies-activities", ""),
    ("矛盾纠纷化解进度表", "heze-liangxiang", "disputes-progress", ""),
    ("每季一通报", "heze-liangxiang", "quarter-tables", "quarter-bulletin"),
    ("年终考核", "heze-liangxiang", "disputes-progress", "appraisal"),
    ("热点归并研究", "shiren-sixban", "quarterly", "hot-topics"),
)
"""What it is called, the pack, the report, the duty by which it falls due, blank for none."""

GOALS: tuple[tuple[str, str, str], ...] = (
    ("及时告知率", "petition-base", "told-in-time"),
    ("按期答复率", "petition-base", "answered-in-time"),
    ("每名代表参加活动", "petition-base", "deputies-active"),
    ("办结回复率95%", "shangnan-sanji", "reply-rate"),
    ("中央信访联席办两批交办", "yuncheng-xinfang", "batches-reported"),
    ("每季度接访一次", "leader-visits", "quarterly-reception"),
    ("筛选1000件", "heze-qianjian", "quota"),
    ("化解率90%", "heze-qianjian", "settled"),
    ("息诉息访率90%", "heze-qianjian", "accepted"),
    ("满意率90%", "heze-qianjian", "satisfaction"),
    ("全年10000件", "heze-liangxiang", "ten-thousand"),
    ("每人每年至少1件", "heze-liangxiang", "each-deputy"),
    ("交办案件无一遗漏", "shiren-sixban", "none-left-out"),
    ("回复率", "yanshou-xinfang", "replied"),
)
"""What it is called, the pack, the target. What keeps people from a higher level is no target (domain facts §6)."""


class Plain:
    """The same petitions, counted by hand: those that came in a period, those that were closed in it."""

    def __init__(self, made: tuple[Made, ...], first: date, last: date, today: date) -> None:
        self.came = [one for one in made if first <= one.received <= last]
        self.closed = [one for one in made if one.closed and first <= one.closed <= last]
        self.handled = [one for one in self.came if one.kind == HANDLING]
        self.waiting = [(today - one.accepted).days for one in self.handled if one.accepted and not one.answered]
        assert not any(58 <= days <= 66 for days in self.waiting), "too near to the border to be counted plainly"
        self.answered = [one for one in self.handled if one.answered]
        self.rated = [one for one in self.closed if one.office]


def rate(part: int, whole: int) -> str:
    return f"{part}/{whole}（{half_up(100 * part, whole)} %）"


def half_up(amount: int, by: int) -> Decimal:
    return (Decimal(amount) / by).quantize(Decimal("0.1"), ROUND_HALF_UP)


def days(spans: list[int]) -> str:
    return str(half_up(sum(spans), len(spans)))


def many(found: list[bool]) -> str:
    return str(sum(found))


CONTENT = ("satisfied", "basically-satisfied")
FIGURES: tuple[tuple[str, str, str, Callable[[Plain], str]], ...] = (
    ("信访总量（件次）", "volume", "cases", lambda p: str(len(p.came))),
    ("来访批次", "volume", "batches", lambda p: many([one.answers["channel"] == "visit" for one in p.came])),
    ("人次", "volume", "heads", lambda p: str(sum(one.heads for one in p.came))),
    ("初件", "volume", "first", lambda p: many([not one.repeated for one in p.came])),
    ("重件", "volume", "repeated", lambda p: many([one.repeated for one in p.came])),
    ("重复信访率", "volume", "repeat-rate", lambda p: rate(sum(one.repeated for one in p.came), len(p.came))),
    ("集体访", "volume", "collective", lambda p: many([one.collective for one in p.came])),
    ("集体访人次", "volume", "collective-heads", lambda p: str(sum(one.heads for one in p.came if one.collective))),
    ("及时告知率", "results", "told-in-time", lambda p: rate(sum(one.in_time for one in p.came), len(p.came))),
    ("办结", "results", "closed", lambda p: str(len(p.closed))),
    ("化解", "results", "settled", lambda p: many([one.settled for one in p.closed])),
    ("化解率", "results", "settled-rate", lambda p: rate(sum(one.settled for one in p.closed), len(p.closed))),
    ("息诉息访率", "results", "accepted-rate", lambda p: rate(sum(one.content for one in p.closed), len(p.closed))),
    ("参评率（信访部门）", "results", "office-evaluated", lambda p: rate(len(p.rated), len(p.closed))),
    ("满意率（信访部门）", "results", "office-satisfied", lambda p: rate(sum(one.office in CONTENT for one in p.rated), len(p.rated))),
    ("参评率（责任单位）", "results", "unit-evaluated", lambda p: rate(len(p.rated), len(p.closed))),
    ("满意率（责任单位）", "results", "unit-satisfied", lambda p: rate(sum(one.unit in CONTENT for one in p.rated), len(p.rated))),
    ("平均办理天数", "results", "days", lambda p: days([(one.closed - one.received).days for one in p.closed if one.closed])),
    ("及时受理率", "handling", "accepted-in-time", lambda p: rate(sum(one.in_time for one in p.handled), len(p.handled))),
    ("按期", "handling", "in-time", lambda p: many([one.answered_in_time for one in p.answered])),
    ("超期", "handling", "late", lambda p: many([not one.answered_in_time for one in p.answered])),
    ("未答", "handling", "open", lambda p: many([waited <= 60 for waited in p.waiting])),
    ("超期未答", "handling", "open-late", lambda p: many([waited > 60 for waited in p.waiting])),
    ("按期答复率", "handling", "in-time-rate", lambda p: rate(sum(one.answered_in_time for one in p.answered), len(p.handled))),
    ("一次性化解率", "handling", "once", lambda p: rate(sum(one.settled and not one.reviewed for one in p.answered), len(p.answered))),
    ("平均答复天数", "handling", "answer-days", lambda p: days([one.waited for one in p.answered])),
)  # fmt: skip
"""Each figure of §3: what it is called, table and measure of the yearly report, the count by hand."""


@pytest.fixture(scope="module")
def counted() -> Iterator[Sheets]:
    """The reports over the petitions."""
    with sheets(petitions()[0]) as found:
        yield found


def plain(first: str, last: str) -> Plain:
    memory, made = petitions()
    return Plain(made, date.fromisoformat(first), date.fromisoformat(last), memory.now.date())


@pytest.mark.parametrize(("name", "table", "measure", "count"), FIGURES, ids=[name for name, *_ in FIGURES])
def test_a_figure_says_what_a_plain_count_says(
    counted: Sheets, name: str, table: str, measure: str, count: Callable[[Plain], str]
) -> None:
    told = counted.texts("yearly", "2026", table, measure)
    assert told[0] == count(plain("2026-01-01", "2026-12-31"))
    assert told[0] not in ("0", "—"), "counts nothing, so that nothing is shown"
    titles = [one.title for part in loaded("petition-base")[1].reports["yearly"].tables for one in part.measures]
    assert name.removeprefix("信访总量（").removesuffix("）" if name.startswith("信访总量") else "") in titles


def test_a_month_is_compared_with_the_month_before_with_last_year_and_with_the_year_so_far(counted: Sheets) -> None:
    now, before, year_ago, to_date = counted.texts("monthly", "2026-06", "volume", "cases")
    june = len(plain("2026-06-01", "2026-06-30").came)
    may, last_june = len(plain("2026-05-01", "2026-05-31").came), len(plain("2025-06-01", "2025-06-30").came)
    assert (now, to_date) == (str(june), str(len(plain("2026-01-01", "2026-06-30").came)))
    for told, other in ((before, may), (year_ago, last_june)):
        arrow = "↑" if june > other else "↓"
        assert told == f"{other} {arrow}{half_up(100 * abs(june - other), other)} %"
    assert last_june > 0


def test_128_of_135_are_94_8_per_cent_and_reach_no_95_until_the_pack_rounds_so(counted: Sheets) -> None:
    assert counted.texts("yearly", "2026", "results", "told-in-time")[0] == "128/135（94.8 %）"
    pack, year = loaded("petition-base")[1], period_of("year", date(2026, 1, 1))
    for rounding, reached, lack in (("half-up-1", False, 1), ("half-up-0", True, 0)):
        target = replace(pack.targets["told-in-time"], at_least=0.95, rounding=rounding)
        view = target_view(counted.desk, pack, target, year)
        assert view is not None
        assert (view.whole.text.startswith("128/135"), view.whole.reached, view.whole.lack) == (True, reached, lack)


def test_the_targets_of_the_shared_pack_are_counted_alike(counted: Sheets) -> None:
    pack, year, found = (
        loaded("petition-base")[1],
        period_of("year", date(2026, 1, 1)),
        plain("2026-01-01", "2026-12-31"),
    )
    told = {
        name: target_view(counted.desk, pack, pack.targets[name], year) for name in ("told-in-time", "answered-in-time")
    }
    assert {name: view.whole.text for name, view in told.items() if view} == {
        "told-in-time": rate(128, 135),
        "answered-in-time": rate(sum(one.answered_in_time for one in found.answered), len(found.handled)),
    }


def test_what_is_told_apart_by_category_and_outcome_adds_up_as_a_plain_count_does(counted: Sheets) -> None:
    titles = {option.value: option.title for option in loaded("petition-base")[1].codes["categories"].options}
    quarter, half, year = (
        plain("2026-04-01", "2026-06-30"),
        plain("2026-01-01", "2026-06-30"),
        plain("2026-01-01", "2026-12-31"),
    )
    for category in ("rural", "housing", "civil", "labour"):
        for report, period, measure, found in (
            ("quarterly", "2026-Q2", "cases", quarter.came),
            ("progress", "2026", "cases", year.came),
            ("progress", "2026", "closed", [one for one in year.came if one.closed]),
            ("progress", "2026", "settled", [one for one in year.came if one.settled]),
        ):
            told = counted.texts(report, period, "categories", measure, titles[category])
            assert told[0] == many([one.answers["category"] == category for one in found])
    told = counted.texts("half-yearly", "2026-H1", "outcomes", "cases", "当场答复")
    assert told[0] == many([one.kind != HANDLING for one in half.closed])


def test_the_source_s_own_128_of_135_count_as_95_per_cent() -> None:
    """The county's rate, over cases that went their way: one that was answered, one that waits, each many times over."""
    source, pack = loaded("shangnan-sanji")
    [data] = [data for path, data in scenarios_of(source) if path.endswith("three-clocks-late.yaml")]
    scenario = read_scenario(data)
    memory = Memory(pack, scenario, load_kinds())
    assert [wrong.message for wrong in Player(memory, scenario.case_type).play(scenario.steps)] == []
    kind = "sanji/graded-petition"
    [done] = [one for one in memory.states.values() if one.case_type == kind and one.answers.get("told_on")]
    waits = replace(done, answers={path: value for path, value in done.answers.items() if path != "told_on"})
    for n in range(134):
        copy = replace(done if n < 127 else waits, case=f"copy-{n}", number=f"抄{n}")
        memory.states[copy.case], memory.histories[copy.case] = copy, memory.histories[done.case]
    with counting(memory) as counted:
        view = counted.target("reply-rate")
    assert view is not None
    assert (view.whole.text, view.whole.reached) == ("128/135（95 %）", True)


def expected(pack: str, word: str) -> set[str]:
    """The reports or targets of which a scenario of the pack says the figures."""
    found: set[str] = set()
    for _, data in scenarios_of(loaded(pack)[0]):
        for step in data["steps"]:
            said = step.get("expect") or {}
            found |= set(said.get(word) or ()) if isinstance(said, dict) else set()
    return found


@pytest.mark.parametrize(("name", "pack", "report", "duty"), ASKED)
def test_a_report_that_is_asked_for_is_there_and_falls_due(name: str, pack: str, report: str, duty: str) -> None:
    found = loaded(pack)[1]
    assert found.reports[report].title
    assert not duty or found.duties[duty].report == report, name


@pytest.mark.parametrize(("name", "pack", "target"), GOALS)
def test_a_target_of_the_sources_is_there(name: str, pack: str, target: str) -> None:
    assert loaded(pack)[1].targets[target].title, name


def test_a_scenario_of_its_pack_says_the_figures_of_each() -> None:
    """What is counted in the tests above needs no scenario; what is counted over levels has its journey (written off)."""
    here = {"yearly", "half-yearly", "quarterly", "progress", "three-levels", "told-in-time", "answered-in-time"}
    for word, asked in (("reports", [row[1:3] for row in ASKED]), ("targets", [row[1:3] for row in GOALS])):
        unshown = [f"{pack} {name}" for pack, name in asked if name not in expected(pack, word) | here]
        assert unshown == [], f"no scenario says these {word}"


def rows() -> Iterator[str]:
    """The tables of docs/reports.md."""
    for name, pack, report, duty in ASKED:
        found = loaded(pack)[1]
        yield f"| {name} | `{pack}` | {found.reports[report].title} `{report}` | {found.duties[duty].title if duty else '—'} |"
    for name, pack, target in GOALS:
        yield f"| {name} | `{pack}` | {loaded(pack)[1].targets[target].title} `{target}` |"
    for name, table, measure, _ in FIGURES:
        yield f"| {name} | `petition-base` | `{table}.{measure}` |"


def test_the_guide_lists_every_report_target_and_figure() -> None:
    guide = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8").splitlines()
    lacking = [row for row in rows() if row not in guide]
    assert lacking == [], "\n".join(["put these rows into docs/reports.md:", *lacking])
