"""My work: what is asked of me, of my unit, of nobody in particular yet, and the cases that concern me."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import by_name, not_kept_from
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.pages import MyWork, Named, WorkRow
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import AllOf, Atom, Condition, Op
from fangyuan.store.lists import Listing
from fangyuan.store.sight import Sight
from fangyuan.store.todo import Asking

ROWS = 50
"""Rows on a page."""

MINE, UNIT, UNCLAIMED, WATCHED = "mine", "unit", "unclaimed", "watched"

Lights = Mapping[Light, int]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its counts by light, and a page of its rows of one light (or of all)."""

    lights: Callable[[], Lights]
    rows: Callable[[Light | None, int], tuple[WorkRow, ...]]


def my_work(office: Office, me: Identity, tab: str, light: Light | None, page: int, now: datetime) -> MyWork:
    """A page (from 1) of a tab, by due date. A tab that nobody knows is `mine`."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        tabs = _tabs(desk)
        name = tab if tab in tabs else MINE
        lights = {each: made.lights() for each, made in tabs.items()}
        rows = tabs[name].rows(light, max(page, 1))
    seen = lights[name]
    total = seen.get(light, 0) if light else sum(seen.values())
    return MyWork(name, rows, seen, total, {each: sum(counts.values()) for each, counts in lights.items()})


def _tabs(desk: Desk) -> dict[str, Tab]:
    """The four tabs."""
    mine = Asking(
        desk.tenant.tenant,
        not_kept_from(desk.person),
        desk.now,
        person=desk.person.person,
        principals=desk.principals,
    )
    return {
        MINE: _asked(desk, [mine]),
        UNIT: _asked(desk, _of_my_units(desk)),
        UNCLAIMED: _asked(desk, [replace(mine, kinds=("task",), unclaimed=True, shared=True)]),
        WATCHED: _watched(desk),
    }


def _of_my_units(desk: Desk) -> list[Asking]:
    """What is asked of anybody in my units, in cases that I may see; one question for each scope that I have."""
    units = frozenset(desk.person.units)
    people = frozenset(p.person for p in desk.directory.people.values() if not units.isdisjoint(p.units))
    return [
        Asking(desk.tenant.tenant, sight, desk.now, units=units, people=people, case_types=case_types)
        for sight, case_types in desk.sights.items()
    ]


def _asked(desk: Desk, askings: list[Asking]) -> Tab:
    """A tab of work."""
    todo, maker = desk.uow.todo, RowMaker(desk)

    def rows(light: Light | None, page: int) -> tuple[WorkRow, ...]:
        # What several questions find is merged, so each must give all that may come before the page's end.
        begin = ROWS * (page - 1)
        first = begin if len(askings) == 1 else 0
        found: list[WorkRow] = []
        for asking in askings:
            lines = todo.cases(replace(asking, light=light), begin + ROWS - first, first)
            found += by_case(maker.work(line) for line in lines)
        if len(askings) > 1:
            found = sorted(found, key=_due_first)[begin : begin + ROWS]
        return tuple(found)

    return Tab(lambda: _sum([todo.lights(asking) for asking in askings]), rows)


def _due_first(row: WorkRow) -> tuple[bool, str, str]:
    """Rows by due date, what has none last."""
    at = row.due.at if row.due else None
    return (at is None, at.isoformat() if at else "", row.case)


def by_case(rows: Iterable[WorkRow]) -> tuple[WorkRow, ...]:
    """One row a case, where its earliest stood: everything that is asked there in the order of its due dates."""
    found: dict[str, WorkRow] = {}
    for row in rows:
        first = found.get(row.case)
        found[row.case] = replace(first, asked=_together(first.asked, row.asked)) if first else row
    return tuple(found.values())


def _together(asked: tuple[Named, ...], more: tuple[Named, ...]) -> tuple[Named, ...]:
    """Each thing that is asked once; several places of one task read alike."""
    return tuple({one.title: one for one in (*asked, *more)}.values())


def _watched(desk: Desk) -> Tab:
    """The open cases that concern me by name: registered, led, or worked on."""
    maker = RowMaker(desk)
    listing = open_listing(desk, by_name(desk.person, desk.principals))

    def rows(light: Light | None, page: int) -> tuple[WorkRow, ...]:
        asked = listing if light is None else replace(listing, condition=_of_light(listing.condition, light))
        return maker.cases(desk.uow.cases.page(replace(asked, limit=ROWS, offset=ROWS * (page - 1))).rows)

    return Tab(lambda: desk.uow.cases.lights(listing), rows)


def open_listing(desk: Desk, sight: Sight, *more: Condition, case_types: tuple[str, ...] = ()) -> Listing:
    """Open cases of any type by due date."""
    condition = AllOf((Atom("case.closed", Op.CONST, False), *more))
    return Listing(
        desk.tenant.tenant, sight, desk.moment(), case_types, condition=condition, sort=("case.due",), limit=ROWS
    )


def _of_light(condition: Condition, light: Light) -> Condition:
    return AllOf((condition, Atom("case.light", Op.CONST, light.value)))


def _sum(counts: list[Lights]) -> Lights:
    """Counts by light, added up."""
    return {light: sum(one.get(light, 0) for one in counts) for light in Light}
