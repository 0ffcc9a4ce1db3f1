"""Codes that stand in CSV files, the years of calendars, and the rest that an administrator changes in Excel alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fangyuan.casework.workbooks.lists import CODES
from fangyuan.casework.workbooks.names import said_of
from fangyuan.casework.workbooks.reading import Changes, changes_of
from fangyuan.casework.workbooks.writing import FIRST_ROW, workbook_of
from fangyuan.compiler.compiling import compile_pack
from fangyuan.compiler.loading import load_source
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected
from fangyuan.packs.reading import contents_of, from_bytes

ROOT = Path(__file__).parents[3]
CSV = ROOT / "tests" / "packs" / "valid" / "csv-codes"
MINIMAL = ROOT / "tests" / "packs" / "valid" / "minimal"
PLACES = "codes/places.csv"

Cells = Iterable[tuple[str, int, int, Any]]
"""Sheet, line, column, text."""


def changed(contents: Mapping[str, bytes], change: Callable[[Any], None]) -> Changes:
    """What a change of its workbook changes of a pack."""
    source, problems = from_bytes(contents)
    assert problems == []
    said = said_of(source)
    book = load_workbook(BytesIO(workbook_of(said)))
    change(book)
    made = BytesIO()
    book.save(made)
    return changes_of(said, contents, made.getvalue())


def filled(contents: Mapping[str, bytes], cells: Cells) -> dict[str, str]:
    """The files that change where these cells are filled in, as text."""

    def fill(book: Any) -> None:
        for sheet, line, column, text in cells:
            book[sheet].cell(line, column).value = text

    return {path: raw.decode("utf-8") for path, raw in changed(contents, fill).files.items()}


def refused(contents: Mapping[str, bytes], cells: Cells) -> list[str]:
    """What is said of these cells."""
    with pytest.raises(PackRejected) as found:
        filled(contents, cells)
    return [problem.message for problem in found.value.problems]


def pack_with(places: str, folder: Path = CSV) -> dict[str, bytes]:
    """The example with another list of places."""
    return {**contents_of(folder, (), []), PLACES: places.encode("utf-8")}


def compiled(contents: Mapping[str, bytes], folder: Path) -> Pack:
    """The pack of these files."""
    for path, raw in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return compile_pack(load_source(folder), load_kinds())


def lines_of(contents: Mapping[str, bytes]) -> dict[str, int]:
    """Where the codes stand on their sheet."""
    rows = CODES.rows(said_of(from_bytes(contents)[0]))
    return {row.beside[1]: line for line, row in enumerate(rows, start=FIRST_ROW)}


WRITTEN = '\ufeff"说明",code,title,parent\r\n"大楼, 北面",north,北区,\r\n,n1,北一楼,north\r\n\r\n,n2,北二楼,north\r\n,south,"南区",'


def test_codes_in_csv_change_in_their_cells_alone(tmp_path: Path) -> None:
    contents = pack_with(WRITTEN)
    line = lines_of(contents)
    end = max(line.values()) + 1
    made = filled(contents, [
        ("代码", line["n1"], 5, "北楼, 一层"), ("代码", line["n2"], 7, "南区"), ("代码", line["south"], 5, "南面"),
        ("代码", end, 3, "places"), ("代码", end, 4, "west"), ("代码", end, 5, "西区"),
        ("代码", end + 1, 3, "places"), ("代码", end + 1, 4, "w1"), ("代码", end + 1, 5, "西一楼"), ("代码", end + 1, 7, "west"),
    ])  # fmt: skip
    assert made == {
        PLACES: WRITTEN.replace("北一楼", '"北楼, 一层"')
        .replace("北二楼,north", "北二楼,south")
        .replace("南区", "南面")
        + "\r\n,west,西区,\r\n,w1,西一楼,west"
    }
    pack = compiled({**contents, PLACES: made[PLACES].encode()}, tmp_path)
    assert [option.value for option in pack.codes["places"].options] == ["north", "south", "west"]


def test_codes_in_csv_are_retired_moved_and_taken_away_with_what_stands_below() -> None:
    plain = "code,title,parent\nnorth,北区,\nn1,北一楼,north\nsouth,南区,\n"
    line = lines_of(pack_with(plain))
    made = filled(pack_with(plain), [("代码", line["south"], 6, "是"), ("代码", line["south"], 8, 1)])
    assert made == {PLACES: "code,title,parent,retired\nsouth,南区,,true\nnorth,北区,,\nn1,北一楼,north,\n"}
    both = [("代码", line[code], 9, "是") for code in ("north", "n1")]
    assert filled(pack_with(plain), both) == {PLACES: "code,title,parent\nsouth,南区,\n"}
    own = "code,title,retired\na,甲,停用\nb,乙,\n"
    line = lines_of(pack_with(own))
    assert filled(pack_with(own), [("代码", line["b"], 6, "是"), ("代码", line["a"], 6, "否")]) == {
        PLACES: "code,title,retired\na,甲,\nb,乙,停用\n"
    }


def test_codes_in_csv_that_cannot_be_are_named_by_their_cell_and_nothing_is_written() -> None:
    contents = pack_with("code,title,parent\nnorth,北区,\nn1,北一楼,north\nsouth,南区,\n")
    line = lines_of(contents)
    at = {code: f"工作表“代码”第 {place} 行“上级代码”列（G{place}）" for code, place in line.items()}
    told = refused(contents, [("代码", line["north"], 7, "n1"), ("代码", line["south"], 7, "east")])
    assert told == [
        f"{at['north']}：上级绕成一圈：north → n1 → north，现在是“n1”",
        f"{at['n1']}：上级绕成一圈：n1 → north → n1，现在是“north”",
        f"{at['south']}：这个代码表里没有上级代码“east”，或者它要删去，现在是“east”",
    ]
    told = refused(contents, [("代码", line["north"], 9, "是"), ("代码", line["south"], 5, " ")])
    assert any(f"{at['n1']}：这个代码表里没有上级代码“north”，或者它要删去" in one for one in told)
    assert any("（E" in one and "不能是空的" in one for one in told)
    end = max(line.values()) + 1
    again = [("代码", end, 3, "places"), ("代码", end, 4, "n1"), ("代码", end, 5, "又一个")]
    assert any("已经有了，不能再加一次" in one for one in refused(contents, again))
    with pytest.raises(PackRejected, match="缺少“title”列"):
        filled(pack_with("code,name\na,甲\n"), [])


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_codes_in_csv_come_back_as_they_were_and_change_where_they_were_changed(data: st.DataObject) -> None:
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    head = data.draw(st.permutations(["code", "title", "parent", "retired", "备注"]))
    words = st.sampled_from(["甲", "乙, 丙", '"丁"', "戊;己"])
    rows = [
        {"code": f"c{place}", "title": data.draw(words), "parent": data.draw(st.sampled_from(["", *(f"c{n}" for n in range(place))])),
         "retired": data.draw(st.sampled_from(["", "是", "false"])), "备注": data.draw(st.sampled_from(["", "甲,乙"]))}
        for place in range(data.draw(st.integers(1, 5)))
    ]  # fmt: skip
    quoted = ['"' + value.replace('"', '""') + '"' for row in rows for value in (row[column] for column in head)]
    text = end.join([",".join(head), *(",".join(quoted[n : n + 5]) for n in range(0, len(quoted), 5))])
    contents = pack_with(data.draw(st.sampled_from(["", "\ufeff"])) + text + data.draw(st.sampled_from(["", end])))
    assert filled(contents, []) == {}
    place = data.draw(st.integers(0, len(rows) - 1))
    line = lines_of(contents)[f"c{place}"]
    made = filled(contents, [("代码", line, 5, "全新")])[PLACES]
    before = contents[PLACES].decode().splitlines(keepends=True)
    after = made.splitlines(keepends=True)
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [before[place + 1]]
    assert "全新" in after[place + 1]


def calendar(text: str) -> dict[str, bytes]:
    """The smallest pack with another calendar."""
    return {**contents_of(MINIMAL, (), []), "calendars/cn.yaml": text.encode("utf-8")}


CALENDAR = """\
# 全国的
calendar: cn
title: 工作日历
years:
  # 去年
  - year: 2025
    status: published        # 国办
    holidays:
      2025-01-01: 元旦
    workdays: [2025-01-26]   # 调休
  - {year: 2026, status: provisional, holidays: {2026-01-01: 元旦}}

