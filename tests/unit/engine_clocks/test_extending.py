"""More time: asked, approved, refused; never beyond what the clock allows; an extended clock is not a breached one."""

from dataclasses import replace
from datetime import date

import pytest

from fangyuan.engine.clocks.extending import approve, ask, asked_on, grant, refuse, why_not
from fangyuan.model.clocks import Extension, Light, Until
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.events import AnswersSubmitted, ClockExtended, Event, ExtensionAsked, NobodyMatched
from fangyuan.model.problems import Refused
from unit.engine_clocks.bench import (
    EXTENSION,
    LADDER,
    WARNINGS,
    WORLD,
    Bench,
    beijing,
    clock,
    days,
    on,
    role,
)

PLEDGED = clock(title="承诺办结时限", until=Until("pledged_date"), warn=WARNINGS, escalate=LADDER, extend=EXTENSION)


def started(**changed: object) -> Bench:
    bench = Bench((replace(PLEDGED, **changed),), facts={"pledged_date": "2026-04-10"})  # type: ignore[arg-type]
    bench.say("go", "2026-02-10")
    return bench


def asked(bench: Bench, by: str, reason: str = "等待评估报告", at: str = "2026-04-08") -> list[Event]:
    events = ask(bench.clocks[0], bench.run(), by, reason, bench.case, bench.world, at=beijing(at))
    for event in events:
        bench.record(event, beijing(at))
    return list(events)


def approved(bench: Bench, at: str = "2026-04-08") -> ClockExtended:
    (event,) = approve(bench.clocks[0], bench.run(), bench.world, beijing(at))
    bench.record(event, beijing(at))
    assert isinstance(event, ClockExtended)
    return event


def test_an_extension_is_asked_of_the_approver_and_then_granted() -> None:
    bench = started()
    (request,) = asked(bench, "20 days")
    assert request == ExtensionAsked(
        clock="handle",
        number=1,
        by="20 days",
        reason="等待评估报告",
        approvers=("leader",),
        asked_at=beijing("2026-04-08"),
    )
    assert bench.run().asked == ("20 days", "等待评估报告", ("leader",))
    assert bench.due() == "2026-04-10", "asking moves nothing"
    extended = approved(bench)
    assert extended.reckoning.steps == ("按填写的日期：2026-04-10", "自2026-04-10起延长20日：2026-04-30")
    assert bench.due() == "2026-04-30"
    assert (bench.run().extensions, bench.run().asked) == (("20 days",), None)
    assert [(str(c.reckoning.due), c.why) for c in bench.run().history] == [
        ("2026-04-10", ""),
        ("2026-04-30", "等待评估报告"),
    ]


def test_asked_for_twice_it_is_refused_the_second_time() -> None:
    bench = started()
    asked(bench, "20 days")
    approved(bench)
    with pytest.raises(Refused, match="只能延期一次"):
        asked(bench, "5 days", "再次延期")
    assert why_not(bench.clocks[0], bench.run()) == "只能延期一次"


def test_a_second_request_waits_until_the_first_is_decided() -> None:
    bench = started(extend=replace(EXTENSION, times=2))
    asked(bench, "10 days")
    with pytest.raises(Refused, match="已有延期申请等待批准"):
        asked(bench, "5 days")


def test_the_sum_of_the_extensions_is_bounded() -> None:
    bench = started(extend=replace(EXTENSION, times=3))
    with pytest.raises(Refused, match="延期合计最长30日"):
        asked(bench, "31 days")
    asked(bench, "20 days")
    approved(bench)
    with pytest.raises(Refused, match="延期合计最长30日，已延长20日"):
        asked(bench, "11 days")
    asked(bench, "10 days")
    assert approved(bench).reckoning.due.isoformat() == "2026-05-11"
    assert bench.run().extensions == ("20 days", "10 days")


@pytest.mark.parametrize(
    ("by", "allowed"),
    [("4 weeks", True), ("18 workdays", True), ("1 month", True), ("19 workdays", False), ("5 weeks", False)],
)
def test_other_units_are_compared_by_the_dates_they_give(by: str, allowed: bool) -> None:
    bench = started()
    if allowed:
        assert asked(bench, by)
    else:
        with pytest.raises(Refused, match="延期合计最长30日"):
            asked(bench, by)


