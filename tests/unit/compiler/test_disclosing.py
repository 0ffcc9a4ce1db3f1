"""Personal data and secrets are found in the letters' templates too, however Word cuts them up."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from fangyuan.compiler.disclosing import check_disclosures
from fangyuan.packs.source import Source, SourceFile

PHONE, IDENTITY = "13912345678", "11010519491231002X"


def told(blob: bytes) -> list[tuple[str, str]]:
    """Code and part of every finding in a template of these bytes."""
    source = Source.of([SourceFile("letters/reply.docx", None, blob)])
    return [(problem.code, problem.path) for problem in check_disclosures(source)]


def written(document: object) -> bytes:
    made = BytesIO()
    document.save(made)  # type: ignore[attr-defined]
    return made.getvalue()


def test_a_number_cut_into_runs_a_cell_a_header_and_the_properties_are_read() -> None:
    document = Document()
    paragraph = document.add_paragraph("请电 ")
    for piece in ("139", "1234", "5678"):
        paragraph.add_run(piece).bold = piece == "1234"
    document.add_table(1, 1).cell(0, 0).text = f"证件 {IDENTITY}"
    document.sections[0].header.paragraphs[0].text = f"值班 {PHONE}"
    document.core_properties.comments = "https://clerk:letmein@files.example/x"
    found = told(written(document))
    assert ("personal-phone", "word/document.xml") in found
    assert ("personal-id", "word/document.xml") in found
    assert ("personal-phone", "word/header1.xml") in found
    assert ("secret", "docProps/core.xml") in found


def test_an_invented_number_and_two_paragraphs_that_only_meet_are_no_finding() -> None:
    document = Document()
    for text in ("示例 13800000123", "1391234", "5678"):
        document.add_paragraph(text)
    assert told(written(document)) == []


@pytest.mark.parametrize("blob", [b"", b"PK\x03\x04", b"13912345678"])
def test_what_is_no_document_is_another_checks_matter(blob: bytes) -> None:
    assert told(blob) == []


def test_a_document_that_swells_is_not_read() -> None:
    made = BytesIO()
    with ZipFile(made, "w", 8) as packed:
        packed.writestr("word/document.xml", PHONE + " " * (65 * 1024 * 1024))
    assert told(made.getvalue()) == []
