"""Reckoning again under a new revision of a calendar: everything that made up a run's due date is made up once more."""

from datetime import date

from fangyuan.engine.clocks.extending import grant
from fangyuan.engine.clocks.recalculating import recalculate
from fangyuan.model.clocks import Clock, Until
from fangyuan.model.events import AnswersSubmitted, ClockMoved
from unit.engine_clocks.bench import EXTENSION, PUBLISHED, WORLD, Bench, beijing, clock, days, on

SUBMITTED = AnswersSubmitted(form="slip", answers={})
PLEDGED = clock(until=Until("d", days("60 days")), extend=EXTENSION)
MONTHLY = clock(every=days("1 month"), met_by=on("told"), extend=EXTENSION)


def extended(bench: Bench, definition: Clock, by: str, at: str) -> None:
    (granted,) = grant(definition, bench.run(), days(by), "鉴定", WORLD, beijing(at))
    bench.record(granted, beijing(at))


def again(bench: Bench, definition: Clock, at: str) -> ClockMoved:
    (moved,) = recalculate((definition,), bench.case, PUBLISHED, beijing(at))
    bench.record(moved, beijing(at))
    return moved


def test_a_promised_date_that_was_extended_is_reckoned_again_from_the_promise() -> None:
    bench = Bench((PLEDGED,), facts={"d": "2026-12-20"})
    bench.say("go", "2026-12-01")
    extended(bench, PLEDGED, "30 days", "2026-12-05")
    assert (bench.due(), bench.run().history[-1].reckoning.provisional) == ("2027-01-19", True)
    moved = again(bench, PLEDGED, "2026-12-06")
    assert (str(moved.reckoning.due), moved.reckoning.provisional) == ("2027-01-25", False)
    assert moved.reckoning.steps[0] == "按填写的日期：2026-12-20"


def test_a_promised_date_without_other_days_is_freed_of_its_provisional_mark() -> None:
    definition = clock(until=Until("d"), extend=EXTENSION)
    bench = Bench((definition,), facts={"d": "2026-12-20"})
    bench.say("go", "2026-12-01")
    extended(bench, definition, "25 days", "2026-12-05")
    moved = again(bench, definition, "2026-12-06")
    assert (str(moved.reckoning.due), moved.reckoning.provisional) == ("2027-01-14", False)


def test_a_promise_that_came_later_is_kept_after_it_was_extended_and_reckoned_again_twice() -> None:
    bench = Bench((PLEDGED,))
    bench.say("go", "2026-12-01")
    bench.facts = {"d": "2026-12-20"}
    bench.happens(SUBMITTED, "2026-12-03")
    extended(bench, PLEDGED, "30 days", "2026-12-05")
    assert again(bench, PLEDGED, "2026-12-06").reckoning.unrolled == date(2027, 1, 19)
    assert bench.due() == "2027-01-25"
    assert bench.refolded() == bench.case


def test_a_period_is_reckoned_again_without_the_extensions_of_earlier_ones() -> None:
    bench = Bench((MONTHLY,))
    bench.say("go", "2026-11-18")
    extended(bench, MONTHLY, "10 days", "2026-11-20")
    bench.say("told", "2026-12-10")
    assert (bench.run().period, bench.due()) == (2, "2027-01-18")
    assert str(again(bench, MONTHLY, "2026-12-12").reckoning.due) == "2027-01-25"
