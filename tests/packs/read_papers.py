"""Papers told as lines of text: a docx read as XML out of its archive, a workbook by openpyxl. Neither library writes them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TWIPS_PER_MM, MM_PER_INCH = 1440 / 25.4, 25.4
SIDES = ("top", "bottom", "left", "right")
BREAK = "⏎"


def told_docx(data: bytes) -> Iterator[str]:
    """The page with its margins, what stands above and below each, then paragraphs and rows of tables in order."""
    with ZipFile(BytesIO(data)) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
        relations = etree.fromstring(packed.read("word/_rels/document.xml.rels"))
        targets = {one.get("Id"): f"word/{one.get('Target')}" for one in relations}
        for section in root.iter(f"{W}sectPr"):
            yield from _page(section)
            for place in ("header", "footer"):
                for one in section.iter(f"{W}{place}Reference"):
                    part = etree.fromstring(packed.read(targets[one.get(RELATION)]))
                    yield from (f"{place} of {one.get(f'{W}type')} pages, {line}" for line in map(_line, part))
    for one in root.find(f"{W}body"):
        if one.tag == f"{W}p":
            yield _line(one)
        elif one.tag == f"{W}tbl":
            yield from map(_row, one.iter(f"{W}tr"))


def _page(section: etree._Element) -> Iterator[str]:
    [size], [margins] = section.iter(f"{W}pgSz"), section.iter(f"{W}pgMar")
    yield f"page {_mm(size, 'w')} × {_mm(size, 'h')} mm {size.get(f'{W}orient', 'portrait')}"
    yield "margins " + ", ".join(f"{side} {_mm(margins, side)} mm" for side in SIDES)


def _mm(element: etree._Element, name: str) -> int:
    return round(int(element.get(W + name)) / TWIPS_PER_MM)


def _line(paragraph: etree._Element) -> str:
    """How a paragraph stands (side, type, size), then what it says."""
    side, face, size = (paragraph.find(f".//{W}{tag}") for tag in ("jc", "rFonts", "sz"))
    looks = [
        side.get(f"{W}val") if side is not None else "left",
        *([face.get(f"{W}eastAsia")] if face is not None else []),
        *([f"{int(size.get(f'{W}val')) / 2:g} pt"] if size is not None else []),
    ]
    return f"{' '.join(looks)}: {_text(paragraph)}".rstrip()


def _text(element: etree._Element) -> str:
    said = []
    for one in element.iter(f"{W}t", f"{W}br", f"{W}tab", f"{W}instrText"):
        if one.tag == f"{W}instrText":
            said.append(f"{{{(one.text or '').strip()}}}")
        elif one.tag != f"{W}tab" or one.getparent().tag == f"{W}r":
            said.append({f"{W}br": BREAK, f"{W}tab": "⇥"}.get(one.tag, one.text or ""))
    return "".join(said)


def _row(row: etree._Element) -> str:
    repeated = row.find(f"{W}trPr/{W}tblHeader") is not None
    return f"{'row on each page' if repeated else 'row'}: " + " | ".join(_cell(one) for one in row.findall(f"{W}tc"))


def _cell(cell: etree._Element) -> str:
    """What a cell says, over how many columns, and whether it is one with the cell above it."""
    across, along = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    said = BREAK.join(_text(one) for one in cell.iter(f"{W}p"))
    if along is not None and along.get(f"{W}val") != "restart":
        said += "(as above)"
    return said if across is None else f"{said}(over {across.get(f'{W}val')})"


def told_xlsx(data: bytes) -> Iterator[str]:
    """Each sheet: how it prints, what is merged and hidden, then its rows; after a number stands its format."""
    for page in load_workbook(BytesIO(data)).worksheets:
        yield from _sheet(page)
        for row in page.iter_rows():
            cells = [_figure(page, cell) for cell in row]
            boxed = all(cell.border.left.style and cell.border.right.style for cell in row if _stands(page, cell))
            yield f"{row[0].row}{' boxed' if boxed and any(cells) else ''}: {' | '.join(cells)}".rstrip()


def _sheet(page: Worksheet) -> Iterator[str]:
    setup, inches = page.page_setup, page.page_margins
    yield f"sheet {page.title}: {page.dimensions}"
    fits = (
        f"fits {setup.fitToWidth or 1} across, {setup.fitToHeight or 'any'} along"
        if _is_fitted(page)
        else "as large as it is"
    )
    yield f"paper {setup.paperSize} {setup.orientation or 'portrait'}, {fits}"
    yield "margins " + ", ".join(f"{side} {getattr(inches, side) * MM_PER_INCH:.1f} mm" for side in SIDES)
    yield f"print area {page.print_area or 'none'}, rows on each page {page.print_title_rows or 'none'}"
    yield f"frozen at {page.freeze_panes or 'none'}"
    yield f"header {page.oddHeader.center.text or 'none'}, footer {page.oddFooter.center.text or 'none'}"
    columns = sorted(page.column_dimensions.items(), key=lambda one: (len(one[0]), one[0]))
    yield "columns " + ", ".join(f"{name} {'hidden' if one.hidden else f'{one.width:.0f}'}" for name, one in columns)
    yield from sorted(f"merged {one}" for one in page.merged_cells.ranges)


def _is_fitted(page: Worksheet) -> bool:
    properties = page.sheet_properties.pageSetUpPr
    return bool(properties and properties.fitToPage)


def _is_hidden(page: Worksheet, cell: Cell | MergedCell) -> bool:
    return page.column_dimensions[get_column_letter(cell.column)].hidden


def _stands(page: Worksheet, cell: Cell | MergedCell) -> bool:
    return cell.value is not None and not _is_hidden(page, cell)


def _figure(page: Worksheet, cell: Cell | MergedCell) -> str:
    """What a cell says; of a hidden one the first word, since what follows are marks keyed by the installation."""
    if cell.value is None:
        return ""
    if cell.data_type == "n":
        return f"{cell.value} [{cell.number_format}]"
    said = str(cell.value).replace("\n", BREAK)
    return f"{'FORMULA ' if cell.data_type == 'f' else ''}{said.split()[0] if _is_hidden(page, cell) else said}"
