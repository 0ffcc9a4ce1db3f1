"""Papers in one file: read back page by page; what cannot be joined or drawn is told."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from fangyuan.publishing import joining
from fangyuan.publishing.joining import NotDrawn, NotJoined, can_draw, drawn, joined
from fangyuan.publishing.stand_ins import sealed_stand_in

SLIP = Path(__file__).parents[2] / "browser" / "signed-slip.png"
ONE, OTHER = sealed_stand_in("告知书", "信告〔2026〕1号"), sealed_stand_in("交办函", "信交〔2026〕2号")


def pages(raw: bytes) -> list[str]:
    """The titles that stand on the pages; of a blank one nothing."""
    return [
        next((word for word in ("告知书", "交办函") if word in page.extract_text()), "")
        for page in PdfReader(BytesIO(raw)).pages
    ]


def two_pages() -> bytes:
    made, target = PdfWriter(), BytesIO()
    for raw in (ONE, ONE):
        made.add_page(PdfReader(BytesIO(raw)).pages[0])
    made.write(target)
    return target.getvalue()


def locked() -> bytes:
    made, target = PdfWriter(), BytesIO()
    made.add_page(PdfReader(BytesIO(ONE)).pages[0])
    made.encrypt("secret")
    made.write(target)
    return target.getvalue()


def test_each_paper_begins_on_a_sheet_of_its_own() -> None:
    assert pages(joined({"a.pdf": ONE, "b.pdf": OTHER})) == ["告知书", "", "交办函"]
    assert pages(joined({"a.pdf": two_pages(), "b.pdf": OTHER})) == ["告知书", "告知书", "交办函"]


def test_a_script_of_a_paper_does_not_come_along() -> None:
    code = b"<</S/JavaScript/JS(app.alert(1))>>"
    scripted = ONE.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction" + code)
    scripted = scripted.replace(b"/Type/Page/", b"/Type/Page/AA<</O" + code + b">>/")
    assert scripted.count(b"/JavaScript") == 2
    made = joined({"a.pdf": scripted})
    assert (pages(made), b"/JavaScript" in made) == (["告知书"], False)


SPOILED: dict[str, Callable[[], bytes]] = {
    "no PDF": lambda: b"x" * 100,
    "nothing": lambda: b"",
    "cut off": lambda: ONE[: len(ONE) // 3],
    "locked": locked,
    "a page that is its own parent": lambda: ONE.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
}


@pytest.mark.parametrize("wrong", SPOILED)
def test_a_paper_that_cannot_be_joined_is_told_by_name(wrong: str) -> None:
    with pytest.raises(NotJoined, match=r"b\.pdf"):
        joined({"a.pdf": ONE, "b.pdf": SPOILED[wrong]()})


def test_too_many_pages_are_not_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_PAGES", 3)
    with pytest.raises(NotJoined, match=r"c\.pdf"):
        joined({"a.pdf": ONE, "b.pdf": OTHER, "c.pdf": ONE})


def test_word_files_and_pictures_are_drawn_where_libreoffice_is_and_told_where_not() -> None:
    page, letter = Document(), BytesIO()
    page.add_paragraph("交办函")
    page.save(letter)
    papers = {"b.docx": letter.getvalue(), "盖章.png": SLIP.read_bytes()}
    if not can_draw():
        with pytest.raises(NotDrawn, match="not there"):
            drawn(papers)
        return
    made = drawn(papers)
    assert [len(PdfReader(BytesIO(made[name])).pages) for name in papers] == [1, 1]
    assert pages(joined({"a.pdf": ONE, **made})) == ["告知书", "", "交办函", "", ""]


def test_without_libreoffice_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not can_draw()
    assert drawn({}) == {}
    with pytest.raises(NotDrawn, match="not there"):
        drawn({"b.docx": b""})
