"""The workbook of a pack that extends others: what it inherits is shown, and what is changed of it becomes an overlay."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fangyuan.casework.workbooks.exchanging import export_workbook, import_workbook, pack_said
from fangyuan.casework.workbooks.names import Said
from fangyuan.casework.workbooks.reading import changes_of
from fangyuan.casework.workbooks.rows import Row, SheetKind, rows_of
from fangyuan.casework.workbooks.sheets import SHEETS
from fangyuan.casework.workbooks.writing import FIRST_ROW, workbook_of
from fangyuan.compiler.loading import load_source
from fangyuan.compiler.resolving import resolve
from fangyuan.model.problems import PackRejected
from fangyuan.packs.reading import contents_of, from_bytes

VALID = Path(__file__).parents[2] / "packs" / "valid"
CHILD = VALID / "extending"
KINDS = {kind.name: kind for kind in SHEETS}


@cache
def known() -> tuple[Said, dict[str, bytes], bytes]:
    said = pack_said(CHILD, [VALID])
    return said, contents_of(CHILD, (), []), workbook_of(said)


def changed(change: Callable[[Any], None]) -> dict[str, str]:
    """The files that a change of the workbook writes."""
    said, contents, workbook = known()
    book = load_workbook(BytesIO(workbook))
    change(book)
    made = BytesIO()
    book.save(made)
    return {path: raw.decode() for path, raw in changes_of(said, contents, made.getvalue()).files.items()}


def resolved(made: dict[str, str]) -> dict[str, Any]:
    """What the pack says after it, with all that it inherits."""
    said, contents, _ = known()
    packs = {layer.pack: layer for layer in said.source.layers}
    source, problems = from_bytes({**contents, **{path: text.encode() for path, text in made.items()}})
    assert problems == []
    return {path: file.data for path, file in resolve(source, lambda name, _: packs[name]).files.items()}


def line_of(sheet: str, place: str, file: str = "") -> int:
    """The line of a row, by its place and the end of its file."""
    rows = enumerate(rows_of(KINDS[sheet], known()[0]), start=FIRST_ROW)
    return next(line for line, row in rows if row.place == place and row.source.endswith(file))


def row_after(page: Any, *texts: str) -> None:
    line = next(line for line in range(2, page.max_row + 2) if not any(box.value for box in page[line]))
    for column, text in enumerate(texts, start=3):
        page.cell(line, column).value = text


def cells() -> list[tuple[SheetKind, int, Row, int]]:
    """Every cell that may be changed."""
    return [
        (kind, line, row, place)
        for kind in SHEETS
        for line, row in enumerate(rows_of(kind, known()[0]), start=FIRST_ROW)
        for place, cell in enumerate(row.cells)
        if cell.shown and not cell.locked and cell.part != "order"
    ]


def other(kind: SheetKind, row: Row, place: int, text: str) -> str:
    cell, said = row.cells[place], known()[0]
    if kind.headings[place] in ("告知", "可登记"):
        called = said.roles if kind.headings[place] == "告知" else said.case_types
        return next(title for title in called.of.values() if title not in cell.shown)
    if cell.choices:
        return next(choice for choice in cell.choices if choice != cell.shown)
    return f"{cell.shown}{text}" if not cell.shown.isdecimal() else str(7 if cell.shown != "7" else 8)


def test_a_row_says_which_parent_it_comes_from_and_out_and_back_writes_nothing() -> None:
    assert changed(lambda book: None) == {}
    labels = {row.source for kind in SHEETS for row in rows_of(kind, known()[0])}
    assert {"pack.yaml", "上级 example/minimal：roles.yaml", "case-types/lift-repair/clocks.yaml"} <= labels
    book = load_workbook(BytesIO(known()[2]))
    assert any("上级定义包继承" in str(box.value) for box in book["说明"]["A"])


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_changed_cell_says_that_and_nothing_else_otherwise(data: st.DataObject) -> None:
    kind, line, row, place = data.draw(st.sampled_from(cells()))
    text = other(kind, row, place, data.draw(st.text("甲 a1:#,'\"{}[]&*!|>%@", min_size=1, max_size=8)) + "尾")
    made = changed(lambda book: setattr(book[kind.name].cell(line, 3 + len(row.beside) + place), "value", text))
    said, contents, _ = known()
    before, after = {path: file.data for path, file in said.source.files.items()}, resolved(made)
    derived = {path for path in before if path.startswith("case-types/lift-repair/")}
    expected = {row.file} | (derived if row.file.startswith("case-types/repair/") else set())
    assert row.file in {path for path in before if before[path] != after[path]} <= expected
    assert without(before[row.file], row.cells[place].at) == without(after[row.file], row.cells[place].at)
    for path, raw in made.items():
        was = contents.get(path, b"").decode().splitlines()
        assert sum(one not in raw.splitlines() for one in was) <= 1


def without(data: Any, at: tuple[Any, ...]) -> Any:
    """A tree without what stands at a place, and without the mappings that only hold it."""
    if isinstance(data, dict):
        kept = {key: without(one, at[1:]) if at and key == at[0] else one for key, one in data.items()}
        kept = {key: one for key, one in kept.items() if not (at and key == at[0] and one in (None, {}))}
        return kept if at else None
    if isinstance(data, list) and at:
        return [without(one, at[1:]) if place == at[0] else one for place, one in enumerate(data)]
    return data if at else None


def test_what_is_added_taken_away_and_moved_of_a_parent_becomes_an_overlay() -> None:
    def change(book: Any) -> None:
        codes, rungs = book["代码"], book["升级"]
        codes.cell(line_of("代码", "$[0].codes[0]"), codes.max_column).value = "是"
        row_after(codes, "device-kinds", "desk", "办公桌", "", "building")
        first = line_of("升级", "$[0].escalate[0]", "：case-types/repair/clocks.yaml")
        rungs.cell(first, 3 + 1 + 3).value = "9"
        row_after(book["角色"], "guard", "门卫", "本单位")
        row_after(book["日历年份"], "cn", "2027", "暂定")
        row_after(book["放假"], "cn 2027", "2027-01-01", "元旦")

    made = changed(change)
    assert set(made) == {"codes/codes.yaml", "case-types/repair/clocks.yaml", "roles.yaml", "calendars/calendars.yaml"}
    now = resolved(made)
    assert [code["code"] for code in now["codes/codes.yaml"][0]["codes"]] == ["computer", "building"]
    assert [code["code"] for code in now["codes/codes.yaml"][0]["codes"][1]["children"]][-1] == "desk"
    assert [("at" in rung) for rung in now["case-types/repair/clocks.yaml"][0]["escalate"]] == [False, True]
    assert [role["role"] for role in now["roles.yaml"]] == ["clerk", "chief", "guard"]
    assert now["calendars/calendars.yaml"][0]["years"][1]["holidays"] == {"2027-01-01": "元旦"}
    assert "holidays" not in made["calendars/calendars.yaml"].partition("2027")[0]


@pytest.mark.parametrize(("sheet", "place"), [("放假", ""), ("日历年份", "$[0].years[0]")])
def test_what_no_overlay_can_say_is_refused(sheet: str, place: str) -> None:
    def change(book: Any) -> None:
        page = book[sheet]
        page.cell(line_of(sheet, place) if place else FIRST_ROW, page.max_column).value = "是"
        if sheet == "日历年份":
            book["放假"].delete_rows(2, 60)
            book["调休上班"].delete_rows(2, 60)

    with pytest.raises(PackRejected) as caught:
        changed(change)
    assert "上级 calendars/calendars.yaml" in str(caught.value)


def test_a_changed_deadline_is_written_into_a_new_file_and_beyond_the_law_into_none(tmp_path: Path) -> None:
    folder = tmp_path / "child"
    shutil.copytree(CHILD, folder)
    line = line_of("时限", "$[0]", "：case-types/repair/clocks.yaml")
    book = load_workbook(BytesIO(export_workbook(folder, [VALID])))
    book["时限"].cell(line, 5).value = "2"
    made = BytesIO()
    book.save(made)
    assert set(import_workbook(folder, made.getvalue(), [VALID]).files) == {"case-types/repair/clocks.yaml"}
    written = (folder / "case-types/repair/clocks.yaml").read_text(encoding="utf-8")
    assert written == "  - clock: mend\n    within: 2 workdays\n"
    assert load_source(folder, [VALID]).files["case-types/repair/clocks.yaml"].data[0]["within"] == "2 workdays"
    heir = tmp_path / "heir"
    heir.mkdir()
    (heir / "pack.yaml").write_text(
        "pack: example/heir\nversion: 1.0.0\ntitle: 下级\nextends: example/bounded\n", "utf-8"
    )
    book = load_workbook(BytesIO(export_workbook(heir, [VALID])))
    book["时限"].cell(FIRST_ROW, 5).value = "9"
    made = BytesIO()
    book.save(made)
    with pytest.raises(PackRejected, match="法定上限 5 days"):
        import_workbook(heir, made.getvalue(), [VALID])
    assert [path.name for path in heir.rglob("*")] == ["pack.yaml"]
