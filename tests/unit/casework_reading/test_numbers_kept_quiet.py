"""Whoever a case is kept from is answered, by every way and at every try, as if its number were free (Art. 30)."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking
from fangyuan.casework.keeping_away import keep_away
from fangyuan.casework.office import Office
from fangyuan.casework.reading.inbox import inbox
from fangyuan.casework.resembling import look_alike
from fangyuan.model.commands import CorrectAnswers, Recuse, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Unit
from fixtures.reading import NOW, Bench
from unit.casework_reading.numbered import (
    ACCUSED,
    DESK,
    ERRAND,
    KEEPER,
    MATTER,
    PORTAL,
    book,
    count,
    furnished,
    imported,
    lines,
    taken,
    tried,
    worked,
)

HIDDEN, FREE = "XX-2026-001", "XX-2026-777"


@pytest.fixture
def bench(office: Office) -> Bench:
    """The office with the pack and its people."""
    return furnished(office)


def accused(bench: Bench, number: str) -> None:
    """An accusation against the unit of whoever asks."""
    taken(bench, portal_number=number, reference=number, about_unit="east")


def accused_later(bench: Bench, number: str) -> None:
    """A case that turns out to be one."""
    case = taken(bench, portal_number=number, reference=number)
    bench.act(DESK, case, CorrectAnswers(reason="查明了", answers={"about_unit": "east"}))


def recused(bench: Bench, number: str) -> None:
    """An open case that whoever asks was taken out of."""
    case = taken(bench, portal_number=number, reference=number)
    bench.act(DESK, case, Recuse(person="east-clerk", to="desk-clerk", reason="近亲属"))


def as_an_errand(bench: Bench, number: str) -> None:
    """An accusation of another type."""
    taken(bench, kind=ERRAND, portal_number=number, reference=number, about_unit="east")


TRIES = {
    accused: (
        ("typed", "alike", "typed", "brought", "errand", "corrected", "typed", "alike"),
        ("brought", "alike", "brought", "typed", "corrected", "brought", "alike"),
        ("letter", "alike", "typed", "letter", "alike", "typed", "brought"),
    ),
    accused_later: (("corrected", "alike", "corrected", "typed", "brought", "errand"),),
    recused: (("typed", "alike", "errand", "typed", "brought"), ("brought", "typed", "alike", "brought")),
    as_an_errand: (("errand", "typed", "alike", "errand", "brought"), ("typed", "alike", "brought", "typed")),
}
"""One officer's tries of one number, one after the other, by how the case that bears it is kept from them."""


class Asking:
    """An officer who tries a number by every way; cases are told by the order in which they are named."""

    def __init__(self, bench: Bench, me: Identity, number: str) -> None:
        self.bench, self.me, self.number = bench, me, number
        self.named: dict[str, str] = {}
        self.case = taken(bench, me)

    def typed(self, kind: str = MATTER) -> str:
        return self._said(lambda: taken(self.bench, self.me, kind=kind, portal_number=self.number))

    def errand(self) -> str:
        return self.typed(ERRAND)

    def corrected(self) -> str:
        told = CorrectAnswers(reason="抄错了", answers={"portal_number": self.number})
        return self._said(lambda: self.bench.act(self.me, self.case, told))

    def alike(self) -> list[tuple[str, tuple[str, ...]]]:
        answers = {"topic": "别的", "portal_number": self.number, "reference": self.number}
        found = look_alike(self.bench.office, self.me, MATTER, answers, (), NOW)
        return [(self._plain(one.row.number), one.same) for one in found if one.same]

    def brought(self) -> tuple[dict[str, int], list[tuple[str, str]], dict[str, int]]:
        job = tried(self.bench, book(PORTAL, [self.number, "换了说法"]), me=self.me)
        trial = dict(job.counts)
        asking.take_in(self.bench.office, self.me, job.id, NOW)
        job = worked(self.bench, job, self.me)
        return trial, [(outcome, self._plain(case)) for outcome, case in lines(self.bench, job)], job.counts

    def letter(self) -> str:
        return self._said(lambda: taken(self.bench, self.me, reference=self.number))

    def _said(self, do: Callable[[], object]) -> str:
        try:
            do()
        except Refused as no:
            return self._plain(" ".join(f"{one.path} {one.message} {one.advice} {one.detail}" for one in no.problems))
        return "taken"

    def _plain(self, text: str) -> str:
        return re.sub(r"(LJ|CB)2026-\d+|[0-9a-f-]{36}", lambda found: self._name(found[0]), text)

    def _name(self, found: str) -> str:
        return self.named.setdefault(found, f"case {len(self.named)}")


@pytest.mark.parametrize("keep", TRIES)
def test_no_try_tells_the_number_of_a_case_that_is_kept_from_somebody_from_a_free_one(
    bench: Bench, keep: Callable[[Bench, str], None]
) -> None:
    for place, ways in enumerate(TRIES[keep]):
        keep(bench, f"XX-2026-{place}")
        hidden, free = Asking(bench, ACCUSED, f"XX-2026-{place}"), Asking(bench, ACCUSED, f"XX-2027-{place}")
        told = [(way, getattr(hidden, way)(), getattr(free, way)()) for way in ways]
        assert [(way, one) for way, one, _ in told] == [(way, other) for way, _, other in told]
        # The answers are not all the same, or nothing was shown.
        assert any("已经登记过" in str(one) for _, one, _ in told)


