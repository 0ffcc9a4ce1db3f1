"""Packs as workbooks: out and back without a change is the same bytes; a changed cell changes that value alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fangyuan.casework.workbooks.exchanging import export_workbook, import_workbook, pack_said
from fangyuan.casework.workbooks.names import Said, Titles, Unfit, said_of
from fangyuan.casework.workbooks.reading import changes_of
from fangyuan.casework.workbooks.rows import Row, SheetKind
from fangyuan.casework.workbooks.sheets import SHEETS
from fangyuan.casework.workbooks.titles import OPTIONS
from fangyuan.casework.workbooks.values import SCOPES
from fangyuan.casework.workbooks.writing import FIRST_ROW, workbook_of
from fangyuan.cli.authoring import pack_new
from fangyuan.cli.workbooks import pack_export, pack_import
from fangyuan.model.problems import PackRejected
from fangyuan.packs.reading import contents_of, from_bytes, read_file, read_folder
from fangyuan.packs.source import Source

ROOT = Path(__file__).parents[3]
MINIMAL = ROOT / "tests" / "packs" / "valid" / "minimal"
FOLDERS = [MINIMAL, *(ROOT / "definitions" / name for name in ("heze-qianjian", "petition-base", "shangnan-sanji"))]


@dataclass(frozen=True)
class Known:
    """A pack with its workbook."""

    said: Said
    contents: dict[str, bytes]
    workbook: bytes

    @property
    def source(self) -> Source:
        """The pack as its files say it."""
        return self.said.source

    def changed(self, change: Callable[[Any], None]) -> dict[str, bytes]:
        """The files that a change of the workbook changes."""
        book = load_workbook(BytesIO(self.workbook))
        change(book)
        made = BytesIO()
        book.save(made)
        return dict(changes_of(self.said, self.contents, made.getvalue()).files)


@cache
def known(folder: Path) -> Known:
    """A pack by its own files, as where its parents are not at hand."""
    own = read_folder(folder)
    said = said_of(own) if own.extends else pack_said(folder)
    return Known(said, contents_of(folder, (), []), workbook_of(said))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_out_and_back_is_the_same_bytes(folder: Path) -> None:
    assert known(folder).changed(lambda book: None) == {}


def cells(folder: Path) -> list[tuple[SheetKind, int, Row, int]]:
    """Every cell that may be changed: its sheet, its line, its row, its place among the cells."""
    return [
        (kind, line, row, place)
        for kind in SHEETS
        for line, row in enumerate(kind.rows(known(folder).said), start=FIRST_ROW)
        for place, cell in enumerate(row.cells)
        if cell.shown and not cell.locked and cell.part != "order"
    ]


def _other(folder: Path, kind: SheetKind, row: Row, place: int, text: str) -> str:
    cell, said = row.cells[place], known(folder).said
    if kind.headings[place] in ("告知", "可登记"):
        called = said.roles if kind.headings[place] == "告知" else said.case_types
        return next(title for title in called.of.values() if title not in cell.shown or len(called.of) == 1)
    if cell.choices:
        return next(choice for choice in cell.choices if choice != cell.shown)
    return text if cell.shown.replace(".", "").isdecimal() is False else str(7 if cell.shown != "7" else 8)


def differences(before: Any, after: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where two trees differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from differences(before.get(key), after.get(key), (*at, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, (*at, place))
    elif before != after or type(before) is not type(after):
        yield at


TEXTS = st.text(st.sampled_from("甲乙 a1:#,-'\"{}[]&*!|>%@=：，\\"), min_size=1, max_size=12).filter(
    lambda t: bool(t.strip())
)


@pytest.mark.parametrize("folder", [MINIMAL, ROOT / "definitions" / "public-hearing"], ids=lambda folder: folder.name)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_changed_cell_changes_exactly_that_value(folder: Path, data: st.DataObject) -> None:
    kind, line, row, place = data.draw(st.sampled_from(cells(folder)))
    text = _other(folder, kind, row, place, data.draw(TEXTS))
    pack = known(folder)
    column = 3 + len(row.beside) + place

    def change(book: Any) -> None:
        box = book[kind.name].cell(line, column)
        box.value, box.data_type = text, "s"

    made = pack.changed(change)
    if text == row.cells[place].shown:
        assert made == {}
        return
    assert list(made) == [row.file]
    after, problems = from_bytes({**pack.contents, **made})
    assert problems == []
    at = row.cells[place].at
    found = list(differences(pack.source.files[row.file].data, after.files[row.file].data))
    assert found
    assert all(one[: len(at)] == at for one in found)
    before_lines, after_lines = pack.contents[row.file].splitlines(), made[row.file].splitlines()
    assert sum(one != other for one, other in zip(before_lines, after_lines, strict=True)) == 1


def test_new_codes_and_columns_and_blank_settings_are_added_where_they_belong() -> None:
    def change(book: Any) -> None:
        codes, columns, roles = book["代码"], book["台账列"], book["角色"]
        for column, text in ((3, "设备类别"), (4, "robot"), (5, "机器人: 新"), (6, "否")):
            codes.cell(7, column).value = text
        codes.cell(2, 6).value = "是"
        for column, value in ((3, "报修台账（ledger）"), (4, "急修"), (5, "加急"), (6, 8.0)):
            columns.cell(9, column).value = value
        roles.cell(2, 5).value = "本单位"
        holidays, workdays = book["放假"], book["调休上班"]
        last = sum(1 for row in holidays.iter_rows(min_row=2) if row[0].value) + 2
        holidays.cell(last, 3).value, holidays.cell(last, 4).value = "中国大陆工作日历 2026", date(2026, 10, 8)
        holidays.cell(last, 5).value = "调休"
        last = sum(1 for row in workdays.iter_rows(min_row=2) if row[0].value) + 2
        workdays.cell(last, 3).value, workdays.cell(last, 4).value = "cn 2026", "2026-10-17"

    made = known(MINIMAL).changed(change)
    codes = made["codes/device-kinds.yaml"].decode()
    assert "  - {code: printer, title: 打印机, retired: true}\n" in codes
    assert codes.endswith('  - {"code": "robot", "title": "机器人: 新", "retired": false}\n'.replace('"code"', "code").replace(
        '"title"', "title").replace('"retired"', "retired"))  # fmt: skip
    assert "width: 6}, {path: urgent, title: 加急, width: 8}]" in made["views/ledger.yaml"].decode()
    assert "  scope: unit\n" in made["roles.yaml"].decode()
    calendar = made["calendars/cn.yaml"].decode()
    assert "      2026-10-07: 国庆节\n      2026-10-08: 调休\n    workdays:" in calendar
    assert "2026-10-10, 2026-10-17]" in calendar


def droppable(folder: Path) -> list[tuple[SheetKind, int, Row]]:
    """Every row that may be taken away, with its sheet and its line."""
    return [
        (kind, line, row)
        for kind in SHEETS
        if kind.drops
        for line, row in enumerate(kind.rows(known(folder).said), start=FIRST_ROW)
    ]


def without(data: Any, gone: set[tuple[Any, ...]], at: tuple[Any, ...] = ()) -> Any:
    """A tree without what stands at these places."""
    if isinstance(data, dict):
        return {key: without(one, gone, (*at, key)) for key, one in data.items() if (*at, key) not in gone}
    if isinstance(data, list):
        return [without(one, gone, (*at, place)) for place, one in enumerate(data) if (*at, place) not in gone]
    return data


def comments(raw: bytes) -> list[str]:
    """The comments that have a line of their own."""
    return [line for line in raw.decode().splitlines() if line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", ["heze-qianjian", "shangnan-sanji", "petition-base"])
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_rows_taken_away_are_gone_and_nothing_else_with_its_comments(name: str, data: st.DataObject) -> None:
    folder = ROOT / "definitions" / name
    pack = known(folder)
    rows = [one for one in droppable(folder) if len(one[2].at) < 6]
    chosen = data.draw(
        st.lists(st.sampled_from(rows), min_size=1, max_size=4, unique_by=lambda one: (one[0].name, one[1]))
    )
    asked = data.draw(st.booleans())

    def change(book: Any) -> None:
        for kind, line, row in sorted(chosen, key=lambda one: one[1], reverse=True):
            if asked:
                book[kind.name].cell(line, 3 + len(row.beside) + len(kind.headings)).value = "是"
            else:
                book[kind.name].delete_rows(line)

    told: list[str] = []
    try:
        made = pack.changed(change)
    except PackRejected as refused:
        made, told = {}, [one.message for one in refused.problems]
    assert [one for one in told if "至少要留一行" not in one and "下面还有" not in one] == []
    if told:
        return
    after, problems = from_bytes({**pack.contents, **made})
    assert problems == []
    assert set(made) == {row.file for _, _, row in chosen}
    for path in made:
        gone = {row.at for _, _, row in chosen if row.file == path}
        assert after.files[path].data == without(pack.source.files[path].data, gone)
        assert comments(made[path]) == comments(pack.contents[path])


def test_a_ladder_is_shortened_lengthened_and_begun() -> None:
    def change(book: Any) -> None:
        rungs, warnings, columns = book["升级"], book["预警"], book["台账列"]
        rungs.cell(2, 8).value = "是"
        for line, texts in ((5, ("修理时限", "设备科长、clerk", 9, "工作日")),):
            for column, text in enumerate(texts, start=3):
                rungs.cell(line, column).value = text
        for column, text in enumerate(("repair/mend", 1, "小时", "橙"), start=3):
            warnings.cell(9, column).value = text
        columns.cell(2, 5).value = "编号"

    rows = {kind.name: list(kind.rows(known(MINIMAL).said)) for kind in SHEETS}
    assert next(row.beside for row in rows["升级"])[0] == "修理时限（repair/mend）"
    made = known(MINIMAL).changed(change)
    before = known(MINIMAL).source.files["case-types/repair/clocks.yaml"].data[0]
    after = from_bytes({**known(MINIMAL).contents, **made})[0].files["case-types/repair/clocks.yaml"].data[0]
    assert after["escalate"] == [
        *before["escalate"][1:],
        {"after": "9 workdays", "inform": [{"role": "chief"}, {"role": "clerk"}]},
    ]
    assert after["warn"] == [*before["warn"], {"before": "1 hour", "light": "orange"}]
    first = from_bytes({**known(MINIMAL).contents, **made})[0].files["views/ledger.yaml"].data[0]["columns"][0]
    assert first == {"path": before_first(), "title": "编号"}


def before_first() -> Any:
    """The path of the ledger's first column."""
    column = known(MINIMAL).source.files["views/ledger.yaml"].data[0]["columns"][0]
    return column if isinstance(column, str) else column["path"]


