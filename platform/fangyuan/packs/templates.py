"""Templates of letters, as far as a pack is concerned: which words they ask for, and what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate
from jinja2 import TemplateError

from fangyuan.packs.template_language import ReadingEnvironment, Way
from fangyuan.packs.web_templates import as_docx

_PARAGRAPH = re.compile(r"</(?:w:p|a:p|cp:[A-Za-z]+|dc:[A-Za-z]+)>")
_TAG = re.compile(r"<[^>]*>")
_TARGET = re.compile(r' Target="([^"]*)"')

MOST_UNPACKED_BYTES = 64 * 1024 * 1024


class TemplateUnreadable(Exception):
    """A template is neither a docx nor a page, or its placeholders are written wrongly; the text says how."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a template asks for: words of its context, and `ways` below them (`("persons", "name")`)."""

    words: frozenset[str]
    ways: frozenset[Way]


@lru_cache(maxsize=256)
def asked_by(template: bytes) -> Asked:
    """What a template uses of its context; raises TemplateUnreadable. Nothing of it is run."""
    reader = ReadingEnvironment()
    try:
        template = as_docx(template)
        with ZipFile(BytesIO(template)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise TemplateUnreadable(f"more than {MOST_UNPACKED_BYTES} bytes unpacked")
        words = DocxTemplate(BytesIO(template)).get_undeclared_template_variables(reader)
    except (BadZipFile, KeyError, RecursionError, TemplateError, ValueError) as wrong:
        raise TemplateUnreadable(str(wrong)) from wrong
    return Asked(frozenset(words), frozenset(way for way in reader.ways if way[0] in words))


def words_of(template: bytes) -> frozenset[str]:
    """The words of the context that a template uses; raises TemplateUnreadable."""
    return asked_by(template).words


def texts_of(document: bytes) -> Iterator[tuple[str, str]]:
    """Every paragraph of an Office document with the part of the file it stands in: headers, notes, comments and properties
    too. Nothing for what is none; raises TemplateUnreadable where it is too large.
    """
    try:
        with ZipFile(BytesIO(document)) as packed:
            parts = [part for part in packed.infolist() if part.filename.endswith((".xml", ".rels"))]
            if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                raise TemplateUnreadable(f"more than {MOST_UNPACKED_BYTES} bytes unpacked")
            for part in parts:
                for paragraph in _PARAGRAPH.split(packed.read(part).decode("utf-8", "replace")):
                    # Word cuts a number into runs at will, and addresses of links stand in attributes.
                    yield part.filename, unescape(_TAG.sub("", paragraph))
                    yield from ((part.filename, unescape(target)) for target in _TARGET.findall(paragraph))
    except (BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        return
