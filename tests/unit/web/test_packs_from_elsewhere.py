"""Administrators bring packs by the pages, without scripts: refused in words, looked at, installed, opened, taken back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.packs.archives import read_archive, write_archive
from fixtures.web import PEOPLE, Desk, Site
from unit.casework.offices import ANSWERS, REPAIR
from unit.casework.test_receiving import CHILD, KEY, OTHER, SHORTER, archive, overlaid, taken

MORE = """
  workshop: {title: 维修单位, kind: unit}
  within: {title: 复核期限, kind: duration, default: 5 workdays}
  many: {title: 多少件算多, type: integer, default: 3}"""
NEEDY = ("pack.yaml", "default: 急修件当日到场}", f"default: 急修件当日到场}}{MORE}")
HELPER = ("roles.yaml", "- role: clerk", "- {role: helper, title: 帮手, scope: own}\n- role: clerk")


def send(desk: Desk, raw: bytes, status: int = 302, name: str = "minimal.fypack") -> str:
    """Uploads an archive."""
    desk.get("/pack-arrivals")
    return desk.post("/pack-arrivals", {"archive": (BytesIO(raw), name)}, status)


def installed(site: Site, desk: Desk, raw: bytes) -> str:
    """Brings, tries and installs an archive; the address of the version's page."""
    send(desk, raw)
    address = desk.answer.headers["Location"]
    site.place.work(site.place.now)
    desk.get(address)
    desk.post(address, {"_act": "install"})
    desk.follow()
    return str(desk.answer.request.full_path)


def names_of(site: Site) -> list[str]:
    """What people, units and jurisdictions are called."""
    with site.place.office.database.read() as uow:
        known = site.place.office.directory(uow, "t")
    units = [one.title for one in (*known.units.values(), *known.tenants.values())]
    return [*units, *(one.name for one in known.people.values())]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b"0" * 9_000_000)
    return out.getvalue()


def escaping() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("../../pack.yaml", "pack: example/minimal")
    return out.getvalue()


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("pack.yaml", "pack: example/minimal")
        file.writestr("PACK.yaml", "pack: example/other")
    return out.getvalue()


def test_bad_archives_are_refused_in_words_and_change_nothing(site: Site) -> None:
    desk = site.desk("admin")
    signed, other = archive(), archive("1.1.0", OTHER)
    for raw, why in (
        (b"", "文件已损坏"),
        (signed[:700], "文件已损坏"),
        (bomb(), "压缩的"),
        (escaping(), "越出文件夹"),
        (twice(), "出现两次"),
        (archive("0.9.0"), "不能再装更旧的"),
    ):
        send(desk, raw, 422)
        assert desk.shows("这个归档不能安装", why)
    desk.get("/pack-arrivals")
    desk.post("/pack-arrivals", {}, 422)
    assert desk.shows("请选择文件。")
    installed(site, desk, signed)
    send(desk, other, 422)
    assert desk.shows("冒用同一编号")
    desk.get("/packs")
    assert "等待处理的归档" not in desk.page
    assert desk.shows("已安装，未启用", "启用中")


def test_in_english_the_pages_of_packs_are_english_but_for_what_the_pack_says(site: Site) -> None:
    desk = site.desk("admin")
    page = installed(site, desk, archive("2.0.0", KEY, NEEDY, HELPER))
    send(desk, archive("2.0.1", KEY, NEEDY, HELPER, SHORTER), name="hides.fypack")
    hides = desk.answer.headers["Location"]
    desk.get("/packs")
    desk.post("/language", {"language": "en", "back": "/packs"})
    contents = read_archive(archive("2.0.0", KEY, NEEDY, HELPER)).contents.values()
    said = "".join(raw.decode("utf-8", "ignore") for raw in contents) + "".join(names_of(site))
    for address in (
        "/packs", page, "/pack-arrivals", hides, "/packs/minimal/changes", page.replace("?", "/activation?"),
        "/packs/minimal/stop", "/packs/minimal/way-back", "/packs/minimal/plan",
    ):  # fmt: skip
        desk.get(address)
        shown = re.sub(r"<[^>]*>", " ", re.search("<main.*</main>", desk.page, re.DOTALL)[0])  # type: ignore[index]
        assert [word for word in re.findall("[\u4e00-\u9fff]+", shown) if word not in said] == [], address
    desk.get(hides)
    assert desk.shows("This archive cannot be installed", "asks for a larger step", "Compared with")


