"""The sheets of targets, roles and calendars."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fangyuan.casework.workbooks.names import Said, Spot, Titles, Unfit, listed
from fangyuan.casework.workbooks.rows import Adds, Item, Lists, Row, SheetKind
from fangyuan.casework.workbooks.values import (
    PERIODS,
    SCOPES,
    SEE_FILE,
    Cell,
    by_parameter,
    chosen,
    fixed,
    number,
    order,
    read_day,
    read_id,
    read_order,
    read_scope,
    read_text,
    read_title,
    read_whole,
    several,
    title,
    words,
)
from fangyuan.packs.layout import files_of
from fangyuan.packs.splicing import Add, Put
from fangyuan.packs.trees import Pointer

STATUSES: Mapping[str, str] = {"published": "已公布", "provisional": "暂定"}
_YEARS = (1949, 2200)
"""As calendars.schema.json has it."""
_NO_HOLIDAYS = (
    "这一年在文件里没有 holidays，请先写上 holidays: {}",
    "this year has no holidays in its file; write holidays: {} there first",
)
_NEW_YEAR = ("；新的一年先在“日历年份”表里加一行", "; add a new year on the sheet “日历年份” first")


def _targets(said: Said) -> Iterator[Row]:
    for file, at, target in listed(said.source, "targets"):
        cells = (
            title((*at, "title"), target.get("title", "")),
            _least((*at, "at-least"), target.get("at-least"), said),
            chosen((*at, "per"), target.get("per"), PERIODS),
            *((order(at),) if at else ()),
        )
        yield Row(file, at, (str(target.get("target", "")), _of(target, said)), cells)


def _of(target: Item, said: Said) -> str:
    of = str(target.get("of", ""))
    return said.case_types.label(of.rpartition("/")[2]) if of else ""


def _least(at: Pointer, least: Any, said: Said) -> Cell:
    """The figure to be reached; a parameter's is on its own sheet."""
    if isinstance(least, dict) and "$param" in least:
        name = said.parameters.label(str(least["$param"]))
        return fixed(at, f"参数“{name}”", by_parameter(name))
    return number(at, "" if least is None else least)


def _roles(said: Said) -> Iterator[Row]:
    for file, at, role in listed(said.source, "roles"):
        if isinstance(role.get("title"), str):
            cells = (
                title((*at, "title"), role["title"]),
                chosen((*at, "scope"), role.get("scope"), SCOPES),
                several((*at, "registers"), role.get("registers"), said.case_types),
            )
            yield Row(file, at, (str(role.get("role", "")),), cells)


def _role_list(said: Said) -> Lists:
    """The one list of roles, which has no name; none where the pack writes no list of its own."""
    lists = [file.path for file in files_of(said.source, "roles") if isinstance(file.data, list)]
    return {"": Spot("", lists[0], ())} if lists else {}


def _years(said: Said) -> Iterator[tuple[str, str, str, Pointer, Item]]:
    """Every year of every calendar, called `cn 2026`, with the calendar's title."""
    for file, at, calendar in listed(said.source, "calendars"):
        for place, year in enumerate(calendar.get("years") or ()):
            if isinstance(year, dict):
                name, number = str(calendar.get("calendar", "")), str(year.get("year", ""))
                title = f"{calendar.get('title') or name} {number}"
                yield f"{name} {number}", title, file, (*at, "years", place), year


def _called(said: Said) -> Titles:
    titles = {name: title for name, title, *_ in _years(said)} | {
        name: title for name, (title, _) in said.coming.items()
    }
    return Titles("日历年份", "years of calendars", titles, _NEW_YEAR)


def _year_rows(said: Said) -> Iterator[Row]:
    for file, at, calendar in listed(said.source, "calendars"):
        for place, year in enumerate(calendar.get("years") or ()):
            if isinstance(year, dict):
                where = (*at, "years", place)
                shown = (said.calendars.label(str(calendar.get("calendar", ""))), str(year.get("year", "")))
                status = chosen((*where, "status"), year.get("status"), STATUSES)
                yield Row(file, where, shown, (status, _source(where, year.get("source")), order(where)))


def _source(where: Pointer, source: Any) -> Cell:
    if source is None or isinstance(source, str):
        return words((*where, "source"), source or "")
    return fixed(
        (*where, "source"), SEE_FILE, ("不止一处来源，请直接改文件", "has several sources; change the file itself")
    )


