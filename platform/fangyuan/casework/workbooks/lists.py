"""The sheets of codes and of the columns of views."""

from collections.abc import Iterator
from typing import Any

from fangyuan.casework.workbooks.names import Said, Spot, Titles, Unfit, dicts, listed
from fangyuan.casework.workbooks.rows import Adds, Item, Lists, Row, SheetKind
from fangyuan.casework.workbooks.tables import (
    ABOVE,
    CODE,
    judge_tables,
    list_titles,
    new_table_row,
    table_lists,
    table_rows,
    version_label,
)
from fangyuan.casework.workbooks.values import (
    YES_NO,
    Cell,
    chosen,
    fixed,
    order,
    read_flag,
    read_order,
    read_text,
    read_title,
    read_whole,
    title,
    whole,
)
from fangyuan.packs.splicing import Add
from fangyuan.packs.trees import Pointer

_PARENT = (
    "上级代码不能改；要换上级，请删去这一行，再在新的上级下加一行",
    "cannot be changed; take this row away and add one below the other code",
)


def _codes(said: Said) -> Iterator[Row]:
    for file, at, item in listed(said.source, "codes"):
        for below, code in dicts(item, at):
            if "code" in code and isinstance(code.get("title"), str):
                name = str(item.get("code-list", ""))
                label = version_label(said.code_lists.of.get(name, ""), name, _earlier(item, below[len(at) :]))
                yield Row(file, below, (label, str(code["code"])), _code(item, at, below, code))
    yield from table_rows(said)


def _earlier(item: Item, below: Pointer) -> str:
    """The version of a code that stands in one that is no longer the current one."""
    versions = item.get("versions") or ()
    if below[:1] != ("versions",) or len(versions) == 1:
        return ""
    version = _at(item, below[:2])
    return "" if version.get("current") else str(version.get("version", ""))


def _code(item: Item, at: Pointer, below: Pointer, code: Item) -> tuple[Cell, ...]:
    above = _at(item, below[len(at) : -2]) if below[-2:-1] == ("children",) else {}
    return (
        title((*below, "title"), code["title"]),
        chosen((*below, "retired"), code.get("retired"), YES_NO),
        fixed(below, str(above.get("code", "")), _PARENT),
        order(below),
    )


def _at(data: Any, at: Pointer) -> Any:
    for step in at:
        data = data[step]
    return data


def _code_lists(said: Said) -> Lists:
    found: dict[str, Spot] = dict(table_lists(said))
    for file, at, item in listed(said.source, "codes"):
        name = str(item.get("code-list"))
        if isinstance(item.get("codes"), list):
            found[name] = Spot(name, file, (*at, "codes"))
        for place, version in enumerate(item.get("versions") or ()):
            if isinstance(version, dict) and version.get("current") and isinstance(version.get("codes"), list):
                found[name] = Spot(name, file, (*at, "versions", place, "codes"))
    return found


def _called(said: Said) -> Titles:
    return Titles("代码表", "code lists", list_titles(said))


def _new_code(said: Said, spot: Spot, item: Item) -> Add:
    """A code at the end of its list, or below the code that is named as its parent."""
    if spot.file in said.tables:
        return new_table_row(said, spot, item)
    above = item.get("parent")
    new = {key: value for key, value in item.items() if key != "parent"}
    if above is None:
        return Add(spot.at, new)
    for below, code in dicts(_at(said.source.files[spot.file].data, spot.at), spot.at):
        if above in (code.get("code"), code.get("title")):
            return Add((*below, "children"), new)
    label = said.code_lists.label(spot.name)
    raise Unfit(
        f"代码表“{label}”里没有上级代码“{above}”", f"the code list “{label}” has no code “{above}” to stand below"
    )


def _columns(said: Said) -> Iterator[Row]:
    for file, at, view in listed(said.source, "views"):
        called = said.fields(str(view.get("case-type", "")))
        for place, column in enumerate(view.get("columns") or ()):
            where = (*at, "columns", place)
            path = column.get("path") if isinstance(column, dict) else column
            if isinstance(path, str):
                shown = (said.views.label(str(view.get("view", ""))), called.label(path))
                yield Row(file, where, shown, (*_column(where, column), order(where)), path)


def _column(where: Pointer, column: Any) -> tuple[Cell, Cell]:
    """Heading and width; where the pack writes the field alone, both make a mapping of it."""
    if isinstance(column, dict):
        heading = Cell((*where, "title"), str(column.get("title", "")), read_title)
        return heading, whole((*where, "width"), column.get("width"))
    return Cell(where, "", read_title, part="title"), Cell(where, "", read_whole, part="width")


def _views(said: Said) -> Lists:
    return {
        str(view.get("view")): Spot(str(view.get("view")), file, (*at, "columns"))
        for file, at, view in listed(said.source, "views")
        if isinstance(view.get("columns"), list)
    }


def _new_column(said: Said, spot: Spot, item: Item) -> Add:
    """A column of a field or a fact of what the view lists, by its id or title."""
    view = _at(said.source.files[spot.file].data, spot.at[:-1])
    path = said.fields(str(view.get("case-type", ""))).read(item["path"])
    if path in [column.get("path") if isinstance(column, dict) else column for column in view["columns"]]:
        raise Unfit("已经有了，不能再加一次", "is there already and cannot be added again")
    return Add(spot.at, {**item, "path": path})


CODES = SheetKind(
    "代码", ("代码表", CODE), ("标题", "停用", ABOVE, "次序"), _codes,
    Adds(
        _code_lists, _called, ("code", "title", "retired", "parent", "order"),
        lambda _: (read_text, read_title, read_flag, read_text, read_order), 2, _new_code,
    ),
    drops=True, keeps=True, judge=judge_tables,
)  # fmt: skip
COLUMNS = SheetKind(
    "台账列", ("台账", "字段"), ("列名", "列宽", "次序"), _columns,
    Adds(
        _views, lambda said: said.views, ("path", "title", "width", "order"),
        lambda _: (read_text, read_title, read_whole, read_order), 1, _new_column, 0,
    ),
    drops=True, keeps=True,
)  # fmt: skip
