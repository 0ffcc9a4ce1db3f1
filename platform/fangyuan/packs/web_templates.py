"""Templates of letters that are written as a web page: each becomes the docx that Word would have made of it.

What a letter needs is known: a title, paragraphs, lists, a table. Anything else is refused by name, so that nothing of a
page is left out in silence. Layout as GB/T 9704-2012: A4, margins 37, 35, 28 and 26 mm, text of size three (16 pt), 28 pt a line.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

TITLE, TEXT = Pt(22), Pt(16)
FONTS = {"h1": "方正小标宋简体", "h2": "黑体", "h3": "楷体_GB2312"}
BODY = "仿宋_GB2312"
BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "td", "th"})
SHAPES = frozenset({"html", "body", "head", "meta", "title", "div", "ul", "ol", "table", "thead", "tbody", "tr", "br"})
STRONG = frozenset({"b", "strong"})
KNOWN = BLOCKS | SHAPES | STRONG
_STEP = re.compile(r"\{%([^%]*)%\}")
_ALONE = re.compile(r"(?:\{%[^%]*%\}\s*)+")
"""Read in one pass whatever a stranger wrote: no two parts of them can take the same sign."""


class PageUnreadable(ValueError):
    """A page holds what no letter can show; the text says which tag."""


@dataclass
class Block:
    """A paragraph: its tag, and its pieces, each strong or not; `cells` of a row of a table."""

    tag: str
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    cells: list["Block"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands in it."""
        return "".join(piece for piece, _ in self.pieces).strip()


class _Reader(HTMLParser):
    """Reads the blocks of a page in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: list[Block] = []
        self._strong = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:
            raise PageUnreadable(f"<{tag}>")
        if tag in ("head", "title"):
            self._unseen += 1
        elif tag == "br":
            self.handle_data("\n")
        elif tag in STRONG:
            self._strong += 1
        elif tag == "tr":
            self.blocks.append(Block("tr"))
        elif tag in BLOCKS:
            self._begin(Block(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("head", "title"):
            self._unseen -= 1
        elif tag in STRONG:
            self._strong -= 1
        elif tag in BLOCKS and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._open:
            kept = data if data == "\n" else re.sub(r"\s+", " ", data)
            self._open[-1].pieces.append((kept, self._strong > 0))
        elif data.strip():
            self.blocks += [Block("p", [(line.strip(), False)]) for line in data.splitlines() if line.strip()]

    def _begin(self, block: Block) -> None:
        self._open.append(block)
        if block.tag in ("td", "th") and self.blocks and self.blocks[-1].tag == "tr":
            self.blocks[-1].cells.append(block)
        else:
            self.blocks.append(block)


@lru_cache(maxsize=256)
def as_docx(template: bytes) -> bytes:
    """The docx template of a letter, whichever way it was written; raises PageUnreadable for a page that is no letter."""
    if template.startswith(b"PK"):
        return template
    paper, rows = _blank(), list[Block]()
    for block in [*_read(template), Block("")]:
        if block.tag == "tr":
            rows.append(block)
            continue
        if rows:
            _table(paper, rows)
            rows = []
        if block.tag:
            _write(paper.add_paragraph(), block)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _read(template: bytes) -> list[Block]:
    reader = _Reader()
    try:
        page = template.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise PageUnreadable("not UTF-8") from wrong
    if not page.lstrip().startswith(("<", "{")):
        raise PageUnreadable("not a zip file, nor a page")
    reader.feed(page)
    reader.close()
    return reader.blocks


def in_chinese(paper: Paper) -> Paper:
    """The same, whose text is Chinese of the mainland: its punctuation hangs and breaks as it does there, whatever font is at hand."""
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    return paper


def _blank() -> Paper:
    paper = in_chinese(Document())
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return paper


def _table(paper: Paper, rows: list[Block]) -> None:
    table = paper.add_table(rows=len(rows), cols=max(len(row.cells) for row in rows) or 1, style="Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        for cell, block in zip(line.cells, row.cells, strict=False):
            _write(cell.paragraphs[0], block)


def _write(paragraph: Paragraph, block: Block) -> None:
    if block.tag == "h1":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if block.tag in ("p", "li"):
        paragraph.paragraph_format.line_spacing = Pt(28)
    pieces = [(_of_paragraphs(block.text), False)] if _ALONE.fullmatch(block.text) else block.pieces
    for text, strong in pieces:
        run = paragraph.add_run(text)
        run.bold = strong or None
        run.font.size = TITLE if block.tag == "h1" else TEXT
        run.font.name = FONTS.get(block.tag, BODY)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONTS.get(block.tag, BODY))


def _of_paragraphs(text: str) -> str:
    """A paragraph that only steers what follows goes, and takes whole paragraphs along."""
    return _STEP.sub(lambda step: f"{{%p {step[1].removeprefix('-').removesuffix('-').strip()} %}}", text)
