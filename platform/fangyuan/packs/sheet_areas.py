"""How many cells a workbook merges, asked of its parts before anything that keeps every cell reads it.

Areas of merged cells are a few bytes each in the file, and a reader that keeps each of their cells needs gigabytes.
"""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError, iterparse
from zipfile import ZipFile

from openpyxl.utils.cell import range_boundaries

MOST_MERGED = 200_000
"""As many cells as all merged areas of a workbook to be read whole may have together."""


def merges_too_much(packed: ZipFile) -> bool:
    """Whether its areas have more cells than that; every part is asked, since a workbook may call its sheets as it likes.

    Raises ValueError for an area that is none.
    """
    merged = 0
    for part in map(packed.read, packed.namelist()):
        for area in _areas(part):
            left, top, right, bottom = (int(side or 0) for side in range_boundaries(area))
            merged += (right - left + 1) * (bottom - top + 1)
            if merged > MOST_MERGED:
                return True
    return False


def _areas(part: bytes) -> Iterator[str]:
    """The areas that a part names; a part that is no XML names none, and whoever reads it says so."""
    try:
        # Expat has refused entities that grow since 2.4, and fetches nothing; the reader that follows parses the same bytes.
        for _, element in iterparse(BytesIO(part)):  # noqa: S314
            if element.tag.rpartition("}")[2] == "mergeCell":
                yield element.get("ref", "")
            element.clear()
    except ParseError:
        return
