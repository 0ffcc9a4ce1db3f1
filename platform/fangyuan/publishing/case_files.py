"""The whole of a case on paper: headings, what stands beside what, lines, and pictures, as one docx in A4."""

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from fangyuan.publishing.document_tables import hold
from fangyuan.publishing.ledgers import TEXT_FONT, TITLE_FONT
from fangyuan.publishing.page_numbers import put_number
from fangyuan.publishing.reports import HEAD_FONT

WIDE, HIGH = Mm(156), Mm(225)
"""The room for a picture between the margins of A4, below its caption."""

WIDTHS = (Mm(40), Mm(116))
"""Of what is asked, and of what was answered."""

_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""

_NO_PICTURE = (
    UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError, ValueError, KeyError, struct.error,
    ZeroDivisionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the paper: `rows` of what is asked and answered, then `lines`; below a part that is `above` all others it is
    a section of it.
    """

    title: str
    rows: Sequence[tuple[str, str]] = ()
    lines: Sequence[str] = ()
    above: str = ""


def is_picture(data: bytes) -> bool:
    """Whether a file can stand on the paper as a picture."""
    try:
        image = Image.from_blob(data)
        known = image.px_width > 0 and image.px_height > 0 and image.width > 0
    except _NO_PICTURE:
        return False
    return bool(known)


SIGNING = "经办人：　　　　　　　审核：　　　　　　　日期："


def case_docx(
    title: str,
    number: str,
    parts: Iterable[Part],
    pictures: Iterable[tuple[str, bytes]],
    foot: str,
    signing: str = SIGNING,
) -> bytes:
    """The paper; `pictures` as `is_picture` knows them, each on a page of its own under its caption. `signing` is the line
    below the last part.
    """
    paper = Document()
    _page(paper, number, foot)
    _line(paper.add_paragraph(), title, TITLE_FONT, 20).alignment = WD_ALIGN_PARAGRAPH.CENTER
    last = ""
    for part in parts:
        if part.above and part.above != last:
            _heading(paper, part.above, 14)
        last = part.above
        _part(paper, part)
    if signing:
        _line(paper.add_paragraph(), signing, TEXT_FONT, 12)
    for caption, data in pictures:
        _picture(paper, caption, data)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _page(paper: Paper, number: str, foot: str) -> None:
    """A4; the number and the page stand above each page, who printed it and when below."""
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.left_margin, page.bottom_margin, page.right_margin = Mm(25), Mm(28), Mm(22), Mm(26)
    head = page.header.paragraphs[0]
    _line(head, f"{number}　第 ", TEXT_FONT, 10)
    put_number(head.add_run())
    _line(head, " 页", TEXT_FONT, 10)
    _line(page.footer.paragraphs[0], foot, TEXT_FONT, 9)


def _heading(paper: Paper, title: str, size: float) -> None:
    heading = _line(paper.add_paragraph(), title, HEAD_FONT, size)
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(size - 2)
    heading.paragraph_format.space_after = Pt(4)


def _part(paper: Paper, part: Part) -> None:
    if part.title and part.title != part.above:
        _heading(paper, part.title, 12 if part.above else 14)
    if part.rows:
        table = paper.add_table(rows=0, cols=2, style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, WIDTHS, strict=True):
            column.width = width
        for asked, answered in part.rows:
            cells = table.add_row().cells
            for cell, text, width in zip(cells, (asked, answered), WIDTHS, strict=True):
                cell.width = width
                _line(cell.paragraphs[0], text, TEXT_FONT, 11).paragraph_format.space_before = Pt(3)
        hold(list(table.rows), 0)
    for text in part.lines:
        _line(paper.add_paragraph(), text, TEXT_FONT, 11).paragraph_format.space_after = Pt(2)


def _picture(paper: Paper, caption: str, data: bytes) -> None:
    paragraph = _line(paper.add_paragraph(), caption, HEAD_FONT, 11)
    paragraph.paragraph_format.page_break_before = True
    paragraph.paragraph_format.keep_with_next = True
    image = Image.from_blob(data)
    by_width = image.px_width * HIGH >= image.px_height * WIDE
    paper.add_picture(BytesIO(data), **({"width": WIDE} if by_width else {"height": HIGH}))


def _line(paragraph: Paragraph, text: str, font: str, size: float) -> Paragraph:
    run = paragraph.add_run(_UNPRINTABLE.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    # A Chinese face is named apart from the Latin one.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return paragraph
