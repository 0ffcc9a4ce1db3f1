"""What an upload is, judged by its bytes before it is kept; what could harm whoever opens it later is refused.

Refused are empty files, web pages, pictures with scripts and programs; archives that unpack to far more than they weigh;
pictures of far more pixels than any scanner gives; files that are something else than their ending says.
"""

import re
import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

import filetype
import imagesize

from fangyuan.forms.vocabulary import TYPES
from fangyuan.kinds.cleaning import line
from fangyuan.kinds.files import size_of
from fangyuan.kinds.wording import say
from fangyuan.model.problems import Problem, Refused

HEAD = 8192
LONGEST_NAME = 120
MOST_PIXELS = 120_000_000
"""An A3 page at 600 dots an inch has 70 million."""

MOST_ENTRIES = 10_000
MOST_UNPACKED = 2 * 1024**3
SUSPICIOUS = 100 * 1024**2
RATIO = 100
"""An archive is a bomb when it unpacks to more than `SUSPICIOUS` bytes and to more than `RATIO` times its own size."""

DEEPEST = 3
_INNER = 32 * 1024**2
_DIRECTORY = 4 * 1024**2

ZIP, OLE, TEXT, UNKNOWN = "application/zip", "application/x-ole-storage", "text/plain", "application/octet-stream"
HTML, SVG = "text/html", "image/svg+xml"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEMBERS = (
    ("word/", f"{_OFFICE}.wordprocessingml.document"),
    ("xl/", f"{_OFFICE}.spreadsheetml.sheet"),
    ("ppt/", f"{_OFFICE}.presentationml.presentation"),
    ("OFD.xml", "application/ofd"),
)
_OLD_OFFICE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_PROGRAMS = frozenset(
    {
        *(
            "app",
            "bat",
            "chm",
            "cmd",
            "com",
            "cpl",
            "dll",
            "exe",
            "hta",
            "htm",
            "html",
            "iso",
            "jar",
            "js",
            "jse",
            "lnk",
        ),
        *("mht", "mhtml", "msi", "ps1", "reg", "scr", "sh", "shtml", "svg", "svgz", "swf", "url", "vb", "vbe", "vbs"),
        *("wsf", "xht", "xhtml"),
    }
)
_BYTES_OF_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_ACTIVE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|svg)\b", re.IGNORECASE)
_SVG = re.compile(rb"<\s*svg\b", re.IGNORECASE)
_UNFIT = re.compile(r'[<>:"|?*\x7f]')
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"})


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a field takes: media types with the endings that a person knows them by, bytes a file; blank is anything."""

    types: Collection[str] = ()
    endings: Collection[str] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that may be kept: its name made harmless, what it is, how long it is in bytes."""

    name: str
    media_type: str
    size: int


def inspect(stream: BinaryIO, name: str, allowed: Allowed, limit: int) -> Seen:
    """Looks at an upload that can be read from any place and leaves it at its beginning; raises Refused.

    `limit` in bytes is the installation's; the field's own may be lower.
    """
    named, size = clean_name(name), stream.seek(0, SEEK_END)
    stream.seek(0)
    try:
        _check_size(named, size, min(filter(None, (allowed.size, limit))))
        head = stream.read(HEAD)
        media_type = media_type_of(head, stream)
        _check_harmless(named, head, media_type)
        _check_ending(named, media_type)
        if allowed.types and media_type not in allowed.types:
            raise _refused("file-type-named", name=named, allowed="、".join(allowed.endings))
        _check_picture(named, media_type, stream)
        _check_archive(named, stream)
    finally:
        stream.seek(0)
    return Seen(named, media_type, size)


def clean_name(name: str) -> str:
    """A file's own name: no folders, no invisible or turning characters, nothing that a disk refuses, not over-long."""
    plain = line(re.split(r"[/\\]", name)[-1])
    plain = _UNFIT.sub("_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME:
        return plain or "未命名"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) < 16 else plain[:LONGEST_NAME]