def test_wrong_cells_are_all_named_in_chinese_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(MINIMAL, folder)
    before = contents_of(folder, (), [])
    book = load_workbook(BytesIO(export_workbook(folder)))
    book["时限"].cell(2, 5).value = "三"
    book["时限"].cell(2, 6).value = "年"
    book["标题"].cell(2, 4).value = "  "
    book["标题"].cell(3, 4).value = "=1+1"
    book["标题"].cell(4, 3).value = "别的"
    book["角色"].delete_rows(3)
    book["升级"].cell(2, 8).value = "删"
    book["升级"].cell(5, 3).value, book["升级"].cell(5, 4).value = "repair/mend", "科长"
    for line in range(2, 9):
        book["台账列"].cell(line, 8).value = "是"
    book["指标"].cell(4, 3).value = "new"
    book["代码"].cell(7, 3).value = "nothing"
    made = BytesIO()
    book.save(made)
    with pytest.raises(PackRejected) as refused:
        import_workbook(folder, made.getvalue())
    told = [problem.message for problem in refused.value.problems]
    assert len(told) == 11, told
    assert any("工作表“时限”第 2 行“数量”列（E2）：应是一个整数，现在是“三”" in one for one in told)
    assert any("工作表“时限”第 2 行“单位”列（F2）：只能写分钟、" in one for one in told)
    assert any("D2）：不能是空的" in one for one in told)
    assert any("D3）：不能写公式" in one for one in told)
    assert any("C4）：编号不能改" in one for one in told)
    assert any("少了一行：roles.yaml $[1]（chief）" in one for one in told)
    assert any("工作表“升级”第 2 行“删除”列（H2）：只能写“是”，或者留空，现在是“删”" in one for one in told)
    assert any(
        "（D5）：没有“科长”这个角色，可以写：“报修员（clerk）”、“设备科长（chief）”，现在是“科长”" in one
        for one in told
    )
    assert any("工作表“台账列”第 8 行“删除”列（H8）：至少要留一行" in one for one in told)
    assert any("（C4）：这张表不能加行，请直接改文件" in one for one in told)
    assert any("没有“nothing”这个代码表，可以写：“设备类别（device-kinds）”" in one for one in told)
    assert contents_of(folder, (), []) == before
    english = [problem.detail["english"] for problem in refused.value.problems]
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", re.sub("“[^”]*”", "", " ".join(english))), english


