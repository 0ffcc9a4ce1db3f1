"""The text of a letter as a page shows it: paragraphs and rows in their order, with how each is set. Layout stays in the docx."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

MOST_BLOCKS = 2000
"""How many paragraphs and rows are shown; who wants to read more opens the file."""

_SET = {WD_ALIGN_PARAGRAPH.CENTER: "centre", WD_ALIGN_PARAGRAPH.RIGHT: "right"}
_TITLE = 20
"""From how many points on a paragraph is a title."""


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """A paragraph (`text`), or the `cells` of a row of a table; `kind`: title, centre, right, text, row."""

    kind: str
    text: str = ""
    cells: tuple[str, ...] = ()


def blocks_of(docx: bytes) -> tuple[PaperBlock, ...]:
    """The blocks of a docx; none of what is no docx."""
    try:
        document = Document(BytesIO(docx))
    except (BadZipFile, KeyError, PackageNotFoundError, ValueError):
        return ()
    found = (block for part in document.iter_inner_content() for block in _blocks(part))
    return tuple(block for block, _ in zip(found, range(MOST_BLOCKS), strict=False))


def _blocks(part: Paragraph | Table) -> Iterator[PaperBlock]:
    if isinstance(part, Paragraph):
        if part.text.strip():
            yield PaperBlock(_kind(part), part.text.strip())
        return
    for row in part.rows:
        # A cell that spans several columns is told once for each of them.
        cells = {id(cell._tc): cell.text.strip() for cell in row.cells}
        yield PaperBlock("row", cells=tuple(cells.values()))


def _kind(paragraph: Paragraph) -> str:
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    if sizes and min(sizes) >= _TITLE:
        return "title"
    return _SET.get(paragraph.alignment, "text") if paragraph.alignment is not None else "text"
