"""The gallery shows every kind live, judges what is sent, and saves nothing; bad files are told beside their field."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from fixtures.web import Desk, Site
from unit.store.test_inspecting import HTML, PDF, SVG, bomb, png

PATH = "/gallery"
Upload = tuple[bytes, str]


@pytest.fixture
def desk(site: Site) -> Desk:
    """An administrator's browser."""
    return site.desk("admin")


def sent(desk: Desk, files: dict[str, list[Upload]] | None = None, status: int = 200, **texts: str) -> str:
    """A submit of one kind with these texts and files."""
    uploads = {name: [(io.BytesIO(data), file) for data, file in each] for name, each in (files or {}).items()}
    page = desk.post(f"{PATH}?kind=attachment", {**texts, **uploads, "_act": "submit"}, status)
    # The test client leaves the file open in which it wrote a long request.
    desk.answer.request.environ["wsgi.input"].close()
    return page


def beside(page: str, name: str) -> str:
    """The message that stands in the field of that name."""
    found = re.search(rf'<p class="fy-error" id="f-{name}-error">(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<.*?>", "", found[1]) if found else ""


def test_every_kind_stands_in_every_state(site: Site, desk: Desk) -> None:
    page = desk.get(PATH)
    for name in site.place.office.kinds.names():
        assert f'id="sheet-kind-{name}"' in page
        assert f'name="empty-{name}' in page or name in ("static", "computed", "table", "attachment"), name
    assert "“no-such-unit”现在不能选" in page
    assert beside(page, "wrong-attachment")


def test_one_kind_alone_and_none_of_that_name(desk: Desk) -> None:
    page = desk.get(f"{PATH}?kind=date-range")
    assert 'id="sheet-kind-date-range"' in page
    assert 'id="sheet-kind-date"' not in page
    desk.get(f"{PATH}?kind=nothing", 404)


def test_what_is_shown_unchanged_gives_the_same_answers(desk: Desk) -> None:
    desk.get(PATH)
    fields = {name: texts for name, texts in Controls.of(desk).items() if not name.startswith("wrong")}
    page = desk.post(PATH, {**fields, "_act": "submit"}, 200)
    assert desk.shows(
        "东街路灯不亮", "北纬35.2489°，东经115.4637°", "2026年2月10日至2026年2月28日", "已到现场、已与当事人见面"
    )
    assert "fy-errors" not in page


def test_a_submit_is_judged_and_nothing_is_kept(site: Site, desk: Desk) -> None:
    desk.get(f"{PATH}?kind=attachment")
    sent(desk, {"empty-attachment": [(PDF, "申请书.pdf"), (png(), "照片.png")]})
    assert desk.shows("申请书.pdf（", "照片.png（")
    assert list(site.place.office.files._folder.rglob("*")) == []


@pytest.mark.parametrize(
    ("upload", "told"),
    [
        ((bomb("word/document.xml"), "材料.docx"), "解压后大得不正常"),
        ((bomb("xl/workbook.xml"), "台账.xlsx"), "不接受这种文件"),
        ((bomb(), "材料.zip"), "不接受这种文件"),
        ((png(60_000, 60_000), "照片.png"), "尺寸太大"),
        ((SVG, "图.svg"), "可能带有脚本"),
        ((HTML, "照片.jpg"), "可能带有脚本"),
        ((b"", "空.pdf"), "是空的"),
        ((PDF + bytes(20 * 1024 * 1024), "大.pdf"), "太大：最多 20.0 MB"),
        ((PDF, "照片.jpg"), "的内容不是 jpg 文件"),
    ],
    ids=["zip-bomb-docx", "zip-bomb-xlsx", "zip-bomb", "image-bomb", "svg", "html", "empty", "too-large", "disguised"],
)
def test_a_bad_file_is_told_beside_its_field_and_the_rest_is_kept(desk: Desk, upload: Upload, told: str) -> None:
    desk.get(f"{PATH}?kind=attachment")
    page = sent(desk, {"empty-attachment": [(PDF, "申请书.pdf"), upload]}, 422)
    assert told in beside(page, "empty-attachment")
    assert upload[1] in beside(page, "empty-attachment")
    assert "申请书.pdf</label>" in page, "the other upload is kept"


def test_a_name_cannot_lead_anywhere_or_turn_around(desk: Desk) -> None:
    desk.get(f"{PATH}?kind=attachment")
    sent(desk, {"empty-attachment": [(PDF, "..\\..\\申\u202e请\x07书.pdf")]})
    assert desk.shows("申请书.pdf（")
    assert "\u202e" not in desk.page


def test_too_many_files(desk: Desk) -> None:
    desk.get(f"{PATH}?kind=attachment")
    page = sent(desk, {"empty-attachment": [(PDF, f"第{number}份.pdf") for number in range(1, 6)]}, 422)
    assert "最多 3 个，“第4份.pdf”没有收下" in beside(page, "empty-attachment")
    assert "第3份.pdf</label>" in page


def test_a_file_longer_than_any_may_be_leaves_the_rest_of_the_form(desk: Desk) -> None:
    desk.get(f"{PATH}?kind=attachment")
    page = sent(desk, {"empty-attachment": [(PDF + bytes(52 * 1024 * 1024), "录像.pdf"), (PDF, "申请书.pdf")]}, 422)
    assert "“录像.pdf”太大" in beside(page, "empty-attachment")
    assert "申请书.pdf</label>" in page


def test_a_drawn_signature_is_a_picture(desk: Desk) -> None:
    path = f"{PATH}?kind=signature"
    desk.get(path)
    page = desk.post(path, {"empty-signature": "drawn", "_act": "submit"}, 422)
    assert "请在框内签名" in beside(page, "empty-signature")
    fields: dict[str, Any] = {"empty-signature": ["drawn", (io.BytesIO(png()), "signature.png")], "_act": "submit"}
    desk.post(path, fields, 200)
    assert desk.shows("已手写签名")


def test_a_signature_is_no_document(desk: Desk) -> None:
    path = f"{PATH}?kind=signature"
    desk.get(path)
    sheet = (io.BytesIO("一、签到".encode()), "签到.txt")
    page = desk.post(path, {"empty-signature": ["paper", sheet], "_act": "submit"}, 422)
    assert "“签到.txt”：不接受这种文件，请上传：png、jpg、pdf" in beside(page, "empty-signature")


def test_what_is_odd_and_may_be_right_is_a_warning(desk: Desk) -> None:
    path = f"{PATH}?kind=person"
    desk.get(path)
    person = {"name": "王某", "number": "110105194912310021", "born": "1950-01-01"}
    fields = {f"empty-person.{name}": text for name, text in person.items()}
    desk.post(path, {**fields, "_act": "submit"}, 200)
    assert desk.shows("校验位与号码不符", "出生日期或性别与证件号码不一致", "1950年1月1日")


def test_a_row_button_changes_only_the_form(desk: Desk) -> None:
    path = f"{PATH}?kind=table"
    desk.get(path)
    page = desk.post(path, {**Controls.of(desk), "_row": "add filled-table"}, 200)
    assert 'name="filled-table.2.what"' in page


class Controls(HTMLParser):
    """Collects what the inputs of a page hold, as a browser without scripts would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""

    @classmethod
    def of(cls, desk: Desk) -> dict[str, list[str]]:
        found, page = cls(), desk.answer.get_data(as_text=True)
        found.feed(page[page.index('class="fy-gallery"') :])
        return found.sent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: text or "" for name, text in attrs}
        if tag in ("select", "textarea"):
            self.select = self.area = said["name"]
            if tag == "textarea":
                self.sent.setdefault(said["name"], []).append("")
            return
        self.area = ""
        ticked = said.get("type") not in ("checkbox", "radio") or "checked" in said
        if tag == "option" and "selected" in said:
            self.sent.setdefault(self.select, []).append(said["value"])
        elif tag == "input" and said.get("type") != "file" and ticked and said.get("name"):
            self.sent.setdefault(said["name"], []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.area in self.sent:
            self.sent[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area][-1] = self.sent[self.area][-1].removeprefix("\n")
        self.area = ""