def test_errors_of_excel_doubles_and_what_stands_beside_are_named_by_their_cell(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(known(MINIMAL).workbook))
    book["标题"].cell(2, 4).value, book["标题"].cell(3, 4).value = "#REF!", "#N/A"
    page = book["代码"]
    for line, code in enumerate(("printer", "fan", "fan"), start=page.max_row + 1):
        page.cell(line, 3).value, page.cell(line, 4).value, page.cell(line, 5).value = "device-kinds", code, "新"
    book["角色"].cell(4, 3).value, book["角色"].cell(4, 4).value, book["角色"].cell(4, 5).value = (
        "clerk",
        "又一个",
        "全部",
    )
    days = book["放假"]
    for line, day in enumerate(("2027-05-01", "2026-01-01"), start=days.max_row + 1):
        days.cell(line, 3).value, days.cell(line, 4).value, days.cell(line, 5).value = "cn 2026", day, "假"
    book["时限"].cell(2, 12).value = "请改成五天"
    book["预警"].merge_cells("C2:D2")
    made = BytesIO()
    book.save(made)
    with pytest.raises(PackRejected) as refused:
        changes_of(known(MINIMAL).said, known(MINIMAL).contents, made.getvalue())
    told = "\n".join(problem.message for problem in refused.value.problems)
    assert "（D2）：是 Excel 算不出来时的错误值，不是内容，现在是“#REF!”" in told
    assert "（D3）：是 Excel 算不出来时的错误值，不是内容，现在是“#N/A”" in told
    assert told.count("“代码”列") == 2
    assert told.count("已经有了，不能再加一次") == 4, told
    assert "2027-05-01 不在“cn 2026”这一年" in told
    assert "工作表“时限”L2：不在表里，导入时不读，现在是“请改成五天”" in told
    assert "工作表“预警”合并了单元格 C2:D2" in told


