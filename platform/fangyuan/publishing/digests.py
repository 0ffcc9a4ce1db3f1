"""Papers for leaders: sections with paragraphs and tables, in an official's docx template or in the platform's own layout."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from fangyuan.publishing.document_tables import fit, hold, text_width
from fangyuan.publishing.ledgers import TEXT_FONT, TITLE_FONT
from fangyuan.publishing.letters import render
from fangyuan.publishing.page_numbers import number_pages
from fangyuan.publishing.reports import HEAD_FONT, ReportTable

USUAL = 5
"""Columns that stand beside one another as the template has them; more are made to fit what stands in them."""


def digest_docx(template: bytes | None, words: Mapping[str, Any]) -> bytes:
    """The paper; raises LetterFailed for a template that cannot be filled. `words` as `section` and `grid` make them."""
    paper = Document(BytesIO(render(template or own_template(), words)))
    sections = words["sections"]
    leads = {lead for one in sections for lead in one["leads"]}
    for paragraph in paper.paragraphs:
        if paragraph.text in leads:
            paragraph.paragraph_format.keep_with_next = True
    ours = {tuple(table["heads"]) for one in sections for table in one["tables"]}
    for table in paper.tables:
        if (heads := tuple(cell.text for cell in table.rows[0].cells)) in ours:
            _set(table, heads, text_width(paper.sections[0]))
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _set(table: Table, heads: Sequence[str], width: int) -> None:
    if len(heads) > USUAL:
        fit(table, width)
    hold(list(table.rows), 1)


def section(
    title: str, paragraphs: Sequence[str], tables: Sequence[ReportTable], leads: Sequence[str] = ()
) -> dict[str, Any]:
    """A section as templates know it; `leads` are those of the paragraphs that stand on the page of the next one."""
    return {
        "title": title, "paragraphs": list(paragraphs), "tables": [grid(table) for table in tables], "leads": list(leads)
    }  # fmt: skip


def grid(table: ReportTable) -> dict[str, Any]:
    """A table as templates know it: a title, the titles of its columns, rows of cells, a note."""
    heads = [*table.heads, *(" ".join(filter(None, column)) for column in table.columns)]
    lines = [{"cells": [*row, *(cell.text for cell in cells)]} for row, cells in table.rows]
    return {"title": table.title, "heads": heads, "lines": lines, "note": table.note}


@lru_cache(maxsize=1)
def own_template() -> bytes:
    """The platform's own layout: A4 with the margins of GB/T 9704-2012, a title, each section with its tables."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.left_margin, page.bottom_margin, page.right_margin = Mm(37), Mm(28), Mm(35), Mm(26)
    number_pages(paper)
    _line(paper, "{{ title }}", TITLE_FONT, 22, centred=True)
    _line(paper, "{{ subtitle }}", TEXT_FONT, 16, centred=True)
    _line(paper, "{%p for section in sections %}", TEXT_FONT, 16)
    _line(paper, "{{ section.title }}", HEAD_FONT, 16, stays=True)
    _line(paper, "{%p for text in section.paragraphs %}", TEXT_FONT, 16)
    _line(paper, "{{ text }}", TEXT_FONT, 16, indented=True)
    _line(paper, "{%p endfor %}", TEXT_FONT, 16)
    _line(paper, "{%p for table in section.tables %}", TEXT_FONT, 16)
    _line(paper, "{{ table.title }}", HEAD_FONT, 14, stays=True)
    _grid(paper)
    _line(paper, "{%p if table.note %}", TEXT_FONT, 10.5)
    _line(paper, "{{ table.note }}", TEXT_FONT, 10.5)
    _line(paper, "{%p endif %}", TEXT_FONT, 10.5)
    _line(paper, "{%p endfor %}", TEXT_FONT, 16)
    _line(paper, "{%p endfor %}", TEXT_FONT, 16)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _grid(paper: Paper) -> None:
    table = paper.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    texts = (
        ("{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}"),
        ("{%tr for line in table.lines %}", "", ""),
        ("{%tc for cell in line.cells %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, said in enumerate(texts):
        for column, text in enumerate(said):
            _said(table.cell(row, column).paragraphs[0], text, TEXT_FONT, 12)
            table.cell(row, column).paragraphs[0].paragraph_format.keep_with_next = row == 0
    # The heads stand above every page of the table, and never alone at the foot of one.
    marks = ("w:cantSplit", "w:tblHeader")
    for row, tags in ((0, marks), (2, marks[:1])):
        table.rows[row]._tr.get_or_add_trPr().extend([OxmlElement(tag) for tag in tags])


def _line(
    paper: Paper,
    text: str,
    font: str,
    size: float,
    *,
    centred: bool = False,
    indented: bool = False,
    stays: bool = False,
) -> None:
    """A paragraph; one that `stays` is on the page of what follows it."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.keep_with_next = stays
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _said(paragraph, text, font, size)


def _said(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    # A Chinese face is named apart from the Latin one.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