def test_the_case_beside_it_is_found_by_whoever_may_see_it_and_named_to_nobody_else(bench: Bench) -> None:
    taken(bench, portal_number=HIDDEN, about_unit="east")
    taken(bench, ACCUSED, portal_number=HIDDEN)
    assert "是 LJ2026-0001。" in Asking(bench, DESK, HIDDEN).typed().replace("case 0", "LJ2026-0001")
    assert "您无权查看那一件" in Asking(bench, KEEPER, HIDDEN).typed()
    told = [item.text for item in inbox(bench.office, DESK, 1, NOW)]
    assert told == ["LJ2026-0001 在别的系统里的编号又登记了一件（LJ2026-0002），请核对是不是同一件。"]
    assert inbox(bench.office, ACCUSED, 1, NOW) == ()


def test_a_confidential_case_that_is_not_ones_own_to_see_is_not_there_either(bench: Bench) -> None:
    taken(bench, portal_number=HIDDEN, about_unit="east")
    hidden, free = Asking(bench, KEEPER, HIDDEN), Asking(bench, KEEPER, FREE)
    ways = ("brought", "alike", "typed", "brought", "typed")
    assert [getattr(hidden, way)() for way in ways] == [getattr(free, way)() for way in ways]


def test_both_are_told_when_the_first_is_kept_from_nobody_any_more(bench: Bench) -> None:
    first = taken(bench, portal_number=HIDDEN, about_unit="east")
    taken(bench, ACCUSED, portal_number=HIDDEN)
    bench.act(DESK, first, CorrectAnswers(reason="不是检举", answers={"about_unit": None}))
    mine = "LJ2026-0002 在别的系统里的编号又登记了一件（LJ2026-0001），请核对是不是同一件。"
    assert [item.text for item in inbox(bench.office, ACCUSED, 1, NOW)] == [mine]
    assert len(inbox(bench.office, DESK, 1, NOW)) == 2
    found = look_alike(bench.office, ACCUSED, MATTER, {"topic": "别的", "portal_number": HIDDEN}, (), NOW)
    assert {one.row.number for one in found if one.same} == {"LJ2026-0001", "LJ2026-0002"}


def test_both_are_told_when_the_register_opens_it_to_one_of_them(bench: Bench) -> None:
    with bench.office.database.begin() as uow:
        uow.directory.put_units([Unit("west", "t1", "西区", parent="east")])
        uow.commit()
    taken(bench, portal_number=HIDDEN, about_unit="east")
    taken(bench, KEEPER, portal_number=HIDDEN)
    keep_away(bench.office)
    assert inbox(bench.office, KEEPER, 1, NOW) == ()
    with bench.office.database.begin() as uow:
        uow.directory.put_units([Unit("west", "t1", "西区")])
        uow.commit()
    keep_away(bench.office)
    assert len(inbox(bench.office, KEEPER, 1, NOW)) == 1


def test_whoever_registered_the_first_is_not_told_of_an_accusation_against_them(bench: Bench) -> None:
    taken(bench, ACCUSED, portal_number=HIDDEN, about_unit="west")
    taken(bench, KEEPER, portal_number=HIDDEN, about_unit="east")
    assert count(bench) == 2
    assert inbox(bench.office, ACCUSED, 1, NOW) == ()


@pytest.mark.parametrize(("more", "told"), [({}, 1), ({"about_person": "村干部甲"}, 0)], ids=["open", "in no register"])
def test_nobody_is_told_of_an_accusation_against_somebody_in_no_register(
    bench: Bench, more: dict[str, str], told: int
) -> None:
    taken(bench, ACCUSED, portal_number=HIDDEN, about_unit="west")
    taken(bench, KEEPER, portal_number=HIDDEN, **more)
    assert count(bench) == 2
    assert len(inbox(bench.office, ACCUSED, 1, NOW)) == told


def test_a_row_that_would_be_kept_from_its_own_importer_makes_one_case_at_most(bench: Bench) -> None:
    taken(bench, portal_number=HIDDEN, about_unit="east")
    heads = [*PORTAL, "被反映单位"]
    rows = [[HIDDEN, "路灯不亮", "东区"], ["XX-2026-002", "井盖松动", "东区"], [FREE, "树枝挡路", None]]
    for found in ({"new": 3}, {"new": 2, "known": 1}):
        assert imported(bench, book(heads, *rows), me=ACCUSED).counts == found
    assert count(bench) == 3


@pytest.mark.parametrize("hidden", [True, False])
def test_of_two_who_register_one_number_at_once_one_is_refused_whichever_types_they_choose(
    bench: Bench, hidden: bool
) -> None:
    numbers = [f"XX-{n}" for n in range(4)]
    for number in numbers if hidden else ():
        taken(bench, portal_number=number, about_unit="east")

    def register(number: str, kind: str) -> str:
        try:
            taken(bench, ACCUSED, kind=kind, portal_number=number)
        except Refused as no:
            return no.problems[0].code
        return "taken"

    with ThreadPoolExecutor(4) as together:
        for number in numbers:
            kinds = (MATTER, ERRAND, MATTER, ERRAND)
            said = sorted(together.map(lambda kind: register(number, kind), kinds))  # noqa: B023
            assert said == ["number-known"] * 3 + ["taken"]


def test_a_number_of_an_action_is_no_other_way_to_ask(bench: Bench) -> None:
    taken(bench, desk_number="GD-1", about_unit="east")
    for number in ("GD-1", "GD-2"):
        mine, second = taken(bench, ACCUSED), taken(bench, ACCUSED)
        bench.act(ACCUSED, mine, TakeAction(action="note-number", answers={"desk_number": number}))
        with pytest.raises(Refused, match="已经登记过，是"):
            bench.act(ACCUSED, second, TakeAction(action="note-number", answers={"desk_number": number}))