def test_a_parent_that_came_as_a_folder_is_found_when_a_child_is_brought(site: Site) -> None:
    contents = {"pack.yaml": CHILD.replace("example/middle", "example/minimal").encode()}
    head = {"pack": "county/repair", "version": "1.0.0", "title": "本县设备报修", "parents": {}}
    desk = site.desk("admin")
    page = installed(site, desk, write_archive(contents, head, OTHER))
    desk.get(page)
    assert desk.shows("本县设备报修", "已安装，未启用", "example/minimal")
    send(desk, overlaid("1.0.1", "county/lamps"))
    desk.follow()
    assert desk.shows("本系统还没有这个包", "在上级 example/minimal 1.0.0 上改动 1 处", "3个工作日", "1个工作日")


def test_what_a_child_hides_of_its_parent_is_told_three_ways_on_every_page_before_and_after(site: Site) -> None:
    taken(site.place, archive("1.0.1"))
    taken(site.place, overlaid("1.0.0"))
    desk = site.desk("admin")
    send(desk, archive("1.1.0", KEY, SHORTER))
    desk.follow()
    three = ("上级原来", "3个工作日", "上级现在", "2个工作日", "本包仍为", "1个工作日")
    assert desk.shows("以它为上级的“本县设备报修”", "改用新的上级以后", *three)
    taken(site.place, archive("1.1.0", KEY, SHORTER))
    send(desk, overlaid("1.0.1"))
    desk.follow()
    assert desk.shows("与上级的改动不一致", "请逐条确认", *three)
    taken(site.place, overlaid("1.0.1"))
    desk.get("/packs/repair/changes")
    assert desk.shows("与上级的改动不一致", *three)


def test_an_archive_larger_than_any_pack_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangyuan.web.uploads.MOST", 1_000)
    desk = site.desk("admin")
    send(desk, archive(), 422)
    assert desk.shows("文件太大")


def test_a_pack_is_looked_at_installed_filled_in_and_opened_on_a_day(site: Site) -> None:
    desk, now = site.desk("admin"), site.place.now
    send(desk, archive("2.0.0", KEY, NEEDY, HELPER))
    waits = desk.answer.headers["Location"]
    desk.follow()
    assert desk.shows(
        "首次见到的密钥", "没有签名", "正在排队试运行", "不兼容的改动", "维修单位", "帮手", "没有人担任", "报修员甲"
    )
    desk.post(waits, {"_act": "install"}, 422)
    assert desk.shows("还没有在本机运行完")
    site.place.work(now)
    desk.get(waits)
    assert desk.shows("个场景全部通过", "场景覆盖", "检查结果", "安装后这个版本出现在定义包列表里")
    desk.post(waits, {"_act": "install"})
    desk.follow()
    assert desk.shows("还没有启用", "管理记录", "下载归档", "<svg", "维修单位", "本机关全部")
    address = str(desk.answer.request.full_path).replace("?", "/activation?", 1)
    desk.get(address)
    assert desk.shows("已经有人担任的岗位", "现在由报修员甲担任", "就由他们担任", "暂不对应")
    types = {"case_types": REPAIR, "parameter.mend-limit": "当日", "parameter.many": "4", "parameter.within": "7天"}
    day = (now + timedelta(days=2)).date().isoformat()
    desk.post(address, {**types, "since": "2020-01-01"}, 422)
    assert desk.shows("请填写“维修单位”", 'value="7天"')
    filled = {**types, "parameter.workshop": "office", "role.helper": "clerk"}
    for wrong, why in (
        ({"since": "2020-01-01"}, "不能从过去的日期启用"),
        ({"since": day, "parameter.many": "许多"}, "不能是“许多”"),
        ({"since": day, "case_types": ""}, "没有事项类型"),
    ):
        desk.post(address, {**filled, **wrong}, 422)
        assert desk.shows(why)
    desk.post(address, {**filled, "since": day}, 200)
    assert desk.shows(
        "设备报修 1.0.0", "设备报修 2.0.0", "增加的岗位", "报修员甲：办公室 · 帮手", "岗位由谁担任", "多少件算多：4"
    )
    with site.place.office.database.read() as uow:
        assert len(uow.packs.history("t")) == 1
    desk.post(address, {**filled, "since": day, "_act": "activate"})
    desk.follow()
    assert desk.shows("自动启用", "将于", "取消启用计划……")
    site.place.work(now + timedelta(days=3))
    case = register(site.place.office, Identity("t", "clerk"), REPAIR, ANSWERS, None, "k5", site.place.now).case
    with site.place.office.database.read() as uow:
        active = uow.packs.active("t", REPAIR, site.place.now)
    assert active is not None
    assert active.parameters == {"mend-limit": "当日", "many": 4, "within": "7 days", "workshop": "office"}
    assert site.place.state(case).pack == active.hash