def test_article_34_60_days_and_30_days_fit_exactly_into_90() -> None:
    handle = clock(within=days("60 days"), at_most=days("90 days"), law="第三十四条", extend=EXTENSION)
    for start in ("2026-03-02", "2026-01-07", "2026-08-03"):
        bench = Bench((handle,))
        bench.say("go", start)
        asked(bench, "30 days", at=start)
        approved(bench, start)
    bound = replace(handle, at_most=days("80 days"))
    bench = Bench((bound,))
    bench.say("go", "2026-03-02")
    with pytest.raises(Refused, match="总期限最长80日，不得超过2026-05-21"):
        asked(bench, "30 days")


def test_a_pause_that_the_law_names_does_not_use_up_the_whole_period() -> None:
    hearing = Atom("hearing_open", Op.CONST, True)
    definition = clock(
        within=days("60 days"), at_most=days("90 days"), law="第三十六条", extend=EXTENSION, pause_while=hearing
    )
    bench = Bench((definition,), facts={"hearing_open": False})
    bench.say("go", "2026-03-02")
    for held, at in ((True, "2026-03-10"), (False, "2026-03-20")):
        bench.facts = {"hearing_open": held}
        bench.happens(AnswersSubmitted(form="hearing", answers={}), at)
    asked(bench, "30 days")
    assert approved(bench).reckoning.unrolled.isoformat() == "2026-06-10"  # type: ignore[union-attr]


def test_a_reason_is_required_where_the_pack_says_so() -> None:
    with pytest.raises(Refused, match="申请延期须说明理由") as refused:
        asked(started(), "20 days", "  ")
    assert refused.value.problems[0].advice
    assert asked(started(extend=replace(EXTENSION, reason_required=False)), "20 days", "")


@pytest.mark.parametrize("written", ["", "20", "twenty days", "-5 days", "1e3 days", "20日"])
def test_what_is_no_duration_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Refused, match="看不懂的期限") as refused:
        asked(started(), written)
    assert "20 days" in refused.value.problems[0].advice


def test_an_extension_of_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="至少"):
        asked(started(), "0 days")


def test_a_clock_without_extensions_refuses() -> None:
    bench = started(extend=None)
    with pytest.raises(Refused, match="承诺办结时限不能延期"):
        asked(bench, "5 days")
    assert why_not(bench.clocks[0], bench.run()) == "承诺办结时限不能延期"


def test_a_run_that_has_ended_refuses() -> None:
    bench = started()
    bench.say("done", "2026-03-01")
    with pytest.raises(Refused, match="已经结束"):
        asked(bench, "5 days")


def test_where_nobody_may_approve_that_is_recorded() -> None:
    bench = started(extend=Extension(days("30 days"), role("nobody")))
    request, nobody = asked(bench, "5 days")
    assert isinstance(request, ExtensionAsked)
    assert isinstance(nobody, NobodyMatched)
    assert request.approvers == ()


def test_a_refusal_needs_a_reason_and_leaves_the_due_date() -> None:
    bench = started()
    asked(bench, "20 days")
    with pytest.raises(Refused, match="须说明理由"):
        refuse(bench.run(), "")
    (event,) = refuse(bench.run(), "理由不足")
    bench.record(event, beijing("2026-04-08"))
    assert (bench.run().asked, bench.due(), bench.run().extensions) == (None, "2026-04-10", ())
    assert asked(bench, "10 days"), "a refused request uses nothing up"


def test_what_was_not_asked_cannot_be_granted_or_refused() -> None:
    bench = started()
    with pytest.raises(Refused, match="没有等待批准的延期申请"):
        approved(bench)
    with pytest.raises(Refused, match="没有等待批准的延期申请"):
        refuse(bench.run(), "不同意")


def test_after_an_extension_fired_warnings_arm_again_and_fired_rungs_do_not() -> None:
    bench = started()
    bench.sweep("2026-04-12")
    assert (bench.run().fired_due, bench.run().fired_rungs) == (True, 1)
    asked(bench, "30 days")
    approved(bench, "2026-04-13")
    assert not bench.run().late, "asked for in time, decided later: no breach"
    run = bench.run()
    assert run.light(beijing("2026-04-14")) is Light.GREEN
    assert [(firing.kind, firing.index) for firing in run.firings] == [
        ("warn", 0),
        ("warn", 1),
        ("due", 0),
        ("rung", 1),
        ("rung", 2),
    ]
    assert [event.word for _, event in bench.sweep("2026-05-13") if event.word != "notified"] == [
        "clock-warned",
        "clock-warned",
        "clock-due",
    ]


def test_an_extension_in_time_is_no_breach() -> None:
    bench = started()
    asked(bench, "20 days")
    approved(bench)
    assert "clock-due" not in [event.word for _, event in bench.sweep("2026-04-30")]
    bench.say("done", "2026-04-30T18:00")
    assert not bench.run().late


