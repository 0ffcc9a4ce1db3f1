"""Every number of every report of the shared pack, over a year that was played, is what a count by hand says (plain_figures)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from fangyuan.casework.reading.figures.periods import Period, parse, period_of
from fangyuan.casework.reading.figures.report import open_reports
from fangyuan.casework.reading.figures.tables import TOTAL, table_of
from fangyuan.casework.reading.pages import FigureTable
from fangyuan.model.reports import Dimension, Report, Table
from packs.counted_petitions import sheets
from packs.mechanisms import loaded
from packs.plain_events import Archive, Case
from packs.plain_figures import (
    ACTIVITIES,
    ATTENDED,
    BLANK,
    BUREAU,
    CONGRESS,
    HANDLED,
    HANDLING,
    INTAKES,
    MARKED,
    PASSED_ON,
    PETITIONS,
    PROGRESS,
    RECOMMENDATIONS,
    RECOMMENDED,
    RESULTS,
    REVIEWED,
    UNTOLD,
    VOLUME,
    Count,
    Days,
    Place,
    Scene,
)
from packs.played_year import WORLD, year

TABLES: Mapping[str, tuple[frozenset[str], Mapping[str, Count]]] = {
    "volume": (PETITIONS, VOLUME), "results": (PETITIONS, RESULTS), "handling": (frozenset({HANDLING}), HANDLED),
    "passed-on": (INTAKES, PASSED_ON), "recommendations": (RECOMMENDATIONS, RECOMMENDED), "reviews": (frozenset({HANDLING}), REVIEWED),
    "marks": (PETITIONS, MARKED),
}  # fmt: skip
"""The tables that mean one thing wherever they stand: whose cases, and each figure."""

CAME: Mapping[str, Count] = {name: VOLUME[name] for name in ("cases", "heads", "repeated", "repeat-rate")}
PERIODS = {
    "monthly": ("2025-07", "2026-02"), "quarterly": ("2025-Q2",),
    "half-yearly": ("2025-H1",), "yearly": ("2025",), "categories": ("2025-Q3",), "progress": ("2026",),
    "deputies-activities": ("2025-Q1", "2025-Q4"),
}  # fmt: skip
"""A month that is over, after which cases were reopened and merged, and one that is not; each other report once."""

BY_MONTH = ("volume", "results", "handling")
"""Tables that stand in several reports with the same figures: counted in the two months, where the database has them soonest."""


def spelt(path: str, titles: Mapping[str, str]) -> Place:
    """Where a case stands that answers with a code, or with several."""

    def place(one: Case) -> Collection[str]:
        said = one.get(path)
        found = said if isinstance(said, list) else [said]
        return {BLANK if code in (None, "") else titles.get(code, code) for code in found}

    return place


def kept(path: str, titles: Mapping[str, str] = MappingProxyType({})) -> Place:
    """Where a case stands by what names the accused, by itself or in a text: of an accusation nobody is told it (Art. 30)."""

    def place(one: Case) -> Collection[str]:
        said = "" if one.get("purpose") == "accusation" else one.get(path)
        return {titles.get(said, said) if said else UNTOLD}

    return place


@cache
def places() -> Mapping[str, Place]:
    """By what rows and columns go: where a case stands."""
    pack = loaded("petition-base")[1]
    codes = {name: {one.value: one.title for one in pack.codes[name].options} for name in pack.codes}
    units = {one["unit"]: one["title"] for one in WORLD["units"]} | {"office": "办公室"}
    people = {name: one["name"] for one in WORLD["people"] for name in list(one)[:1]}
    lists = {
        "category": "categories", "channel": "channels", "purpose": "purposes", "reason": "reasons", "system": "systems",
        "activity_kind": "deputy-activities",
    }  # fmt: skip
    kinds = {"improvement": "改进工作", "policy": "完善政策", "accountability": "追究责任"}
    types = [pack.case_types[kind] for kind in (HANDLING, CONGRESS, BUREAU)]
    stages = {stage.stage: stage.title for kind in types for stage in kind.stages}
    named = {path: spelt(path, codes[name]) for path, name in lists.items()}
    named |= {path: spelt(path, units) for path in ("competent_unit", "activity_group")}
    named |= {path: kept(path) for path in ("place", "hot_topic")}
    return named | {
        "accused_unit": kept("accused_unit", units),
        "recommended_kind": spelt("recommended_kind", kinds), "deputies": spelt("deputies", people),
        "case.unit": lambda one: {units[one.unit]}, "case.stage": lambda one: {stages[one.stage]},
        "case.outcome": lambda one: {codes["outcomes"].get(one.outcome, one.outcome)},
    }  # fmt: skip


GOES_ON = ("case.stage", "case.outcome")
"""What a matter is by the case in which it goes on, or ended."""

OWN: Mapping[tuple[str, str], tuple[frozenset[str], Mapping[str, Count]]] = {
    ("half-yearly", "outcomes"): (PETITIONS, {"cases": RESULTS["closed"]}),
    **{("progress", table): (PETITIONS, PROGRESS) for table in ("units", "categories", "stages")},
    **{("deputies-activities", table): (ACTIVITIES, ATTENDED) for table in ("totals", "kinds", "groups", "deputies")},
}


def scene_of(archive: Archive, report: str, table: str, period: Period) -> tuple[Scene, Mapping[str, Count]]:
    """What a table counts in a period, and how."""
    kinds, counts = OWN.get((report, table)) or TABLES.get(table) or (PETITIONS, {**VOLUME, **RESULTS})
    dated = "activity_on" if kinds is ACTIVITIES else ""
    return Scene(archive, calendar(), kinds, period.start, period.end, dated=dated), counts


def at(scene: Scene, dimension: Dimension | None, title: str) -> Scene:
    """The part of it at one place of a dimension."""
    if dimension is None or title in ("", TOTAL):
        return scene
    if dimension.step:
        month = next(one for one in steps(scene, dimension.step) if one.title == title)
        return replace(scene, start=month.start, end=month.end)
    place = places()[dimension.by]
    if dimension.by in GOES_ON:
        return replace(scene, went={**scene.went, place: title})
    return replace(scene, keep={**scene.keep, place: title})


def steps(scene: Scene, step: str) -> list[Period]:
    """The months or quarters of a period."""
    bounds = Period("", scene.start, scene.end).steps(step)
    return [period_of(step, day) for day in bounds[:-1]]


def wrong_in(archive: Archive, report: Report, table: Table, shown: FigureTable, period: Period) -> Iterator[str]:
    """Each cell that says something else than the count by hand."""
    archive = archive.only("accused_unit") if table.condition is not None else archive
    scene, counts = scene_of(archive, report.report, table.table, period)
    by, across = next(iter(table.rows), None), table.columns
    for row in (*shown.rows, *([shown.total] if shown.total else [])):
        mine = at(scene, by, row.heads[0])
        for head, cell in zip(shown.columns, row.cells, strict=True):
            expected = counts[cell.measure](at(mine, across, head.group if by else head.title) if across else mine)
            if cell.text != expected:
                yield f"{period.title} {table.table} {row.heads} {head.group} {cell.measure}: {cell.text}, by hand {expected}"
    if by is not None and not by.step:
        found = {
            title for one in scene.came for title in places()[by.by](one.goes_on_in if by.by in GOES_ON else one.first)
        }
        lacking = found - {row.heads[0] for row in shown.rows}
        if lacking and by.by != "case.outcome":
            yield f"{period.title} {table.table}: no row for {lacking}"


@cache
def calendar() -> Days:
    """The country's days off and made-up working days."""
    years = loaded("petition-base")[1].calendars["cn"].years.values()
    return Days({day for one in years for day in one.holidays}, {day for one in years for day in one.workdays})


def test_every_number_of_the_reports_is_what_a_count_by_hand_says() -> None:
    memory = year()
    archive = Archive(memory.histories.values(), memory.now)
    wrong, silent = list[str](), dict[tuple[str, str], bool]()
    with sheets(memory) as counted:
        for report in (one for _, one in open_reports(counted.desk)):
            for written in PERIODS[report.report]:
                period = parse(report.per, written)
                assert period is not None
                for table in report.tables:
                    if table.table in BY_MONTH and report.per != "month":
                        continue
                    shown = table_of(counted.desk, report, replace(table, compare=()), period)
                    assert not shown.problem, shown.problem
                    wrong += wrong_in(archive, report, table, shown, period)
                    for cell in (cell for row in shown.rows for cell in row.cells):
                        asked = (table.table, cell.measure)
                        silent[asked] = silent.get(asked, True) and cell.text.split("/")[0] in ("0", "—")
    assert wrong == [], "\n".join(wrong)
    nothing = [asked for asked, is_silent in silent.items() if is_silent]
    assert len(nothing) * 5 < len(silent), f"too many figures count nothing, so that nothing is shown: {nothing}"