def test_going_back_stopping_and_withdrawing_show_what_would_happen_first(site: Site) -> None:
    desk, now = site.desk("admin"), site.place.now
    address = installed(site, desk, archive())
    site.place.time.at = now + timedelta(hours=1)
    here = address.replace("?", "/{}?", 1)
    activate, back, plan = (here.format(what) for what in ("activation", "way-back", "plan"))
    fields = {"case_types": REPAIR, "parameter.mend-limit": "当日", "_act": "activate"}
    later = (now + timedelta(days=9)).date().isoformat()
    for since, follows in ((later, "自动启用"), (now.date().isoformat(), "已启用")):
        desk.get(activate)
        desk.post(activate, {**fields, "since": since})
        desk.follow()
        assert desk.shows(follows)
    desk.get(plan)
    assert desk.shows("取消的计划")
    desk.post(plan, {})
    desk.get(plan)
    desk.post(plan, {}, 422)
    assert desk.shows("没有待启用的计划")
    site.place.time.at = now + timedelta(hours=2)
    desk.get(back)
    assert desk.shows("设备报修 1.1.0", "设备报修 1.0.0")
    desk.post(back, {})
    desk.follow()
    assert desk.shows("已恢复上一版", "已停用")
    desk.get(f"/packs/minimal/stop?version={site.place.pack.hash}")
    desk.post(f"/packs/minimal/stop?version={site.place.pack.hash}", {})
    desk.get("/packs")
    assert "启用中" not in desk.page


def test_an_installed_archive_is_handed_on_as_it_came_and_a_pack_can_be_tried(site: Site) -> None:
    desk, raw = site.desk("admin"), archive()
    address = installed(site, desk, raw)
    with desk.client.get(address.replace("?", "/archive?", 1)) as answer:
        assert answer.get_data() == raw
        assert "example-minimal-1.1.0.fypack" in answer.headers["Content-Disposition"]
    old = f"/packs/minimal?version={site.place.pack.hash}"
    desk.get(old)
    assert desk.shows("还没有在本机试运行过")
    desk.post(old.replace("?", "/trial?"), {})
    assert desk.client.get(old.replace("?", "/archive?")).status_code == 404
    desk.get(old)
    assert desk.shows("正在排队试运行")
    site.place.work(site.place.now)
    desk.get(old)
    assert desk.shows("个场景全部通过")


def test_below_others_packs_are_opened_but_not_brought(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    put_organisation(
        site.place.office,
        [Tenant("below", "下级", "XJ", "township", parent="t")],
        [Unit("below-office", "below", "办公室")],
        [Person("under", "below", "管理员丁", (Post("administrator", "below-office"),))],
    )
    monkeypatch.setitem(PEOPLE, "under", "below")
    desk = site.desk("under")
    desk.get("/pack-arrivals")
    assert desk.shows("由最上级的管理员安装")
    desk.post("/pack-arrivals", {"archive": (BytesIO(archive()), "a.fypack")}, 422)
    desk.get("/packs/minimal/activation")
    fields = {"case_types": REPAIR, "parameter.mend-limit": "当日", "since": site.place.now.date().isoformat()}
    desk.post("/packs/minimal/activation", {**fields, "_act": "activate"})
    desk.follow()
    assert desk.shows("启用中")