def media_type_of(head: bytes, stream: BinaryIO | None = None) -> str:
    """What the bytes say the file is, whatever its name says; with the `stream` archives are told apart too."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00\xff\xfe")[:1024].replace(b"\x00", b"")
    found = filetype.guess(head)
    if found is None or found.mime in (SVG, "text/xml", "application/xml"):
        if _ACTIVE.search(start):
            return SVG if _SVG.search(start) else HTML
        return TEXT if _is_text(head) else UNKNOWN
    if head[:4] == b"PK\x03\x04" and stream is not None:
        return _kind_of_archive(stream)
    return str(found.mime)


def _refused(code: str, /, **detail: str) -> Refused:
    return Refused(Problem(code, say(code, "zh", detail), detail=detail))


def _check_size(name: str, size: int, limit: int) -> None:
    if not size:
        raise _refused("file-empty", name=name)
    if size > limit:
        raise _refused("file-too-large-named", name=name, limit=size_of(limit))


def _check_harmless(name: str, head: bytes, media_type: str) -> None:
    """Refuses what a browser or the machine itself would run."""
    if media_type in (HTML, SVG) or _ending(name) in _PROGRAMS or head.startswith(_BYTES_OF_PROGRAMS):
        raise _refused("file-is-active", name=name)


def _check_ending(name: str, media_type: str) -> None:
    """An ending that says what a file is must say the truth; the old office formats share one container."""
    ending = _ending(name)
    said = {"pptx": (_MEMBERS[2][1],), "bmp": ("image/bmp",), "webp": ("image/webp",)}.get(ending) or TYPES.get(ending)
    old = ending in _OLD_OFFICE and media_type in (*_OLD_OFFICE.values(), OLE)
    heard = ending in ("mp3", "mp4", "txt", "tif") and media_type in (UNKNOWN, TEXT)
    if said and media_type not in said and not old and not heard:
        raise _refused("file-is-another", name=name, ending=ending)


def _check_picture(name: str, media_type: str, stream: BinaryIO) -> None:
    if not media_type.startswith("image/"):
        return
    stream.seek(0)
    width, height = imagesize.get(BytesIO(stream.read(1024 * 1024)), exif_rotation=False)
    if media_type in _PICTURES and (width <= 0 or height <= 0):
        raise _refused("file-damaged-picture", name=name)
    if width * height > MOST_PIXELS:
        raise _refused("picture-too-large", name=name, width=str(width), height=str(height))


def _check_archive(name: str, stream: BinaryIO) -> None:
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        return
    try:
        harmless = _unpacks_sensibly(stream, DEEPEST)
    except (BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error) as damaged:
        raise _refused("file-damaged-archive", name=name) from damaged
    if not harmless:
        raise _refused("archive-bomb", name=name)


def _unpacks_sensibly(stream: BinaryIO, deepest: int) -> bool:
    """Whether an archive, and every archive inside it, stays within bounds; nothing large is unpacked to find out."""
    size = stream.seek(0, SEEK_END)
    if not deepest or not _directory_is_short(stream, size):
        return False
    with ZipFile(stream) as archive:
        members = archive.infolist()
        unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
        # Members that overlap weigh more together than the archive itself.
        if len(members) > MOST_ENTRIES or unpacked > MOST_UNPACKED or packed > size:
            return False
        if unpacked > SUSPICIOUS and unpacked > RATIO * size:
            return False
        return all(_unpacks_sensibly(inner, deepest - 1) for inner in _archives_inside(archive, members))


def _archives_inside(archive: ZipFile, members: list[ZipInfo]) -> Iterator[BinaryIO]:
    """The archives among the members, each unpacked; one that is too large to look at stands for itself as no archive."""
    for member in members:
        if member.flag_bits & 1 or member.file_size > _INNER or member.is_dir():
            continue
        with archive.open(member) as file:
            start = file.read(4)
            if start == b"PK\x03\x04":
                yield BytesIO(start + file.read(_INNER))


def _directory_is_short(stream: BinaryIO, size: int) -> bool:
    """Whether the list of members is short enough to be read at all; it stands at the end and says its own length."""
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise BadZipFile("no end of the central directory")
    entries, length = struct.unpack_from("<HL", tail, at + 10)
    return bool(entries <= MOST_ENTRIES and length <= _DIRECTORY)


def _kind_of_archive(stream: BinaryIO) -> str:
    size = stream.seek(0, SEEK_END)
    try:
        if not _directory_is_short(stream, size):
            return ZIP
        with ZipFile(stream) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error):
        return ZIP
    return next((kind for start, kind in _MEMBERS if any(name.startswith(start) for name in names)), ZIP)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_text(head: bytes) -> bool:
    """Whether it reads as text in one of the encodings that offices use; the end may be cut within a character."""
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def allowed_of(options: Mapping[str, Any]) -> Allowed:
    """What the options of a field (`Field.options_of_kind`) take."""
    return Allowed(tuple(options.get("types", ())), tuple(options.get("endings", ())), int(options.get("max_size", 0)))
