"""The numbers of pages of a document."""

from typing import Any

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

FONT, SIZE = "宋体", 14
FOOT = Mm(22)
"""From the edge of the paper, so that the dashes stand 7 mm below the text over a margin of 35 mm."""


def number_pages(paper: Paper, foot: int = FOOT) -> None:
    """Numbers the pages of all sections as GB/T 9704-2012, 7.5 has it: “— 1 —” on the right of odd pages, on the left of even."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for one in paper.sections:
        one.footer_distance = foot
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    odd.alignment, even.alignment = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
    odd.paragraph_format.right_indent = even.paragraph_format.left_indent = Pt(SIZE)
    for paragraph in (odd, even):
        _numbered(paragraph)


def _numbered(paragraph: Paragraph) -> None:
    run = paragraph.add_run("— ")
    put_number(run)
    run.add_text(" —")
    run.font.name, run.font.size = FONT, Pt(SIZE)
    # A Chinese face is named apart from the Latin one.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)


def put_number(run: Any) -> None:
    """Puts the number of the page at the end of a run."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        mark.text = text or None
        run._r.append(mark)
