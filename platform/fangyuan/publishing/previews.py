"""The text of a letter as a page shows it: paragraphs and rows in their order, with how each is set. Layout stays in the docx."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from fangyuan.model.later import later

if TYPE_CHECKING:
    import docx as word
    from docx.enum import text as setting
    from docx.opc import exceptions
    from docx.table import Table
    from docx.text import paragraph as paragraphs
else:
    word = later("docx")
    setting = later("docx.enum.text")
    exceptions = later("docx.opc.exceptions")
    paragraphs = later("docx.text.paragraph")

MOST_BLOCKS = 2000
"""How many paragraphs and rows are shown; who wants to read more opens the file."""

_SET = {"CENTER": "centre", "RIGHT": "right"}
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
        document = word.Document(BytesIO(docx))
    except (BadZipFile, KeyError, exceptions.PackageNotFoundError, ValueError):
        return ()
    found = (block for part in document.iter_inner_content() for block in _blocks(part))
    return tuple(block for block, _ in zip(found, range(MOST_BLOCKS), strict=False))


def _blocks(part: "paragraphs.Paragraph | Table") -> Iterator[PaperBlock]:
    if isinstance(part, paragraphs.Paragraph):
        if part.text.strip():
            yield PaperBlock(_kind(part), part.text.strip())
        return
    for row in part.rows:
        # A cell that spans several columns is told once for each of them.
        cells = {id(cell._tc): cell.text.strip() for cell in row.cells}
        yield PaperBlock("row", cells=tuple(cells.values()))


def _kind(paragraph: "paragraphs.Paragraph") -> str:
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    if sizes and min(sizes) >= _TITLE:
        return "title"
    return _SET.get(paragraph.alignment.name, "text") if paragraph.alignment is not None else "text"
