"""The sheets of deadlines, warnings, ladders and of the parameters that deadlines may come from."""

from collections.abc import Iterator
from typing import Any

from fangyuan.casework.workbooks.names import Said, Spot, Unfit, clock_name, deadlines, listed, type_of
from fangyuan.casework.workbooks.rows import Adds, Item, Lists, Row, SheetKind
from fangyuan.casework.workbooks.values import (
    ENDS,
    FIRST_DAYS,
    LIGHTS,
    SEE_FILE,
    YES_NO,
    Cell,
    blank_duration,
    by_parameter,
    chosen,
    duration,
    fixed,
    joined,
    number,
    order,
    read_amount,
    read_light,
    read_order,
    read_roles,
    read_unit,
    roles,
    within,
    words,
)
from fangyuan.packs.splicing import Add
from fangyuan.packs.trees import Pointer

_AT_DUE = (
    "这一级在到期当时，没有时长；要改成超期以后，请删去这一行，再加一行",
    "this rung comes on the due date and has no length; to have it later take the row away and add another",
)
_NO_EXTENSION = (
    "这个时限不能延长；要准许延长请直接改文件",
    "this deadline cannot be extended; to allow it change the file itself",
)
_ELSEWHERE = (
    "这里没有写时长（由上级包或答案决定）",
    "no length is written here: a parent or an answer says it; change the file itself",
)
_MANY = ("这个默认值不能用一格写清，请直接改文件", "does not fit into one cell; change the file itself")
_HALF = (
    "数量和单位要么都填，要么都不填（不填是到期当时）",
    "fill in both number and unit, or neither; without them the rung comes on the due date",
)
_NO_COUNTING = (
    "定期工作按日历数日子，没有这一项",
    "a duty counts its days as the calendar does; there is no such choice",
)
_NUMBERS = ("integer", "number")


def _clocks(said: Said) -> Iterator[Row]:
    for file, at, clock in deadlines(said.source):
        key = _length_key(clock)
        value = _at(clock, key)
        length = duration((*at, *key), value, _why_not(said, value))
        shown = (said.clocks.label(clock_name(file, clock)), _way(said, file, clock, value))
        yield Row(file, at, shown, (*length, *_counting(at, clock), *_extension(at, clock)))


def _length_key(clock: Item) -> tuple[str, ...]:
    """Where the length of a clock stands."""
    if "duty" in clock:
        return ("within",)
    if "every" in clock:
        return ("every",)
    return ("until", "else") if isinstance(clock.get("until"), dict) else ("within",)


def _at(data: Any, at: Pointer) -> Any:
    for step in at:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _way(said: Said, file: str, clock: Item, value: Any) -> str:
    """What says the due date."""
    if "duty" in clock:
        return "定期工作，多久内做完"
    if isinstance(value, dict) and "$param" in value:
        way = f"由参数“{said.parameters.label(str(value['$param']))}”定，请在“参数”表里改"
    else:
        way = "每隔这么久一次" if "every" in clock else "这么久"
    until = _at(clock, ("until", "field"))
    return f"到“{said.fields(type_of(file)).label(until)}”那天；没有填的：{way}" if isinstance(until, str) else way


def _why_not(said: Said, value: Any) -> tuple[str, str]:
    """Why a length cannot be changed on this sheet, and where it can."""
    if isinstance(value, dict) and "$param" in value:
        return by_parameter(said.parameters.label(str(value["$param"])))
    return _ELSEWHERE


def _counting(at: Pointer, clock: Item) -> tuple[Cell, Cell]:
    """Roll-over and first day; where nothing is said of counting, the first word begins it."""
    if "duty" in clock:
        return fixed((*at, "counting"), "", _NO_COUNTING), fixed((*at, "counting"), "", _NO_COUNTING)
    counting = clock.get("counting")
    where = (*at, "counting")
    if not isinstance(counting, dict):
        both = (("end", ENDS), ("first-day", FIRST_DAYS))
        end, first = (within(key, chosen(where, None, among)) for key, among in both)
        return end, first
    end = chosen((*where, "end"), counting.get("end"), ENDS)
    return end, chosen((*where, "first-day"), counting.get("first-day"), FIRST_DAYS)


