"""What a Word file may not bring along as the template of a letter: programs, things from elsewhere, and what is no docx at all.

A template comes from strangers and is filled on the office's server, then opened in the office. Nothing of it is ever
fetched or run here; what would be fetched or run where the letter is opened is refused by name.
"""

import re
from collections.abc import Iterator
from zipfile import ZipFile

MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_PARTS = 2000

_OLD_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the files of Word 97 to 2003 begin, and docx files that are locked with a password."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PROGRAMS = re.compile(r"vbaProject|vbaData|/activeX/", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
_EMBEDDED = re.compile(r"/embeddings/", re.IGNORECASE)
_RELATION = re.compile(rb"<Relationship\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"\b(TargetMode|Target|Type)\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
_HARMLESS_LINK = re.compile(r"(?:https?|mailto|tel):|#", re.IGNORECASE)
_FIELD = re.compile(rb"<w:instrText\b[^<>]*>([^<]*)|\bw:instr\s*=\s*[\"']([^\"']*)")
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|[A-Za-z]+Change)[ />]")
_COMMENTED = re.compile(rb"<w:comment[ >]")
_FETCHING = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE)


def refused_file(document: bytes) -> str:
    """Why the bytes are no docx that could be read; blank where they may be one, or a page."""
    if not document.startswith(_OLD_FILE):
        return ""
    return "locked with a password" if _LOCKED in document else "a file of Word 97 to 2003"


def refused_part(packed: ZipFile) -> str:
    """Why an archive is no template: it would take up too much, or hold what a letter must not; blank where it is one."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        return f"more than {MOST_UNPACKED_BYTES} bytes unpacked"
    return next(_found(packed), "")


def left_over(packed: ZipFile) -> str:
    """What whoever wrote the template has left in it and every letter would show: changes that are tracked, comments."""
    for name in packed.namelist():
        if name.startswith("word/") and name.endswith(".xml"):
            part = packed.read(name)
            if _TRACKED.search(part):
                return f"holds tracked changes: {name}"
            if _COMMENTED.search(part):
                return f"holds comments: {name}"
    return ""


def _found(packed: ZipFile) -> Iterator[str]:
    """What must not be there, each with its name."""
    for name in packed.namelist():
        if _PROGRAMS.search(name):
            yield f"holds macros: {name}"
        if _EMBEDDED.search(name):
            yield f"holds embedded files: {name}"
        if name.endswith((".rels", ".xml")):
            yield from _in_text(name, packed.read(name))


def _in_text(name: str, part: bytes) -> Iterator[str]:
    if name == "[Content_Types].xml" and _MACRO_TYPE.search(part):
        yield f"holds macros: {name}"
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield f"not UTF-8: {name}"
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        yield f"holds entities: {name}"
    if name.endswith(".rels"):
        yield from (f"refers to {told}" for told in _outside(part))
    elif name.startswith("word/") and b"w:instr" in part:
        # Word cuts the words of a field into runs at will.
        said = "".join((one[1] or one[2] or b"").decode("utf-8", "replace") for one in _FIELD.finditer(part))
        if found := _FETCHING.search(said):
            yield f"holds the field {found[1].upper()}"


def _outside(part: bytes) -> Iterator[str]:
    """What lies outside the file and would be fetched where it is opened: pictures, templates, objects, files of a network."""
    for relation in _RELATION.findall(part):
        said = {key.decode().lower(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(relation)}
        kind, target = said.get("type", "").rpartition("/")[2], said.get("target", "")
        if kind == "aFChunk":
            yield f"the {kind} {target}"
        elif said.get("targetmode", "").lower() == "external" and not (
            kind == "hyperlink" and _HARMLESS_LINK.match(target)
        ):
            yield f"the {kind or 'file'} {target}"