zone: Asia/Shanghai   # 末尾
"""


def test_a_new_year_comes_with_its_days_and_a_provisional_one_is_published(tmp_path: Path) -> None:
    made = filled(calendar(CALENDAR), [
        ("日历年份", 3, 5, "已公布"), ("日历年份", 3, 6, "国办发明电〔2025〕7号"),
        ("日历年份", 4, 3, "工作日历"), ("日历年份", 4, 4, 2027), ("日历年份", 4, 5, "暂定"),
        ("放假", 4, 3, "cn 2027"), ("放假", 4, 4, "2027-01-01"), ("放假", 4, 5, "元旦"),
        ("放假", 5, 3, "工作日历 2027"), ("放假", 5, 4, "2027-02-06"), ("放假", 5, 5, "春节: 除夕"),
        ("放假", 6, 3, "cn 2026"), ("放假", 6, 4, "2026-05-01"), ("放假", 6, 5, "劳动节"),
        ("调休上班", 3, 3, "cn 2027"), ("调休上班", 3, 4, "2027-02-14"),
    ])  # fmt: skip
    assert made == {
        "calendars/cn.yaml": CALENDAR.replace(
            "  - {year: 2026, status: provisional, holidays: {2026-01-01: 元旦}}\n",
            "  - {year: 2026, status: published, holidays: {2026-01-01: 元旦, 2026-05-01: 劳动节}, source: 国办发明电〔2025〕7号}\n"
            "  - year: 2027\n    status: provisional\n    holidays:\n      2027-01-01: 元旦\n"
            '      2027-02-06: "春节: 除夕"\n    workdays: [2027-02-14]\n',
        )
    }
    pack = compiled(calendar(made["calendars/cn.yaml"]), tmp_path)
    year = pack.calendars["cn"].years[2027]
    assert (year.published, list(year.holidays.values()), len(year.workdays)) == (False, ["元旦", "春节: 除夕"], 1)
    assert pack.calendars["cn"].years[2026].published
    assert filled(calendar(made["calendars/cn.yaml"]), []) == {}


def test_years_that_cannot_be_are_named_by_their_cell() -> None:
    contents = calendar(CALENDAR)
    told = refused(contents, [
        ("日历年份", 2, 5, "也许"), ("日历年份", 2, 8, "是"),
        ("日历年份", 4, 3, "cn"), ("日历年份", 4, 4, 2026), ("日历年份", 4, 5, "暂定"),
        ("日历年份", 5, 3, "cn"), ("日历年份", 5, 4, "明年"), ("日历年份", 5, 5, "暂定"),
        ("放假", 4, 3, "cn 2028"), ("放假", 4, 4, "2028-01-01"), ("放假", 4, 5, "元旦"),
        ("放假", 5, 3, "cn 2025"), ("放假", 5, 4, "2025-05-01"), ("放假", 5, 5, "劳动节"),
    ])  # fmt: skip
    assert any("工作表“日历年份”第 4 行“年”列（D4）：已经有了" in one for one in told), told
    assert any("（D5）：应是一个整数，现在是“明年”" in one for one in told), told
    assert any("没有“cn 2028”这个日历年份" in one and "先在“日历年份”表里加一行" in one for one in told), told
    assert any("工作表“日历年份”第 2 行“删除”列（H2）：新加的一行在它下面" in one for one in told), told
    assert filled(contents, [("日历年份", 2, 8, "是")]) == {
        "calendars/cn.yaml": CALENDAR.replace(CALENDAR[CALENDAR.index("  - year: 2025") : CALENDAR.index("  - {year")], "")
    }  # fmt: skip


DUTIES = """\
- duty: round      # 每月
  title: 巡查
  every: {rrule: FREQ=MONTHLY}
  opens: {task: 走一遍}
  who: {role: clerk}
  within: 2 workdays   # 两天
  warn: [{before: 1 day, light: yellow}]
  escalate:
    - {at: due, inform: {role: chief}}
