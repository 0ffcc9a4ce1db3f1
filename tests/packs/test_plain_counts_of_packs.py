"""Figures of the packs beside the shared one, over cases that their own scenarios play: what a count by hand says.

By hand means: the events of each case read one by one (plain_events), and the words of each figure put in Python below. Scenarios
in which a matter goes through several cases of the counted type are left to `test_plain_counts` and to their own expectations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pytest

from fangyuan.casework.reading.figures.periods import period_of
from fangyuan.casework.reading.figures.tables import TOTAL
from fangyuan.casework.reading.pages import FigureTable
from fangyuan.casework.rehearsing.counting import Counted, counting
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import default_type, scenarios_of
from fangyuan.kinds import load_kinds
from fangyuan.model.reports import Report
from packs.mechanisms import loaded
from packs.plain_events import Case, day_of, read
from packs.test_report_contents import rate

Test = Callable[[Case], object]
Place = Callable[[Case], Collection[str]]
Cells = Iterator[tuple[str, str, str]]
NOWHERE = frozenset({"（未填）", "（未填或保密）"})


@dataclass(frozen=True, slots=True)
class Hand:
    """A figure by hand: the day by which a case falls into the period, and what is made of those that do."""

    on: Callable[[Case], date | None]
    tally: Callable[[list[Case]], str]


def on(path: str) -> Callable[[Case], date | None]:
    """The day that an answer is."""
    return lambda one: date.fromisoformat(str(one.get(path))[:10]) if one.get(path) else None


def received(one: Case) -> date | None:
    return one.received


def ended(one: Case) -> date | None:
    return day_of(one.closed) if one.closed else None


def many(day: Callable[[Case], date | None], test: Test = lambda one: True) -> Hand:
    return Hand(day, lambda found: str(sum(bool(test(one)) for one in found)))


def total(day: Callable[[Case], date | None], path: str, test: Test = lambda one: True) -> Hand:
    return Hand(day, lambda found: str(sum(one.get(path) or 0 for one in found if test(one))))


def part(day: Callable[[Case], date | None], test: Test, of: Test) -> Hand:
    def told(found: list[Case]) -> str:
        whole = [one for one in found if of(one)]
        return rate(sum(bool(test(one)) for one in whole), len(whole)) if whole else "—"

    return Hand(day, told)


def said(path: str, *values: object) -> Test:
    return lambda one: one.get(path) in values if values else one.get(path) not in (None, "")


def came_out(outcome: str) -> Test:
    return lambda one: one.outcome == outcome


def is_open(one: Case) -> bool:
    return one.closed is None


def is_listed(one: Case) -> bool:
    return "listed" in one.flags


MET, FOUND, TICKET = on("visit_on"), on("found_on"), on("ticket_on")
VISITS = {
    "visits": many(MET), "heads": total(MET, "headcount"), "answered": many(MET, came_out("answered")),
    "handled": many(MET, came_out("handled")), "open": many(MET, is_open),
}  # fmt: skip
CONFIRMED = said("confirmed", True)
DISPUTES = {
    "found": many(FOUND), "settled": many(FOUND, CONFIRMED), "rate": part(FOUND, CONFIRMED, said("found_on")),
    "open": many(FOUND, is_open), "joined": many(FOUND),
}  # fmt: skip
REVISITED = on("revisit_on")
SUPERVISED = {
    "listed": many(received, is_listed), "closed": many(ended, is_listed),
    "settled": many(ended, lambda one: is_listed(one) and one.get("settled") is True),
    "accepted": many(ended, lambda one: is_listed(one) and one.get("accepted") is True),
    "revisited": many(REVISITED, is_listed),
    "reached": part(REVISITED, said("reached", True), is_listed),
    "satisfied": part(
        REVISITED,
        said("satisfaction", "satisfied", "basically-satisfied"),
        lambda one: is_listed(one) and said("satisfaction")(one),
    ),
}  # fmt: skip
VISIT = said("channel", "visit")
ASSIGNED = on("assigned_on")
GRADED = {
    "letters": many(received, said("channel", "letter")), "visits": many(received, VISIT),
    "heads": total(received, "heads", VISIT), "calls": many(received, said("channel", "call", "online")),
    "collective": many(received, said("collective", True)), "repeated": many(received, said("repeated", True)),
    "cases": many(received), "supervised": many(ASSIGNED), "replied": many(ASSIGNED, said("told_on")),
}  # fmt: skip
TICKETS = {
    "batches": many(TICKET), "heads": total(TICKET, "persons_count"), "first": many(TICKET, said("first_time", True)),
    "cases": many(TICKET, came_out("cases")), "done": many(TICKET, came_out("done")), "left": many(TICKET, came_out("left")),
}  # fmt: skip

COUNTED: Mapping[str, tuple[str, Mapping[str, Mapping[str, Hand]]]] = {
    "leader-visits": ("visit", {"visits": VISITS}),
    "heze-liangxiang": ("dispute", {"disputes-by-kind": DISPUTES, "disputes-progress": DISPUTES, "quarter-tables": DISPUTES}),
    "heze-qianjian": ("supervised-petition", {"supervised-monthly": SUPERVISED}),
    "shangnan-sanji": ("graded-petition", {"sanji-monthly": GRADED, "sanji-quarterly": GRADED}),
    "yuncheng-xinfang": ("hall-ticket", {"hall-daily": TICKETS, "hall-monthly": TICKETS}),
}  # fmt: skip
"""By pack: whose cases, and of each report every figure."""

ELSEWHERE = {("quarter-tables", "activities")}
"""Tables over other cases than the rest of their report."""

SCENARIOS = {
    "leader-visits": ("appointed-and-carried", "reception-day"), "heze-liangxiang": ("one-dispute",),
    "heze-qianjian": ("another-leader", "extension-approved"), "yuncheng-xinfang": ("no-case-needed", "thirteen-batches"),
    "shangnan-sanji": ("beating-in-a-village", "group-hands-on", "homestead-quarrel"),
}  # fmt: skip
"""The scenarios of which the figures tell the most, by how their files begin."""

SILENT: Mapping[str, Collection[str]] = {
    "leader-visits": {"open"}, "heze-liangxiang": {"open"}, "heze-qianjian": {"accepted"},
    "shangnan-sanji": {"letters", "calls", "collective"}, "yuncheng-xinfang": {"cases", "first"},
}  # fmt: skip
"""Figures of which no scenario tells anything but nothing, by pack."""


def played(folder: str) -> Iterator[Memory]:
    """The cases of each scenario of a pack."""
    source, pack = loaded(folder)
    chosen = tuple(f"scenarios/{name}" for name in SCENARIOS[folder])
    for _, data in (one for one in scenarios_of(source) if one[0].startswith(chosen)):
        scenario = read_scenario(data)
        memory = Memory(pack, scenario, load_kinds())
        kind = case_type_of(pack, scenario.case_type) if scenario.case_type else default_type(pack)
        assert [wrong.message for wrong in Player(memory, kind).play(scenario.steps)] == []
        yield memory


def cases_of(memory: Memory, kind: str) -> list[Case]:
    """Those of a type; none where one of them came of another, or where some are kept from officers by name."""
    found = [one for one in map(read, memory.histories.values()) if one.kind.endswith(f"/{kind}")]
    ids = {one.case for one in found}
    mixed = any(one.parent in ids or one.into or one.get("purpose") == "accusation" for one in found)
    return [] if mixed else found


def titles(memory: Memory, kind: str, path: str) -> Place:
    """What the rows are called in which a case stands."""
    [of] = [one for one in memory.pack.case_types.values() if one.key.endswith(f"/{kind}") and not one.abstract]
    field, directory = of.fields.get(path), memory.world.directory
    known = {one.value: one.title for one in field.options} if field else {}
    known |= {name: one.name for name, one in directory.people.items()}
    known |= {name: one.title for name, one in directory.units.items()}

    def place(one: Case) -> Collection[str]:
        answer = one.get(path)
        answers = answer if isinstance(answer, list) else [answer]
        return {known.get(code, code) for code in answers} if answer not in (None, "", []) else NOWHERE

    return place


def cells_of(shown: FigureTable, hands: Mapping[str, Hand], cases: list[Case], place: Place | None) -> Cells:
    """(where, what the report says, what a count by hand says) of each cell; `place` says in which rows a case stands."""
    for row in (*shown.rows, *([shown.total] if shown.total else [])):
        whole = place is None or row.heads[0] == TOTAL
        mine = cases if whole or place is None else [one for one in cases if row.heads[0] in place(one)]
        for cell in row.cells:
            if cell.measure in hands and not cell.compared:
                yield f"{shown.table} {row.heads[0]} {cell.measure}", cell.text, hands[cell.measure].tally(mine)


def compared(counted: Counted, kind: str, report: Report, hands: Mapping[str, Hand], cases: list[Case]) -> Cells:
    """The same of every table of a report, in each period into which one of the cases falls by any figure."""
    memory = counted.memory
    days = {day for one in cases for hand in hands.values() if (day := hand.on(one))}
    for period in {period_of(report.per, day) for day in days}:
        within = {
            name: replace(hand, tally=partial(_tallied, hand, period.start, period.end)) for name, hand in hands.items()
        }
        page = counted.report(report.report, period.key)
        for table in page.tables if page else ():
            by = next(one.rows[0].by if one.rows else "" for one in report.tables if one.table == table.table)
            if by == "date" or by.startswith("case.") or (report.report, table.table) in ELSEWHERE:
                continue
            place = titles(memory, kind, by) if by else None
            yield from ((f"{period.title} {where}", *told) for where, *told in cells_of(table, within, cases, place))


def _tallied(hand: Hand, start: date, end: date, cases: list[Case]) -> str:
    return hand.tally([one for one in cases if (day := hand.on(one)) and start <= day < end])


@pytest.mark.parametrize("folder", COUNTED)
def test_the_figures_of_a_pack_say_what_a_count_by_hand_says(folder: str) -> None:
    kind, reports = COUNTED[folder]
    wrong, shown = list[str](), set[str]()
    for memory in played(folder):
        if not (cases := cases_of(memory, kind)):
            continue
        with counting(memory) as counted:
            for name, hands in reports.items():
                for where, told, expected in compared(counted, kind, memory.pack.reports[name], hands, cases):
                    shown |= {where.rpartition(" ")[2]} if told not in ("0", "—") else set()
                    wrong += [f"{name} {where}: {told}, by hand {expected}"] if told != expected else []
    assert wrong == [], "\n".join(wrong)
    asked = {measure for hands in reports.values() for measure in hands}
    assert asked - shown <= SILENT.get(folder, set()), "figures that count nothing, so that nothing is shown"
