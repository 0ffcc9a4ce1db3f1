"""The sheets of targets, roles and calendars."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fangyuan.casework.workbooks.names import Said, Titles, Unfit, listed
from fangyuan.casework.workbooks.rows import Adds, Item, Lists, Row, SheetKind, Spot
from fangyuan.casework.workbooks.values import (
    PERIODS,
    SCOPES,
    Cell,
    by_parameter,
    chosen,
    fixed,
    number,
    order,
    read_day,
    read_id,
    read_scope,
    read_text,
    read_title,
    several,
    title,
    words,
)
from fangyuan.packs.layout import files_of
from fangyuan.packs.splicing import Add, Put
from fangyuan.packs.trees import Pointer


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
    return Titles("日历年份", "years of calendars", {name: title for name, title, *_ in _years(said)})


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
    """The years of which a day may be added to a part: those that have it, or have nothing there yet."""
    return lambda said: {
        name: Spot(name, file, (*at, part))
        for name, _, file, at, year in _years(said)
        if isinstance(year.get(part, kind()), kind)
    }


def _new_holiday(said: Said, spot: Spot, item: Item) -> Put:
    _check_year(spot, item)
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
HOLIDAYS = SheetKind(
    "放假", ("日历", "日期"), ("节日",), _holidays,
    Adds(_years_with("holidays", dict), _called, ("day", "title"), lambda _: (read_day, read_text), 2, _new_holiday),
    drops=True,
)  # fmt: skip
WORKDAYS = SheetKind(
    "调休上班", ("日历", "日期"), (), _workdays,
    Adds(_years_with("workdays", list), _called, ("day",), lambda _: (read_day,), 1, _new_workday), drops=True,
)  # fmt: skip
