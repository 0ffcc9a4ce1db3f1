"""Reports: tables of figures, checked so that every one of them can be counted by the database."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from fangyuan.compiler import words
from fangyuan.compiler.digests import counted_types, digest
from fangyuan.compiler.outputs import TITLE_HOLES
from fangyuan.compiler.reportable import DATES, Known, Reportable, dated
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.kinds.choices import every
from fangyuan.model.conditions import AllOf, Condition
from fangyuan.model.reports import JURISDICTION, MEASURED_DATE, Dimension, Figure, Measure, Report, Stock, Table
from fangyuan.packs.problems import listed, nearest
from fangyuan.packs.reasons import reason
from fangyuan.packs.sheet_holes import OF_RATES, WORDS, SheetUnreadable, asked_by, figure_of

Types = Mapping[str, TypeNames]

NUMBERS = ("integer", "number")
RECEIVED = "case.received_on"


def reports(
    spot: Spot | None, types: Types, pack: PackNames, templates: Mapping[str, bytes] = MappingProxyType({})
) -> dict[str, Report]:
    """Every report by id; `templates` are the files below letters/."""
    return {row.text("report"): _report(row, types, pack, templates) for row in spot.rows()} if spot else {}


def _report(spot: Spot, types: Types, pack: PackNames, templates: Mapping[str, bytes]) -> Report:
    excel = spot.get("excel")
    if excel is not None:
        words.text(excel.get("title"), (*TITLE_HOLES, "period"), "title-hole")
        _check_sheet(excel, spot, templates)
    tables = [_table(row, spot, types, pack) for row in spot.rows("tables")]
    _once(spot.rows("tables"), "table")
    return Report(
        report=spot.text("report"),
        title=spot.text("title"),
        per=spot.text("per", "month"),
        tables=tuple(table for table in tables if table is not None),
        who=words.roles(spot.get("who"), TypeNames(pack)),
        over=spot.text("over", "tenant"),
        targets=tuple(row.itself("unknown-target", pack.targets) for row in spot.rows("targets")),
        hint=spot.text("hint"),
        law=spot.text("law"),
        dashboard=tuple(_topics(spot, types, pack)),
        digest=digest(spot.get("digest"), spot, types, pack, templates),
        excel=excel.value if excel else {},
    )


def _check_sheet(excel: Spot, report: Spot, templates: Mapping[str, bytes]) -> None:
    """A finding for a workbook that cannot be filled, and for every cell that asks for what the report does not have."""
    at, name = excel.get("template"), excel.named("template", "unknown-template", templates)
    if at is None or name not in templates:
        return
    known = _asked_for(report)
    try:
        asked = asked_by(templates[name])
    except SheetUnreadable as wrong:
        at.say("sheet-unreadable", name=name, **reason(str(wrong)))
        return
    for place, hole in asked:
        figure = figure_of(hole)
        path = f"{figure.path}@{figure.form}" if figure.form else figure.path
        if path not in known and hole not in WORDS:
            near = nearest(path, [*known, *WORDS])
            at.say(
                "sheet-hole-unknown", template=name, place=place, name=hole, near=near, known=listed([*known, *WORDS])
            )


def _asked_for(report: Spot) -> list[str]:
    """What a cell may ask of the tables of a report: each measure, what it is compared with, the parts of a rate."""
    found: list[str] = []
    for row in report.rows("tables"):
        compare = row.get("compare") or report.get("compare")
        compared = [one.word for one in compare.rows()] if compare and not row.get("columns") else []
        for one in row.rows("measures"):
            path = f"{row.text('table')}.{one.text('measure')}"
            forms = [*compared, *(OF_RATES if one.get("rate") else ())]
            found += [path, *(f"{path}@{form}" for form in forms)]
    return found


def _topics(report: Spot, types: Types, pack: PackNames) -> Iterator[Table]:
    """A table for each topic or kind of place of the dashboard; one that goes by people, or by time, is a finding."""
    keys = counted_types(report.get("of"), types, pack) if report.get("dashboard") else ()
    names = Reportable.of(types[key] for key in keys)
    for row in report.rows("dashboard") if keys else []:
        by = _dimension(row, names, levels=False)
        if by.step or by.by == MEASURED_DATE:
            row.say("dashboard-by-date", name=by.by)
        elif names.tells_people_apart(by.by):
            row.say("dashboard-by-person", name=by.by)
        condition = names.condition(report.get("if"))
        yield Table(by.by, by.title, keys, (), rows=(by,), condition=condition)


def _table(spot: Spot, report: Spot, types: Types, pack: PackNames) -> Table | None:
    keys = counted_types(spot.get("of") or report.get("of"), types, pack)
    if not keys:
        return None
    names = Reportable.of(types[key] for key in keys)
    _once(spot.rows("measures"), "measure")
    columns = spot.get("columns")
    levels = report.text("over") == "levels"
    _no_stock_by_date(spot, [*spot.rows("rows"), *([columns] if columns else [])])
    compare = spot.get("compare") or report.get("compare")
    return Table(
        table=spot.text("table"),
        title=spot.text("title"),
        case_types=keys,
        measures=tuple(_measure(row, spot, report, names) for row in spot.rows("measures")),
        rows=tuple(_dimension(row, names, levels) for row in spot.rows("rows")),
        columns=_dimension(columns, names, levels) if columns else None,
        condition=_both(names.condition(report.get("if")), names.condition(spot.get("if"))),
        chart=spot.text("chart"),
        hint=spot.text("hint"),
        compare=tuple(row.word for row in compare.rows()) if compare else (),
    )


def _no_stock_by_date(table: Spot, dimensions: list[Spot]) -> None:
    """What is open at one end of the period has no date that would put it into one of its months."""
    by_date = any(one.text("by") == MEASURED_DATE for one in dimensions)
    for row in table.rows("measures") if by_date else []:
        if at := row.get("open-at"):
            at.say("stock-by-date", name=row.text("measure"))


def _both(*conditions: Condition | None) -> Condition | None:
    said = tuple(one for one in conditions if one is not None)
    return AllOf(said) if len(said) > 1 else next(iter(said), None)


def _once(rows: list[Spot], key: str) -> None:
    """A name stands once among its like."""
    seen: set[str] = set()
    for row in rows:
        name = row.text(key)
        if name in seen:
            (row.get(key) or row).say("named-twice", name=name)
        seen.add(name)


def _measure(spot: Spot, table: Spot, report: Spot, names: Reportable) -> Measure:
    given = [figure for figure in Figure if spot.get(figure.value)]
    if len(given) != 1:
        spot.say("measure-needs-one", count=len(given))
    figure = given[0] if given else Figure.COUNT
    at, rate, days = spot.get("open-at"), spot.get("rate"), spot.get("days")
    dated = next((one for one in (spot.get("date"), table.get("date"), report.get("date")) if one), None)
    if at and spot.get("date"):
        at.say("both-and", first="date", second="open-at")
    return Measure(
        measure=spot.text("measure"),
        title=spot.text("title", spot.text("measure")),
        figure=figure,
        path=_from(days, names) if days else _subject(spot.get(figure.value), figure, names),
        to=_dated(days.get("to"), names) if days else "",
        condition=_both(_count(spot, names), names.condition(spot.get("if"))),
        numerator=names.condition(rate.get("numerator")) if rate else None,
        denominator=names.condition(rate.get("denominator")) if rate else None,
        date=_dated(dated, names) if dated else RECEIVED,
        stock=Stock(at.word) if at else None,
        rounding=spot.text("rounding", report.text("rounding") if figure in _ROUNDED else ""),
        unit=spot.text("unit"),
        apart=spot.text("merged") == "apart",
        each=spot.text("sent-on") == "apart",
    )


def _from(days: Spot, names: Reportable) -> str:
    return _dated(days.get("from"), names)


def _count(spot: Spot, names: Reportable) -> Condition | None:
    count = spot.get("count")
    return names.condition(count) if count and count.value is not True else None


def _subject(spot: Spot | None, figure: Figure, names: Reportable) -> str:
    """The path that a figure is about, if it is about one."""
    if spot is None or figure in (Figure.COUNT, Figure.RATE):
        return ""
    path = names.path(spot)
    known = names.known(path)
    if known is not None and not _suits(known, figure):
        spot.say(_UNSUITED[figure], name=path)
    return path


_ROUNDED = (Figure.RATE, Figure.AVERAGE, Figure.DAYS)
"""Figures that have digits by themselves, and go by the rounding of their report."""

_UNSUITED = {
    Figure.SUM: "not-a-number",
    Figure.AVERAGE: "not-a-number",
    Figure.ENTRIES: "not-a-list",
    Figure.DISTINCT: "not-single",
}


def _suits(known: Known, figure: Figure) -> bool:
    match figure:
        case Figure.ENTRIES:
            return known.many
        case Figure.DISTINCT:
            return not known.many
    return known.plain and known.type in NUMBERS


def _dated(spot: Spot | None, names: Reportable) -> str:
    return dated(spot, names) if spot else ""


def _dimension(spot: Spot, names: Reportable, levels: bool) -> Dimension:
    by = spot.get("by")
    path, step, level = by.word if by else "", spot.get("step"), spot.get("level")
    known = Known("date") if path == MEASURED_DATE else None
    if by is not None and path == JURISDICTION:
        known = Known("string")
        if not levels:
            by.say("not-over-levels", name=path)
    elif by is not None and known is None:
        path = names.path(by)
        known = names.known(path)
    if by is not None and known is not None:
        _check_axis(by, path, known, step, level)
    return Dimension(
        by=path,
        title=spot.text("title"),
        step=step.word if step else "",
        level=spot.whole("level"),
        top=spot.whole("top"),
        zeros=spot.flag("zeros"),
    )


def _check_axis(by: Spot, path: str, known: Known, step: Spot | None, level: Spot | None) -> None:
    if known.sensitive:
        by.say("sensitive-axis", name=path)
    elif known.type in DATES and step is None:
        by.say("axis-needs-step", name=path)
    elif step is not None and known.type not in DATES:
        step.say("not-a-date", name=path)
    if level is not None and not _deep(known):
        level.say("no-levels", name=path)


def _deep(known: Known) -> bool:
    """Whether codes lie below others."""
    options = known.field.options if known.field else ()
    return any(option.children for option in every(options))
