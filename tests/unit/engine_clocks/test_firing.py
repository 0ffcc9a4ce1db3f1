"""Warnings, due dates and ladders: once, in order, to the people they are for, also after a downtime."""

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.engine.clocks.firing import fire
from fangyuan.engine.clocks.scheduling import schedule
from fangyuan.model.clocks import Clock, Light, Rung, Until, Warning
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.events import ClockDue, ClockEscalated, ClockWarned, Event, Notified
from fangyuan.model.who import UnitFrom, UnitRef, Who
from unit.engine_clocks.bench import CN, LADDER, WARNINGS, WORLD, Bench, beijing, clock, days, role

SIXTY = clock(within=days("60 days"), warn=WARNINGS, escalate=LADDER)


def started(definition: Clock = SIXTY, at: str = "2026-03-02") -> Bench:
    bench = Bench((definition,))
    bench.say("go", at)
    return bench


def told(fired: list[tuple[str, Event]]) -> list[tuple[str, str]]:
    return [(at, event.word) for at, event in fired]


def test_everything_fires_in_the_morning_of_its_day_and_the_ladder_climbs_from_the_due_date() -> None:
    fired = started().sweep("2026-12-31")
    assert told(fired) == [
        ("2026-04-26 09:00", "clock-warned"),
        ("2026-04-26 09:00", "notified"),
        ("2026-04-28 09:00", "clock-warned"),
        ("2026-05-07 09:00", "clock-due"),
        ("2026-05-07 09:00", "clock-escalated"),
        ("2026-05-12 09:00", "clock-escalated"),
        ("2026-05-26 09:00", "clock-escalated"),
    ]


def test_the_people_of_a_rung_are_resolved_when_it_fires() -> None:
    rungs = [event for _, event in started().sweep("2026-12-31") if isinstance(event, ClockEscalated)]
    assert [(r.rung, r.informed, r.proposed, r.copied) for r in rungs] == [
        (1, ("clerk",), "phone-reminder", ()),
        (2, ("leader",), "supervision-letter", ()),
        (3, ("head",), "listed-supervision", ("leader",)),
    ]


def test_a_rung_about_a_unit_reaches_that_units_people() -> None:
    to_unit = (Who(role="unit-head", unit=UnitRef(UnitFrom.SUBJECT)),)
    bench = started(clock(per="units", within=days("5 days"), escalate=(Rung(None, to_unit),)))
    rungs = [event for _, event in bench.sweep("2026-12-31") if isinstance(event, ClockEscalated)]
    assert [(rung.subject, rung.informed) for rung in rungs] == [("U1", ("head-1",)), ("U2", ("head-2",))]


def test_a_warning_tells_its_people_how_long_there_is() -> None:
    warned, notified = (event for _, event in started().sweep("2026-04-27"))
    assert warned == ClockWarned(clock="handle", number=1, index=0, light="yellow")
    assert notified == Notified(to=("clerk",), text="办理期限将于2026-05-06届满")


def test_a_firing_that_is_not_the_next_one_or_has_not_come_gives_nothing() -> None:
    bench = started()
    run, now = bench.run(), beijing("2026-06-30")
    first, second = run.firings[:2]
    assert fire(SIXTY, run, bench.case, second, {}, WORLD, now) == ()
    assert fire(SIXTY, run, bench.case, first, {}, WORLD, first.at - timedelta(seconds=1)) == ()
    bench.fire(run, now)
    assert fire(SIXTY, bench.run(), bench.case, first, {}, WORLD, now) == ()
    bench.say("done", "2026-06-30")
    assert fire(SIXTY, bench.run(), bench.case, second, {}, WORLD, now) == ()


def test_the_rungs_at_the_due_date_come_with_it_in_their_order() -> None:
    bench = started(
        clock(within=days("5 days"), escalate=(Rung(None, propose="a"), Rung(None, propose="b"), *LADDER[1:]))
    )
    fired = [event for _, event in bench.sweep("2026-03-10")]
    assert [event.word for event in fired] == ["clock-due", "clock-escalated", "clock-escalated"]
    assert [event.proposed for event in fired if isinstance(event, ClockEscalated)] == ["a", "b"]
    assert [(firing.kind, firing.index) for firing in bench.run().firings] == [("rung", 2), ("rung", 3)]


def test_after_40_days_of_downtime_everything_is_made_up_for_once_and_in_order() -> None:
    all_at_once, day_by_day = started(), started()
    late = [event for _, event in all_at_once.sweep("2026-06-10")]
    daily = [
        event
        for n in range(100)
        for _, event in day_by_day.sweep(f"{beijing('2026-03-02') + timedelta(days=n):%Y-%m-%d}")
    ]
    assert late == daily
    assert all_at_once.sweep("2027-01-01") == []


def test_a_stopped_clock_fires_nothing_more() -> None:
    bench = started()
    bench.sweep("2026-05-08")
    bench.say("done", "2026-05-09")
    assert bench.sweep("2027-01-01") == []


def test_a_warning_that_would_have_been_before_the_start_lights_and_tells_nobody() -> None:
    bench = started(clock(within=days("5 days"), warn=WARNINGS))
    assert bench.run().light(beijing("2026-03-02T10:00")) is Light.YELLOW
    assert told(bench.sweep("2026-12-31")) == [("2026-03-04 09:00", "clock-warned"), ("2026-03-10 09:00", "clock-due")]