@pytest.mark.parametrize(("at", "refused"), [("2026-04-10T23:59", False), ("2026-04-11T00:01", True)])
def test_a_period_that_is_over_is_not_made_longer(at: str, refused: bool) -> None:
    bench = started()
    if refused:
        with pytest.raises(Refused, match="已于2026-04-10届满，届满以后不能再申请延期"):
            asked(bench, "20 days", at=at)
    else:
        assert asked(bench, "20 days", at=at)


@pytest.mark.parametrize(
    ("day", "counts_as"),
    [(None, "2026-04-20T09:00"), ("2026-04-08", "2026-04-09T00:00"), ("2026-02-01", "2026-04-20T09:00")],
    ids=["today", "on paper, in time", "before the clock began: mistyped"],
)
def test_the_day_on_paper_is_that_of_the_request(day: str | None, counts_as: str) -> None:
    bench = started()
    on_paper = date.fromisoformat(day) if day else None
    at = asked_on(bench.clocks[0], bench.run(), on_paper, bench.world, beijing("2026-04-20"))
    assert at == beijing(counts_as)


def test_where_the_pack_lets_it_be_asked_for_when_it_is_over_the_lateness_stays() -> None:
    bench = started(extend=replace(EXTENSION, after_due=True))
    asked(bench, "30 days", at="2026-04-20")
    assert approved(bench, "2026-04-21").late
    assert (bench.run().late, bench.run().light(beijing("2026-04-22"))) == (True, Light.GREEN)
    bench.say("done", "2026-05-01")
    assert (bench.run().late, bench.run().status) == (True, "stopped")


def test_a_return_after_the_stop_does_not_forgive_what_had_overrun() -> None:
    bench = started(extend=replace(EXTENSION, after_due=True), resume=on("returned"))
    asked(bench, "30 days", at="2026-04-20")
    approved(bench, "2026-04-21")
    bench.say("done", "2026-05-01")
    bench.say("returned", "2026-05-02")
    assert (bench.run().late, bench.run().status) == (True, "running")
    bench.say("done", "2026-05-03")
    assert bench.run().late


def test_while_a_clock_stands_still_its_due_date_does_not_pass() -> None:
    hearing = Atom("hearing_open", Op.CONST, True)
    bench = started(pause_while=hearing)
    bench.facts = {"pledged_date": "2026-04-10", "hearing_open": True}
    bench.happens(AnswersSubmitted(form="hearing", answers={}), "2026-04-09")
    assert asked(bench, "20 days", at="2026-04-20")
    assert not approved(bench, "2026-04-20").late


def test_an_extension_that_ends_in_the_past_does_not_fire_the_due_date_again() -> None:
    bench = started()
    bench.sweep("2026-05-20")
    asked(bench, "5 days")
    approved(bench, "2026-05-20")
    assert bench.sweep("2026-05-20") == []
    assert bench.run().fired_due


def test_a_rule_may_grant_within_the_same_limits() -> None:
    bench = started()
    (event,) = grant(bench.clocks[0], bench.run(), days("10 days"), "疫情", WORLD, beijing("2026-03-01"))
    assert isinstance(event, ClockExtended)
    assert not event.late
    (event,) = grant(bench.clocks[0], bench.run(), days("10 days"), "疫情", WORLD, beijing("2026-04-20"))
    assert isinstance(event, ClockExtended)
    assert event.late, "a rule undoes no lateness either"
    with pytest.raises(Refused, match="最长30日"):
        grant(bench.clocks[0], bench.run(), days("31 days"), "疫情", WORLD, beijing("2026-03-01"))


@pytest.mark.parametrize("by", ["1 minute", "720 hours"])
def test_a_clock_of_dates_is_not_extended_by_minutes_or_hours(by: str) -> None:
    bench = started()
    with pytest.raises(Refused, match="不能按分钟或小时延长") as refused:
        asked(bench, by)
    assert "15 days" in refused.value.problems[0].advice
    with pytest.raises(Refused, match="不能按分钟或小时延长"):
        grant(bench.clocks[0], bench.run(), days(by), "疫情", WORLD, beijing("2026-03-01"))


def test_a_minute_clock_is_extended_by_minutes() -> None:
    bench = Bench((clock(within=days("19 minutes"), extend=Extension(days("10 minutes"), role("office-head"))),))
    bench.say("go", "2026-03-02T09:00")
    asked(bench, "10 minutes", at="2026-03-02T09:10")
    assert approved(bench, "2026-03-02T09:10").due_at == beijing("2026-03-02T09:29")
