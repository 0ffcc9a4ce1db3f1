"""The sheet of titles, and that of the options of fields."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.casework.workbooks.names import Said, Spot, Titles, Unfit, dicts, type_of
from fangyuan.casework.workbooks.rows import Adds, Item, Lists, Row, SheetKind
from fangyuan.casework.workbooks.values import fixed, order, read_order, read_text, read_title, read_whole, title
from fangyuan.model.problems import Mark
from fangyuan.packs.layout import files_of
from fangyuan.packs.source import SourceFile
from fangyuan.packs.splicing import Add
from fangyuan.packs.trees import Pointer

_NAMED: Mapping[str, str] = {
    "stage": "阶段", "task": "任务", "action": "操作", "clock": "时限", "rule": "规则", "letter": "文书",
    "view": "台账", "duty": "定期工作", "calendar": "日历", "code-list": "代码表", "report": "报表", "table": "报表的表",
    "measure": "报表的数", "case-type": "案件类型",
}  # fmt: skip
_TITLED = (
    "pack",
    "case-type",
    "clocks",
    "rules",
    "letters",
    "views",
    "reports",
    "duties",
    "codes",
    "calendars",
    "form",
    "schema",
)
_SHARED = ("几处共用这一个标题，请直接改文件", "is shared by several places; change the file itself")
"""One mapping that stands in several places by an alias of YAML."""
_FORMS = ("form", "schema")


def _titles(said: Said) -> Iterator[Row]:
    """Every title of things that have an id, and of fields."""
    for part in _TITLED:
        for file in files_of(said.source, part):
            places: dict[Mark | None, int] = Counter(file.marks.get(at) for at, _ in dicts(file.data))
            told = set()
            for at, item in dicts(file.data):
                name, mark = _name_of(file.data, at, item, part), file.marks.get(at)
                if name and isinstance(item.get("title"), str) and "\n" not in item["title"] and mark not in told:
                    told.add(mark)
                    where = (*at, "title")
                    shared = places[mark] > 1
                    yield Row(
                        file.path,
                        at,
                        (name,),
                        ((fixed(where, item["title"], _SHARED) if shared else title(where, item["title"])),),
                    )


def _name_of(data: Any, at: Pointer, item: Item, part: str) -> str:
    """What a title belongs to; codes, options and columns have sheets of their own."""
    if part in _FORMS:
        if "const" in item:
            return "" if _is_option(at) else f"选项 {item['const']}"
        return "表单" if not at else f"字段 {at[-1]}" if len(at) > 1 and at[-2] == "properties" else ""
    if part == "pack":
        return "定义包" if not at else f"参数 {at[-1]}" if len(at) == 2 else ""
    if at[-1:] == ("excel",):
        return f"{_called_by(_at(data, at[:-1]))} 的 Excel 表头"
    return f"席位 {at[-1]}" if at[-2:-1] == ("slots",) else _called_by(item)


def _called_by(item: Item) -> str:
    """What an item with an id is called: `台账 ledger`."""
    return next((f"{word} {item[key]}" for key, word in _NAMED.items() if isinstance(item.get(key), str)), "")


def _is_option(at: Pointer) -> bool:
    return len(at) > 1 and at[-2] == "oneOf"


def _options(said: Said) -> Iterator[Row]:
    called = _called(said)
    for spot in _option_lists(said).values():
        for place, option in enumerate(_at(said.source.files[spot.file].data, spot.at)):
            where = (*spot.at, place)
            cells = (title((*where, "title"), option["title"]), order(where))
            yield Row(spot.file, where, (called.label(spot.name), _written(option["const"])), cells)


def _option_lists(said: Said) -> Lists:
    return {spot.name: spot for spot, _ in _fields(said)}


def _called(said: Said) -> Titles:
    """Lists of options by the form and the field: `登记表·类别（request/register/kind）`."""
    return Titles("有选项的字段", "fields with options", {spot.name: title for spot, title in _fields(said)})


def _fields(said: Said) -> Iterator[tuple[Spot, str]]:
    for part in _FORMS:
        for file in files_of(said.source, part):
            for at, item in dicts(file.data):
                options = item.get("oneOf")
                if isinstance(options, list) and options and all(map(_plain, options)):
                    yield Spot(_field_name(file, at), file.path, (*at, "oneOf")), _field_title(file, at, item)


def _plain(option: Any) -> bool:
    return isinstance(option, dict) and set(option) == {"const", "title"} and isinstance(option["title"], str)


def _field_name(file: SourceFile, at: Pointer) -> str:
    form = file.path.rpartition("/")[2].partition(".")[0]
    return "/".join(map(str, (type_of(file.path), form, *(step for step in at if step != "properties"))))


def _field_title(file: SourceFile, at: Pointer, item: Item) -> str:
    own = item.get("title") or (_at(file.data, at[:-1]).get("title") if at[-1:] == ("items",) else "")
    return "·".join(str(title) for title in (file.data.get("title"), own) if title)


def _at(data: Any, at: Pointer) -> Any:
    for step in at:
        data = data[step]
    return data


def _written(const: Any) -> str:
    return str(const).lower() if isinstance(const, bool) else str(const)


def _new_option(said: Said, spot: Spot, item: Item) -> Add:
    """An option; where the others are numbers, so is this one."""
    others = _at(said.source.files[spot.file].data, spot.at)
    if all(isinstance(option["const"], str) for option in others):
        return Add(spot.at, item)
    if not all(type(option["const"]) is int for option in others):
        raise Unfit(
            "这个字段的选项不都是文字，请直接改文件", "not all options of this field are texts; change the file itself"
        )
    return Add(spot.at, {**item, "const": read_whole(item["const"])})


TITLES = SheetKind("标题", ("名称",), ("标题",), _titles)
OPTIONS = SheetKind(
    "选项", ("字段", "值"), ("标题", "次序"), _options,
    Adds(_option_lists, _called, ("const", "title", "order"), lambda _: (read_text, read_title, read_order), 2, _new_option),
    drops=True, keeps=True,
)  # fmt: skip