def test_a_role_is_added_at_the_end_of_the_roles_and_nothing_else_changes() -> None:
    def change(book: Any) -> None:
        page = book["角色"]
        line = page.max_row + 1
        page.cell(line, 3).value, page.cell(line, 4).value, page.cell(line, 5).value = "watch", "值班员", SCOPES["unit"]

    made = known(MINIMAL).changed(change)
    assert list(made) == ["roles.yaml"]
    assert made["roles.yaml"].startswith(known(MINIMAL).contents["roles.yaml"])
    problems: list[Any] = []
    read = read_file("roles.yaml", made["roles.yaml"], problems)
    assert read is not None
    assert (read.data[-1], problems) == ({"role": "watch", "title": "值班员", "scope": "unit"}, [])


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"<html>"])
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    with pytest.raises(PackRejected, match="xlsx"):
        changes_of(known(MINIMAL).said, known(MINIMAL).contents, raw)


def test_the_commands_write_a_workbook_and_take_it_back(tmp_path: Path) -> None:
    folder, file = tmp_path / "pack", tmp_path / "pack.xlsx"
    shutil.copytree(MINIMAL, folder)
    assert CliRunner().invoke(pack_export, [str(folder), "-o", str(file)]).exit_code == 0
    book = load_workbook(file)
    assert all(book[kind.name].protection.sheet for kind in SHEETS)
    book["时限"].cell(2, 5).value = 5
    book.save(file)
    done = CliRunner().invoke(pack_import, [str(folder), str(file)])
    assert "已改写 case-types/repair/clocks.yaml" in done.output
    assert "  within: 5 workdays\n" in (folder / "case-types/repair/clocks.yaml").read_text(encoding="utf-8")
    assert not list(folder.rglob("*.new"))


