"""A county rewrites a deadline, a field and a stage in its pack; nobody touches the platform, and every page follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import NewDesk, NewHouse
from fixtures.houses import House, definitions_in

TYPE = Path("heze-qianjian/case-types/supervised-petition")
REGISTERED = {"信访形式": "来信", "反映事由": "灌渠被占，下游浇不上水", "受理窗口": "东窗口", "收到日期": "2026-03-02"}


@pytest.fixture(scope="module")
def house(new_house: NewHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation that is given the changed pack beside the one that it already has."""
    definitions = definitions_in(tmp_path_factory.mktemp("definitions"))
    rewrite(definitions)
    house = new_house()
    brought = house.run("demo", "--no-cases", "--definitions", str(definitions))
    assert brought.returncode == 0, brought.stderr
    with house.served() as served:
        yield served


def rewrite(definitions: Path) -> None:
    """What the county writes: 7 days to tell, another title, one more field, another word for a stage."""
    pack = definitions / "heze-qianjian/pack.yaml"
    replace(pack, "version: 1.0.0", "version: 1.1.0")
    replace(definitions / TYPE / "case-type.yaml", "title: 案例筛选\n", "title: 案卷初选\n")
    clocks = definitions / TYPE / "clocks.yaml"
    clocks.write_text(clocks.read_text("utf-8") + "- {clock: notify, within: 7 days, at-most: 7 days}\n", "utf-8")
    form = definitions / TYPE / "register.schema.json"
    schema = json.loads(form.read_text("utf-8"))
    schema["properties"]["cause"] = {"title": "反映事由"}
    schema["properties"]["window"] = {"type": "string", "title": "受理窗口", "maxLength": 40, "x-fangyuan-index": True}
    form.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    layout = definitions / TYPE / "register.ui.json"
    replace(layout, '{"type": "Control", "scope": "#/properties/cause"},',
            '{"type": "Control", "scope": "#/properties/cause"}, {"type": "Control", "scope": "#/properties/window"},')  # fmt: skip
    view = definitions / "heze-qianjian/views/ledger.yaml"
    replace(view, "first_visit, repeat_visits, whereabouts, justified", "window, first_visit, whereabouts, justified")


def replace(file: Path, old: str, new: str) -> None:
    """Edits a text that stands in the file exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name}: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_every_page_says_what_the_pack_says_now(new_desk: NewDesk) -> None:
    clerk = new_desk("shen").open("/cases/new/qianjian/supervised-petition")
    clerk.reads("反映事由", "受理窗口")
    clerk.reads_nothing_of("案由")
    clerk.sheet.fill(REGISTERED).row("信访人", 1).fill({"姓名（名称）": "田大有"})
    clerk.sheet.press("登记并下一步")
    clerk.is_told("已登记")

    number = clerk.number
    assert clerk.stage == "案卷初选"
    assert clerk.stages[1] == "对接"
    assert clerk.due("告知时限") == "2026-03-09"  # seven days instead of fifteen
    clerk.reads("反映事由", "受理窗口", "东窗口")

    clerk.open("/?tab=unit").reads(number, "案卷初选")
    clerk.open("/views/screening-list").reads(number, "反映事由", "受理窗口", "东窗口")
    clerk.open("/views/supervised-ledger").filter("阶段", "案卷初选").reads(number)

    pack = new_desk("admin").open("/packs/qianjian")
    pack.reads("1.1.0", "案卷初选", "7 天")
    assert "反映事由" in pack.body.text_content()
    stages = pack.page.locator(".fy-stage h4").all_inner_texts()
    assert "案卷初选" in stages
    assert "案例筛选" not in stages
