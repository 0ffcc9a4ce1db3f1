"""Templates of letters, as far as a pack is concerned: which words they ask for, and what stands in them."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from jinja2 import TemplateError

from fangyuan.model.later import later
from fangyuan.packs.template_language import ReadingEnvironment, Way
from fangyuan.packs.template_parts import MOST_UNPACKED_BYTES, left_over, refused_file, refused_part

if TYPE_CHECKING:
    import docxtpl
    from docx import oxml
    from docx.opc import oxml as packages

    from fangyuan.packs import web_templates
else:
    docxtpl = later("docxtpl")
    oxml = later("docx.oxml")
    packages = later("docx.opc.oxml")
    web_templates = later("fangyuan.packs.web_templates")

_PARAGRAPH = re.compile(r"</(?:w:p|a:p|cp:[A-Za-z]+|dc:[A-Za-z]+)>")
_TAG = re.compile(r"<[^<>]*>")
_STYLES = ("word/styles.xml", "word/stylesWithEffects.xml")
_TARGET = re.compile(r' Target="([^"]*)"')

UNREADABLE = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error)
"""What a damaged archive gives; one that is locked with a password, or packed in an unknown way, is a RuntimeError."""


class TemplateUnreadable(Exception):
    """A template is neither a docx nor a page, or its placeholders are written wrongly; the text says how."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a template asks for: words of its context, and `ways` below them (`("persons", "name")`)."""

    words: frozenset[str]
    ways: frozenset[Way]


@lru_cache(maxsize=64)
def as_template(document: bytes) -> bytes:
    """The docx of a template, of a page the one that it becomes; raises TemplateUnreadable for what no letter is made of."""
    if why := refused_file(document):
        raise TemplateUnreadable(why)
    try:
        docx = web_templates.as_docx(document)
        with ZipFile(BytesIO(docx)) as packed:
            why = refused_part(packed)
    except UNREADABLE as wrong:
        raise TemplateUnreadable(str(wrong) or type(wrong).__name__) from wrong
    if why:
        raise TemplateUnreadable(why)
    return docx


@lru_cache(maxsize=256)
def asked_by(template: bytes) -> Asked:
    """What a template uses of its context; raises TemplateUnreadable. Nothing of it is run."""
    reader = ReadingEnvironment()
    try:
        with ZipFile(BytesIO(as_template(template))) as packed:
            lean, left, wide = _lean(packed), left_over(packed), _wide(packed)
        if left:
            raise TemplateUnreadable(left)
        if wide:
            raise TemplateUnreadable(f"holds the braces {wide}")
        words = docxtpl.DocxTemplate(lean).get_undeclared_template_variables(reader)
    except (*UNREADABLE, KeyError, SyntaxError, TemplateError) as wrong:
        raise TemplateUnreadable(str(wrong)) from wrong
    return Asked(frozenset(words), frozenset(way for way in reader.ways if way[0] in words))


_BRACES = re.compile(r"｛\s*[｛{%％]|\{\s*[｛％]|[｝}%％]\s*｝")


def _wide(packed: ZipFile) -> str:
    """Braces as a Chinese keyboard types them: they would be printed as they stand."""
    parts = [name for name in packed.namelist() if name.startswith("word/") and name.endswith(".xml")]
    texts = (text for name in parts if name not in _STYLES for text in _texts_in(packed.read(name)))
    return next((found[0] for text in texts if (found := _BRACES.search(text))), "")


def _lean(packed: ZipFile) -> BytesIO:
    """The document with no styles in it: they ask for nothing, and take longest to read."""
    made = BytesIO()
    with ZipFile(made, "w") as lean:
        for name in dict.fromkeys(packed.namelist()):
            raw = packed.read(name)
            lean.writestr(name, _bare(raw) if name in _STYLES else raw)
    made.seek(0)
    return made


@lru_cache(maxsize=16)
def _bare(part: bytes) -> bytes:
    """The root of a part alone; what cannot be read is left as it is, for whoever reads the document to say so."""
    try:
        root = oxml.parse_xml(part)
    except SyntaxError:
        return part
    root.clear()
    return bytes(packages.serialize_part_xml(root))


def words_of(template: bytes) -> frozenset[str]:
    """The words of the context that a template uses; raises TemplateUnreadable."""
    return asked_by(template).words


@lru_cache(maxsize=64)
def _texts_in(part: bytes) -> tuple[str, ...]:
    """The texts of one part: most letters of a pack have the same styles, which are far longer than what they say."""
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(part.decode("utf-8", "replace")):
        # Word cuts a number into runs at will, and addresses of links stand in attributes.
        found.append(unescape(_TAG.sub("", paragraph)))
        found.extend(map(unescape, _TARGET.findall(paragraph)))
    return tuple(found)


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
                yield from ((part.filename, text) for text in _texts_in(packed.read(part)))
    except UNREADABLE:
        return