def _calendars(said: Said) -> Lists:
    names = ((file, at, str(calendar.get("calendar", ""))) for file, at, calendar in listed(said.source, "calendars"))
    return {name: Spot(name, file, (*at, "years")) for file, at, name in names}


def _new_year(said: Said, spot: Spot, item: Item) -> Add:
    """A year, whose days the next two sheets may name."""
    return Add(spot.at, {**item, "holidays": {}})


def _opened(said: Said, spot: Spot, item: Item) -> tuple[str, str]:
    title = said.calendars.of.get(spot.name) or spot.name
    return f"{spot.name} {item['year']}", f"{title} {item['year']}"


def _read_year(text: str) -> int:
    found = read_whole(text)
    if not _YEARS[0] <= found <= _YEARS[1]:
        raise Unfit("应是年份，如 2027", "must be a year such as 2027")
    return found


def _holidays(said: Said) -> Iterator[Row]:
    called = _called(said)
    for name, _, file, at, year in _years(said):
        for day, feast in (year.get("holidays") or {}).items():
            where = (*at, "holidays", day)
            yield Row(file, where, (called.label(name), str(day)), (words(where, feast),))


def _workdays(said: Said) -> Iterator[Row]:
    called = _called(said)
    for name, _, file, at, year in _years(said):
        for place, day in enumerate(year.get("workdays") or ()):
            yield Row(file, (*at, "workdays", place), (called.label(name), str(day)), ())


def _years_with(part: str, kind: type[Any]) -> Callable[[Said], Lists]:
    """The years of which a day may be added to a part: those that have it, or have nothing there yet, and new ones."""
    return lambda said: {
        **{
            name: Spot(name, file, (*at, part))
            for name, _, file, at, year in _years(said)
            if isinstance(year.get(part, kind()), kind)
        },
        **{name: Spot(name, spot.file, (*spot.at, part)) for name, (_, spot) in said.coming.items()},
    }


def _new_holiday(said: Said, spot: Spot, item: Item) -> Put:
    _check_year(spot, item)
    if spot.name not in said.coming and not any(
        name == spot.name and "holidays" in year for name, *_, year in _years(said)
    ):
        raise Unfit(*_NO_HOLIDAYS)
    return Put((*spot.at, item["day"]), item["title"])


def _new_workday(said: Said, spot: Spot, item: Item) -> Add:
    _check_year(spot, item)
    return Add(spot.at, item["day"])


def _check_year(spot: Spot, item: Mapping[str, Any]) -> None:
    """`cn 2026` holds days of 2026."""
    if str(item["day"])[:4] != spot.name.rpartition(" ")[2]:
        raise Unfit(f"{item['day']} 不在“{spot.name}”这一年", f"{item['day']} is not a day of “{spot.name}”")


TARGETS = SheetKind("指标", ("编号", "考核什么"), ("名称", "至少", "每", "次序"), _targets, drops=True)
ROLES = SheetKind(
    "角色", ("编号",), ("名称", "范围", "可登记"), _roles,
    Adds(
        _role_list, lambda said: said.roles, ("role", "title", "scope", "registers"),
        lambda said: (read_id, read_title, read_scope, said.case_types.read_several), 3, named=1,
    ),
)  # fmt: skip
YEARS = SheetKind(
    "日历年份", ("日历", "年"), ("状态", "来源", "次序"), _year_rows,
    Adds(
        _calendars, lambda said: said.calendars, ("year", "status", "source", "order"),
        lambda _: (_read_year, chosen((), None, STATUSES).read, read_text, read_order), 2, _new_year, opens=_opened,
    ),
    drops=True,
)  # fmt: skip
HOLIDAYS = SheetKind(
    "放假", ("日历", "日期"), ("节日",), _holidays,
    Adds(_years_with("holidays", dict), _called, ("day", "title"), lambda _: (read_day, read_text), 2, _new_holiday),
    drops=True,
)  # fmt: skip
WORKDAYS = SheetKind(
    "调休上班", ("日历", "日期"), (), _workdays,
    Adds(_years_with("workdays", list), _called, ("day",), lambda _: (read_day,), 1, _new_workday), drops=True,
)  # fmt: skip
