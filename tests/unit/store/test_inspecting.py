"""Files that could harm whoever opens them are refused by their bytes, whatever their names say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from fangyuan.model.problems import Refused
from fangyuan.store.inspecting import Allowed, Seen, clean_name, inspect

ANYTHING = Allowed()
LIMIT = 50 * 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def png(width: int = 2, height: int = 2) -> bytes:
    """A picture that says how large it is."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (1 + 3 * 2) * 2)
    parts = [(b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def archive(**members: bytes) -> bytes:
    """An archive with these members; `_` in a name stands for a stroke, `0` for a dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("_", "/").replace("0", "."), data)
    return packed.getvalue()


def bomb(inside: str = "data.xml", size: int = 110 * 1024 * 1024) -> bytes:
    """A few kilobytes that unpack to more than a hundred megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made, made.open(inside, "w") as member:
        for _ in range(size // (1024 * 1024)):
            member.write(bytes(1024 * 1024))
    return packed.getvalue()


def looked(data: bytes, name: str, allowed: Allowed = ANYTHING, limit: int = LIMIT) -> Seen:
    """What is found out about bytes under a name; the stream is left at its beginning."""
    stream = io.BytesIO(data)
    try:
        return inspect(stream, name, allowed, limit)
    finally:
        assert stream.tell() == 0


def refusal(data: bytes, name: str, allowed: Allowed = ANYTHING, limit: int = LIMIT) -> str:
    """The word of the problem; what it says is Chinese, names the file and has no hole."""
    with pytest.raises(Refused) as refused:
        looked(data, name, allowed, limit)
    (problem,) = refused.value.problems
    assert clean_name(name) in problem.message
    assert "{" not in problem.message
    assert any("一" <= letter <= "龥" for letter in problem.message)
    return problem.code


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF, "申请书.pdf", "application/pdf"),
        (png(), "照片.PNG", "image/png"),
        (archive(word_document0xml=b"<w/>"), "报告.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive(xl_workbook0xml=b"<x/>"), "台账.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive(a0txt=b"a"), "材料.zip", "application/zip"),
        ("一、情况说明 a < b".encode(), "说明.txt", "text/plain"),
        ("情况说明".encode("gb18030"), "说明.txt", "text/plain"),
    ],
)  # fmt: skip
def test_what_offices_send_is_taken(data: bytes, name: str, media_type: str) -> None:
    assert looked(data, name) == Seen(name, media_type, len(data))


@pytest.mark.parametrize("name", ["材料.zip", "报告.docx", "台账.xlsx"])
def test_a_bomb_of_an_archive(name: str) -> None:
    member = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}.get(name.rpartition(".")[2], "data.xml")
    assert refusal(bomb(member), name) == "archive-bomb"


def test_a_bomb_inside_an_archive() -> None:
    assert refusal(archive(inner0zip=bomb()), "材料.zip") == "archive-bomb"


def test_archives_in_archives_without_end() -> None:
    nested = archive(a0txt=b"a")
    for _ in range(4):
        nested = archive(inner0zip=nested)
    assert refusal(nested, "材料.zip") == "archive-bomb"


def test_members_that_overlap() -> None:
    data = bytearray(archive(a0txt=b"a" * 100, b0txt=b"b" * 100))
    # Each member says that it is as long as the whole archive.
    for at in [at for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02"]:
        data[at + 20 : at + 24] = struct.pack("<L", len(data))
    assert refusal(bytes(data), "材料.zip") == "archive-bomb"


def test_a_list_of_members_that_is_too_long_is_never_read() -> None:
    data = bytearray(archive(a0txt=b"a"))
    end = data.rindex(b"PK\x05\x06")
    data[end + 10 : end + 12] = struct.pack("<H", 60_000)
    assert refusal(bytes(data), "材料.zip") == "archive-bomb"


def test_a_bomb_of_a_picture() -> None:
    assert refusal(png(60_000, 60_000), "照片.png") == "picture-too-large"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (SVG, "图.svg", "file-is-active"),
        (SVG, "图.png", "file-is-active"),
        (HTML, "照片.jpg", "file-is-active"),
        (b"\xef\xbb\xbf \n" + HTML, "照片.png", "file-is-active"),
        ("<script>alert(1)</script>".encode("utf-16"), "说明.txt", "file-is-active"),
        (b"plain words", "网页.html", "file-is-active"),
        (b"MZ\x90\x00" + bytes(60), "照片.jpg", "file-is-active"),
        (b"#!/bin/sh\n", "说明.txt", "file-is-active"),
        (png(), "发票\u202egpj.exe", "file-is-active"),
        (PDF, "照片.jpg", "file-is-another"),
        (b"not a picture at all", "照片.png", "file-is-another"),
        (png()[:20], "照片.png", "file-damaged-picture"),
        (archive(a0txt=b"a")[:-10], "材料.zip", "file-damaged-archive"),
        (b"", "空.pdf", "file-empty"),
    ],
)
def test_what_is_not_what_it_says_is_refused(data: bytes, name: str, code: str) -> None:
    assert refusal(data, name) == code


def test_a_field_may_take_less() -> None:
    only_pdf = Allowed(("application/pdf",), ("pdf",), 1024)
    assert looked(PDF, "a.pdf", only_pdf).media_type == "application/pdf"
    assert refusal(png(), "a.png", only_pdf) == "file-type-named"
    assert refusal(PDF + bytes(1024), "a.pdf", only_pdf) == "file-too-large-named"
    assert refusal(PDF, "a.pdf", limit=4) == "file-too-large-named"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\申请书.pdf", "申请书.pdf"),
        ("发票\u202egpj.exe", "发票gpj.exe"),
        ("a\x00b\r\n\u200bc.pdf", "ab c.pdf"),
        ('问<题>:"1"|?*.pdf', "问_题___1____.pdf"),
        ("...", "未命名"),
        ("", "未命名"),
        ("字" * 300 + ".pdf", "字" * 116 + ".pdf"),
    ],
)
def test_a_name_keeps_what_is_harmless(name: str, clean: str) -> None:
    assert clean_name(name) == clean
    assert Path(clean).name == clean