ORDERED = [kind for kind in SHEETS if "次序" in kind.headings]


@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_new_places_put_the_items_in_that_order_and_come_back_as_they_were_written(data: st.DataObject) -> None:
    pack = known(ROOT / "definitions" / "heze-qianjian")
    wanted: dict[tuple[str, tuple[Any, ...]], list[int]] = {}
    numbers: dict[str, dict[int, int]] = {}
    for kind in ORDERED:
        lists: dict[tuple[str, tuple[Any, ...]], list[tuple[int, int]]] = {}
        for line, row in enumerate(kind.rows(pack.said), start=FIRST_ROW):
            lists.setdefault((row.file, row.at[:-1]), []).append((line, row.at[-1]))
        for key, rows in data.draw(st.lists(st.sampled_from(sorted(lists.items())), max_size=2)) if lists else ():
            order = data.draw(st.permutations([place for _, place in rows]))
            wanted[key] = order
            numbers.setdefault(kind.name, {}).update({line: order.index(place) + 1 for line, place in rows})

    def change(book: Any) -> None:
        for kind in ORDERED:
            column = 3 + len(kind.beside) + kind.headings.index("次序")
            for line, number in numbers.get(kind.name, {}).items():
                book[kind.name].cell(line, column).value = number

    made = pack.changed(change)
    after, problems = from_bytes({**pack.contents, **made})
    assert problems == []
    for (file, at), order in wanted.items():
        before, now = pack.source.files[file].data, after.files[file].data
        for step in at:
            before, now = before[step], now[step]
        assert now == [before[place] for place in order]
    for path in made:
        assert sorted(comments(made[path])) == sorted(comments(pack.contents[path]))
    assert (
        Known(said_of(after), dict(pack.contents) | made, workbook_of(said_of(after))).changed(lambda book: None) == {}
    )


def test_options_and_codes_are_added_below_between_and_moved_with_what_stands_below_them() -> None:
    def change(book: Any) -> None:
        codes = book["代码"]
        for line, texts in (
            (9, ("设备类别", "door", "门", "", "房屋设施", 1)),
            (10, ("device-kinds", "fan", "风扇", "", "", 1.5)),
        ):
            for column, text in enumerate(texts, start=3):
                codes.cell(line, column).value = text
        codes.cell(4, 8).value = 1

    made = known(MINIMAL).changed(change)["codes/device-kinds.yaml"]
    after = from_bytes({**known(MINIMAL).contents, "codes/device-kinds.yaml": made})[0]
    codes = after.files["codes/device-kinds.yaml"].data["codes"]
    assert [code["code"] for code in codes] == ["building", "printer", "fan", "computer"]
    assert [code["code"] for code in codes[0]["children"]] == ["door", "lift", "light"]

    hearing = known(ROOT / "definitions" / "public-hearing")
    rows = list(OPTIONS.rows(hearing.said))
    first, path = rows[0], rows[0].file

    def choose(book: Any) -> None:
        page = book["选项"]
        line = page.max_row + 1
        for column, text in enumerate((first.beside[0].partition("（")[0], "new-one", "新的一项", 1), start=3):
            page.cell(line, column).value = text

    data = from_bytes({**hearing.contents, **hearing.changed(choose)})[0].files[path].data
    for step in first.at[:-1]:
        data = data[step]
    assert data[0] == {"const": "new-one", "title": "新的一项"}


