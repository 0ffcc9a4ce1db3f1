"""Calendars by which clocks with a bound of the law count: a pack that extends another lets them have no more days off.

Dates that become known later are published in the installation (docs/operating.md), not by packs.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fangyuan.compiler.bounds import bounded
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

_USUAL_CALENDAR, _USUAL_ZONE, _USUAL_WEEKEND = "cn", "Asia/Shanghai", ("sat", "sun")


def slowed(clocks: Iterable[Node], base: list[Node], over: list[Node], removed: Iterable[Node]) -> Iterator[Problem]:
    """What a child's calendars (`over`, and the names that it has `removed`) do to the bounded ones among its parent's clocks."""
    counted = {_calendar_of(clock): clock for clock in bounded(list(clocks)).values()}
    known = {calendar.text("calendar"): calendar for calendar in base}
    for name in removed:
        if str(name.value) in known and (clock := counted.get(str(name.value))):
            yield _said(clock, name, f"remove {name.value}")
    for calendar in over:
        was, clock = known.get(calendar.text("calendar")), counted.get(calendar.text("calendar"))
        if was is not None and clock is not None:
            yield from _changed(clock, was, calendar)


def _calendar_of(clock: Node) -> str:
    counting = clock.get("counting")
    return counting.text("calendar", _USUAL_CALENDAR) if counting else _USUAL_CALENDAR


def _said(clock: Node, at: Node, what: str) -> Problem:
    detail = {"clock": clock.text("clock"), "bound": clock.text("at-most"), "what": what}
    return finding("bound-stretched", at.at, **detail)


def _changed(clock: Node, was: Node, calendar: Node) -> Iterator[Problem]:
    """Each word of a calendar that gives it more days off than its parent's has."""
    name = calendar.text("calendar")
    if calendar.get("remove"):
        yield _said(clock, calendar, f"remove {name}")
        return
    ours, theirs = Merger().mapping(was, calendar).plain(), was.plain()
    for word, usual in (("zone", _USUAL_ZONE), ("hours", None)):
        if ours.get(word, usual) != theirs.get(word, usual):
            yield _said(clock, calendar.get(word) or calendar, f"{name}: {word}")
    if not set(ours.get("weekend", _USUAL_WEEKEND)) <= set(theirs.get("weekend", _USUAL_WEEKEND)):
        yield _said(clock, calendar.get("weekend") or calendar, f"{name}: weekend")
    now = {year["year"]: year for year in ours.get("years", ())}
    for year in theirs.get("years", ()):
        for word in _slower(now.get(year["year"], {}), year):
            yield _said(clock, calendar.get("years") or calendar, f"{name} {year['year']}: {word}")


def _slower(now: Mapping[str, Any], was: Mapping[str, Any]) -> Iterator[str]:
    """The words of a year that let it have more days off, or other hours."""
    if not set(now.get("holidays") or ()) <= set(was.get("holidays") or ()):
        yield "holidays"
    if not set(now.get("workdays") or ()) >= set(was.get("workdays") or ()):
        yield "workdays"
    if (now.get("hours") or {}) != (was.get("hours") or {}):
        yield "hours"
