"""My work: what is asked of me, of my unit, of nobody in particular yet, and the cases that concern me."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.pages import MyWork, Named, Onward, Opened, Piece, WorkRow, turned
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.searching import query_for
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import AllOf, Atom, Condition, Op
from fangyuan.store.lists import Listing
from fangyuan.store.sight import Sight
from fangyuan.store.todo import Asking, Facet

ROWS = 50
"""Rows on a page."""

SORTS = {"received": "case.received_on", "-received": "-case.received_on"}
"""How a list may be sorted beside the due date."""

MINE, UNIT, UNCLAIMED, WATCHED = "mine", "unit", "unclaimed", "watched"

KINDS = ("draft", "extension", "letter")
"""What is asked beside tasks, as it may be chosen."""

Lights = Mapping[Light, int]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its counts by light, and a page of its rows of one light (or of all)."""

    lights: Callable[[], Lights]
    rows: Callable[[Light | None, Opened], tuple[WorkRow, ...]]
    facets: Callable[[], Sequence[Facet]]


@dataclass(frozen=True, slots=True)
class Narrow:
    """What of a tab is shown, and how it is sorted: by due date, by the day of receipt (`received`), the newest first
    (`-received`). An empty case type means all.

    `what`: tasks of one title (`task/…`), or one kind of what is asked; `unit`: the case's own, or one that it is asked of
    or about; `words`: cases in which they stand.
    """

    case_type: str = ""
    sort: str = ""
    what: str = ""
    unit: str = ""
    words: str = ""


ALL = Narrow()


def my_work(
    office: Office, me: Identity, tab: str, light: Light | None, page: Opened, now: datetime, narrow: Narrow = ALL
) -> MyWork:
    """A page of a tab. A tab that nobody knows is `mine`."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        narrow = _known(desk, narrow)
        tabs = _tabs(desk, narrow)
        name = tab if tab in tabs else MINE
        lights = {each: made.lights() for each, made in tabs.items()}
        rows = tabs[name].rows(light, page)
        asks, units = _offered(desk, tabs[name].facets(), narrow)
    seen = lights[name]
    total = seen.get(light, 0) if light else sum(seen.values())
    types = tuple(Named(key, pack.case_types[key].title) for key, pack in sorted(desk.packs.items()))
    counts = {each: sum(counts.values()) for each, counts in lights.items()}
    return MyWork(
        name, rows, seen, total, counts, types, narrow.case_type, narrow.sort, _going_on(rows, narrow.sort),
        asks, units, narrow.what, narrow.unit, narrow.words,
    )  # fmt: skip


def _known(desk: Desk, narrow: Narrow) -> Narrow:
    """What was chosen, without an order or a case type that is not at work here, or is no more."""
    return replace(
        narrow,
        sort=narrow.sort if narrow.sort in SORTS else "",
        case_type=narrow.case_type if narrow.case_type in desk.packs else "",
    )


def _going_on(rows: tuple[WorkRow, ...], sort: str) -> Onward:
    """What follows a page: behind its last row in the order that was asked for."""
    if len(rows) < ROWS:
        return Onward()
    last = rows[-1]
    return Onward((last.received_on if sort in SORTS else last.due.at if last.due else None, last.case))


def _tabs(desk: Desk, narrow: Narrow) -> dict[str, Tab]:
    """The four tabs."""
    mine = Asking(
        desk.tenant.tenant,
        desk.told,
        desk.now,
        person=desk.person.person,
        case_types=(narrow.case_type,) if narrow.case_type else (),
        sort=narrow.sort,
    )
    return {
        MINE: _asked(desk, [mine], narrow),
        UNIT: _asked(desk, _of_my_units(desk, narrow), narrow),
        UNCLAIMED: _asked(desk, [replace(mine, kinds=("task",), unclaimed=True, shared=True)], narrow),
        WATCHED: _watched(desk, narrow),
    }


def _of_my_units(desk: Desk, narrow: Narrow) -> list[Asking]:
    """What is asked of anybody in my units, in cases that I may see; one question for each scope that I have."""
    units = frozenset(desk.person.units)
    people = frozenset(p.person for p in desk.directory.people.values() if not units.isdisjoint(p.units))
    asking = Asking(desk.tenant.tenant, Sight("", None), desk.now, units=units, people=people, sort=narrow.sort)
    return [
        replace(asking, sight=sight, case_types=(narrow.case_type,) if narrow.case_type else case_types)
        for sight, case_types in desk.sights.items()
        if not narrow.case_type or narrow.case_type in case_types
    ]


def _narrowed(desk: Desk, asking: Asking, narrow: Narrow) -> Asking:
    """The question with what was chosen above the list."""
    kind, _, title = narrow.what.partition("/")
    types = asking.case_types or tuple(desk.packs)
    sought = query_for(desk, types, narrow.words, numbers=False) if narrow.words.strip() else None
    kinds = tuple(one for one in (kind,) if one and (not asking.kinds or one in asking.kinds)) or asking.kinds
    return replace(
        asking,
        kinds=kinds,
        title=title,
        about=narrow.unit,
        sought=sought,
        case_types=types if sought else asking.case_types,
    )


def _offered(desk: Desk, facets: Sequence[Facet], narrow: Narrow) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """What is asked and the units that it concerns, to choose from; what was chosen stands among it, also where it is not
    asked now: the list goes by it.
    """
    tasks = {f"task/{one.title}" for one in facets if one.kind == "task"}
    kinds = {one.kind for one in facets}
    tasks |= {narrow.what} if narrow.what.startswith("task/") else set()
    kinds |= {narrow.what}
    known = desk.directory.units
    units = {unit for one in facets for unit in one.units if unit in known} | ({narrow.unit} & known.keys())
    named = sorted((Named(unit, known[unit].title) for unit in units), key=lambda one: one.title)
    asked = (*(Named(kind, kind) for kind in KINDS if kind in kinds), *(Named(one, one[5:]) for one in sorted(tasks)))
    return asked, tuple(named)


def _asked(desk: Desk, every: list[Asking], narrow: Narrow) -> Tab:
    """A tab of work."""
    todo, maker = desk.uow.todo, RowMaker(desk)
    askings = [_narrowed(desk, one, narrow) for one in every]

    def rows(light: Light | None, opened: Opened) -> tuple[WorkRow, ...]:
        page, after = turned(opened)
        # What several questions find is merged, so each must give all that may come before the page's end.
        begin = ROWS * (page - 1)
        first = 0 if len(askings) > 1 else begin
        found: list[WorkRow] = []
        for asking in askings:
            lines = todo.cases(replace(asking, light=light), begin + ROWS - first, first, after)
            runs = todo.runs(asking, (line.case for line in lines)) if lines else {}
            found += by_case(maker.work(line, runs.get(line.case, ())) for line in lines)
        if len(askings) > 1:
            found = _merged(found, askings[0].sort)[begin : begin + ROWS]
        return tuple(found)

    return Tab(
        lambda: _sum([todo.lights(asking) for asking in askings]),
        rows,
        lambda: [one for asking in every for one in todo.facets(asking)],
    )


def _merged(rows: list[WorkRow], sort: str) -> list[WorkRow]:
    """What several questions found, in the order that was asked for."""
    if sort not in SORTS:
        return sorted(rows, key=_due_first)
    ordered = sorted(rows, key=lambda row: row.case)
    return sorted(ordered, key=lambda row: row.received_on, reverse=sort.startswith("-"))


def _due_first(row: WorkRow) -> tuple[bool, str, str]:
    """Rows by due date, what has none last."""
    at = row.due.at if row.due else None
    return (at is None, at.isoformat() if at else "", row.case)


def by_case(rows: Iterable[WorkRow]) -> tuple[WorkRow, ...]:
    """One row a case, where its earliest stood: everything that is asked there in the order of its due dates, then what may
    be left undone. A deadline of the case is told apart only where nothing that is asked goes by it.
    """
    found: dict[str, WorkRow] = {}
    for row in rows:
        first = found.get(row.case)
        found[row.case] = replace(first, asked=_together(first.asked, row.asked)) if first else row
    return tuple(_apart(row) for row in found.values())


def _together(asked: tuple[Piece, ...], more: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Each thing that is asked once, as it is due first; several places of one task read alike."""
    found: dict[str, Piece] = {}
    for one in (*asked, *more):
        found.setdefault(one.title, one)
    return tuple(found.values())


