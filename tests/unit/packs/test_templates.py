"""Templates of letters: the words that they ask for, whatever else their file holds."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from fangyuan.packs.templates import TemplateUnreadable, asked_by


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
