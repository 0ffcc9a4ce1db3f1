"""Templates of letters: the words that they ask for, whatever else their file holds."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from fangyuan.packs.templates import TemplateUnreadable, asked_by, texts_of


def letter() -> bytes:
    """A letter that asks for two words, one of them in its header."""
    made, document = BytesIO(), Document()
    document.add_paragraph("{{ reader }}：")
    document.sections[0].header.paragraphs[0].text = "{{ organ }}"
    document.save(made)
    return made.getvalue()


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """The document with another content of one part."""
    made = BytesIO()
    with ZipFile(BytesIO(document)) as packed, ZipFile(made, "w") as out:
        for part in packed.namelist():
            out.writestr(part, content if part == name else packed.read(part))
    return made.getvalue()


def test_words_are_found_in_the_body_and_in_the_header() -> None:
    assert asked_by(letter()).words == {"reader", "organ"}


@pytest.mark.parametrize("part", ["word/styles.xml", "word/document.xml", "word/numbering.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<w:styles", b"\x00"])
def test_a_part_that_is_no_xml_makes_the_template_unreadable(part: str, content: bytes) -> None:
    with pytest.raises(TemplateUnreadable):
        asked_by(with_part(letter(), part, content))


def with_flag(document: bytes, offset: int, value: int) -> bytes:
    """The document with two bytes of each entry of its directory changed, as other programs would have written them."""
    made, at = bytearray(document), document.find(b"PK\x01\x02")
    while at >= 0:
        made[at + offset : at + offset + 2] = value.to_bytes(2, "little")
        at = document.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def damaged(document: bytes) -> bytes:
    """The document with the packed bytes of its parts overwritten."""
    start = document.index(b"word/document.xml") + len("word/document.xml")
    return document[:start] + b"\xff" * 40 + document[start + 40 :]


LOCKED, UNKNOWN = (8, 1), (10, 97)
"""Where an entry says that it is locked with a password, or how it is packed."""


@pytest.mark.parametrize(
    "broken", [with_flag(letter(), *LOCKED), with_flag(letter(), *UNKNOWN), damaged(letter()), letter()[:900]]
)
def test_an_archive_that_cannot_be_opened_is_an_unreadable_template_and_holds_no_texts(broken: bytes) -> None:
    with pytest.raises(TemplateUnreadable):
        asked_by(broken)
    assert "reader" not in "".join(text for _, text in texts_of(broken))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("step", ["{% if a %}", "{%" + " " * 40, "{% ", "{%-", "<br>", "{{ a }}", "{%a%} "])
def test_a_page_made_to_be_slow_is_read_in_one_pass(step: str) -> None:
    """Twenty-six of the first kept `pack check` for a minute and a half, each one more for twice as long."""
    page = "<p>" + step * 2_000 + "x" + "{% endif %}" * 2_000 + "</p>"
    with suppress(TemplateUnreadable):
        asked_by(page.encode())