def _apart(row: WorkRow) -> WorkRow:
    own = {one.due.at for one in row.asked if one.due}
    other = row.other if row.other and row.other.at not in own else None
    return replace(row, asked=tuple(sorted(row.asked, key=lambda one: one.optional)), other=other)


def _watched(desk: Desk, narrow: Narrow) -> Tab:
    """The open cases that concern me by name: registered, led, or worked on."""
    maker = RowMaker(desk)
    types = (narrow.case_type,) if narrow.case_type else ()
    listing = open_listing(desk, desk.by_name, case_types=types)
    listing = replace(listing, sort=(SORTS.get(narrow.sort, "case.due"),))
    if narrow.words.strip():
        asked_types = types or tuple(desk.packs)
        sought = query_for(desk, asked_types, narrow.words, numbers=False)
        listing = replace(listing, case_types=asked_types, sought=sought)
    if narrow.unit:
        listing = replace(listing, condition=AllOf((listing.condition, Atom("case.unit", Op.CONST, narrow.unit))))

    def rows(light: Light | None, opened: Opened) -> tuple[WorkRow, ...]:
        page, after = turned(opened)
        asked = listing if light is None else replace(listing, condition=_of_light(listing.condition, light))
        wanted = replace(asked, limit=ROWS, offset=ROWS * (page - 1), cursor=after)
        return maker.cases(desk.uow.cases.page(wanted).rows)

    def facets() -> Sequence[Facet]:
        return [Facet("", "", (unit,)) for unit in desk.person.units]

    return Tab(lambda: desk.uow.cases.lights(listing), rows, facets)


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