"""
REPORTS = """\
- report: monthly
  title: 月报
  per: month
  of: repair
  excel: {title: 报修月报}
  tables:
    - table: all
      title: 全部
      measures: &many
        - {measure: n, title: 件数, count: true}
    - {table: again, title: 又一张, measures: *many}
"""


def test_deadlines_of_duties_and_titles_of_reports_stand_on_their_sheets_too() -> None:
    contents = {
        **contents_of(MINIMAL, (), []),
        "duties.yaml": DUTIES.encode(),
        "reports/monthly.yaml": REPORTS.encode(),
    }
    source = said_of(from_bytes(contents)[0])
    book = load_workbook(BytesIO(workbook_of(source)))

    def line(sheet: str, text: str, column: int = 3) -> int:
        return next(row[0].row for row in book[sheet].iter_rows() if row[column - 1].value == text)

    clock, end = line("时限", "巡查（duties/round）"), book["升级"].max_row + 1
    made = filled(contents, [
        ("时限", clock, 5, 3), ("预警", line("预警", "巡查（duties/round）"), 4, 2),
        ("升级", end, 3, "巡查"), ("升级", end, 4, "clerk"), ("升级", end, 5, 1), ("升级", end, 6, "天"),
        ("标题", line("标题", "定期工作 round"), 4, "月巡查"), ("标题", line("标题", "报表 monthly"), 4, "每月"),
        ("标题", line("标题", "报表 monthly 的 Excel 表头"), 4, "表头"), ("标题", line("标题", "报表的表 again"), 4, "再一张"),
    ])  # fmt: skip
    assert made["duties.yaml"] == DUTIES.replace("title: 巡查", "title: 月巡查").replace("2 workdays", "3 workdays").replace(
        "before: 1 day", "before: 2 days") + "    - {after: 1 day, inform: [{role: clerk}]}\n"  # fmt: skip
    assert made["reports/monthly.yaml"] == REPORTS.replace("月报\n", "每月\n", 1).replace("报修月报", "表头").replace(
        "又一张", "再一张"
    )
    shared = line("标题", "报表的数 n")
    assert [row[2].value for row in book["标题"].iter_rows()].count("报表的数 n") == 1
    assert any("几处共用这一个标题" in one for one in refused(contents, [("标题", shared, 4, "数")]))
    assert any("没有这一项" in one for one in refused(contents, [("时限", clock, 7, "顺延")]))