def test_minute_clocks_fire_at_the_minute() -> None:
    by_minute = clock(
        within=days("19 minutes"),
        warn=(Warning(days("5 minutes"), Light.ORANGE),),
        escalate=(Rung(None), Rung(days("10 minutes")), Rung(days("1 workday"))),
    )
    bench = started(by_minute, "2026-02-13T22:00")
    assert told(bench.sweep("2026-03-01")) == [
        ("2026-02-13 22:14", "clock-warned"),
        ("2026-02-13 22:19", "clock-due"),
        ("2026-02-13 22:19", "clock-escalated"),
        ("2026-02-13 22:29", "clock-escalated"),
        ("2026-02-14 09:00", "clock-escalated"),
    ]


def test_working_hours_hold_back_warnings_and_rungs_of_minute_clocks() -> None:
    office = replace(CN, hours=((time(9), time(12)), (time(14), time(17))))
    by_hour = clock(
        within=days("4 hours"),
        warn=(Warning(days("2 hours"), Light.YELLOW),),
        escalate=(Rung(days("3 hours")),),
    )
    bench = Bench((by_hour,), world=replace(WORLD, calendars={"cn": office}))
    bench.say("go", "2026-03-06T11:00")
    assert [at for at, _ in bench.sweep("2026-03-31")] == ["2026-03-06 15:00", "2026-03-06 17:00", "2026-03-09 12:00"]


def test_dated_clocks_may_warn_hours_before_the_end_of_the_day() -> None:
    bench = started(clock(within=days("5 days"), warn=(Warning(days("12 hours"), Light.ORANGE),), escalate=()))
    assert told(bench.sweep("2026-12-31"))[0] == ("2026-03-09 12:00", "clock-warned")


def test_a_rung_never_overtakes_the_one_below_it() -> None:
    wrong = clock(within=days("5 days"), escalate=(Rung(days("9 days")), Rung(days("2 days")), Rung(None)))
    rungs = [event.rung for _, event in started(wrong).sweep("2026-12-31") if isinstance(event, ClockEscalated)]
    assert rungs == [1, 2, 3]


def test_a_pack_that_lost_a_warning_or_a_rung_does_not_stop_the_run() -> None:
    bench = started()
    bench.clocks = (replace(SIXTY, warn=(), escalate=()),)
    assert [word for _, word in told(bench.sweep("2026-12-31"))] == [
        "clock-warned", "clock-warned", "clock-due", "clock-escalated", "clock-escalated", "clock-escalated",
    ]  # fmt: skip


def test_a_late_entry_is_overdue_at_once_and_climbs_its_ladder() -> None:
    bench = Bench((replace(SIXTY, from_occurred_on=True),))
    bench.say("go", "2026-05-20", occurred_on="2026-03-02")
    assert [word for _, word in told(bench.sweep("2026-05-20"))] == ["clock-due", "clock-escalated", "clock-escalated"]


def test_nobody_is_informed_where_nobody_answers_to_the_description() -> None:
    bench = started(clock(within=days("5 days"), warn=(Warning(days("1 day"), Light.YELLOW, role("nobody")),)))
    assert [word for _, word in told(bench.sweep("2026-12-31"))] == ["clock-warned", "clock-due"]


UNITS = st.sampled_from(list(DurationUnit))
SPANS = st.builds(Duration, st.integers(0, 40), UNITS)
CLOCKS = st.builds(
    lambda within, warn, rungs: clock(
        within=within,
        warn=tuple(Warning(span, Light.YELLOW) for span in warn),
        escalate=tuple(Rung(span) for span in rungs),
    ),
    st.builds(Duration, st.integers(1, 60), UNITS),
    st.lists(SPANS, max_size=3),
    st.lists(st.one_of(st.none(), SPANS), max_size=4),
)


@given(CLOCKS, st.integers(0, 900), st.sampled_from(["00:00", "09:00", "23:30"]))
def test_firings_are_sorted_and_each_fires_exactly_once(definition: Clock, start: int, hour: str) -> None:
    at = f"{beijing('2025-01-01') + timedelta(days=start):%Y-%m-%d}T{hour}"
    bench = started(definition, at)
    run = bench.run()
    planned = [(firing.kind, firing.index) for firing in run.firings]
    assert [firing.at for firing in run.firings] == sorted(firing.at for firing in run.firings)
    assert all(light_at <= run.firings[-1].at for light_at, _ in run.lights)
    assert len(set(planned)) == len(planned)
    assert planned.count(("due", 0)) == 1
    fired: list[tuple[str, int]] = []
    for _, event in bench.sweep("2099-01-01"):
        match event:
            case ClockWarned():
                fired.append(("warn", event.index))
            case ClockDue():
                fired.append(("due", 0))
            case ClockEscalated():
                fired.append(("rung", event.rung - 1))
    assert fired == planned
    assert bench.run().firings == ()
    assert bench.refolded() == bench.case


@given(CLOCKS, st.dates(beijing("2025-01-01").date(), beijing("2027-12-01").date()))
def test_no_firing_of_a_dated_clock_comes_before_the_morning(definition: Clock, day: object) -> None:
    if any(w.before.by_the_clock for w in definition.warn) or any(
        r.after and r.after.by_the_clock for r in definition.escalate
    ):
        return
    dated = replace(definition, within=None, until=Until("d"))
    bench = Bench((dated,), facts={"d": str(day)})
    bench.say("go", "2025-01-01")
    for firing in bench.run().firings:
        assert (firing.at + timedelta(hours=8)).time() == time(9)


def test_a_schedule_keeps_the_rungs_that_an_earlier_period_still_owes() -> None:
    bench = started()
    owed = bench.run().firings[-1]
    found = schedule(SIXTY, bench.run().history[0].reckoning, CN, beijing("2026-05-30"), rungs_from=3, carried=(owed,))
    assert [(firing.kind, firing.index) for firing in found.firings] == [("due", 0), ("rung", 2)]