def _extension(at: Pointer, clock: Item) -> tuple[Cell, Cell]:
    return duration((*at, "extend", "up-to"), _at(clock, ("extend", "up-to")), _NO_EXTENSION)


def _warnings(said: Said) -> Iterator[Row]:
    for file, at, clock in deadlines(said.source):
        for place, warning in enumerate(clock.get("warn") or ()):
            where = (*at, "warn", place)
            lit = chosen((*where, "light"), warning.get("light"), LIGHTS)
            cells = (*duration((*where, "before"), warning.get("before")), lit, order(where))
            yield Row(file, where, (said.clocks.label(clock_name(file, clock)),), cells)


def _rungs(said: Said) -> Iterator[Row]:
    for file, at, clock in deadlines(said.source):
        for place, rung in enumerate(clock.get("escalate") or ()):
            if isinstance(rung, dict):
                where = (*at, "escalate", place)
                told = roles((*where, "inform"), rung.get("inform"), said.roles)
                length = duration((*where, "after"), rung.get("after"), _AT_DUE)
                yield Row(file, where, (said.clocks.label(clock_name(file, clock)),), (told, *length, order(where)))


def _clocks_with(part: str, said: Said) -> Lists:
    clocks = ((file, at, clock_name(file, clock)) for file, at, clock in deadlines(said.source))
    return {name: Spot(name, file, (*at, part)) for file, at, name in clocks}


def _new_warning(said: Said, spot: Spot, item: Item) -> Add:
    return Add(spot.at, {"before": joined(item["amount"], item["unit"]), "light": item["light"]})


def _new_rung(said: Said, spot: Spot, item: Item) -> Add:
    """A rung that informs roles; without a length it is the one of the due date itself."""
    if ("amount" in item) != ("unit" in item):
        raise Unfit(*_HALF)
    when = {"after": joined(item["amount"], item["unit"])} if "amount" in item else {"at": "due"}
    return Add(spot.at, {**when, "inform": item["inform"]})


def _parameters(said: Said) -> Iterator[Row]:
    for file, at, head in listed(said.source, "pack"):
        for name, item in (head.get("parameters") or {}).items():
            if isinstance(item, dict):
                where = (*at, "parameters", name)
                cells = _default((*where, "default"), item)
                yield Row(file, where, (said.parameters.label(name), _kind(item)), cells)


def _kind(item: Item) -> str:
    if item.get("kind") == "duration":
        return "时长"
    return {"integer": "整数", "number": "数", "boolean": "是或否"}.get(str(item.get("type")), "文字")


def _default(at: Pointer, item: Item) -> tuple[Cell, ...]:
    """The default of a parameter in the shape of its kind: a length with its unit, a number, a choice, a text."""
    value = item.get("default")
    if item.get("kind") == "duration":
        return duration(at, value) if value is not None else blank_duration(at)
    if item.get("type") == "boolean":
        return (chosen(at, value, YES_NO),)
    if isinstance(item.get("enum"), list):
        return (chosen(at, value, {str(one): str(one) for one in item["enum"]}),)
    if isinstance(value, list | dict):
        return (fixed(at, SEE_FILE, _MANY),)
    if item.get("type") in _NUMBERS:
        return (number(at, "" if value is None else value),)
    return (words(at, "" if value is None else value),)


CLOCKS = SheetKind("时限", ("时限", "怎样定"), ("数量", "单位", "末日遇假日", "首日", "至多延长", "延长单位"), _clocks)
WARNINGS = SheetKind(
    "预警", ("时限",), ("提前", "单位", "灯", "次序"), _warnings,
    Adds(
        lambda said: _clocks_with("warn", said), lambda said: said.clocks, ("amount", "unit", "light", "order"),
        lambda _: (read_amount, read_unit, read_light, read_order), 3, _new_warning, 0,
    ),
    drops=True,
)  # fmt: skip
RUNGS = SheetKind(
    "升级", ("时限",), ("告知", "超期", "单位", "次序"), _rungs,
    Adds(
        lambda said: _clocks_with("escalate", said), lambda said: said.clocks, ("inform", "amount", "unit", "order"),
        lambda said: (read_roles(said.roles), read_amount, read_unit, read_order), 1, _new_rung, 0,
    ),
    drops=True,
)  # fmt: skip
PARAMETERS = SheetKind("参数", ("参数", "种类"), ("默认值", "单位"), _parameters)
