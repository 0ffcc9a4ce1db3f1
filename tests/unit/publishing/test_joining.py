"""Papers in one file: read back page by page; what cannot be joined or drawn is told."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from fangyuan.publishing import joining
from fangyuan.publishing.joining import NoPages, NotDrawn, NotJoined, can_draw, drawn, joined
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


def touched() -> bytes:
    """A paper with a field that runs scripts when it is touched, of its own and of the field above it, and a file to open."""
    made, target = PdfWriter(), BytesIO()
    page = made.add_page(PdfReader(BytesIO(ONE)).pages[0])

    def script(text: str) -> Any:
        return made._add_object(_named({"/S": NameObject("/JavaScript"), "/JS": TextStringObject(text)}))

    note, kind = NameObject("/Annot"), NameObject("/Subtype")
    above = made._add_object(_named({"/FT": NameObject("/Btn"), "/AA": _named({"/K": script("above()")})}))
    field = _named(
        {"/Type": note, kind: NameObject("/Widget"), "/Parent": above, "/Contents": TextStringObject("印章")}
    )
    field.update(_named({"/A": script("pressed()"), "/AA": _named({"/E": script("entered()")})}))
    file = _named({"/EF": _named({"/F": script("carried()")})})
    carried = _named({"/Type": note, kind: NameObject("/FileAttachment"), "/FS": file})
    page[NameObject("/Annots")] = ArrayObject([made._add_object(field), carried])
    made.write(target)
    return target.getvalue()


def _named(entries: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def test_what_a_paper_would_do_when_it_is_touched_does_not_come_along_and_what_it_shows_does() -> None:
    scripted, words = touched(), (b"pressed", b"entered", b"above", b"carried", b"/JavaScript")
    assert all(word in scripted for word in words)
    made = joined({"a.pdf": scripted, "b.pdf": OTHER})
    assert [word for word in words if word in made] == []
    annotations: Any = PdfReader(BytesIO(made)).pages[0]["/Annots"]
    assert [str(one.get_object().get("/Contents", "")) for one in annotations] == ["印章", ""]


def empty() -> bytes:
    target = BytesIO()
    PdfWriter().write(target)
    return target.getvalue()


def test_a_paper_of_no_page_is_told_by_name() -> None:
    for papers in ({"b.pdf": empty()}, {"a.pdf": ONE, "b.pdf": empty(), "c.pdf": OTHER}):
        with pytest.raises(NoPages, match=r"b\.pdf"):
            joined(papers)


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
