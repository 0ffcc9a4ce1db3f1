"""Formatted text, a drawn signature and attachments on their way into a case, and how the case shows them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.model.problems import Refused
from fixtures.web import NEW, REPORT, Desk, Site
from unit.casework.offices import MINIMAL, make_place
from unit.store.test_inspecting import HTML, PDF, png

ASKED: dict[str, Any] = {
    "opinion": {"type": "string", "title": "意见", "x-fangyuan-kind": "rich-text"},
    "signed": {"title": "签名", "x-fangyuan-kind": "signature"},
    "papers": {
        "type": "array",
        "title": "附件",
        "x-fangyuan-kind": "attachment",
        "x-fangyuan-attachment": {"types": ["pdf", "jpg"]},
    },
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An office whose form asks for all of these."""
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    form = pack / "case-types" / "repair" / "report.schema.json"
    schema = json.loads(form.read_text("utf-8"))
    schema["properties"] |= ASKED
    form.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    (pack / "case-types" / "repair" / "report.ui.json").unlink()
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=pack)
    yield Site(place)
    place.office.database.close()


@pytest.fixture
def desk(site: Site) -> Desk:
    """A clerk's browser."""
    return site.desk("clerk")


def test_they_are_kept_shown_and_handed_out(desk: Desk) -> None:
    assert 'enctype="multipart/form-data"' in desk.get(NEW)
    files = {"signed": ["drawn", (io.BytesIO(png()), "signature.png")], "papers": [(io.BytesIO(PDF), "申请书.pdf")]}
    desk.post(NEW, {**REPORT, **files, "opinion": "**属实**<script>alert(1)</script>\n\n- 三日内修复"})
    page = desk.follow()
    raw = desk.answer.get_data(as_text=True)
    assert "<strong>属实</strong>&lt;script&gt;" in raw
    assert "<li>三日内修复</li>" in raw
    assert "<script>alert" not in raw
    assert desk.shows("已手写签名", "申请书.pdf", "signature.png")
    links = {link for part in page.split('href="') if "/files/" in (link := part.partition('"')[0])}
    assert len(links) == 2
    for link in links:
        with desk.client.get(link) as handed:
            assert handed.headers["Content-Disposition"].startswith("attachment")
            assert handed.headers["X-Content-Type-Options"] == "nosniff"
            assert handed.data in (PDF, png())


def test_a_bad_file_loses_nothing_else(desk: Desk) -> None:
    desk.get(NEW)
    files = {"papers": [(io.BytesIO(PDF), "申请书.pdf"), (io.BytesIO(HTML), "照片.jpg")]}
    page = desk.post(NEW, {**REPORT, **files, "opinion": "**属实**"}, 422)
    assert "“照片.jpg”是网页、SVG 图或程序" in page
    assert desk.shows("申请书.pdf</label>", ">\n**属实**</textarea>", 'value="三楼打印机"')
    kept = {
        "papers": [
            part.partition('"')[0]
            for part in desk.answer.get_data(as_text=True).split('value="')
            if "&#34;file&#34;" in part
        ]
    }
    reference = [text.replace("&#34;", '"') for text in kept["papers"]]
    desk.post(NEW, {**REPORT, "papers": reference, "opinion": "**属实**"})
    desk.follow()
    assert desk.shows("申请书.pdf")


def reference_of(desk: Desk, upload: bytes, name: str) -> dict[str, Any]:
    """A file that was taken in, as the page posts it: the form fails on a field that is blank."""
    desk.get(NEW)
    desk.post(NEW, {**REPORT, "device": "", "papers": [(io.BytesIO(upload), name)]}, 422)
    raw = desk.answer.get_data(as_text=True)
    text = next(part.partition('"')[0] for part in raw.split('value="') if "&#34;file&#34;" in part)
    found: dict[str, Any] = json.loads(text.replace("&#34;", '"'))
    return found


def test_a_forged_reference_is_refused_beside_its_field(desk: Desk) -> None:
    true = reference_of(desk, PDF, "申请书.pdf")
    forged = {"file": "none", "name": "假的.pdf", "size": 1, "sha256": "0" * 64, "type": "application/pdf"}
    for lie, told in (
        (forged, "所附文件不属于这件事项"), ({**true, "name": "判决书.pdf"}, "所附文件与上传时的不一致"),
        ({**true, "type": "image/png"}, "不接受这种文件"),
    ):  # fmt: skip
        page = desk.post(NEW, {**REPORT, "papers": json.dumps(lie)}, 422)
        assert 'href="#f-papers' in page
        assert told in page, page
    desk.post(NEW, {**REPORT, "papers": json.dumps(true)})


@pytest.mark.parametrize(
    "forged",
    [
        {"method": "drawn"},
        {"method": "drawn", "file": "f-1", "type": "image/png"},
        {"method": "paper", "file": "f-1", "type": "image/png"},
        {"method": "paper", "sha256": "0" * 64},
        {"method": "drawn", "file": "f-1", "name": "a.png", "size": 1, "sha256": "0" * 64, "type": "image/png"},
    ],
)
def test_a_signature_is_no_picture_that_nobody_drew(site: Site, forged: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        site.place.register(signed=forged)
    assert {problem.path.partition(".")[0] for problem in refused.value.problems} == {"signed"}