def test_rows_that_were_moved_and_sheets_of_ones_own_are_said_not_to_be_read() -> None:
    book = load_workbook(BytesIO(known(MINIMAL).workbook))
    page = book["代码"]
    for column in range(1, 9):
        page.cell(2, column).value, page.cell(3, column).value = page.cell(3, column).value, page.cell(2, column).value
    book.create_sheet("备忘")["A1"] = "记得改"
    made = BytesIO()
    book.save(made)
    found = changes_of(known(MINIMAL).said, known(MINIMAL).contents, made.getvalue())
    assert found.files == {}
    assert [zh for zh, _ in found.notes] == [
        "工作表“代码”的行换了位置，平台不读行的位置。要换次序，请改“次序”一列的数字。",
        "没有读工作表“备忘”，它不是导出的。",
    ]


def test_parameters_hold_the_deadlines_that_they_say_and_a_deadline_points_there(tmp_path: Path) -> None:
    folder = tmp_path / "rooms"
    CliRunner().invoke(pack_new, ["x/rooms", "-o", str(folder)])
    book = load_workbook(BytesIO(export_workbook(folder)))
    assert book["时限"]["D2"].value == "由参数“办理期限（handle-within）”定，请在“参数”表里改"
    assert book["时限"]["E2"].protection.locked
    assert [book["参数"].cell(2, column).value for column in (3, 4, 5, 6)] == [
        "办理期限（handle-within）", "时长", "10", "天",
    ]  # fmt: skip
    book["参数"]["E2"], book["参数"]["F2"] = 3, "周"
    book["时限"]["G2"] = "提前"
    made = BytesIO()
    book.save(made)
    import_workbook(folder, made.getvalue())
    assert "handle-within: {title: 办理期限, kind: duration, default: 3 weeks}" in (folder / "pack.yaml").read_text(
        "utf-8"
    )
    assert "  counting: {end: roll-back}\n" in (folder / "case-types/request/clocks.yaml").read_text("utf-8")
    book = load_workbook(BytesIO(export_workbook(folder)))
    book["时限"]["E2"] = 5
    made = BytesIO()
    book.save(made)
    with pytest.raises(PackRejected, match="由参数“办理期限（handle-within）”定，请在“参数”表里改默认值"):
        import_workbook(folder, made.getvalue())


def test_a_title_that_two_things_share_asks_for_the_id() -> None:
    shared = Titles("角色", "roles", {"head": "负责人", "chief": "负责人", "clerk": "经办、收件"})
    assert shared.read_several("经办、收件，负责人（head）; chief") == ["clerk", "head", "chief"]
    with pytest.raises(Unfit, match="有 2 个角色叫“负责人”，请写编号：head、chief"):
        shared.read("负责人")
    with pytest.raises(Unfit, match="没有“x”这个角色，这个定义包里还没有角色，请先在文件里写好"):
        Titles("角色", "roles", {}).read("x")


def test_digits_of_any_keyboard_are_read_and_titles_without_what_nobody_sees() -> None:
    def change(book: Any) -> None:
        book["时限"].cell(2, 5).value = " ６.0 "
        book["标题"].cell(2, 4).value = " 设备\u200b报修处 "

    made = known(MINIMAL).changed(change)
    assert b"within: 6 workdays" in made["case-types/repair/clocks.yaml"]
    assert "title: 设备报修处\n" in made["pack.yaml"].decode()

    def blanks(book: Any) -> None:
        book["标题"].cell(2, 4).value = f"{book['标题'].cell(2, 4).value}  "

    assert known(MINIMAL).changed(blanks) == {}

    def long(book: Any) -> None:
        book["标题"].cell(2, 4).value = "长" * 121

    with pytest.raises(PackRejected, match=r"（D2）：不能超过 120 个字，现有 121 个"):
        known(MINIMAL).changed(long)
