"""Where in a template something stands, as whoever opens it in Word would look for it: the paragraph, the cell of a table, the header."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from jinja2 import TemplateError

from fangyuan.packs.template_language import ReadingEnvironment
from fangyuan.packs.templates import UNREADABLE, TemplateUnreadable, as_template

_PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
_TITLES = {
    "header": ("页眉", "the header"),
    "footer": ("页脚", "the footer"),
    "footnotes": ("脚注", "the footnotes"),
    "endnotes": ("尾注", "the endnotes"),
}
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc", "w:t"))
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_OWN = re.compile(r"^(\{[{%]-?)(?:p|tr|tc|r)\s")
"""What docxtpl adds to a tag that takes its paragraph, row, cell or run away."""
_OPENS = re.compile(r"\{%-?\s*(if|for)\b")
_ENDS = re.compile(r"\{%-?\s*end(if|for)\b")
_BRACES = re.compile(r"\{[{%]|[}%]\}")
_WORD = re.compile(r"[^\W\d]\w*")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph with its text: where it stands, in Chinese and in English."""

    place: str
    place_en: str
    text: str

    def told(self, words: str = "") -> dict[str, str]:
        """As the wordings of findings have their holes, with the words that are meant; else how the paragraph begins."""
        text = (words or self.text).strip()
        quoted = f"“{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}”"
        return {"place": f"（{self.place}{quoted}）", "place_en": f" ({self.place_en})"}


NOWHERE = {"place": "", "place_en": ""}


def place_of_word(template: bytes, way: Sequence[str]) -> dict[str, str]:
    """Where a template first asks for a word, or for something below one; nothing where that is not found."""
    for spot in _spots(template):
        for tag in _TAG.findall(spot.text):
            if set(way) <= set(_WORD.findall(tag)):
                return spot.told(tag)
    # Below a row of a loop a word is called by the name of the row.
    return place_of_word(template, way[-1:]) if len(way) > 1 else NOWHERE


def place_of_fault(template: bytes) -> dict[str, str]:
    """Where the first tag stands that cannot be read, or that nothing ends; nothing where the fault is of the file."""
    tags = [(tag, spot) for spot in _spots(template) for tag in _TAG.findall(spot.text)]
    plain = [_OWN.sub(r"\1 ", tag) for tag, _ in tags]
    low, high = 0, len(tags)
    while low < high:
        middle = (low + high) // 2
        if _reads(plain[: middle + 1]):
            low = middle + 1
        else:
            high = middle
    if low == len(tags):
        if cut := [spot for spot in _spots(template) if _BRACES.search(_TAG.sub("", spot.text))]:
            return cut[0].told()
        low = next((place for _, place in reversed(_left_open(plain))), low)
    return tags[low][1].told(tags[low][0]) if low < len(tags) else NOWHERE


def _reads(tags: list[str]) -> bool:
    """Whether the tags can be read, once what they leave open is ended."""
    try:
        ReadingEnvironment().parse("".join((*tags, *(f"{{% end{kind} %}}" for kind, _ in reversed(_left_open(tags))))))
    except (TemplateError, RecursionError):
        return False
    return True


def _left_open(tags: list[str]) -> list[tuple[str, int]]:
    """What is begun and not ended, the outermost first: `if` or `for`, and which of the tags begins it."""
    found: list[tuple[str, int]] = []
    for place, tag in enumerate(tags):
        if opened := _OPENS.match(tag):
            found.append((opened[1], place))
        elif _ENDS.match(tag) and found:
            found.pop()
    return found


@lru_cache(maxsize=16)
def _spots(template: bytes) -> tuple[Spot, ...]:
    """Every paragraph that says something; nothing where the file cannot be read."""
    try:
        with ZipFile(BytesIO(as_template(template))) as packed:
            parts = [(name, packed.read(name)) for name in packed.namelist() if name.startswith(_PARTS)]
        return tuple(spot for name, raw in parts for spot in _in_part(name, parse_xml(raw)))
    except (*UNREADABLE, TemplateUnreadable, SyntaxError):
        return ()


def _in_part(name: str, root: Any) -> Iterator[Spot]:
    kind = re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])
    body, tables = 0, list(root.iter(_TABLE))
    for paragraph in root.iter(_PARAGRAPH):
        text = "".join(one.text or "" for one in paragraph.iter(_TEXT))
        cell = next(paragraph.iterancestors(_CELL), None)
        body += bool(text.strip()) and cell is None
        if not text.strip():
            continue
        if kind in _TITLES:
            yield Spot(*_TITLES[kind], text)
        elif cell is None:
            yield Spot(f"第{body}段", f"paragraph {body}", text)
        else:
            table, row, column = _of_cell(cell, tables)
            yield Spot(f"第{table}个表格第{row}行第{column}格", f"table {table}, row {row}, cell {column}", text)


def _of_cell(cell: Any, tables: list[Any]) -> tuple[int, int, int]:
    row = next(cell.iterancestors(_ROW))
    table = next(row.iterancestors(_TABLE))
    rows, cells = list(table.iterchildren(_ROW)), list(row.iterchildren(_CELL))
    return tables.index(table) + 1, rows.index(row) + 1, cells.index(cell) + 1
