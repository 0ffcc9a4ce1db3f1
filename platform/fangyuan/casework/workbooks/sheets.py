"""The sheets of a pack's workbook: which values stand in which cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from fangyuan.casework.workbooks.values import (
    ENDS,
    LIGHTS,
    SCOPES,
    YES_NO,
    Cell,
    Read,
    chosen,
    duration,
    joined,
    number,
    read_day,
    read_id,
    read_roles,
    shown_roles,
    whole,
    words,
)
from fangyuan.packs.layout import files_of
from fangyuan.packs.source import Source
from fangyuan.packs.splicing import Add, Edit, Put
from fangyuan.packs.trees import Pointer, told

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the file and the place that name it, what is shown beside, and the cells that may be changed."""

    file: str
    at: Pointer
    beside: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def place(self) -> str:
        """The place as a JSON path: with the file it is the row's id."""
        return told(self.at)


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A sheet: its name, the headings of what is shown and of what may be changed, and where its rows come from.

    `adds` says to which list a row without a place is added, and which of its headings make the new item. Rows of a sheet
    that `drops` may be taken away; of one that `keeps`, a list must not end up empty.
    """

    name: str
    beside: tuple[str, ...]
    headings: tuple[str, ...]
    rows: Callable[[Source], Iterator[Row]]
    adds: "Adds | None" = None
    drops: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Adds:
    """New rows: the first heading names the list (`lists`: file and pointer), the others are the `keys` of the item.

    The only list of its sheet has no name, and all headings are keys. The first `needed` keys must be filled in. `edit` makes of
    the list and the item what is to be written. So many headings as `named` tell an item from all others; no number where its
    place does. `check` raises ValueError for an item that its list cannot hold.
    """

    lists: Callable[[Source], Mapping[str, tuple[str, Pointer]]]
    keys: tuple[str, ...]
    reads: tuple[Read, ...]
    needed: int
    edit: Callable[[Pointer, Mapping[str, Any]], Edit] = Add
    named: int = 2
    check: Callable[[str, Mapping[str, Any]], None] | None = None


def _listed(source: Source, part: str) -> Iterator[tuple[str, Pointer, Data]]:
    """The items of a part that the pack itself writes."""
    for file in files_of(source, part):
        if isinstance(file.data, list):
            yield from ((file.path, (place,), item) for place, item in enumerate(file.data) if isinstance(item, dict))
        elif isinstance(file.data, dict):
            yield file.path, (), file.data


_NAMED = ("case-type", "stage", "task", "action", "clock", "rule", "letter", "view", "duty", "calendar", "code-list")
_TITLED = ("pack", "case-type", "clocks", "rules", "letters", "views", "duties", "codes", "calendars", "form", "schema")


def _titles(source: Source) -> Iterator[Row]:
    """Every title of things that have an id, and of fields and their options."""
    for part in _TITLED:
        for file in files_of(source, part):
            for at, item in _dicts(file.data, ()):
                name = _name_of(at, item, part)
                if name and isinstance(item.get("title"), str) and "\n" not in item["title"]:
                    yield Row(file.path, at, (name,), (words((*at, "title"), item["title"]),))


def _name_of(at: Pointer, item: Data, part: str) -> str:
    """What a title belongs to; codes and columns have sheets of their own."""
    if part in ("form", "schema"):
        if "const" in item:
            return f"选项 {item['const']}"
        return "表单" if not at else f"字段 {at[-1]}" if len(at) > 1 and at[-2] == "properties" else ""
    if part == "pack":
        return "定义包" if not at else f"参数 {at[-1]}" if len(at) == 2 else ""
    return next((f"{key} {item[key]}" for key in _NAMED if isinstance(item.get(key), str)), "")


def _dicts(data: Any, at: Pointer) -> Iterator[tuple[Pointer, Data]]:
    if isinstance(data, dict):
        yield at, data
        for key, child in data.items():
            yield from _dicts(child, (*at, key))
    elif isinstance(data, list):
        for place, child in enumerate(data):
            yield from _dicts(child, (*at, place))


def _codes(source: Source) -> Iterator[Row]:
    for file, at, item in _listed(source, "codes"):
        for below, code in _dicts(item, at):
            if "code" in code and isinstance(code.get("title"), str):
                retired = chosen((*below, "retired"), code.get("retired"), YES_NO)
                shown = (str(item.get("code-list", "")), str(code["code"]))
                yield Row(file, below, shown, (words((*below, "title"), code["title"]), retired))


def _code_lists(source: Source) -> dict[str, tuple[str, Pointer]]:
    found: dict[str, tuple[str, Pointer]] = {}
    for file, at, item in _listed(source, "codes"):
        if isinstance(item.get("codes"), list):
            found[str(item.get("code-list"))] = file, (*at, "codes")
        for place, version in enumerate(item.get("versions") or ()):
            if isinstance(version, dict) and version.get("current") and isinstance(version.get("codes"), list):
                found[str(item.get("code-list"))] = file, (*at, "versions", place, "codes")
    return found


def _columns(source: Source) -> Iterator[Row]:
    for file, at, view in _listed(source, "views"):
        for place, column in enumerate(view.get("columns") or ()):
            where = (*at, "columns", place)
            if isinstance(column, dict) and isinstance(column.get("path"), str):
                title = Cell((*where, "title"), str(column.get("title", "")), words((), "").read)
                yield Row(
                    file,
                    where,
                    (str(view.get("view", "")), column["path"]),
                    (title, whole((*where, "width"), column.get("width"))),
                )
            elif isinstance(column, str):
                title = Cell(where, "", words((), "").read, part="title")
                width = Cell(where, "", whole((), None).read, part="width")
                yield Row(file, where, (str(view.get("view", "")), column), (title, width))


def _views(source: Source) -> dict[str, tuple[str, Pointer]]:
    return {
        str(view.get("view")): (file, (*at, "columns"))
        for file, at, view in _listed(source, "views")
        if isinstance(view.get("columns"), list)
    }


def _clocks(source: Source) -> Iterator[Row]:
    for file, at, clock in _listed(source, "clocks"):
        if isinstance(clock.get("title"), str):
            length = duration((*at, "within"), clock.get("within"))
            counting = clock.get("counting")
            end = chosen((*at, "counting", "end"), counting.get("end"), ENDS) if isinstance(counting, dict) else None
            cells = (*length, *((end,) if end else ()))
            yield Row(file, at, (str(clock.get("clock", "")), clock["title"]), cells)


def _warnings(source: Source) -> Iterator[Row]:
    for file, at, clock in _listed(source, "clocks"):
        for place, warning in enumerate(clock.get("warn") or ()):
            where = (*at, "warn", place)
            lit = chosen((*where, "light"), warning.get("light"), LIGHTS)
            shown = (_clock_name(file, clock), f"第 {place + 1} 次")
            yield Row(file, where, shown, (*duration((*where, "before"), warning.get("before")), lit))


def _rungs(source: Source) -> Iterator[Row]:
    for file, at, clock in _listed(source, "clocks"):
        for place, rung in enumerate(clock.get("escalate") or ()):
            if isinstance(rung, dict):
                where = (*at, "escalate", place)
                shown = (_clock_name(file, clock), f"第 {place + 1} 级", shown_roles(rung.get("inform")))
                yield Row(file, where, shown, duration((*where, "after"), rung.get("after")))


def _clock_name(file: str, clock: Data) -> str:
    """A clock with its case type, as `repair/mend`: two types may each have a clock of one name."""
    return f"{PurePosixPath(file).parent.name}/{clock.get('clock', '')}"


def _clocks_with(part: str) -> Callable[[Source], dict[str, tuple[str, Pointer]]]:
    return lambda source: {
        _clock_name(file, clock): (file, (*at, part)) for file, at, clock in _listed(source, "clocks")
    }


def _new_warning(at: Pointer, item: Mapping[str, Any]) -> Edit:
    return Add(at, {"before": joined(item["amount"], item["unit"]), "light": item["light"]})


def _new_rung(at: Pointer, item: Mapping[str, Any]) -> Edit:
    """A rung that informs roles; without a length it is the one of the due date itself."""
    if ("amount" in item) != ("unit" in item):
        raise ValueError("数量和单位要么都填，要么都不填（不填是到期当时）")
    when = {"after": joined(item["amount"], item["unit"])} if "amount" in item else {"at": "due"}
    return Add(at, {**when, "inform": item["inform"]})


def _targets(source: Source) -> Iterator[Row]:
    for file, at, target in _listed(source, "targets"):
        least = target.get("at-least")
        numeric = isinstance(least, (int, float)) and not isinstance(least, bool)
        cells = (
            words((*at, "title"), target.get("title", "")),
            *((number((*at, "at-least"), least),) if numeric else ()),
        )
        yield Row(file, at, (str(target.get("target", "")),), cells)


def _roles(source: Source) -> Iterator[Row]:
    for file, at, role in _listed(source, "roles"):
        if isinstance(role.get("title"), str):
            cells = (words((*at, "title"), role["title"]), chosen((*at, "scope"), role.get("scope"), SCOPES))
            yield Row(file, at, (str(role.get("role", "")),), cells)


def _role_list(source: Source) -> dict[str, tuple[str, Pointer]]:
    """The one list of roles, which has no name; none where the pack writes no list of its own."""
    lists = [file.path for file in files_of(source, "roles") if isinstance(file.data, list)]
    return {"": (lists[0], ())} if lists else {}


def _years(source: Source) -> Iterator[tuple[str, Pointer, str, Data]]:
    """Every year of every calendar, called `cn 2026`."""
    for file, at, calendar in _listed(source, "calendars"):
        for place, year in enumerate(calendar.get("years") or ()):
            if isinstance(year, dict):
                yield file, (*at, "years", place), f"{calendar.get('calendar', '')} {year.get('year', '')}", year


def _holidays(source: Source) -> Iterator[Row]:
    for file, at, name, year in _years(source):
        for day, title in (year.get("holidays") or {}).items():
            where = (*at, "holidays", day)
            yield Row(file, where, (name, str(day)), (words(where, title),))


def _workdays(source: Source) -> Iterator[Row]:
    for file, at, name, year in _years(source):
        for place, day in enumerate(year.get("workdays") or ()):
            yield Row(file, (*at, "workdays", place), (name, str(day)), ())


def _years_with(part: str, kind: type[Any]) -> Callable[[Source], dict[str, tuple[str, Pointer]]]:
    return lambda source: {
        name: (file, (*at, part)) for file, at, name, year in _years(source) if isinstance(year.get(part), kind)
    }


def _new_holiday(at: Pointer, item: Mapping[str, Any]) -> Edit:
    return Put((*at, item["day"]), item["title"])


def _of_its_year(name: str, item: Mapping[str, Any]) -> None:
    """`cn 2026` holds days of 2026."""
    if str(item["day"])[:4] != name.rpartition(" ")[2]:
        raise ValueError(f"{item['day']} 不在“{name}”这一年")


def _new_workday(at: Pointer, item: Mapping[str, Any]) -> Edit:
    return Add(at, item["day"])


_WORDS, _WIDTH, _RETIRED = words((), "").read, whole((), None).read, chosen((), None, YES_NO).read
_AMOUNT, _UNIT = (cell.read for cell in duration((), "1 day"))
_SCOPE = chosen((), None, SCOPES).read
_LIGHT = chosen((), None, LIGHTS).read

SHEETS: Sequence[SheetKind] = (
    SheetKind("标题", ("名称",), ("标题",), _titles),
    SheetKind(
        "代码", ("代码表", "代码"), ("标题", "停用"), _codes,
        Adds(_code_lists, ("code", "title", "retired"), (_WORDS, _WORDS, _RETIRED), 2), drops=True, keeps=True,
    ),
    SheetKind(
        "台账列", ("台账", "字段"), ("列名", "列宽"), _columns,
        Adds(_views, ("path", "title", "width"), (_WORDS, _WORDS, _WIDTH), 1), drops=True, keeps=True,
    ),
    SheetKind("时限", ("编号", "名称"), ("数量", "单位", "末日遇假日"), _clocks),
    SheetKind(
        "预警", ("时限", "次序"), ("提前", "单位", "灯"), _warnings,
        Adds(_clocks_with("warn"), ("order", "amount", "unit", "light"), (str, _AMOUNT, _UNIT, _LIGHT), 4, _new_warning, 0),
        drops=True,
    ),
    SheetKind(
        "升级", ("时限", "梯级", "告知"), ("超期", "单位"), _rungs,
        Adds(_clocks_with("escalate"), ("order", "inform", "amount", "unit"), (str, read_roles, _AMOUNT, _UNIT), 2, _new_rung, 0),
        drops=True,
    ),
    SheetKind("指标", ("编号",), ("名称", "至少"), _targets, drops=True),
    SheetKind(
        "角色", ("编号",), ("名称", "范围"), _roles,
        Adds(_role_list, ("role", "title", "scope"), (read_id, _WORDS, _SCOPE), 3, named=1),
    ),
    SheetKind(
        "放假", ("日历", "日期"), ("节日",), _holidays,
        Adds(_years_with("holidays", dict), ("day", "title"), (read_day, _WORDS), 2, _new_holiday, check=_of_its_year), drops=True,
    ),
    SheetKind(
        "调休上班", ("日历", "日期"), (), _workdays,
        Adds(_years_with("workdays", list), ("day",), (read_day,), 1, _new_workday, check=_of_its_year), drops=True,
    ),
)  # fmt: skip
"""Every sheet, in the order of the workbook."""
